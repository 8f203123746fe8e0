import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from core.claims import Outcome
from core.dropout import epochs as dropout_epochs
from core.dropout.epochs import (
    HALVING,
    Config,
    Rung,
    correlations,
    cost,
    halve,
    ranks,
    regrets,
    run,
    rungs,
)
from tests.core.dropout.sweeps import made_up
from tests.core.refusals import refused

IMAGES = 4_000


def learning(curves, seeds=4, spread=0.01, seed=0):
    """Flags (seeds, 10, 10, images) of models whose accuracy follows ``curves`` (10, 10)."""
    rng = np.random.default_rng(seed)
    share = curves + rng.normal(0, spread, (seeds, 10, 1))
    return rng.random((seeds, 10, 10, IMAGES), dtype=np.float32) < share[..., None]


def steady(low=0.5, high=0.95):
    """Curves whose order never changes: p = 0.9 is best throughout."""
    return np.linspace(low, high, 10)[:, None] * np.linspace(0.9, 1, 10)


def crossing():
    """Curves of which the first is best after one epoch and the worst after ten."""
    start, end = np.linspace(0.9, 0.5, 10), np.linspace(0.5, 0.95, 10)
    return start[:, None] + (end - start)[:, None] * np.linspace(0, 1, 10)


# ---------------------------------------------------------------- ranks and correlation


@given(st.integers(0, 1_000))
def test_ranks_and_correlations_are_scipys(seed):
    values = np.random.default_rng(seed).integers(0, 8, (3, 10, 4)) / 8
    found = correlations(values)
    for one in range(3):
        for epoch in range(4):
            expected = stats.spearmanr(values[one, :, epoch], values[one, :, -1]).statistic
            assert found.loc[one, epoch + 1] == pytest.approx(expected)
    frame = ranks(values, [p / 10 for p in range(10)])
    for epoch, rows in frame.groupby("epoch"):
        mean = values.mean(axis=0)[:, epoch - 1]
        np.testing.assert_allclose(rows["rank"], stats.rankdata(-mean))
        np.testing.assert_allclose(rows["accuracy"], mean)


# ---------------------------------------------------------------- successive halving


def test_the_smallest_budget_gives_the_rungs_worked_by_hand():
    """40 epochs in 4 rounds: 10 // 10, 10 // 5 and 10 // 2 epochs more for each that is left."""
    steps = rungs(40)
    assert steps == (Rung(10, 1, 5), Rung(5, 3, 2), Rung(2, 8, 1))
    assert cost(steps) == 10 * 1 + 5 * 2 + 2 * 5 + 2


@given(st.integers(40, 400))
def test_halving_keeps_to_its_budget_and_to_ten_epochs(budget):
    steps = rungs(budget)
    spent = cost(steps) - (10 - steps[-1].epochs)
    assert spent <= budget
    assert [step.candidates for step in steps] == [10, 5, 2]
    epochs = [step.epochs for step in steps]
    assert epochs == sorted(epochs)
    assert epochs[0] >= 1 and epochs[-1] <= 10
    assert 20 <= cost(steps) <= 100


def test_the_largest_budget_trains_all_ten_to_the_end():
    assert cost(rungs(400)) == cost((Rung(10, 10, 1),)) == 100


def test_choosing_after_one_epoch_costs_one_of_each_and_nine_more_of_the_winner():
    assert cost((Rung(10, 1, 1),)) == 19


def test_who_is_best_at_every_rung_is_left_and_who_falls_behind_early_is_not():
    scores = np.stack([steady(), steady()[::-1]])
    np.testing.assert_array_equal(halve(scores, rungs(40)), [9, 0])
    late = steady()
    late[9, :1] = 0.0
    assert halve(late[None], rungs(40))[0] == 8


@given(st.integers(0, 200), st.integers(40, 400))
def test_halving_agrees_with_a_plain_loop(seed, budget):
    scores = np.random.default_rng(seed).random((2, 10, 10))
    for race, found in zip(scores, halve(scores, rungs(budget)), strict=True):
        left = list(range(10))
        for step in rungs(budget):
            left = sorted(left, key=lambda p: -race[p, step.epochs - 1])[: step.kept]
        assert [found] == left


# ---------------------------------------------------------------- regret


def test_where_the_order_never_changes_no_choice_loses_anything():
    costs, lost = regrets(learning(steady(), spread=0), rungs(40))
    assert lost.abs().to_numpy().max() < 0.001
    assert list(costs["strategy"]) == list(lost.columns)
    assert list(costs["cost"])[:10] == [10 * epoch + 10 - epoch for epoch in range(1, 11)]


def test_where_the_first_ends_last_choosing_after_one_epoch_loses_the_difference():
    flags = learning(crossing(), spread=0)
    _, lost = regrets(flags, rungs(40))
    final = flags[..., -1, :].mean(axis=-1)
    np.testing.assert_allclose(lost["after 1"], final[:, 9] - final[:, 0], atol=0.005)
    assert (lost["after 10"] == 0).all()


def test_noise_alone_has_no_regret_in_the_mean():
    """Equal models: choosing by one half and judging by the other neither gains nor loses."""
    _, lost = regrets(learning(np.full((10, 10), 0.8), seeds=20, spread=0), rungs(40))
    assert abs(lost["after 1"].mean()) < 3 * lost["after 1"].sem()
    assert lost["after 1"].sem() < 0.002


# ---------------------------------------------------------------- the whole


def test_statements_hold_where_the_order_turns_round():
    race = run(Config(), made_up(learning(crossing())))
    changes, costs, slower, halved = race.findings
    assert changes.outcome is Outcome.HOLDS
    assert costs.outcome is Outcome.HOLDS
    assert slower.outcome is Outcome.HOLDS
    assert halved.outcome is Outcome.FAILS
    # Every seed turns its order round, and all end in the same one.
    assert changes.measured.estimate == pytest.approx(-1 - 1, abs=0.1)
    assert race.yardstick == pytest.approx(1, abs=0.1)


def test_statements_fail_where_nothing_changes_but_halving_is_enough():
    race = run(Config(), made_up(learning(steady(), spread=0.0)))
    changes, costs, _, halved = race.findings
    assert changes.outcome is Outcome.FAILS
    assert costs.outcome is Outcome.FAILS
    assert halved.outcome is Outcome.HOLDS
    assert race.findings[3].n == race.seeds == 4


def test_halving_that_trains_too_long_is_not_enough():
    race = run(Config(budget=400), made_up(learning(steady(), spread=0.0)))
    assert race.findings[3].outcome is Outcome.FAILS


def test_it_is_the_same_twice_and_whole():
    first, second = (run(Config(), made_up(learning(steady()))) for _ in range(2))
    pd.testing.assert_frame_equal(first.choices, second.choices)
    assert len(first.ranks) == 100
    assert len(first.agreement) == 10
    assert first.agreement["high"].max() <= 1
    assert list(first.choices["strategy"])[-1] == HALVING
    assert not first.choices.isna().any(axis=None)


def test_one_seed_shows_no_spread():
    with pytest.raises(ValueError, match="Seeds is 1, but must be at least 2"):
        run(Config(), made_up(learning(steady(), seeds=1)))


test_impossible_settings_are_refused = refused(
    dropout_epochs.Config,
    ({"network": "resnet"}, "Network is 'resnet'"),
    ({"budget": 39}, "Budget is 39, but must be a whole number from 40 to 400."),
    ({"budget": 401}, "Budget is 401"),
    ({"budget": 40.0}, "Budget is 40.0"),
)
