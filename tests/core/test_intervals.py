import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from core.intervals import (
    mean_interval,
    mean_table,
    ratio_interval,
    share_interval,
)

SAMPLES = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=40).filter(
    lambda values: np.std(values) > 1e-3
)


@given(SAMPLES)
def test_the_interval_of_a_mean_is_students(values):
    interval = mean_interval(values)
    expected = stats.t.interval(0.95, len(values) - 1, np.mean(values), stats.sem(values))
    assert interval.estimate == pytest.approx(np.mean(values))
    assert interval[1:] == pytest.approx(expected)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_of_a_share_is_wilsons(counts):
    successes, n = counts
    share, z = successes / n, 1.959963984540054
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    interval = share_interval([True] * successes + [False] * (n - successes))
    assert interval == pytest.approx((share, centre - half, centre + half), abs=1e-9)


def test_a_worked_example_of_each():
    # 1 … 5: mean 3, s = 1.5811, t(4) = 2.7764; Wilson for 8 of 10: 0.4902 to 0.9433.
    assert mean_interval([1, 2, 3, 4, 5]) == pytest.approx((3, 1.0368, 4.9632), abs=1e-4)
    assert share_interval([True] * 8 + [False] * 2) == pytest.approx(
        (0.8, 0.4902, 0.9433), abs=1e-4
    )


def test_one_value_says_nothing_of_the_spread_and_equal_values_have_none():
    assert mean_interval([0.7]) == (0.7, -math.inf, math.inf)
    assert mean_interval([0.25, 0.25, 0.25]) == (0.25, 0.25, 0.25)


def test_nineteen_of_twenty_intervals_hold_what_they_should():
    random = np.random.default_rng(0)
    runs = 2_000
    means = [mean_interval(sample) for sample in random.normal(5, 2, (runs, 6))]
    held = sum(one.low <= 5 <= one.high for one in means)
    assert stats.binomtest(held, runs, 0.95).pvalue > 0.001


# A mean of n flags drawn again is a binomial share, so its percentiles are known exactly. The pairs
# matter in the second ratio: drawn apart, numerator and denominator would not be tied to one share.
@pytest.mark.parametrize(
    ("denominator", "ratio"),
    [
        (lambda flags: np.full(len(flags), 4.0), lambda share: share / 4),
        (lambda flags: 1 - flags / 2, lambda share: share / (1 - share / 2)),
    ],
    ids=["constant", "paired"],
)
@pytest.mark.parametrize(("n", "successes"), [(10, 3), (40, 12), (30, 27)])
def test_the_interval_of_a_ratio_has_the_percentiles_of_pairs_drawn_again(
    n, successes, denominator, ratio
):
    flags = (np.arange(n) < successes).astype(float)
    ends = stats.binom.ppf([0.025, 0.975], n, successes / n) / n
    expected = (ratio(successes / n), *(ratio(end) for end in ends))
    assert ratio_interval(flags, denominator(flags)) == pytest.approx(expected)


def test_the_interval_of_a_ratio_of_many_pairs_is_that_of_the_delta_method():
    random = np.random.default_rng(1)
    bottom = random.normal(3, 0.5, 400)
    top = 0.4 * bottom + random.normal(0, 0.3, 400)
    interval = ratio_interval(top, bottom)
    ratio = top.mean() / bottom.mean()
    error = (top - ratio * bottom).std(ddof=1) / 20 / bottom.mean()
    assert interval.estimate == pytest.approx(ratio)
    assert interval.low == pytest.approx(ratio - 1.96 * error, abs=0.15 * error)
    assert interval.high == pytest.approx(ratio + 1.96 * error, abs=0.15 * error)
    assert ratio_interval(5 * top, 2 * bottom) == pytest.approx([2.5 * end for end in interval])


def test_nineteen_of_twenty_intervals_of_a_ratio_hold_it():
    random = np.random.default_rng(0)
    runs = 200
    held = 0
    for _ in range(runs):
        bottom = random.normal(2, 0.4, 40)
        interval = ratio_interval(0.5 * bottom + random.normal(0, 0.2, 40), bottom)
        held += interval.low <= 0.5 <= interval.high
    assert stats.binomtest(held, runs, 0.95).pvalue > 0.001


def test_a_ratio_without_spread_has_no_width_and_one_pair_says_nothing():
    assert ratio_interval([0.3, 0.3], [0.6, 0.6]) == (0.5, 0.5, 0.5)
    assert ratio_interval([0, 0, 0], [0.3, 0.5, 0.4]) == (0, 0, 0)
    assert ratio_interval([3, 3.5, 4], [6, 7, 8]) == (0.5, 0.5, 0.5)
    assert ratio_interval([0.3], [0.6]) == (0.5, -math.inf, math.inf)


def test_a_ratio_is_unbounded_where_its_denominator_may_be_zero():
    for top, bottom in (([1, 2], [0, 1]), ([0, 0.1], [0, 0.19]), ([1, 2, 3, 4], [-1, 2, -1, 3])):
        interval = ratio_interval(top, bottom)
        assert interval.estimate == pytest.approx(np.mean(top) / np.mean(bottom))
        assert interval[1:] == (-math.inf, math.inf)


def test_a_table_of_means_has_a_row_a_group():
    groups = {("a", 1): [1, 2, 3], ("b", 2): [5, 5]}
    table = mean_table(["letter", "number"], groups.items(), "estimate")
    assert list(table) == ["letter", "number", "n", "estimate", "low", "high"]
    assert table.iloc[0].tolist() == ["a", 1, 3, *mean_interval([1, 2, 3])]
    assert table.iloc[1].tolist() == ["b", 2, 2, 5, 5, 5]
    assert mean_table(["p"], {0.5: [1, 2]}.items()).iloc[0]["p"] == 0.5
    assert mean_table(["p"], ()).empty
