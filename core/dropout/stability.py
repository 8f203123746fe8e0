"""Write-up 2.D.ii: does batch normalisation make training stable, and avoid overfitting?

Stable is a run that does not die: that does not give every validation image one digit. Overfitting
is the gap, the accuracy on training images less that on validation images; runs that died fit
nothing and are left out of it, together with their partners.
"""

import numpy as np
import pandas as pd
from scipy import stats

from core.claims import DROPOUT_RATES, Finding, Outcome, exactly
from core.dropout.effects import gained
from core.dropout.figures import CLAIMED_BEST, COURSE, NETWORKS
from core.dropout.sweep import Result
from core.intervals import exact_interval, smallest_for_two_shares
from core.rules import exceeding, judged_family
from core.text import shares

NORMALISED = "batch normalisation"
SIGNIFICANT = 0.05
NEGLIGIBLE_GAP = 0.001
SINCE = "2026-11-29"
YOUNGER = "The rule was written on 29 November 2026, after the sweep had been recorded."


def findings(result: Result) -> list[Finding]:
    """Judge both networks of a sweep over all ten p: deaths after one epoch, the gap after more."""
    config = result.config
    if not {COURSE, NORMALISED} <= set(config.networks) or set(config.dropout) != set(
        DROPOUT_RATES
    ):
        return []
    pairs = _pairs(result)
    if pairs.empty:
        return []
    return [dying(pairs["dead"])] if config.epochs == 1 else gaps(pairs)


def _pairs(result: Result) -> pd.DataFrame:
    """Return what the two networks reached after the last epoch with the same seed and p.

    A row a seed and p; columns: (dead or gap, network).
    """
    last = result.curves[result.curves["epoch"] == result.config.epochs]
    reached = last.assign(
        dead=last["classes"].eq(1), gap=last["train_accuracy"] - last["validation_accuracy"]
    )
    table = reached.pivot(index=["seed", "p"], columns="network", values=["dead", "gap"])
    return table.reindex(columns=[(what, n) for what in ("dead", "gap") for n in NETWORKS]).dropna()


def dying(dead: pd.DataFrame) -> Finding:
    """Judge whether fewer runs die with normalisation; ``dead`` has a column a network."""
    n = len(dead)
    before, after = (int(dead[network].sum()) for network in NETWORKS)
    chance = float(stats.fisher_exact([[after, n - after], [before, n - before]]).pvalue)
    outcome = exactly(after < before) if chance < SIGNIFICANT else Outcome.UNDECIDED
    return Finding(
        "fewer runs die with batch normalisation",
        "Fisher's exact test, two-sided, of the runs that give every image one digit after an "
        f"epoch, over all p and seeds: fewer die, with a p value below {SIGNIFICANT}.",
        outcome,
        exact_interval(after, n),
        n,
        f"{after} of {n} runs die, {shares(exact_interval(after, n))}, against {before} of {n} "
        f"without it: p = {chance:.2g}.",
        since=SINCE,
        changed=YOUNGER,
        would_decide=smallest_for_two_shares(after / n, before / n)
        if outcome is Outcome.UNDECIDED
        else None,
    )


def gaps(pairs: pd.DataFrame) -> list[Finding]:
    """Judge by how much the gap closes, paired over seeds, with normalisation and with both."""
    alive = ~pairs["dead"].astype(bool)
    gap = pairs["gap"].astype(float).where(alive).unstack("p")
    closed = (gap[COURSE] - gap[NORMALISED]).mean(axis=1)
    both = gap[COURSE][0.0] - gap[NORMALISED][CLAIMED_BEST]
    samples = {
        "gap closed by batch normalisation": closed.dropna().to_numpy(),
        "gap closed by batch normalisation and dropout together": both.dropna().to_numpy(),
    }
    if min(map(np.size, samples.values())) < 2:
        return []
    return list(
        judged_family(
            "Paired over seeds (the mean over all p at equal p; p = 0.5 with it against p = 0 "
            "without), runs that died left out, the interval of how much smaller the gap between "
            "training and validation accuracy is",
            exceeding(NEGLIGIBLE_GAP, ".1%"),
            samples,
            gained,
            since=SINCE,
            changed=YOUNGER,
        )
    )
