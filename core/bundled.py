"""The files that ship with the lab."""

import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
RECORDED = DATA / "recorded"
ORIGIN = ("date", "processor", "versions", "configurations")


class DamagedData(RuntimeError):
    """A bundled file is missing or damaged; the message names it and the remedy."""


def again(table: str) -> str:
    """Return how a recorded table is made again, as the end of a sentence."""
    return f"make it again with: python -m core.record --only {table}"


def provenance(path: Path, remedy: str) -> dict[str, Any]:
    """Return when, on what, with which versions and configurations a table was recorded.

    Keys: date, processor, versions, configurations. Raises ``DamagedData``, which ends in
    ``remedy``, when the file is missing or damaged.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {key: content[key] for key in ORIGIN}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedData(f"{path.name} is missing or damaged; {remedy}") from error
