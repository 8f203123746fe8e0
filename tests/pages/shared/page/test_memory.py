"""Many threads share two stores of memory, and what was large goes back when it is free."""

import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
THREADS = """
import ctypes, sys, threading
from pages.shared.page import memory
if sys.argv[1] == "small":
    memory.keep_small()
library = ctypes.CDLL(None)
library.malloc.restype = ctypes.c_void_p
library.free.argtypes = [ctypes.c_void_p]
together = threading.Barrier(8)
def take():
    together.wait()
    held = [library.malloc(500) for _ in range(1_000)]
    together.wait()
    for piece in held:
        library.free(piece)
threads = [threading.Thread(target=take) for _ in range(8)]
for one in threads:
    one.start()
for one in threads:
    one.join()
library.free(library.malloc(20_000_000))
report = ctypes.c_void_p.in_dll(library, "stdout")
library.malloc_info(0, report)
again = library.malloc(20_000_000)
library.malloc_info(0, report)
library.fflush(None)
"""
pytestmark = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")


def report(how):
    """What glibc says after eight threads took memory at once, and one a large piece twice.

    How many stores it has opened, and whether the second large piece is the system's own.
    """
    done = subprocess.run(
        [sys.executable, "-c", THREADS, how], cwd=ROOT, capture_output=True, text=True, check=True
    )
    before, after = map(int, re.findall(r'type="mmap" count="(\d+)"', done.stdout))
    return done.stdout.count("<heap nr=") // 2, after > before


def test_threads_share_two_stores_and_a_large_piece_stays_the_systems_own():
    assert report("small") == (2, True)
    many, own = report("as it is")
    assert many > 2
    assert not own
