"""What the host of the dashboard sets: in the environment, or in ``.streamlit/secrets.toml``."""

import os
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

SECRETS = Path(__file__).parents[3] / ".streamlit" / "secrets.toml"
LIMITS = {"seconds": 1_800, "waiting": 24, "models": 20_000}
"""Most seconds of one job at a stretch, jobs that wait, and finished models that are kept."""


def setting(name: str) -> str:
    """Return what ``BACKPROP_LAB_<NAME>`` or, in the secrets, ``name`` is set to, else nothing."""
    if chosen := os.environ.get(f"BACKPROP_LAB_{name.upper()}", "").strip():
        return chosen
    return str(_secrets(SECRETS).get(name, "")).strip()


def limit(name: str) -> int:
    """Return one of the ``LIMITS``: the host's own, if it is a whole number above 0."""
    chosen = setting(name)
    return int(chosen) if chosen.isdecimal() and int(chosen) > 0 else LIMITS[name]


@cache
def _secrets(path: Path) -> dict[str, Any]:
    """Return what stands in the file, once for a server; nothing where it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
