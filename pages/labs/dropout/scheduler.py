"""Where the Dask scheduler is that sweeps are trained on, if the host of the dashboard set one."""

import os
import tomllib
from pathlib import Path

VARIABLE = "BACKPROP_LAB_SCHEDULER"
SECRETS = Path(__file__).parents[3] / ".streamlit" / "secrets.toml"
SECRET = "scheduler"


def address() -> str:
    """Return the scheduler's address from the environment or ``.streamlit/secrets.toml``, or ""."""
    if chosen := os.environ.get(VARIABLE, "").strip():
        return chosen
    try:
        return str(tomllib.loads(SECRETS.read_text(encoding="utf-8")).get(SECRET, "")).strip()
    except (OSError, ValueError):
        return ""
