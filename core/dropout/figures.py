"""Does a printed accuracy lie among the runs: in their own distribution?

Runs that die are a part of it and make two peaks, so that no normal interval fits. How isolated a
figure is, its distance to the nearest run, is held against how isolated each run is among the
others and the figure: were the figure one more such run, each would be the most isolated equally
often, whatever the distribution (a conformal p value; Vovk, Gammerman and Shafer, *Algorithmic
Learning in a Random World*, 2005, chapter 2). A figure beyond all runs is isolated, and so is one
in a gap.
"""

from collections.abc import Mapping
from math import ceil

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats

from core.claims import CLAIMS, DROPOUT_RATES, Finding, Outcome, exactly
from core.dropout.sweep import Config
from core.text import share

COURSE = "course"
NETWORKS = {COURSE: "", "batch normalisation": " with batch normalisation"}
"""The write-up's two networks, and how a sentence says which."""
CLAIMED_BEST = 0.5
LAST_EPOCH = 10
TEN_EPOCHS = "ten epochs at p = 0.5"
COPIED = " The write-up prints 0.9763 for one epoch and for ten: it may be one copied figure."
SAME_PLACE = 0.005
SIGNIFICANT = 0.05
SEEDS_TO_DECIDE = ceil(1 / SIGNIFICANT) - 1
"""With fewer runs even the most isolated figure has a chance above 5 %."""
SINCE = "2026-11-29"
CHANGED = (
    "On 29 November 2026, after the sweep had been recorded, the rule was changed: before, a "
    "figure was held against a normal prediction interval, which runs that die make meaningless."
)
RULE = (
    f"Distances up to {SAME_PLACE} count as none. The figure is outside where at most one in "
    f"twenty of the runs and the figure is as far from its nearest neighbour, so that with fewer "
    f"than {SEEDS_TO_DECIDE} seeds none can be."
)


def findings(tables: Mapping[str, pd.DataFrame], config: Config) -> list[Finding]:
    """Judge the figures printed for one epoch, or the one for ten; none for another length.

    ``tables`` has accuracies by network: a row a seed, a column each of the ten p.
    """
    if config.epochs == 1:
        return [one for network, table in tables.items() for one in _ten(network, table)]
    if config.epochs != LAST_EPOCH:
        return []
    figure = CLAIMS["2.D.i"].reported[TEN_EPOCHS]
    return [
        among(f"{TEN_EPOCHS}{NETWORKS[network]}", table[CLAIMED_BEST], figure, COPIED)
        for network, table in tables.items()
    ]


def _ten(network: str, table: pd.DataFrame) -> list[Finding]:
    """Judge the ten figures one by one, with normalisation the best alone, and their count."""
    reported = {p: CLAIMS["2.D.i"].reported[f"p = {p:.1f}"] for p in DROPOUT_RATES}
    alone = reported if network == COURSE else {CLAIMED_BEST: reported[CLAIMED_BEST]}
    found = [
        among(f"p = {p:.1f}{NETWORKS[network]}", table[p], figure, COPIED * (p == CLAIMED_BEST))
        for p, figure in alone.items()
    ]
    return [
        *found,
        together(f"the ten figures together{NETWORKS[network]}", reported, table),
    ]


def chance(runs: ArrayLike, figure: float) -> float:
    """Return the share of runs and figure that are as isolated as ``figure``, in (0, 1].

    ``runs`` (n,) and ``figure`` are accuracies. How isolated one is is its distance to the nearest
    other, or ``SAME_PLACE`` where it is nearer: the write-up's figures are of the test images and
    the runs' of the validation images, which differ by that much.
    """
    every = np.append(np.asarray(runs, dtype=float), figure)
    apart = np.abs(every[:, None] - every)
    np.fill_diagonal(apart, np.inf)
    isolated = np.maximum(apart.min(axis=1).round(9), SAME_PLACE)
    return float((isolated >= isolated[-1]).mean())


def among(part: str, runs: ArrayLike, figure: float, remark: str = "") -> Finding:
    """Judge whether ``figure`` lies among ``runs`` (n,); ``remark`` is added to the reason."""
    accuracies = np.sort(np.asarray(runs, dtype=float))
    n, found = len(accuracies), chance(accuracies, figure)
    few = n < SEEDS_TO_DECIDE
    judged = "" if few else f": {'outside' if found <= SIGNIFICANT else 'among'} the runs"
    return Finding(
        part,
        RULE,
        Outcome.UNDECIDED if few else exactly(found > SIGNIFICANT),
        float(np.median(accuracies)),
        n,
        f"{figure} lies {_place(accuracies, figure)}, {np.abs(accuracies - figure).min():.3f} from "
        f"the nearest; {share(found)} of them and it are at least as far from their "
        f"nearest{judged}.{remark}",
        figure,
        since=SINCE,
        changed=CHANGED,
        would_decide=SEEDS_TO_DECIDE if few else None,
    )


def _place(accuracies: np.ndarray, figure: float) -> str:
    """Say where a figure lies among sorted accuracies (n,)."""
    n, lower = len(accuracies), int((accuracies < figure).sum())
    ends = f"({accuracies[0]:.3f} to {accuracies[-1]:.3f})"
    if figure in accuracies:
        return f"on one of {n} runs {ends}"
    if lower in (0, n):
        return f"{'above' if lower else 'below'} all {n} runs {ends}"
    return f"between {accuracies[lower - 1]:.3f} and {accuracies[lower]:.3f} of {n} runs {ends}"


def together(part: str, figures: Mapping[float, float], runs: Mapping[float, ArrayLike]) -> Finding:
    """Judge how many of ``figures`` are outside ``runs``, both by p.

    A figure counts that is so isolated that one more run would be in at most one case of twenty, or
    the most isolated of all where there are too few runs for that; as many as are left by chance
    follow a binomial distribution, taking the figures as independent.
    """
    sizes = {p: np.size(runs[p]) + 1 for p in figures}
    levels = [max(int(SIGNIFICANT * size), 1) / size for size in sizes.values()]
    level = max(levels)
    outside = sum(chance(runs[p], figure) <= level + 1e-9 for p, figure in figures.items())
    tail = float(stats.binom.sf(outside - 1, len(figures), level))
    return Finding(
        part,
        "Of figures that were more such runs, as many or more would be as isolated with a chance "
        f"above {SIGNIFICANT} (binomial; the figures taken as independent).",
        exactly(tail > SIGNIFICANT),
        float(outside),
        min(sizes.values()) - 1,
        f"{outside} of the {len(figures)} figures are so isolated that one more run would be in "
        f"{share(level)} of cases; by chance as many are with p = {tail:.2g}.",
        since=SINCE,
        changed=CHANGED,
    )
