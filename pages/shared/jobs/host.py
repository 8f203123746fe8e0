"""What the host of the dashboard sets: in the environment, or in ``.streamlit/secrets.toml``."""

import os
import tomllib
from pathlib import Path

SECRETS = Path(__file__).parents[3] / ".streamlit" / "secrets.toml"
LIMITS = {"seconds": 1_800, "waiting": 24, "models": 20_000}
"""Most seconds of one job at a stretch, jobs that wait, and finished models that are kept."""


def setting(name: str) -> str:
    """Return what ``BACKPROP_LAB_<NAME>`` or, in the secrets, ``name`` is set to, else nothing."""
    if chosen := os.environ.get(f"BACKPROP_LAB_{name.upper()}", "").strip():
        return chosen
    try:
        return str(tomllib.loads(SECRETS.read_text(encoding="utf-8")).get(name, "")).strip()
    except (OSError, ValueError):
        return ""


def limit(name: str) -> int:
    """Return one of the ``LIMITS``: the host's own, if it is a whole number above 0."""
    chosen = setting(name)
    return int(chosen) if chosen.isdecimal() and int(chosen) > 0 else LIMITS[name]
