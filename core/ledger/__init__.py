"""The ledger: every claim measured by its quick experiment, and the table recorded last."""

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any

from core.bundled import RECORDED, DamagedData, again
from core.claims import CLAIMS, Finding, Interval, Report, Verdict, ignore

LEDGER = RECORDED / "ledger.json"
EXPERIMENTS = {
    "1.A.i": "core.initialization",
    "1.A.ii": "core.initialization",
    "1.B": "core.shuffling",
    "2.A.i": "core.convolution",
    "2.A.ii": "core.convolution",
    "2.B": "core.padding",
    "2.C.i": "core.pooling",
    "2.C.ii": "core.pooling",
    "2.D.i": "core.dropout",
    "2.D.ii": "core.dropout",
    "2.D.iii": "core.dropout",
}
KEYS = ("id", "reported", "measured", "spread", "n", "outcome", "why", "seconds")


def run(claim_id: str, report: Report = ignore) -> tuple[Verdict, Any, float]:
    """Run the quick experiment for one claim: its verdict, its result, and the seconds it took."""
    start = perf_counter()
    experiment = import_module(EXPERIMENTS[claim_id])
    result = experiment.run(experiment.QUICK[claim_id], report)
    (verdict,) = (one for one in experiment.verdicts(result) if one.claim_id == claim_id)
    return verdict, result, perf_counter() - start


def measure(
    claim_ids: Iterable[str], report: Report = ignore
) -> Iterator[tuple[Verdict, Any, float]]:
    """Yield what ``run`` gives for each claim in turn, reporting progress over all of them."""
    wanted = list(claim_ids)
    for place, claim_id in enumerate(wanted):

        def part(done: float, message: str, place: int = place, claim_id: str = claim_id) -> None:
            report((place + done) / len(wanted), f"{claim_id}: {message}")

        part(0.0, CLAIMS[claim_id].title)
        yield run(claim_id, part)


def row(verdict: Verdict, seconds: float) -> dict[str, Any]:
    """Return a verdict as one row of the ledger, plain enough for JSON.

    ``reported`` holds the write-up's figures; ``measured`` and ``spread`` ([low, high]) are by
    part of the claim, with ``None`` where there is no bound.
    """
    return {
        "id": verdict.claim_id,
        "reported": CLAIMS[verdict.claim_id].reported,
        "measured": {part: _plain(value) for part, value in verdict.measured.items()},
        "spread": {part: [_plain(end) for end in ends] for part, ends in verdict.spread.items()},
        "n": verdict.n,
        "outcome": str(verdict.outcome),
        "why": verdict.why,
        "seconds": round(seconds, 2),
    }


def _plain(value: float) -> float | None:
    return round(value, 6) if math.isfinite(value) else None


def findings(verdict: Verdict) -> list[dict[str, Any]]:
    """Return a verdict's parts, plain enough for JSON; ``recorded_verdict`` reads them back."""
    return [asdict(finding) for finding in verdict.findings]


@dataclass(frozen=True)
class Recorded:
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


def recorded(path: Path = LEDGER) -> Recorded:
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
        return Recorded(
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
