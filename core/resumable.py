"""What a long recording has finished, so that an interrupted one goes on where it was."""

import os
import pickle
import shutil
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from core.circumstances import circumstances

FOLDER = "BACKPROP_LAB_STORE"


def folder() -> Path:
    """Return where finished work is kept: ``BACKPROP_LAB_STORE``, else the user's own cache."""
    if chosen := os.environ.get(FOLDER):
        return Path(chosen)
    if sys.platform == "win32":
        cache = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        cache = Path.home() / "Library" / "Caches"
    else:
        cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "backprop-lab"


class Unfinished:
    """The finished units of one recorded table, a file each, until the whole table is written.

    They lie in ``folder()``. Units made with other settings, versions or another processor are not
    found: a table comes from one machine with one set of versions.
    """

    def __init__(self, table: str, *settings: object) -> None:
        """Look for units of ``table`` made with ``settings``, whose ``repr`` tells them apart."""
        made = circumstances()
        told = repr((settings, made["versions"], made["processor"]))
        mark = sha256(told.encode()).hexdigest()[:16]
        self._place = folder() / "record" / f"{table}-{mark}"

    def find(self) -> list[Any]:
        """Return the units kept so far, in no particular order; damaged ones are left out."""
        found = []
        for path in self._place.glob("*.pickle"):
            try:
                found.append(pickle.loads(path.read_bytes()))
            except (OSError, EOFError, pickle.UnpicklingError):
                continue
        return found

    def keep(self, unit: object) -> None:
        """Write one finished unit, whole or not at all."""
        self._place.mkdir(parents=True, exist_ok=True)
        path = self._place / f"{uuid4().hex}.pickle"
        begun = path.with_suffix(".begun")
        begun.write_bytes(pickle.dumps(unit))
        begun.replace(path)

    def forget(self) -> None:
        """Drop every unit, once the table is written."""
        shutil.rmtree(self._place, ignore_errors=True)
