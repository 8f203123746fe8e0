"""The ledger: every claim measured by its quick experiment.

links  What the ledger shows of each claim in one row, and the lab and setting that test it
table  The ledger as it is read: on the page, on the command line and in its files
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from importlib import import_module
from time import perf_counter
from typing import Any

from core.claims import CLAIMS, Report, Verdict, ignore

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
    """Return a verdict's parts, plain enough for JSON; ``recorded_ledger`` reads them back."""
    return [asdict(finding) for finding in verdict.findings]
