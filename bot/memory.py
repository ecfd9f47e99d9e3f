"""The memory of a process that starts quickly and runs for months: its heap, and its garbage collector."""

import ctypes
import gc

_NEW_OBJECTS = 10_000  # one report makes some thousands, and nearly all of them are gone with it
_WHILE_LOADING = 100_000  # what is loaded stays: to look for garbage in it is a tenth of the start
_MOST_HEAPS = -8  # M_ARENA_MAX, as malloc.h of glibc has it


def spare_what_is_loaded() -> None:
    """While the program is loaded, what it loads is hardly looked through for garbage.

    All threads share one heap from here on: Python lets one of them run at a time, and a heap for
    each would keep 2 MB of holes.
    """
    gc.set_threshold(_WHILE_LOADING, 50, 50)
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)  # only glibc has several heaps
    if set_option is not None:
        set_option(_MOST_HEAPS, 1)


def spare_what_lasts() -> None:
    """What stands now (the words, the county, the code) is not looked through again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 20, 20)
