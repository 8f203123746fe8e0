import numpy as np
import pytest
import torch

from core.engines.playground import starts
from core.engines.playground.engine import Config, train
from core.engines.starting_weights import SCHEMES

WIDE = Config(hidden=(8, 8, 8, 8, 8, 8), inputs=("x", "y", "xSquared", "ySquared", "xTimesY"))


def weights_of(scheme, seeds=60):
    return np.concatenate(
        [starts.draw(WIDE, scheme, seed).weights[2].ravel() for seed in range(seeds)]
    )


# Standard deviations for a layer of 8 units with 8 inputs, from the papers' formulae.
SPREADS = {
    "zero": 0,
    "constant 0.5": 0,
    "uniform ±0.5 (Playground)": (1 / 12) ** 0.5,
    "normal, σ = 0.1": 0.1,
    "normal, σ = 1": 1,
    "LeCun normal": (1 / 8) ** 0.5,
    "Xavier uniform": (2 / 16) ** 0.5,
    "Xavier normal": (2 / 16) ** 0.5,
    "He uniform": (2 / 8) ** 0.5,
    "He normal": (2 / 8) ** 0.5,
    "orthogonal": (1 / 8) ** 0.5,
}


def test_every_scheme_is_known_here():
    assert set(SPREADS) == set(SCHEMES)


@pytest.mark.parametrize("scheme", SPREADS)
def test_a_scheme_has_the_spread_of_its_paper(scheme):
    weights = weights_of(scheme)
    assert weights.std() == pytest.approx(SPREADS[scheme], rel=0.04, abs=1e-15)
    assert weights.mean() == pytest.approx(0.5 if "constant" in scheme else 0, abs=0.04)


def test_orthogonal_weights_keep_lengths():
    layer = torch.tensor(starts.draw(WIDE, "orthogonal", 0).weights[2])
    torch.testing.assert_close(layer @ layer.T, torch.eye(8, dtype=torch.float64))


def test_biases_are_the_playgrounds_but_for_the_zero_scheme():
    assert all((bias == 0).all() for bias in starts.draw(WIDE, "zero", 0).biases)
    assert all((bias == 0.1).all() for bias in starts.draw(WIDE, "He normal", 0).biases)


def test_runs_side_by_side_equal_runs_one_by_one():
    base = Config(activation="relu")
    table = starts.resets(base, 30, 4)
    alone = [train(base, 30, rebuilds).losses.iloc[-1] for rebuilds in range(4)]
    assert table["train_loss"].tolist() == [one["train_loss"] for one in alone]
    assert table["test_loss"].tolist() == [one["test_loss"] for one in alone]


def test_other_seeds_and_swaps_name_what_they_trained():
    base = Config(activation="relu")
    seeds = starts.other_seeds(base, 20, 3).set_index(["seed", "start"])["test_loss"]
    alone = train(Config(seed="0.00002", activation="relu", zero_start=True), 20).losses
    assert seeds["0.00002", "zero"] == alone["test_loss"].iloc[-1]
    swapped = starts.swaps({"A": base, "B": Config(seed="7", activation="relu")}, 20)
    alone = train(Config(seed="7", activation="relu"), 20).losses
    assert (
        swapped.set_index(["data", "start"])["test_loss"]["B", "random"]
        == (alone["test_loss"].iloc[-1])
    )


def test_a_hundred_seeds_are_a_hundred_runs():
    losses = starts.other_seeds(Config(activation="relu"), 1, 100).groupby("start")["test_loss"]
    assert losses.nunique().to_dict() == {"random": 100, "zero": 100}
