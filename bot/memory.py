"""The garbage collector, set up for a process that runs for months."""

import gc

_NEW_OBJECTS = 10_000  # one report makes some thousands, and nearly all of them are gone with it


def spare_what_lasts() -> None:
    """What stands now (the words, the county, the code) is not looked through again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 20, 20)
