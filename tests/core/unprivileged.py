"""Files that this process may not touch, though root may touch every file."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534
VERSION_3 = 0x20080522
OVERRIDE = 1 << 1 | 1 << 2  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH of linux/capability.h


@contextmanager
def belongs_to_another(folder: Path, mode: int) -> Iterator[Path]:
    """Give a folder away, to which others have only the rights of ``mode``.

    Root gives it to nobody and does meanwhile, in this thread and its children, without the right
    to pass over the rights of files; anybody else can only take the rights from himself.
    """
    if os.geteuid() != 0:
        folder.chmod(mode)
        try:
            yield folder
        finally:
            folder.chmod(0o700)
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    folder.chmod(0o700 | mode)
    header, rights = (ctypes.c_uint32 * 2)(VERSION_3), (ctypes.c_uint32 * 6)()
    kernel = ctypes.CDLL(None)
    assert kernel.capget(header, rights) == 0
    effective, rights[0] = rights[0], rights[0] & ~OVERRIDE
    assert kernel.capset(header, rights) == 0
    try:
        yield folder
    finally:
        rights[0] = effective
        assert kernel.capset(header, rights) == 0
