"""How many runs it takes to tell: the power of a paired t-test, and of a test of a share."""

import math

import numpy as np
from scipy import stats

LEVEL = 0.95
POWER = 0.8
MOST_RUNS = 100_000
NONCENTRALITIES = (1e-12, 1e9)
"""Between these scipy's noncentral F distribution is right; beyond, power is 5 % or 1."""


def power(effect: float, runs: int | np.ndarray, level: float = LEVEL) -> np.ndarray:
    """Return the chance that a two-sided one-sample or paired t-test finds ``effect``.

    ``effect`` is the mean difference over its standard deviation, ``level`` that of the interval
    whose side is read (0.95 for a test at 5 %). The statistic follows the noncentral t distribution
    with noncentrality effect · √runs (Cohen, *Statistical Power Analysis*, 1988, chapter 2), its
    square the noncentral F distribution, which holds both tails. Needs at least two runs.
    """
    freedom = np.asarray(runs) - 1
    critical = stats.t.ppf((1 + level) / 2, freedom)
    noncentrality = np.clip(np.square(effect) * runs, *NONCENTRALITIES)
    return np.asarray(stats.ncf.sf(critical**2, 1, freedom, noncentrality))


def smallest(effect: float, wanted: float = POWER, level: float = LEVEL) -> int | None:
    """Return the smallest number of runs with at least the ``wanted`` power; none above 100,000.

    Power grows with the number of runs, so halving the range finds it.
    """
    if np.isinf(effect):
        return 2
    if power(effect, MOST_RUNS, level) < wanted:
        return None
    low, high = 1, MOST_RUNS
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if power(effect, middle, level) >= wanted else (middle, high)
    return high


def smallest_for_share(share: float, threshold: float, level: float = LEVEL) -> int | None:
    """Return how many runs tell a ``share`` from a ``threshold`` with 80 % power.

    Both lie in [0, 1]. By the normal approximation, ((z √(p₀ q₀) + z' √(p q)) / (p − p₀))² (Fleiss,
    Levin and Paik, *Statistical Methods for Rates and Proportions*, 2003, section 2.5); none where
    the share lies on the threshold, or above 100,000.
    """
    if share == threshold:
        return None
    spread = stats.norm.ppf((1 + level) / 2) * math.sqrt(threshold * (1 - threshold))
    seen = stats.norm.ppf(POWER) * math.sqrt(share * (1 - share))
    runs = math.ceil(((spread + seen) / (share - threshold)) ** 2)
    return max(runs, 1) if runs <= MOST_RUNS else None


def smallest_for_two_shares(one: float, other: float, level: float = LEVEL) -> int | None:
    """Return how many runs of each tell two shares in [0, 1] apart with 80 % power.

    By the normal approximation (Fleiss, Levin and Paik, 2003, section 4.3, without the correction
    for continuity); none where the shares are equal, or above 100,000.
    """
    if one == other:
        return None
    mean = (one + other) / 2
    spread = stats.norm.ppf((1 + level) / 2) * math.sqrt(2 * mean * (1 - mean))
    seen = stats.norm.ppf(POWER) * math.sqrt(one * (1 - one) + other * (1 - other))
    runs = math.ceil(((spread + seen) / (one - other)) ** 2)
    return max(runs, 1) if runs <= MOST_RUNS else None
