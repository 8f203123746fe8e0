"""What a long recording has finished, and in which circumstances, to go on from."""

import os
import pickle
import platform
import shutil
import sys
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import uuid4

FOLDER = "BACKPROP_LAB_STORE"
PACKAGES = ("torch", "torchvision", "numpy", "numba", "pandas", "scipy")


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


def circumstances() -> dict[str, Any]:
    """Return when, on what and with which versions something is measured.

    Keys: date (UTC, year-month-day), processor, and versions by package.
    """
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "processor": _processor(),
        "versions": {"python": platform.python_version()}
        | {package: version(package) for package in PACKAGES},
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{names[0]}, {len(names)} cores" if names else platform.machine()


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
