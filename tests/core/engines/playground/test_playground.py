"""Also tests ``backpropagation``, the compiled inner loops of the engine."""

import copy
import json
import math
import os
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.engines.playground import engine as playground
from core.engines.playground.engine import Config, train
from core.engines.seedrandom import SeedRandom
from tests.core.refusals import refused

BUNDLED = Path(__file__).parents[3] / "data" / "playground"
FOLDER = Path(os.environ.get("PLAYGROUND_REFERENCE") or BUNDLED)
TRAJECTORIES = {
    path.relative_to(FOLDER).as_posix(): path
    for path in sorted(FOLDER.rglob("*.json"))
    if path.is_file() and path.name != "seedrandom.json"
}
PLAIN_FIELDS = {
    "dataset": "dataset",
    "percTrainData": "train_percent",
    "activation": "activation",
    "initZero": "zero_start",
    "batchSize": "batch_size",
    "learningRate": "learning_rate",
    "regularizationRate": "regularization_rate",
}
INPUTS = ("x", "y", "xSquared", "ySquared", "xTimesY", "sinX", "sinY")


def config_of(reference):
    given_config = reference["config"]
    if given_config.get("problem") == "regression":
        given_config = given_config | {"dataset": given_config.get("regDataset", "reg-plane")}
    values = {ours: given_config[key] for key, ours in PLAIN_FIELDS.items() if key in given_config}
    if "seed" in given_config:
        values["seed"] = str(given_config["seed"])
    if "networkShape" in given_config:
        values["hidden"] = tuple(given_config["networkShape"])
    if "regularization" in given_config:
        values["regularization"] = given_config["regularization"] or "none"
    if "inputs" in given_config:
        chosen = given_config["inputs"]
        if isinstance(chosen, dict):
            chosen = [name for name in INPUTS if chosen.get(name)]
        values["inputs"] = tuple(chosen)
    noise = given_config.get("noise", 0)
    values["noise"] = noise * 100 if 0 < noise < 1 else noise  # a share, or the link's percentage
    return Config(**values)


def disagreements(reference):
    """Train as ``reference`` says; return the name of every part that is not the same."""
    result = train(
        config_of(reference),
        reference["final_iteration"],
        rebuilds=reference["config"].get("resets", 0),
    )
    losses = result.losses.set_index("iteration")[["train_loss", "test_loss"]]
    ours = {
        "train": result.train,
        "test": result.test,
        "initial_weights": result.initial.weights,
        "initial_biases": result.initial.biases,
        "losses": losses.loc[[row[0] for row in reference["losses"]]].to_numpy(),
        "final_weights": result.final.weights,
        "final_biases": result.final.biases,
    }
    theirs = reference | {"losses": [row[1:] for row in reference["losses"]]}
    return [name for name, values in ours.items() if not same(values, theirs[name])]


def same(ours, theirs):
    if isinstance(ours, tuple):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    expected = np.array(theirs, dtype=float)
    return ours.shape == expected.shape and np.allclose(ours, expected, rtol=1e-12, atol=1e-15)


def test_the_reference_folder_holds_a_trajectory():
    assert TRAJECTORIES, f"no trajectory in {FOLDER.resolve()}"


@pytest.mark.parametrize("name", TRAJECTORIES)
def test_the_engine_follows_the_original(name):
    reference = json.loads(TRAJECTORIES[name].read_text(encoding="utf-8"))
    assert reference["losses"], "a trajectory without losses shows nothing"
    assert disagreements(reference) == []


@pytest.mark.parametrize(
    ("part", "place"),
    [
        ("train", (7, 0)),
        ("test", (3, 1)),
        ("initial_weights", (0, 1, 1)),
        ("initial_biases", (1, 0)),
        ("losses", (-1, 1)),
        ("losses", (2, 2)),
        ("final_weights", (2, 0, 1)),
        ("final_biases", (0, 2)),
    ],
)
def test_a_reference_number_changed_by_a_millionth_is_noticed(part, place):
    reference = json.loads((BUNDLED / "relu_A_circle.json").read_text(encoding="utf-8"))
    tampered = copy.deepcopy(reference)
    holder = tampered[part]
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] *= 1 + 1e-6
    assert disagreements(tampered) == [part]


def autograd_losses(result, config, iterations):
    """Train the same mathematics by torch's autograd in double precision."""
    features = {
        "x": lambda x, y: x,
        "y": lambda x, y: y,
        "xSquared": lambda x, y: x**2,
        "ySquared": lambda x, y: y**2,
        "xTimesY": lambda x, y: x * y,
        "sinX": lambda x, y: x.sin(),
        "sinY": lambda x, y: y.sin(),
    }
    activation = {
        "relu": torch.relu,
        "tanh": torch.tanh,
        "sigmoid": torch.sigmoid,
        "linear": lambda total: total,
    }[config.activation]
    weights = [torch.tensor(layer, requires_grad=True) for layer in result.initial.weights]
    biases = [torch.tensor(layer, requires_grad=True) for layer in result.initial.biases]
    dead = [torch.zeros_like(layer, dtype=torch.bool) for layer in weights]

    def loss(points):
        x, y, labels = torch.as_tensor(points).T
        values = torch.stack([features[name](x, y) for name in config.inputs], dim=1)
        for layer, bias in zip(weights[:-1], biases[:-1], strict=True):
            values = activation(torch.nn.functional.linear(values, layer, bias))
        output = torch.nn.functional.linear(values, weights[-1], biases[-1])
        if config.dataset in ("circle", "xor", "gauss", "spiral"):
            output = torch.tanh(output)
        return torch.nn.functional.mse_loss(output[:, 0], labels) / 2

    def penalised(old, new, frozen):
        if config.regularization == "none":
            return new
        pull = old.sign() if config.regularization == "L1" else old
        shrunk = new - config.learning_rate * config.regularization_rate * pull
        if config.regularization == "L1":
            frozen |= new * shrunk < 0
        return torch.where(frozen, 0.0, shrunk)

    def losses():
        with torch.no_grad():
            return [float(loss(result.train)), float(loss(result.test))]

    rows = [losses()]
    waiting = []
    for _ in range(iterations):
        for place, point in enumerate(result.train, start=1):
            waiting.append(point)
            if place % config.batch_size:
                continue
            gradients = torch.autograd.grad(loss(np.stack(waiting)), weights + biases)
            waiting = []
            with torch.no_grad():
                for layer, gradient, frozen in zip(weights, gradients, dead, strict=False):
                    moved = layer - config.learning_rate * gradient
                    layer.copy_(penalised(layer, moved, frozen))
                for bias, gradient in zip(biases, gradients[len(weights) :], strict=True):
                    bias.sub_(config.learning_rate * gradient)
        rows.append(losses())
    return np.array(rows)


def check_against_autograd(config, iterations):
    result = train(config, iterations)
    ours = result.losses[["train_loss", "test_loss"]].to_numpy()
    theirs = autograd_losses(result, config, iterations)
    np.testing.assert_allclose(ours, theirs, rtol=1e-9)


@pytest.mark.parametrize(
    "config",
    [
        Config(activation="relu", inputs=INPUTS, hidden=(8, 5, 3), train_percent=30),
        Config(activation="tanh", batch_size=7, dataset="spiral", noise=20, train_percent=73),
        Config(activation="sigmoid", batch_size=30, dataset="gauss", hidden=(6,), noise=50),
        Config(activation="linear", hidden=(), dataset="xor", batch_size=1, train_percent=10),
        Config(activation="tanh", regularization="L2", regularization_rate=0.3, inputs=INPUTS),
        Config(activation="relu", regularization="L1", regularization_rate=0.3, batch_size=13),
        Config(activation="sigmoid", zero_start=True, hidden=(4, 2), seed="0.6"),
        Config(dataset="reg-gauss", activation="relu", batch_size=29, noise=10, train_percent=11),
    ],
    ids=lambda config: f"{config.activation}-{config.regularization}-{config.hidden}",
)
def test_losses_are_those_of_autograd(config):
    check_against_autograd(config, 6)


# A saturated output loses digits at every update (1 − tanh²), so that many updates drift apart.
@settings(max_examples=15)
@given(
    st.builds(
        Config,
        dataset=st.sampled_from(["circle", "xor", "gauss", "spiral", "reg-plane", "reg-gauss"]),
        noise=st.integers(0, 50),
        train_percent=st.integers(2, 98),
        seed=st.integers(0, 10**6).map(str),
        inputs=st.lists(st.sampled_from(INPUTS), min_size=1, unique=True).map(
            lambda names: tuple(sorted(names, key=INPUTS.index))
        ),
        hidden=st.lists(st.integers(1, 8), max_size=3).map(tuple),
        activation=st.sampled_from(["relu", "tanh", "sigmoid", "linear"]),
        zero_start=st.booleans(),
        batch_size=st.integers(5, 30),
        learning_rate=st.sampled_from([0.001, 0.003, 0.01]),
        regularization=st.sampled_from(["none", "L1", "L2"]),
        regularization_rate=st.sampled_from([0, 0.01, 0.3]),
    )
)
def test_losses_are_those_of_autograd_for_any_setting(config):
    check_against_autograd(config, 2)


def test_a_weight_that_crosses_zero_under_l1_stays_zero():
    config = Config(hidden=(8, 8), regularization="L1", regularization_rate=0.03)
    stages = [train(config, iterations) for iterations in (2, 10, 50)]
    at_zero = [
        np.concatenate([layer.ravel() for layer in stage.final.weights]) == 0 for stage in stages
    ]
    assert 0 < at_zero[0].sum() < at_zero[0].size
    assert (at_zero[1] >= at_zero[0]).all()
    assert (at_zero[2] >= at_zero[1]).all()


@pytest.mark.parametrize("rebuilds", [0, 1, 5])
def test_a_rebuild_draws_the_next_weights_and_keeps_the_data(rebuilds):
    # The circle takes four draws a point, the shuffle one; the 2-4-2-1 network 18 weights.
    first = 500 * 4 + 500 + 18 * rebuilds
    numbers = SeedRandom("0.65409").many(first + 18)[first:]
    config = Config(seed="0.65409", activation="relu")
    result = train(config, 0, rebuilds=rebuilds)
    drawn = np.concatenate([layer.ravel() for layer in result.initial.weights])
    assert (drawn == numbers - 0.5).all()
    assert (result.train == train(config, 0).train).all()


def test_zero_start_draws_the_same_numbers_all_the_same():
    random, zero = SeedRandom("7"), SeedRandom("7")
    playground.build(Config(), random)
    network = playground.build(Config(zero_start=True), zero)
    assert random() == zero()
    assert all(not layer.any() for layer in (*network.weights, *network.biases))


def test_training_leaves_the_start_as_it_was():
    result = train(Config(), 3)
    assert all(
        (before == after).all()
        for before, after in zip(
            result.initial.weights, train(Config(), 0).final.weights, strict=True
        )
    )
    assert (result.initial.weights[0] != result.final.weights[0]).any()


def test_losses_taken_now_and_then_are_those_taken_always():
    always = train(Config(), 23).losses
    sparse = train(Config(), 23, every=10).losses
    assert sparse["iteration"].tolist() == [0, 10, 20, 23]
    assert sparse.equals(
        always[always["iteration"].isin(sparse["iteration"])].reset_index(drop=True)
    )


test_training_refuses_what_is_out_of_range = refused(
    partial(train, Config()),
    ({"iterations": -1}, "iterations is -1, but must be a whole number from 0 to 20,000."),
    ({"iterations": 20_001}, "iterations is 20001, but must be a whole number from 0 to 20,000."),
    ({"iterations": 2.5}, "iterations is 2.5, but must be a whole number from 0 to 20,000."),
    ({"iterations": math.inf}, "iterations is inf, but must be a whole number from 0 to 20,000."),
    (
        {"iterations": 1, "rebuilds": -1},
        "rebuilds is -1, but must be a whole number from 0 to 1,000.",
    ),
    (
        {"iterations": 1, "rebuilds": 1_001},
        "rebuilds is 1001, but must be a whole number from 0 to 1,000.",
    ),
    ({"iterations": 1, "every": 0}, "every is 0, but must be a whole number from 1 to 20,000."),
)
