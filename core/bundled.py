"""The files that ship with the lab, and the ledger as it was recorded last."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.claims import CLAIMS, Finding, Interval, Verdict

DATA = Path(__file__).parent / "data"
RECORDED = DATA / "recorded"
LEDGER = RECORDED / "ledger.json"
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


@dataclass(frozen=True)
class RecordedLedger:
    """The ledger measured last: when, on what, with which versions, and every verdict.

    ``seconds`` says how long each claim took.
    """

    date: str
    processor: str
    versions: dict[str, str]
    verdicts: dict[str, Verdict]
    seconds: dict[str, float]

    @property
    def origin(self) -> str:
        """When, on what and with which versions it was measured, in a sentence."""
        versions = ", ".join(f"{name} {number}" for name, number in self.versions.items())
        return f"Recorded on {self.date}: {self.processor}; {versions}."


def recorded_ledger(path: Path = LEDGER) -> RecordedLedger:
    """Read the recorded ledger.

    Raises ``DamagedData`` when the file is missing or damaged.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        verdicts = {
            claim_id: Verdict(claim_id, tuple(map(_finding, content["findings"][claim_id])))
            for claim_id in CLAIMS
        }
        seconds = {one["id"]: float(one["seconds"]) for one in content["claims"]}
        return RecordedLedger(
            content["date"],
            content["processor"],
            dict(content["versions"]),
            verdicts,
            {claim_id: seconds[claim_id] for claim_id in CLAIMS},
        )
    except (OSError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise DamagedData(
            f"The recorded ledger {path.name} is missing or damaged; {again('ledger')}"
        ) from error


def _finding(fields: dict[str, Any]) -> Finding:
    measured = fields["measured"]
    if isinstance(measured, list):
        measured = Interval(*measured)
    return Finding(**fields | {"measured": measured})
