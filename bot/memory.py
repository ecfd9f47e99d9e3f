"""The garbage collector, set up for a process that starts quickly and runs for months."""

import gc

_NEW_OBJECTS = 10_000  # one report makes some thousands, and nearly all of them are gone with it
_WHILE_LOADING = 100_000  # what is loaded stays: to look for garbage in it is a tenth of the start


def spare_what_is_loaded() -> None:
    """While the program is loaded, what it loads is hardly looked through for garbage."""
    gc.set_threshold(_WHILE_LOADING, 50, 50)


def spare_what_lasts() -> None:
    """What stands now (the words, the county, the code) is not looked through again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 20, 20)
