import math
from itertools import combinations, permutations, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from core.claims import Outcome
from core.dropout import luck as dropout_luck
from core.dropout.accuracies import accuracies, rank_correlation, right
from core.dropout.luck import Config, lucky, separation, shared_wins, winners
from tests.core.dropout.sweeps import made_up, with_accuracies
from tests.core.refusals import refused

RATES = [round(place / 10, 1) for place in range(10)]
MONTE_CARLO = 5 * math.sqrt(0.25 / dropout_luck.RESAMPLES)


def table(seeds=6, spread=0.01, seed=0, shift=0.0):
    """Accuracies of ten p of which none is better, but for ``shift`` at p = 0.5."""
    values = np.random.default_rng(seed).normal(0.9, spread, (seeds, 10))
    values[:, 5] += shift
    return pd.DataFrame(values, columns=pd.Index(RATES, name="p"))


# ---------------------------------------------------------------- tables


def test_a_table_leaves_out_seeds_that_are_not_whole_and_flags_follow_it():
    flags = np.random.default_rng(0).random((3, 4, 2, 50)) < 0.8
    result = made_up(flags)
    whole = accuracies(result, "course", 2)
    np.testing.assert_allclose(whole, flags[:, :, 1].mean(axis=2))
    np.testing.assert_array_equal(right(result, "course"), flags)
    cut = result.curves[(result.curves["seed"] != 1) | (result.curves["p"] != 0.2)]
    part = type(result)(result.config, cut, result.trained)
    assert list(accuracies(part, "course", 2).index) == [0, 2]
    np.testing.assert_array_equal(right(part, "course"), flags[[0, 2]])


def test_how_far_seeds_move_alike_is_the_mean_of_scipys_correlations():
    values = table(seeds=7) + np.arange(7)[:, None] * 0.01
    pairs = [stats.spearmanr(values[a], values[b])[0] for a, b in combinations(RATES, 2)]
    assert rank_correlation(values) == pytest.approx(np.mean(pairs))
    assert rank_correlation(values.assign(**{"1.0": 0.5})) == pytest.approx(np.mean(pairs))
    steps = pd.DataFrame({p: np.arange(5.0) ** (1 + p) for p in RATES})
    assert rank_correlation(steps) == pytest.approx(1)


# ---------------------------------------------------------------- winners


def test_one_seed_gives_each_p_the_share_of_seeds_that_it_wins():
    values = table(seeds=8)
    found = winners(values, 1).set_index("p")["wins"]
    expected = values.idxmax(axis=1).value_counts(normalize=True).reindex(RATES, fill_value=0)
    np.testing.assert_allclose(found, expected)


def test_drawing_all_seeds_agrees_with_every_draw_there_is():
    values = table(seeds=4)
    wins = np.mean(
        [
            shared_wins(values.to_numpy()[list(draw)].mean(axis=0, keepdims=True))[0]
            for draw in product(range(4), repeat=4)
        ],
        axis=0,
    )
    np.testing.assert_allclose(winners(values, 4)["wins"], wins, atol=MONTE_CARLO)


@given(st.integers(1, 5), st.integers(1, 4))
def test_equal_means_share_a_win_and_wins_add_up_to_one(tied, draws):
    means = np.zeros((draws, 6))
    means[:, :tied] = 0.7
    shares = shared_wins(means)
    np.testing.assert_allclose(shares[:, :tied], 1 / tied)
    np.testing.assert_allclose(shares.sum(axis=1), 1)


# ---------------------------------------------------------------- the exchangeable null


@pytest.mark.parametrize("p", [0.0, 0.5, 0.9])
@pytest.mark.parametrize("shift", [0.0, 0.05, -0.05])
def test_what_cannot_be_told_apart_wins_as_often_as_its_neighbours(p, shift):
    frame = lucky(table(shift=shift), p)
    near = frame[frame["among"] == "its neighbours"]
    expected = 1 / (2 if p in (0.0, 0.9) else 3)
    np.testing.assert_allclose(near["wins"], expected, atol=MONTE_CARLO)


def test_luck_among_all_agrees_with_every_permutation():
    values = table(seeds=2, seed=3)
    wins = []
    for first, second in product(permutations([4, 5, 6]), repeat=2):
        moved = values.to_numpy().copy()
        moved[0, [4, 5, 6]] = moved[0, list(first)]
        moved[1, [4, 5, 6]] = moved[1, list(second)]
        wins.append((shared_wins(moved)[:, 5].mean(), shared_wins(moved.mean(0)[None])[0, 5]))
    frame = lucky(values, 0.5)
    found = frame.loc[frame["among"] == "all", "wins"]
    np.testing.assert_allclose(found, np.mean(wins, axis=0), atol=MONTE_CARLO)


def test_a_p_that_always_wins_is_measured_so_whatever_luck_would_give():
    frame = lucky(table(shift=1.0), 0.5)
    assert (frame["measured"] == 1).all()


# ---------------------------------------------------------------- what would tell two apart


def test_a_difference_whose_interval_holds_zero_has_no_largest_number():
    apart = separation(pd.Series([0.01, -0.01, 0.02, -0.015]), 0.8)
    assert apart.most is None
    assert apart.seeds >= apart.fewest


def test_differences_without_spread_are_told_apart_by_two_seeds_or_never():
    same = separation(pd.Series([0.5, 0.5]), 0.8)
    assert (same.seeds, same.spread) == (2, 0)
    assert separation(pd.Series([0.0, 0.0]), 0.8).seeds is None


# ---------------------------------------------------------------- the whole, and its verdicts


def judged(shift, seeds=8):
    result = with_accuracies(table(seeds, 0.004, shift=shift))
    return dropout_luck.run(Config(), result)


def test_every_statement_holds_where_one_half_is_far_better():
    luck = judged(0.05)
    assert {finding.outcome for finding in luck.findings} == {Outcome.HOLDS}
    assert luck.separation.difference.estimate == pytest.approx(0.05, abs=0.01)
    assert luck.separation.seeds <= 8


def test_no_statement_holds_where_nothing_separates_the_ten():
    assert not any(finding.outcome is Outcome.HOLDS for finding in judged(0.0).findings)


def test_the_run_is_the_same_twice_and_whole():
    first, second = judged(0.01), judged(0.01)
    pd.testing.assert_frame_equal(first.winners, second.winners)
    pd.testing.assert_frame_equal(first.lucky, second.lucky)
    assert len(first.accuracies) == 80
    np.testing.assert_allclose(first.winners.groupby("seeds")["wins"].sum(), 1)
    assert first.power["power"].is_monotonic_increasing


def test_one_seed_shows_no_luck():
    with pytest.raises(ValueError, match="Seeds is 1, but must be at least 2"):
        judged(0.0, seeds=1)


test_impossible_settings_are_refused = refused(
    Config,
    ({"network": "resnet"}, "Network is 'resnet'"),
    ({"epochs": "two"}, "Epochs is 'two'"),
    ({"first": 0.55}, "Judged p"),
    ({"second": 0.5}, "Compared with is 0.5, but must be another p than the judged one"),
    ({"power": 1.0}, "Power is 1.0, but must be a number from 0.5 to 0.99."),
    ({"power": math.nan}, "Power is nan"),
)
