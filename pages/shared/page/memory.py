"""Give the system back what is free: the GNU C library keeps several times what a server uses.

Every run of a page has a thread of its own. The library opens a store of memory (an arena) for up
to eight threads a core, and keeps in each what its greatest visitor once took; and it learns to
take large pieces from there too. Two stores, and a threshold that stays where it begins, hold
little (M_ARENA_MAX and M_MMAP_THRESHOLD in the manual of ``mallopt``).
"""

import ctypes
import platform
from functools import cache

ARENA_MAX, MMAP_THRESHOLD = -8, -3
"""The numbers of the two settings in glibc's malloc.h."""
SETTINGS = {ARENA_MAX: 2, MMAP_THRESHOLD: 128 * 1024}
"""Arenas; and the bytes from which on a piece is the system's own, as the library begins."""


@cache
def keep_small() -> None:
    """Set this once in a process, where its C library is GNU's; others are left alone."""
    if platform.libc_ver()[0] == "glibc":
        library = ctypes.CDLL(None)
        for setting, value in SETTINGS.items():
            library.mallopt(setting, value)
