"""Also tests ``backpropagation``, the compiled inner loops of the engine."""

import copy
import json
import math
import os
from dataclasses import fields, replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.engines.playground import engine as playground
from core.engines.playground.engine import Config, parse_link, read_link, train
from core.engines.seedrandom import SeedRandom
from tests.core.refusals import refused
from tests.generated import cases

BUNDLED = Path(__file__).parents[3] / "data" / "playground"
FOLDER = Path(os.environ.get("PLAYGROUND_REFERENCE") or BUNDLED)
TRAJECTORIES = {
    path.name: path
    for path in sorted(FOLDER.glob("*.json"))
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
        output = torch.tanh(torch.nn.functional.linear(values, weights[-1], biases[-1]))
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
        dataset=st.sampled_from(["circle", "xor", "gauss", "spiral"]),
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


def finite(low, high):
    return st.floats(low, high, allow_nan=False) | st.integers(math.ceil(low), math.floor(high))


VALID = {
    "dataset": st.sampled_from(["circle", "xor", "gauss", "spiral"]),
    "noise": finite(0, 100),
    "train_percent": finite(1, 99),
    "seed": st.text(st.characters(exclude_characters="&"), min_size=1, max_size=100).filter(
        str.strip
    ),
    "inputs": st.sets(st.sampled_from(INPUTS), min_size=1).map(
        lambda names: tuple(name for name in INPUTS if name in names)
    ),
    "hidden": st.lists(st.integers(1, 8), min_size=1, max_size=6).map(tuple),
    "activation": st.sampled_from(["relu", "tanh", "sigmoid", "linear"]),
    "zero_start": st.booleans(),
    "batch_size": st.integers(1, 30),
    "learning_rate": finite(0, 1e9),
    "regularization": st.sampled_from(["none", "L1", "L2"]),
    "regularization_rate": finite(0, 1e9),
}


def test_every_setting_takes_part_in_the_round_trip():
    assert set(VALID) == {field.name for field in fields(Config)}


@given(st.builds(Config, **VALID))
def test_a_link_carries_every_setting_there_and_back(config):
    assert read_link(config.link()) == (config, [])


def test_a_link_carries_a_network_without_hidden_layers():
    # An empty networkShape is no hidden layer in the original, src/state.ts.
    config = Config(hidden=())
    assert parse_link(config.link()) == config


SEEDS = ("a&b", "a&noise=50", " ", "\t", "50%", "a+b", "a#b", "a=b", "ü")
ORDERS = (("y", "x"), ("x", "x"), ("sinY", "x", "y"))


@pytest.mark.parametrize(
    ("field", "value"), [*(("seed", seed) for seed in SEEDS), *(("inputs", one) for one in ORDERS)]
)
def test_what_a_link_cannot_carry_is_refused_or_put_in_order(field, value):
    try:
        config = Config(**{field: value})
    except ValueError as error:
        assert field in str(error)
    else:
        assert parse_link(config.link()) == config


def test_an_address_as_the_original_writes_it():
    config, notices = read_link(
        "https://playground.tensorflow.org/#activation=relu&regularization=L2&batchSize=12"
        "&dataset=spiral&regDataset=reg-plane&learningRate=0.01&regularizationRate=0.003&noise=35"
        "&networkShape=8,5,2&seed=0.65409&showTestData=true&discretize=false&percTrainData=70"
        "&x=true&y=false&xTimesY=true&xSquared=false&ySquared=false&cosX=false&sinX=true"
        "&cosY=false&sinY=false&collectStats=false&problem=classification&initZero=true"
        "&hideText=false&seed_hide=true"
    )
    assert notices == []
    assert config == Config(
        dataset="spiral",
        noise=35,
        train_percent=70,
        seed="0.65409",
        inputs=("x", "xTimesY", "sinX"),
        hidden=(8, 5, 2),
        activation="relu",
        zero_start=True,
        batch_size=12,
        learning_rate=0.01,
        regularization="L2",
        regularization_rate=0.003,
    )


@pytest.mark.parametrize("url", ["", "#", "https://playground.tensorflow.org/", "https://x/#&&=&"])
def test_an_address_without_settings_is_the_playgrounds_default(url):
    assert read_link(url) == (Config(), [])


@pytest.mark.parametrize("text", ["hello", "playground.tensorflow.org", "javascript:x#noise=5"])
def test_text_that_is_no_address_is_refused_and_named(text):
    config, (notice,) = read_link(text)
    assert config == Config()
    assert text in notice
    assert "must be an address such as https://playground.tensorflow.org/#" in notice


MALFORMED = {
    "dataset": ["cube", "circle%20", "%00", "../../etc/passwd"],
    "noise": ["loud", "-1", "101", "nan", "inf", "1e400", "0x10"],
    "percTrainData": ["0", "100", "half", "-inf"],
    "seed": ["7" * 101],
    "networkShape": ["4,x", "9", "0", "1,1,1,1,1,1,1", "2.5", "-4", "9" * 3_000, "[4,2]"],
    "activation": ["swish", "RELU", "<script>"],
    "batchSize": ["0", "31", "2.5", "ten", "nan", "1e400", "-" * 50],
    "learningRate": ["-0.1", "fast", "1e10", "nan"],
    "regularization": ["L3", "l1"],
    "regularizationRate": ["-1", "NaN", "inf"],
}


@pytest.mark.parametrize(
    ("field", "value"), [(field, value) for field, values in MALFORMED.items() for value in values]
)
def test_a_malformed_field_is_named_and_the_others_are_kept(field, value):
    others = {
        "dataset": "xor",
        "noise": 5,
        "percTrainData": 60,
        "seed": "abc",
        "networkShape": "3",
        "activation": "relu",
        "batchSize": 4,
        "learningRate": 0.1,
        "regularization": "L1",
        "regularizationRate": 0.5,
    }
    del others[field]
    rest = "&".join(f"{name}={one}" for name, one in others.items())
    config, notices = read_link(f"https://playground.tensorflow.org/#{field}={value}&{rest}")
    (notice,) = notices
    assert notice.startswith(field)
    assert len(notice) < 200
    assert notice.endswith(".")
    assert (config, []) == read_link(f"#{rest}")
    assert config.link() != Config().link()


def test_each_of_many_malformed_fields_has_its_own_sentence():
    link = "#" + "&".join(f"{field}={values[0]}" for field, values in MALFORMED.items())
    config, notices = read_link(link)
    assert config == Config()
    assert len(notices) == len(MALFORMED)
    assert all(
        sum(notice.startswith((f"{field} ", f"{field}(")) for notice in notices) == 1
        for field in MALFORMED
    )


@pytest.mark.parametrize(("text", "meant"), [("true", True), ("1", True), ("false", False)])
def test_a_switch_is_on_unless_it_says_false_as_in_the_original(text, meant):
    config, notices = read_link(f"#initZero={text}&sinX={text}")
    assert notices == []
    assert config.zero_start is meant
    assert ("sinX" in config.inputs) is meant


def test_a_link_that_switches_every_input_off_says_so():
    config, notices = read_link("#x=false&y=false")
    assert config == Config()
    assert len(notices) == 1
    assert "input" in notices[0]


def test_a_regression_link_says_that_only_classifiers_are_trained():
    config, notices = read_link("#problem=regression&noise=5")
    assert config == Config(noise=5)
    assert ["problem" in notice for notice in notices] == [True]


def test_a_link_of_100_kilobytes_is_not_read():
    for padding in ("", "9" * 100_000):
        config, notices = read_link(f"https://playground.tensorflow.org/#noise=5&pad={padding}")
        assert config == (Config() if padding else Config(noise=5))
        assert [len(notice) < 200 for notice in notices] == ([True] if padding else [])


NAMES = st.sampled_from([*MALFORMED, *INPUTS, "initZero", "problem"]) | st.text(max_size=8)
VALUES = (
    st.text(max_size=30)
    | st.sampled_from(["nan", "-inf", "1e999", "9" * 400, "--1", "1_0", "٣", "0b1", "\x00", "4,,2"])
    | st.floats().map(str)
    | st.integers().map(str)
)


@settings(max_examples=cases(300))
@given(
    st.text(max_size=200)
    | st.lists(st.tuples(NAMES, VALUES), max_size=12).map(
        lambda pairs: "#" + "&".join("=".join(pair) for pair in pairs)
    )
)
def test_no_link_raises_and_every_answer_is_valid(url):
    config, notices = read_link(url)
    assert replace(config) == config  # checks every field again
    assert parse_link(url) == config
    assert all(notice.endswith(".") for notice in notices)
