import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from core.power import (
    MOST_RUNS,
    power,
    smallest,
    smallest_for_share,
    smallest_for_two_shares,
)


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
