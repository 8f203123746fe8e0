"""How far two trainings agree on the order of the dropout probabilities, and what that is worth.

One epoch shows the order after ten no better than the order itself is settled: two trainings of ten
epochs from different seeds do not agree either, and how far they do is the yardstick.
"""

from collections.abc import Callable
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from core.claims import Finding, Interval
from core.intervals import correlation_interval, fisher
from core.rules import Judgement, Rule, below, judge_mean, judged
from core.text import minus, with_ends

SINCE = "2026-11-29"
CHANGED = (
    "On 29 November 2026, after the sweep had been recorded, the order after one epoch was held "
    "against what two trainings from different seeds agree on; before, against 0.9."
)


def between_epochs(values: np.ndarray) -> np.ndarray:
    """Return for each seed (seeds,) Spearman's correlation of the first epoch with the last.

    ``values`` (seeds, p, epochs) are accuracies.
    """
    return np.array([_spearman(one[:, 0], one[:, -1]) for one in values])


def between_seeds(values: np.ndarray) -> np.ndarray:
    """Return Spearman's correlations (seeds, seeds) of ``values`` (seeds, p), one with another.

    The diagonal, a seed with itself, is not a number.
    """
    table = np.full((len(values), len(values)), np.nan)
    for one, other in combinations(range(len(values)), 2):
        table[one, other] = table[other, one] = _spearman(values[one], values[other])
    return table


def _spearman(first: np.ndarray, second: np.ndarray) -> float:
    return float(stats.spearmanr(first, second).statistic)


def yardstick(values: np.ndarray) -> float:
    """Return the mean correlation over all pairs of seeds after the last epoch."""
    return float(np.nanmean(between_seeds(values[:, :, -1])))


def early(part: str, values: np.ndarray, last: int) -> Finding:
    """Judge whether one epoch shows the last order less well than another seed's training does.

    ``values`` (seeds, p, epochs) are accuracies of at least two seeds, first after epoch 1 and last
    after epoch ``last``.
    """
    own, others = between_epochs(values), between_seeds(values[:, :, -1])
    shown = with_ends(correlation_interval(own, values.shape[1]), ".2f")
    pairs = others[np.triu_indices_from(others, 1)]
    return judged(
        part,
        "Over seeds, the 95 % interval of Spearman's correlation of the order after one epoch with "
        "that after the last, less the mean correlation of that seed's last order with the other "
        "seeds'",
        below(0),
        own - np.nanmean(others, axis=1),
        lambda found: (
            f"The order after epoch 1 correlates with that after epoch {last} at {shown} (Fisher's "
            f"z); two trainings of {last} epochs from different seeds agree only at "
            f"{minus(f'{pairs.mean():.2f}')} ({len(pairs)} pairs from "
            f"{minus(f'{pairs.min():.2f} to {pairs.max():.2f}')}). The difference is "
            f"{with_ends(found, '+.2f')}."
        ),
        since=SINCE,
        changed=CHANGED,
    )


def judge_correlation(
    correlations: ArrayLike, pairs: int, side: Callable[[float], Rule], threshold: float
) -> Judgement:
    """Judge the mean of correlations, one a run and made from so many ``pairs``, by Fisher's z.

    ``side`` is ``above`` or ``below``, of a ``threshold`` between −1 and 1.
    """
    one = judge_mean(fisher(correlations, pairs), side(float(np.arctanh(threshold))))
    return one._replace(
        found=Interval(*correlation_interval(correlations, pairs)), threshold=threshold
    )
