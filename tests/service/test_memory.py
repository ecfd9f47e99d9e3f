"""How a service uses the memory of the machine."""

import ctypes
import subprocess
import sys

import pytest

HEAPS_OF_FOUR_THREADS = """
import ctypes, threading
import bot

kept = []
meet = threading.Barrier(4)

def take():
    meet.wait()
    kept.extend(bytes(2000) for _ in range(1000))
    meet.wait()

threads = [threading.Thread(target=take) for _ in range(4)]
[one.start() for one in threads]
[one.join() for one in threads]
libc = ctypes.CDLL(None)
libc.fdopen.restype = ctypes.c_void_p
out = ctypes.c_void_p(libc.fdopen(1, b"w"))
libc.malloc_info(0, out)
libc.fflush(out)
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_info"), reason="needs glibc")
def test_all_threads_share_one_heap() -> None:
    told = subprocess.run(
        [sys.executable, "-c", HEAPS_OF_FOUR_THREADS], capture_output=True, text=True, check=True
    )
    assert told.stdout.count("<heap nr=") == 1
