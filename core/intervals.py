"""Intervals that say how far to trust a figure, and how many runs it takes to tell.

The level is 95 % unless asked otherwise. Power is that of a paired t-test, or of a test of a share.
scipy is loaded where it is used: it takes longer than what a page shows first.
"""

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from core.claims import Interval

LEVEL = 0.95
POWER = 0.8
MOST_RUNS = 100_000
TRIED = 20
"""Numbers of runs looked at together."""
NONCENTRALITIES = (1e-12, 1e9)
"""Between these scipy's noncentral F distribution is right; beyond, power is 5 % or 1."""


def mean_interval(values: ArrayLike, level: float = LEVEL) -> Interval:
    """Return the mean of ``values`` (length n) with Student's t interval at ``level``.

    With one value the interval is unbounded; with no spread it has no width.
    """
    sample = np.asarray(values, dtype=float)
    mean = float(sample.mean())
    if len(sample) < 2:
        return Interval(mean, -np.inf, np.inf)
    from scipy import special

    error = sample.std(ddof=1) / len(sample) ** 0.5
    half_width = special.stdtrit(len(sample) - 1, (1 + level) / 2) * error
    return Interval(mean, mean - float(half_width), mean + float(half_width))


def fisher(correlations: ArrayLike, pairs: int) -> np.ndarray:
    """Return Fisher's z, artanh r, of rank correlations (n,) made from so many ``pairs`` each.

    Its spread hardly depends on r (Fisher 1921, *Metron* 1). A perfect correlation, whose z is
    infinite, counts as half a step of Spearman's coefficient below 1, 3 / (pairs³ − pairs).
    """
    most = 1 - 3 / (pairs**3 - pairs)
    return np.arctanh(np.clip(np.asarray(correlations, dtype=float), -most, most))


def correlation_interval(correlations: ArrayLike, pairs: int) -> Interval:
    """Return the mean of correlations (n,), one a run, with its interval by Fisher's z.

    Student's interval of the z values, taken back; it stays within −1 and 1. With no spread it has
    no width.
    """
    sample = np.asarray(correlations, dtype=float)
    if len(sample) > 1 and np.ptp(sample) == 0:
        return Interval(float(sample[0]), float(sample[0]), float(sample[0]))
    return Interval(*(float(end) for end in np.tanh(mean_interval(fisher(sample, pairs)))))


def share_interval(flags: Sequence[bool]) -> Interval:
    """Return the share of true ``flags`` with Wilson's score interval."""
    return wilson_interval(int(np.sum(flags)), len(flags))


@lru_cache(maxsize=4096)
def wilson_interval(successes: int, n: int) -> Interval:
    """Return the share ``successes`` of ``n`` with Wilson's score interval (1927, JASA 22)."""
    return _proportion(successes, n, "wilson")


@lru_cache(maxsize=4096)
def exact_interval(successes: int, n: int) -> Interval:
    """Return the share ``successes`` of ``n`` with Clopper and Pearson's interval (1934)."""
    return _proportion(successes, n, "exact")


def _proportion(successes: int, n: int, method: Literal["exact", "wilson"]) -> Interval:
    from scipy import stats

    result = stats.binomtest(successes, n)
    bounds = result.proportion_ci(LEVEL, method=method)
    return Interval(float(result.statistic), float(bounds.low), float(bounds.high))


def ratio_interval(numerators: ArrayLike, denominators: ArrayLike) -> Interval:
    """Return mean(numerators) / mean(denominators), paired, with a bootstrap interval.

    Both have length n, a pair for each run; pairs are drawn again 9,999 times with replacement and
    the percentiles taken (Efron and Tibshirani, *An Introduction to the Bootstrap*, 1993, chapter
    13). With one pair, or denominators whose mean may be 0 (its own interval holds 0; Fieller 1954,
    JRSS B 16), the interval is unbounded; with no spread it has no width.
    """
    top, bottom = np.asarray(numerators, dtype=float), np.asarray(denominators, dtype=float)
    ratio = float(top.mean() / bottom.mean())
    if np.ptp(top) == np.ptp(bottom) == 0 and len(top) > 1:
        return Interval(ratio, ratio, ratio)
    _, low, high = mean_interval(bottom)
    if low <= 0 <= high:
        return Interval(ratio, -np.inf, np.inf)
    from scipy import stats

    drawn = stats.bootstrap(
        (top, bottom),
        lambda top, bottom, axis: top.mean(axis) / bottom.mean(axis),
        paired=True,
        confidence_level=LEVEL,
        method="percentile",
        rng=np.random.default_rng(0),
    )
    bounds = drawn.confidence_interval
    return Interval(ratio, float(bounds.low), float(bounds.high))


def mean_table(
    names: Sequence[str], groups: Iterable[tuple[Any, ArrayLike]], mean: str = "mean"
) -> pd.DataFrame:
    """Return the mean of every group of values with its 95 % interval.

    A group is its key and its values: a key is what ``names`` call, several of them as a tuple.
    Columns: ``names``, n (values), the mean under its own name, low, high.
    """
    rows = []
    for key, values in groups:
        sample = np.asarray(values, dtype=float)
        keys = key if isinstance(key, tuple) else (key,)
        rows.append((*keys, len(sample), *mean_interval(sample)))
    return pd.DataFrame(rows, columns=[*names, "n", mean, "low", "high"])


def power(effect: float, runs: int | np.ndarray, level: float = LEVEL) -> np.ndarray:
    """Return the chance that a two-sided one-sample or paired t-test finds ``effect``.

    ``effect`` is the mean difference over its standard deviation, ``level`` that of the interval
    whose side is read (0.95 for a test at 5 %). The statistic follows the noncentral t distribution
    with noncentrality effect · √runs (Cohen, *Statistical Power Analysis*, 1988, chapter 2), its
    square the noncentral F distribution, which holds both tails. Needs at least two runs.
    """
    from scipy import special, stats

    freedom = np.asarray(runs) - 1
    critical = special.stdtrit(freedom, (1 + level) / 2)
    noncentrality = np.clip(np.square(effect) * runs, *NONCENTRALITIES)
    return np.asarray(stats.ncf.sf(critical**2, 1, freedom, noncentrality))


def smallest(effect: float, wanted: float = POWER, level: float = LEVEL) -> int | None:
    """Return the smallest number of runs with at least the ``wanted`` power; none above 100,000.

    Power grows with the number of runs, so parting the range again and again finds it.
    """
    if np.isinf(effect):
        return 2
    if power(effect, MOST_RUNS, level) < wanted:
        return None
    low, high = 1, MOST_RUNS
    while high - low > 1:
        runs = np.unique(np.linspace(low, high, TRIED, dtype=int))
        reached = int(np.argmax(power(effect, runs[1:], level) >= wanted))
        low, high = int(runs[reached]), int(runs[reached + 1])
    return high


def smallest_for_share(share: float, threshold: float, level: float = LEVEL) -> int | None:
    """Return how many runs tell a ``share`` from a ``threshold`` with 80 % power.

    Both lie in [0, 1]. By the normal approximation, ((z √(p₀ q₀) + z' √(p q)) / (p − p₀))² (Fleiss,
    Levin and Paik, *Statistical Methods for Rates and Proportions*, 2003, section 2.5); none where
    the share lies on the threshold, or above 100,000.
    """
    if share == threshold:
        return None
    from scipy.special import ndtri

    spread = ndtri((1 + level) / 2) * math.sqrt(threshold * (1 - threshold))
    seen = ndtri(POWER) * math.sqrt(share * (1 - share))
    runs = math.ceil(((spread + seen) / (share - threshold)) ** 2)
    return max(runs, 1) if runs <= MOST_RUNS else None


def smallest_for_two_shares(one: float, other: float, level: float = LEVEL) -> int | None:
    """Return how many runs of each tell two shares in [0, 1] apart with 80 % power.

    By the normal approximation (Fleiss, Levin and Paik, 2003, section 4.3, without the correction
    for continuity); none where the shares are equal, or above 100,000.
    """
    if one == other:
        return None
    from scipy.special import ndtri

    mean = (one + other) / 2
    spread = ndtri((1 + level) / 2) * math.sqrt(2 * mean * (1 - mean))
    seen = ndtri(POWER) * math.sqrt(one * (1 - one) + other * (1 - other))
    runs = math.ceil(((spread + seen) / (one - other)) ** 2)
    return max(runs, 1) if runs <= MOST_RUNS else None
