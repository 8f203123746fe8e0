"""What the runs of ``runs`` say of the write-up's accuracy of 0.1009 at p = 0.2."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from core.claims import CLAIMS, Finding, Outcome, exactly
from core.dropout import sweep
from core.dropout.dead.one_run import REMEDIES, UNCHANGED
from core.dropout.dead.runs import AT, COLUMNS, DEFAULT_RATE, SMALL_RATE, Config, Result
from core.intervals import exact_interval
from core.rules import Rule, above, below, judge_share
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
    for (remedy, rate, p), cell in result.runs.groupby(["remedy", "rate", "p"], sort=False):
        dead = int((cell["classes"] == 1).sum())
        alive = cell.loc[cell["classes"] > 1, "accuracy"].mean()
        rows.append(
            (
                remedy,
                rate,
                p,
                len(cell),
                dead,
                int((cell["classes"] == 0).sum()),
                *exact_interval(dead, len(cell)),
                alive,
            )
        )
    return pd.DataFrame(
        rows,
        columns=[
            "remedy",
            "rate",
            "p",
            "n",
            "dead",
            "diverged",
            "share",
            "low",
            "high",
            "accuracy",
        ],
    )


def of_sweep(one: sweep.Result) -> pd.DataFrame:
    """Return the same for the course's network in a sweep, after its first epoch."""
    rows = []
    for model, curve in ((t.model, t.curve) for t in one.trained):
        if model.network == "course":
            classes = int(curve["classes"].iloc[0]) if len(curve) else 0
            accuracy = float(curve["validation_accuracy"].iloc[0]) if len(curve) else 0.0
            rows.append(
                (UNCHANGED, one.config.learning_rate, model.p, model.seed, classes, -1, accuracy, 0)
            )
    return summary(Result(Config(), pd.DataFrame(rows, columns=COLUMNS)))


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
        *(_cause(changes, remedy) for remedy in REMEDIES if remedy != UNCHANGED),
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
        f"{counts[nearest]:,} of the {len(labels):,} test images show a {nearest}: a network that "
        f"always says {nearest} scores {share:.4f}. One that guesses at random would hit the share "
        f"of any of the ten digits in {guesses:.0%} of cases.",
        REPORTED,
        since=SINCE,
    )


def _dying(part: str, rule: Rule, counts: tuple[int, int]) -> Finding:
    found = judge_share(*counts, rule)
    return Finding(
        part,
        "The exact 95 % interval of the share of runs that give one digit after a whole epoch "
        f"{rule.says}.",
        found.outcome,
        found.found,
        counts[1],
        f"{counts[0]} of {counts[1]} runs die: {shares(found.found)}.",
        since=SINCE,
        would_decide=found.would_decide,
        threshold=found.threshold,
    )


def _cause(changes: Result, remedy: str) -> Finding:
    before, runs = _counts(changes, UNCHANGED, DEFAULT_RATE)
    after, changed = _counts(changes, remedy, DEFAULT_RATE)
    table = [[after, changed - after], [before, runs - before]]
    chance = float(stats.fisher_exact(table, alternative="less").pvalue)
    share = exact_interval(after, changed)
    return Finding(
        f"without {REMEDIES[remedy].takes_away} ({remedy}) fewer runs die",
        f"Fisher's exact test, one-sided, against the unchanged runs: below {SIGNIFICANT}.",
        Outcome.HOLDS if chance < SIGNIFICANT else Outcome.UNDECIDED,
        share,
        changed,
        f"{after} of {changed} runs die, {shares(share)}, against {before} of {runs} unchanged: "
        f"by chance with probability {chance:.2g}.",
        since=SINCE,
    )
