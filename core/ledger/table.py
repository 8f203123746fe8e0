"""The ledger as it is read: on the page, on the command line and in its files."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd

from core.bundled import RecordedLedger
from core.claims import CLAIMS, Finding, Interval, Role, Verdict
from core.ledger.links import EVIDENCE, address
from core.text import minus

Source = Literal["live", "recorded"]


@dataclass(frozen=True)
class Entry:
    """A claim as it was measured: live or recorded, on which date, in how many seconds."""

    verdict: Verdict
    source: Source
    seconds: float
    date: str

    @property
    def origin(self) -> str:
        """Where the figures come from, in a few words."""
        if not self.verdict.findings:
            return "not measured"
        return f"{self.source}, {self.seconds:.1f} s, {self.date}"


def entries(record: RecordedLedger) -> dict[str, Entry]:
    """Return what was recorded of every claim, by claim."""
    return {
        claim_id: Entry(verdict, "recorded", record.seconds[claim_id], record.date)
        for claim_id, verdict in record.verdicts.items()
    }


def main_parts(verdict: Verdict) -> list[Finding]:
    """Return the parts whose figures stand for the claim, or its first where it has none such."""
    found = [
        part for name in EVIDENCE[verdict.claim_id].figures for part in verdict.named(name)[:1]
    ]
    return found or list(verdict.findings[:1])


def runs(part: Finding) -> str:
    """Return n, and how many runs would decide a part that is undecided."""
    return "; ".join(filter(None, (f"{part.n:,}", part.needed)))


def reason(verdict: Verdict) -> str:
    """Return one sentence, built from the numbers, that says what decided the claim."""
    part = deciding(verdict)
    return part.reason if part else "Not measured yet."


def deciding(verdict: Verdict) -> Finding | None:
    """Return the part that decided the claim, if any is measured."""
    named = verdict.named(EVIDENCE[verdict.claim_id].why)
    return next(iter((*named, *verdict.findings)), None)


def measured(part: Finding) -> str:
    """Return a part's figure with its 95 % interval, as text.

    All three are rounded alike, so that half the interval's width keeps two significant digits.
    """
    ends = part.measured
    if not isinstance(ends, Interval):
        return figure(part.estimate)
    half = (ends.high - ends.low) / 2
    if not math.isfinite(half):
        return f"{figure(part.estimate)} (no interval)"
    values = (part.estimate, ends.low, ends.high)
    if half == 0:
        estimate, low, high = map(figure, values)
    else:
        decimals = max(0, 1 - math.floor(math.log10(half)))
        estimate, low, high = (_signed(f"{value:,.{decimals}f}") for value in values)
    return f"{estimate} ({low} to {high})"


def figure(value: float | None) -> str:
    """Return a figure to four significant digits, thousands apart; a dash where there is none."""
    return "–" if value is None or not math.isfinite(value) else _signed(f"{value:,.4g}")


def _signed(number: str) -> str:
    """Return a number with the sign that typography has for below 0, and none at 0."""
    return number.lstrip("-") if float(number.replace(",", "")) == 0 else minus(number)


def table(rows: Iterable[Entry]) -> pd.DataFrame:
    """Return a row a claim, as text.

    Columns: claim, title, reported, measured (main parts with their 95 % intervals), n (the largest
    number of runs or cases), verdict, why, undecided (parts, and how many runs would decide them),
    source, seconds, date, lab (address).
    """
    return pd.DataFrame([_row(entry) for entry in rows])


def _row(entry: Entry) -> dict[str, object]:
    verdict = entry.verdict
    parts = main_parts(verdict)
    printed = [
        f"{part.part} {figure(part.reported)}" for part in parts if part.reported is not None
    ]
    claim_id = verdict.claim_id
    parts_undecided = [part for part in verdict.parts if part.needed]
    return {
        "claim": claim_id,
        "title": CLAIMS[claim_id].title,
        "reported": "; ".join(printed) or "no figure",
        "measured": "; ".join(f"{part.part} {measured(part)}" for part in parts),
        "n": verdict.n,
        "verdict": str(verdict.outcome),
        "why": f"{verdict.counts}. {reason(verdict)}",
        "undecided": "; ".join(f"{part.part}: {part.needed}" for part in parts_undecided),
        "source": entry.source,
        "seconds": round(entry.seconds, 2),
        "date": entry.date,
        "lab": address(claim_id, EVIDENCE[claim_id].labs[0]),
    }


def parts_table(rows: Iterable[Entry]) -> pd.DataFrame:
    """Return a row a part of a claim.

    Columns: claim, part, reported, measured, low and high (95 % interval), n, verdict, would_decide
    (runs that would decide an undecided part), rule, since, changed, why, source, date.
    """
    return pd.DataFrame(
        [
            {
                "claim": entry.verdict.claim_id,
                "part": part.part,
                "reported": part.reported,
                "measured": part.estimate,
                **_bounds(part),
                "n": part.n,
                "verdict": word(part),
                "would_decide": part.would_decide,
                "rule": part.rule,
                "since": part.since,
                "changed": part.changed,
                "why": part.why,
                "source": entry.source,
                "date": entry.date,
            }
            for entry in rows
            for part in entry.verdict.findings
        ]
    )


def _bounds(part: Finding) -> dict[str, float]:
    if isinstance(part.measured, Interval):
        return {"low": part.measured.low, "high": part.measured.high}
    return {"low": math.nan, "high": math.nan}


def word(part: Finding) -> str:
    """Return how a part fared, in a word, and what it is where it does not count."""
    return str(part.outcome) if part.role is Role.PART else f"{part.outcome} ({part.role})"


def fared(part: Finding) -> str:
    """Return how a part fared and, where it is undecided, how many runs would decide it."""
    return ": ".join(filter(None, (word(part), part.needed)))


def standing(part: Finding) -> str:
    """Return since when the rule of a part stands, and how it was changed after the data."""
    since = date.fromisoformat(part.since)
    return f"Stands since {since.day} {since:%B %Y}. {part.changed}".strip()


def disagreements(recorded: Verdict, live: Verdict) -> list[str]:
    """Return where a live run and the record differ, a sentence each, with both.

    The outcome or a part's verdict is another, a live estimate lies outside the recorded 95 %
    interval, a figure without one is another as printed, or only one of them has the part.
    """
    if not (recorded.findings and live.findings):
        return []
    said = []
    if recorded.outcome is not live.outcome:
        said.append(f"The claim {live.outcome} live and {recorded.outcome} in the record.")
    before = {part.part: part for part in recorded.findings}
    now = {part.part: part for part in live.findings}
    for name in before | now:
        if _differ(before.get(name), now.get(name)):
            said.append(f"{name}: live {_told(now.get(name))}; recorded {_told(before.get(name))}.")
    return said


def _told(part: Finding | None) -> str:
    return f"{measured(part)}, {word(part)}" if part else "not measured"


def _differ(recorded: Finding | None, live: Finding | None) -> bool:
    if recorded is None or live is None:
        return True
    if recorded.outcome is not live.outcome:
        return True
    if isinstance(recorded.measured, Interval):
        return not recorded.measured.low <= live.estimate <= recorded.measured.high
    return figure(recorded.estimate) != figure(live.estimate)
