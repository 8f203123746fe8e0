"""Figures among runs: against ranks counted by hand, and chance against its nominal level."""

import numpy as np
import pytest
from scipy import stats

from core.claims import Outcome
from core.dropout.figures import SEEDS_TO_DECIDE, among, chance, together

ALIVE = np.linspace(0.90, 0.96, 29)
TWO_PEAKS = np.append(ALIVE, [0.0988, 0.1044])


@pytest.mark.parametrize(
    ("figure", "outcome", "says"),
    [
        (0.93, Outcome.HOLDS, "of 31 runs"),
        (0.1009, Outcome.HOLDS, "between 0.099 and 0.104"),
        (0.99, Outcome.FAILS, "above all 31 runs"),
        (0.05, Outcome.FAILS, "below all 31 runs"),
        (0.6937, Outcome.FAILS, "between 0.104 and 0.900"),
    ],
    ids=["among", "dead", "above", "below", "gap"],
)
def test_a_figure_is_outside_beyond_all_runs_or_in_a_gap_and_a_dead_one_is_a_run(
    figure, outcome, says
):
    found = among("p = 0.2", TWO_PEAKS, figure)
    assert (found.outcome, found.n, found.reported) == (outcome, 31, figure)
    assert says in found.why
    assert found.estimate == np.median(TWO_PEAKS)


def test_one_dead_run_of_few_excuses_a_gap_and_the_chance_is_counted_by_hand():
    runs = [0.1, 0.9, 0.91, 0.93]
    # Distances to the nearest other: 0.4, 0.01, 0.01, 0.02 and, of the figure, 0.4.
    assert chance(runs, 0.5) == pytest.approx(2 / 5)
    assert chance(runs, 0.7) == pytest.approx(2 / 5)
    assert chance(runs, 0.97) == pytest.approx(2 / 5)
    assert chance(runs, 0.9) == 1


@pytest.mark.parametrize("n", [2, 5, 10, SEEDS_TO_DECIDE - 1])
def test_with_too_few_seeds_any_figure_is_undecided_and_it_says_how_many_would_do(n):
    for figure in (0.1009, 0.5, 0.91):
        found = among("p = 0.2", np.linspace(0.9, 0.92, n), figure)
        assert found.outcome is Outcome.UNDECIDED
        assert found.needed == "about 19 runs would decide it"
    assert among("", np.linspace(0.9, 0.92, 19), 0.1009).outcome is Outcome.FAILS


def test_one_more_run_is_called_outside_at_most_once_in_twenty():
    random = np.random.default_rng(3)
    every = np.where(random.random((2_000, 40)) < 0.05, 0.1, 0.9) + random.normal(0, 0.02, (1, 40))
    every += random.normal(0, 0.02, every.shape)
    outside = sum(chance(row[:-1], row[-1]) <= 0.05 for row in every)
    assert stats.binomtest(outside, 2_000, 0.05, alternative="greater").pvalue > 0.001


@pytest.mark.parametrize(("away", "outcome"), [(1, Outcome.HOLDS), (5, Outcome.FAILS)])
def test_of_ten_figures_the_count_is_judged_by_a_binomial_tail(away, outcome):
    runs = {p: np.linspace(0.90, 0.96, 10) for p in range(10)}
    figures = {p: 0.5 if p < away else 0.93 for p in runs}
    found = together("all", figures, runs)
    tail = 1 - sum(stats.binom.pmf(k, 10, 1 / 11) for k in range(away))
    assert (found.outcome, found.estimate, found.n) == (outcome, away, 10)
    assert found.why.endswith(f"p = {tail:.2g}.")
