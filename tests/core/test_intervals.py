import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from core.intervals import (
    MOST_RUNS,
    mean_interval,
    mean_table,
    power,
    ratio_interval,
    share_interval,
    smallest,
    smallest_for_share,
    smallest_for_two_shares,
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


def test_without_an_effect_power_is_the_level_of_the_test():
    np.testing.assert_allclose(power(0.0, np.array([2, 5, 50])), 0.05, rtol=1e-6)


@pytest.mark.parametrize(("effect", "seeds"), [(0.5, 10), (1.2, 6), (-0.8, 15), (0.2, 80)])
def test_power_agrees_with_both_tails_of_the_noncentral_t_distribution(effect, seeds):
    critical = stats.t.ppf(0.975, seeds - 1)
    centre = effect * math.sqrt(seeds)
    tails = stats.nct.sf(critical, seeds - 1, centre) + stats.nct.cdf(-critical, seeds - 1, centre)
    assert power(effect, seeds) == pytest.approx(tails, rel=1e-6)


def test_power_agrees_with_t_tests_of_drawn_differences():
    drawn = np.random.default_rng(1).normal(0.8, 1, (20_000, 12))
    found = stats.ttest_1samp(drawn, 0, axis=1).pvalue < 0.05
    assert power(0.8, 12) == pytest.approx(found.mean(), abs=0.012)


@given(st.floats(0.02, 5), st.floats(0.5, 0.99))
def test_the_smallest_number_of_seeds_is_enough_and_one_less_is_not(effect, wanted):
    seeds = smallest(effect, wanted)
    assert power(effect, seeds) >= wanted
    assert seeds == 2 or power(effect, seeds - 1) < wanted


def test_for_small_effects_the_number_is_that_of_the_normal_distribution():
    wanted = (stats.norm.ppf(0.975) + stats.norm.ppf(0.8)) ** 2 / 0.05**2
    assert smallest(0.05, 0.8) == pytest.approx(wanted, abs=3)


def test_cohens_example_needs_34_pairs():
    assert smallest(0.5, 0.8) == 34


@given(st.floats(1e-12, 1e12))
def test_effects_of_any_size_have_an_answer(effect):
    seeds = smallest(effect, 0.8)
    assert (seeds is None) == (effect < 0.005) or 0.0049 < effect < 0.01
    assert seeds is None or 2 <= seeds <= MOST_RUNS


@pytest.mark.parametrize(("effect", "runs", "level"), [(0.9, 12, 0.99), (-1.5, 8, 1 - 0.05 / 9)])
def test_a_stricter_level_asks_for_a_larger_statistic(effect, runs, level):
    drawn = np.random.default_rng(2).normal(effect, 1, (20_000, runs))
    found = stats.ttest_1samp(drawn, 0, axis=1).pvalue < 1 - level
    assert power(effect, runs, level) == pytest.approx(found.mean(), abs=0.012)
    assert smallest(effect, 0.8, level) > smallest(effect, 0.8)


@pytest.mark.parametrize(
    ("share", "threshold"), [(0.2, 0.1), (0.5, 0.4), (0.9, 0.95), (0.3, 0.5), (0.0, 0.1)]
)
def test_the_runs_that_tell_a_share_do_so_four_times_in_five(share, threshold):
    # An exact two-sided test of drawn counts; the normal approximation is a little optimistic.
    runs = smallest_for_share(share, threshold)
    counts = np.random.default_rng(3).binomial(runs, share, 2_000)
    tail = "greater" if share > threshold else "less"
    below = {k: stats.binomtest(int(k), runs, threshold, tail).pvalue for k in np.unique(counts)}
    found = np.mean([below[k] < 0.025 for k in counts])
    assert found >= 0.65 or share == 0
    assert found <= 0.9 or share == 0


def test_a_share_on_its_threshold_is_told_apart_by_no_number():
    assert smallest_for_share(0.05, 0.05) is None
    assert smallest_for_share(0.5, 0.50001) is None


def test_fleiss_formula_by_hand():
    # (1.959964 √(0.5 · 0.5) + 0.841621 √(0.3 · 0.7))² / 0.2² = 46.7
    assert smallest_for_share(0.3, 0.5) == 47


def test_two_shares_by_the_textbook():
    # 0.5 against 0.3 with 80 % power at 5 %: 93 of each, as sample size tables have it.
    assert smallest_for_two_shares(0.5, 0.3) == 93
    assert smallest_for_two_shares(0.3, 0.5) == 93
    assert smallest_for_two_shares(0.3, 0.3) is None
    assert smallest_for_two_shares(0.5, 0.3, 1 - 0.05 / 3) > 93


def test_the_runs_that_tell_two_shares_apart_do_so_four_times_in_five():
    runs = smallest_for_two_shares(0.4, 0.2)
    one, other = np.random.default_rng(5).binomial(runs, [[0.4], [0.2]], (2, 20_000)) / runs
    mean = (one + other) / 2
    z = (one - other) / np.sqrt(2 * mean * (1 - mean) / runs)
    assert (np.abs(z) > stats.norm.ppf(0.975)).mean() == pytest.approx(0.8, abs=0.03)
