"""What the runs of ``runs`` say of the write-up's accuracy of 0.1009 at p = 0.2."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from scipy import stats

from core.claims import CLAIMS, Finding, Outcome, exactly
from core.dropout import sweep
from core.dropout.dead.one_run import REMEDIES, UNCHANGED
from core.dropout.dead.runs import AT, COLUMNS, DEFAULT_RATE, SMALL_RATE, Config, Result
from core.intervals import exact_interval, smallest_for_two_shares
from core.rules import Rule, above, below, holm, holm_levels, judge_share
from core.text import shares

REPORTED = CLAIMS["2.D.i"].reported["p = 0.2"]
NEGLIGIBLE = 0.05
RARE = 0.1
SIGNIFICANT = 0.05
SINCE = "2026-11-26"


def summary(result: Result) -> pd.DataFrame:
    """Return how many runs died in every cell.

    Columns: remedy, rate, p, n (runs), dead (give one digit), diverged, share (of dead), low and
    high (exact 95 % interval), and accuracy (mean of the runs that did neither; missing if none).
    """
    rows = []
    for key, cell in result.runs.groupby(["remedy", "rate", "p"], sort=False):
        dead, diverged = (int((cell["classes"] == classes).sum()) for classes in (1, 0))
        alive = cell.loc[cell["classes"] > 1, "accuracy"].mean()
        rows.append((*key, len(cell), dead, diverged, *exact_interval(dead, len(cell)), alive))
    columns = ["remedy", "rate", "p", "n", "dead", "diverged", "share", "low", "high", "accuracy"]
    return pd.DataFrame(rows, columns=columns)


def digits(results: Iterable[Result]) -> pd.Series:
    """Return how many dead runs give which digit, the most frequent first."""
    runs = pd.concat([one.runs for one in results])
    return runs.loc[runs["classes"] == 1, "digit"].value_counts()


def of_sweep(one: sweep.Result) -> pd.DataFrame:
    """Return the same for the course's network in a sweep, after its first epoch."""
    course = [t for t in one.trained if t.model.network == "course"]
    first = one.curves[(one.curves["network"] == "course") & (one.curves["epoch"] == 1)]
    ended = first[["p", "seed", "classes"]].assign(accuracy=first["validation_accuracy"])
    lost = [(t.model.p, t.model.seed, 0, 0.0) for t in course if t.curve.empty]
    runs = pd.concat([ended, pd.DataFrame(lost, columns=ended.columns)]) if lost else ended
    told = {"remedy": UNCHANGED, "rate": one.config.learning_rate, "digit": -1, "diverged_at": 0}
    return summary(Result(Config(), runs.assign(**told)[COLUMNS]))


def findings(whole: Result, changes: Result, labels: Sequence[int]) -> tuple[Finding, ...]:
    """Judge what the runs say of the write-up's figure.

    whole: whole epochs at p = 0.2 under both rates; changes: the same setting with one suspect
    taken away; labels: of the test images.
    """
    return (
        _one_digit(labels),
        _dying(
            f"at p = {AT} and RMSprop's rate of {DEFAULT_RATE}, more than one run in twenty dies",
            above(NEGLIGIBLE, ".0%"),
            _counts(whole, UNCHANGED, DEFAULT_RATE),
        ),
        _dying(
            f"at p = {AT} and a rate of {SMALL_RATE}, fewer than one run in ten dies",
            below(RARE, ".0%"),
            _counts(whole, UNCHANGED, SMALL_RATE),
        ),
        *_causes(changes),
    )


def _counts(result: Result, remedy: str, rate: float) -> tuple[int, int]:
    """Return how many runs at p = 0.2 died, and how many there are."""
    runs = result.runs
    cell = runs[(runs["remedy"] == remedy) & (runs["rate"] == rate) & (runs["p"] == AT)]
    return int((cell["classes"] == 1).sum()), len(cell)


def _one_digit(labels: Sequence[int]) -> Finding:
    counts = np.bincount(np.asarray(labels), minlength=10)
    nearest = int(np.abs(counts / len(labels) - REPORTED).argmin())
    share = float(counts[nearest] / len(labels))
    guesses = float(stats.binom.pmf(np.unique(counts), len(labels), 0.1).sum())
    return Finding(
        f"{REPORTED} is what a network scores that gives every test image one digit",
        "The share of one digit among the test labels, to four decimals, is the reported figure.",
        exactly(round(share, 4) == REPORTED),
        share,
        len(labels),
        f"{counts[nearest]:,} of the {len(labels):,} test images show a {nearest}: {share:.4f} is "
        f"what always saying {nearest} scores. That is a fact of the labels, and does not show "
        f"that the write-up's run said {nearest}. One that guesses at random would hit the share "
        f"of any of the ten digits in {guesses:.0%} of cases.",
        REPORTED,
        since=SINCE,
    )


def _dying(part: str, rule: Rule, counts: tuple[int, int]) -> Finding:
    found = judge_share(*counts, rule)
    return found.finding(
        part,
        "The exact 95 % interval of the share of runs that give one digit after a whole epoch "
        f"{rule.says}.",
        counts[1],
        f"{counts[0]} of {counts[1]} runs die: {shares(found.found)}.",
        since=SINCE,
    )


def _causes(changes: Result) -> list[Finding]:
    """Judge each suspect by the runs without it; the tests share their unchanged runs."""
    before, runs = _counts(changes, UNCHANGED, DEFAULT_RATE)
    suspects = [remedy for remedy in REMEDIES if remedy != UNCHANGED]
    counts = [_counts(changes, remedy, DEFAULT_RATE) for remedy in suspects]
    chances = [
        float(stats.fisher_exact([[after, n - after], [before, runs - before]]).pvalue)
        for after, n in counts
    ]
    return [
        _cause(remedy, count, (before, runs), chance, float(level))
        for remedy, count, chance, level in zip(
            suspects, counts, holm(chances), holm_levels(chances), strict=True
        )
    ]


def _cause(
    remedy: str, changed: tuple[int, int], unchanged: tuple[int, int], chance: float, level: float
) -> Finding:
    """Judge one suspect: of how many runs did how many die without it, and with it?"""
    (after, n), (before, runs) = changed, unchanged
    share = exact_interval(after, n)
    outcome = exactly(after / n < before / runs) if chance < SIGNIFICANT else Outcome.UNDECIDED
    needed = smallest_for_two_shares(after / n, before / runs, level)
    return Finding(
        f"without {REMEDIES[remedy].takes_away} ({remedy}) fewer runs die",
        "Fisher's exact test, two-sided, against the unchanged runs, corrected for the number of "
        f"suspects (Holm): fewer die, with a p value below {SIGNIFICANT}.",
        outcome,
        share,
        n,
        f"{after} of {n} runs die, {shares(share)}, against {before} of {runs} unchanged: "
        f"p = {chance:.2g}, corrected.",
        since="2026-11-29",
        changed="On 29 November 2026, after the runs had been recorded, the tests, which share the "
        "unchanged runs, became two-sided and were corrected for their number.",
        would_decide=needed if outcome is Outcome.UNDECIDED else None,
    )
