from dataclasses import replace

import numpy as np
import pytest

from core.claims import Outcome
from core.initialization import LINKS
from core.initialization.activation_starts import (
    LEARNS,
    MOVES,
    NAMES,
    STARTS,
    STILL,
    Config,
    findings,
    run,
)
from core.playground import Config as Setting
from core.playground import parse_link, prepare, read_link

# Every activation with its slope, written here once more: f(z), f′(z).
FUNCTIONS = {
    "relu": (lambda z: np.maximum(z, 0), lambda z: (z > 0) * 1.0),
    "leaky relu": (lambda z: np.where(z > 0, z, z / 100), lambda z: np.where(z > 0, 1, 0.01)),
    "tanh": (np.tanh, lambda z: 1 / np.cosh(z) ** 2),
    "linear": (lambda z: z, np.ones_like),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z: 0.25 / np.cosh(z / 2) ** 2),
    "sigmoid - 1/2": (lambda z: np.tanh(z / 2) / 2, lambda z: 0.25 / np.cosh(z / 2) ** 2),
}


def trained(name, weights, biases, points, passes):
    """Plain numpy: batches of ten at rate 0.03, tanh at the end; returns the weights."""
    f, slope = FUNCTIONS[name]
    weights, biases = [one.copy() for one in weights], [one.copy() for one in biases]
    for _ in range(passes):
        for first in range(0, len(points), 10):
            batch = points[first : first + 10]
            layers, totals = [batch[:, :2]], []
            for depth, (w, b) in enumerate(zip(weights, biases, strict=True)):
                totals.append(layers[-1] @ w.T + b)
                layers.append((np.tanh if depth == len(weights) - 1 else f)(totals[-1]))
            error = (layers[-1] - batch[:, 2:]) / np.cosh(totals[-1]) ** 2
            for depth in reversed(range(len(weights))):
                change = error.T @ layers[depth] / 10, error.mean(axis=0)
                if depth:
                    error = (error @ weights[depth]) * slope(totals[depth - 1])
                weights[depth] -= 0.03 * change[0]
                biases[depth] -= 0.03 * change[1]
    return weights, biases


def loss(name, weights, biases, points):
    values = points[:, :2]
    for w, b in zip(weights[:-1], biases[:-1], strict=True):
        values = FUNCTIONS[name][0](values @ w.T + b)
    outputs = np.tanh(values @ weights[-1].T + biases[-1])[:, 0]
    return ((outputs - points[:, 2]) ** 2).mean() / 2


@pytest.fixture(scope="module")
def long():
    return run(Config())


def held(result):
    return [finding.outcome is Outcome.HOLDS for finding in findings(result)]


def test_every_cell_is_that_of_a_plain_loop_in_numpy():
    cells = run(Config(iterations=20)).cells.set_index(["activation", "start"])
    drawn = prepare(replace(LINKS["B"], zero_start=False))
    for name, start in cells.index:
        weights, biases = (
            [one * STARTS[start] for one in part]
            for part in (drawn.network.weights, drawn.network.biases)
        )
        last = trained(name, weights, biases, drawn.train, 20)
        assert cells.loc[(name, start), "test_loss"] == pytest.approx(loss(name, *last, drawn.test))
        change = max(np.abs(a - b).max() for a, b in zip(last[0], weights, strict=True))
        assert cells.loc[(name, start), "weight_change"] == pytest.approx(change, abs=1e-15)


def test_from_zero_all_but_the_sigmoid_stand_still_for_ever(long):
    zero = long.cells[long.cells["start"] == "zero"].set_index("activation")
    still = [name for name in NAMES if name != "sigmoid"]
    assert (zero.loc[still, "outcome"] == STILL).all()
    assert set(zero.loc[still, "test_loss"].round(3)) == {0.508}
    assert zero.loc["sigmoid", "outcome"] == MOVES
    assert round(zero.loc["sigmoid", "test_loss"], 3) == 0.412
    assert zero["dead_share"].to_dict() == {name: float(name == "relu") for name in NAMES}


def test_values_and_slopes_at_zero_are_those_of_the_functions(long):
    for row in long.cells.itertuples():
        f, slope = FUNCTIONS[row.activation]
        assert row.value_at_zero == f(np.zeros(1))[0]
        assert row.slope_at_zero == slope(np.zeros(1))[0]


def test_all_but_the_linear_network_learn_from_the_playgrounds_start(long):
    own = long.cells[long.cells["start"] == "Playground's"].set_index("activation")["outcome"]
    assert own.to_dict() == {name: MOVES if name == "linear" else LEARNS for name in NAMES}


def test_losses_lead_from_the_start_to_the_cells(long):
    cells = long.cells.set_index(["activation", "start"])["test_loss"]
    for cell, rows in long.losses.groupby(["activation", "start"]):
        assert rows["iteration"].iloc[[0, -1]].tolist() == [0, 4_083]
        assert rows["test_loss"].iloc[-1] == cells[cell]


def test_inactivity_is_no_cause_the_value_at_zero_is_and_too_small_is_slow(long):
    assert held(long) == [False, True, False]
    assert held(run(Config(iterations=250))) == [False, True, True]


def test_each_verdict_follows_its_figures(long):
    freed = long.cells.assign(outcome=MOVES)
    assert held(replace(long, cells=freed)) == [True, False, False]


def test_a_playground_link_has_the_playgrounds_activations_only():
    for name in ("leaky relu", "sigmoid - 1/2"):
        assert Setting(activation=name).activation == name
        assert parse_link(f"#activation={name}&noise=0") == Setting()
        (notice,) = read_link(f"#activation={name}&noise=0")[1]
        assert "must be one of relu, tanh, sigmoid, linear" in notice


@pytest.mark.parametrize("wrong", [{"iterations": 0}, {"iterations": 10_001}, {"data": "C"}])
def test_a_value_out_of_range_is_refused(wrong):
    with pytest.raises(ValueError, match="must be"):
        Config(**wrong)
