from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from torch import nn
from torch.nn import functional

from core import mnist, record
from core.mnist import Images
from core.pooling import digits as pooling_digits
from core.pooling import networks as pooling_networks
from core.pooling.digits import COLUMNS, RUNS, Config, Model, Result, collect, models, seeds
from core.pooling.networks import HEADS, LARGEST_SHIFT, POOLINGS, STRIDED, network, shifted
from tests.core.bundled import small_and_of
from tests.core.progress import stopped
from tests.core.refusals import refused
from tests.core.students import students
from tests.generated import cases

TINY = Config(seeds=2, images=100, epochs=1, evaluated=10)


def made_up(consistency, accuracy, seeds=5, config=TINY):
    """A result whose figure for each pooling is given, with a little spread over seeds."""
    spread = np.linspace(-1e-3, 1e-3, seeds)
    rows = [
        (
            pooling,
            seed,
            shift_range,
            consistency.get(pooling, 0.8) + spread[seed],
            accuracy.get(pooling, 0.9) + spread[seed],
        )
        for seed in range(seeds)
        for pooling in POOLINGS
        for shift_range in range(5)
    ]
    return Result(replace(config, seeds=seeds), pd.DataFrame(rows, columns=COLUMNS))


def outcomes(result):
    return " ".join(finding.outcome for finding in pooling_digits.findings(result))


# ---------------------------------------------------------------- networks


@pytest.mark.parametrize("head", HEADS)
def test_all_poolings_have_the_same_parameters_and_the_same_start(head):
    starts = []
    for pooling in POOLINGS:
        torch.manual_seed(3)
        starts.append(network(pooling, head).state_dict())
    for start in starts[1:]:
        own = [weights for _, weights in sorted(start.items())]
        first = [weights for _, weights in sorted(starts[0].items())]
        assert sum(w.numel() for w in own) == sum(w.numel() for w in first)
        assert sorted(float(w.sum()) for w in own) == sorted(float(w.sum()) for w in first)
    # Weights and biases of two 3 × 3 convolutions with eight filters, then of the head.
    stages = (9 * 1 + 1) * 8 + (9 * 8 + 1) * 8
    heads = {
        "dense": (8 * 9 * 9 + 1) * 64 + (64 + 1) * 10,
        "global average": (9 * 8 + 1) * 32 + (32 + 1) * 10,
    }
    assert pooling_networks.parameters(head) == stages + heads[head]


@pytest.mark.parametrize("head", HEADS)
def test_every_pooling_halves_the_canvas_twice(head):
    images = shifted(torch.rand(2, 1, 28, 28), 0, 0)
    for pooling in POOLINGS:
        built = network(pooling, head)
        assert built(images).shape == (2, 10)
        stages = built[: 4 if pooling == STRIDED else 6]
        assert stages(images).shape == (2, 8, 9, 9)


def test_a_strided_convolution_is_the_other_convolution_subsampled():
    torch.manual_seed(0)
    strided = network(STRIDED, "dense")
    images = shifted(torch.rand(3, 1, 28, 28), 1, -2)
    whole = functional.conv2d(images, strided[0].weight, strided[0].bias, padding=1)
    torch.testing.assert_close(strided[0](images), whole[:, :, ::2, ::2])


def test_poolings_are_the_operators_of_torch_and_of_zhang():
    values = torch.rand(2, 8, 12, 12)
    layer = {
        pooling: next(one for one in network(pooling, "dense") if "Pooling" in type(one).__name__)
        for pooling in POOLINGS
        if pooling != STRIDED
    }
    weights = torch.tensor([1.0, 2.0, 1.0]) / 4
    kernel = torch.outer(weights, weights).expand(8, 1, 3, 3)

    def blurred(picture):
        padded = functional.pad(picture, (1, 1, 1, 1), mode="reflect")
        return functional.conv2d(padded, kernel, stride=2, groups=8)

    for pooling, theirs in {
        "max": nn.MaxPool2d(2)(values),
        "average": nn.AvgPool2d(2)(values),
        "blur": blurred(values),
        "max blur": blurred(nn.MaxPool2d(2, 1)(values)),
    }.items():
        torch.testing.assert_close(layer[pooling](values), theirs)


def test_a_shift_moves_the_digit_and_cuts_nothing_off():
    digits = mnist.load(train=False).images[:20]
    for dx, dy in ((0, 0), (4, -4), (-3, 2)):
        moved = shifted(digits, dx, dy)
        assert moved.shape == (20, 1, 36, 36)
        assert torch.equal(moved[:, :, 4 + dy : 32 + dy, 4 + dx : 32 + dx], digits)
        assert moved.sum() == pytest.approx(float(digits.sum()), rel=1e-5)


# ---------------------------------------------------------------- measures


@settings(max_examples=cases(50), deadline=None)
@given(
    arrays(np.int64, st.tuples(st.integers(1, 9), st.integers(1, 5)), elements=st.integers(0, 9))
)
def test_consistency_is_the_mean_over_all_pairs_of_shifts(predicted):
    pairs = [np.mean(one == other) for one in predicted for other in predicted]
    assert pooling_networks.consistency(torch.tensor(predicted)) == pytest.approx(np.mean(pairs))


def test_consistency_agrees_with_drawing_pairs_at_random():
    random = np.random.default_rng(0)
    predicted = random.integers(0, 3, (25, 40))
    draws = random.integers(0, 25, (2, 20_000))
    drawn = (predicted[draws[0]] == predicted[draws[1]]).mean()
    assert pooling_networks.consistency(torch.tensor(predicted)) == pytest.approx(drawn, abs=0.01)


def test_shifts_within_a_range_are_the_middle_of_all():
    places = torch.arange(81).reshape(9, 9, 1)
    assert pooling_networks.within(places, 0).flatten().tolist() == [40]
    assert pooling_networks.within(places, 1).flatten().tolist() == [
        30,
        31,
        32,
        39,
        40,
        41,
        48,
        49,
        50,
    ]
    assert len(pooling_networks.within(places, LARGEST_SHIFT)) == 81


def test_predictions_are_made_shift_by_shift():
    """A network that says in which column its brightest pixel lies, modulo ten."""

    class Where(nn.Module):
        def forward(self, images):
            column = images.amax(dim=2)[:, 0].argmax(dim=1)
            return functional.one_hot(column % 10, 10).float()

    digits = torch.zeros(2, 1, 28, 28)
    digits[0, 0, 5, 7], digits[1, 0, 9, 12] = 1, 1
    found = pooling_networks.predictions(
        nn.Sequential(Where()), Images(digits, torch.tensor([0, 0]))
    )
    assert found.shape == (9, 9, 2)
    for dx in range(-4, 5):
        assert found[:, dx + 4, 0].tolist() == [(7 + 4 + dx) % 10] * 9
        assert found[:, dx + 4, 1].tolist() == [(12 + 4 + dx) % 10] * 9


def test_a_network_without_subsampling_before_a_global_average_notices_no_shift():
    """The control behind the head: what such a network notices, its pooling has made."""
    torch.manual_seed(0)
    built = nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1, bias=False),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(8, 10),
    )
    digits = mnist.load(train=False).images[:5]
    first = built(shifted(digits, 0, 0))
    torch.testing.assert_close(built(shifted(digits, 3, -4)), first)


# ---------------------------------------------------------------- the run


@pytest.fixture(scope="module")
def run_twice():
    return pooling_digits.run(TINY), pooling_digits.run(TINY)


@pytest.mark.slow
def test_a_run_is_whole_and_the_same_again(run_twice):
    first, again = run_twice
    assert len(first.measures) == TINY.seeds * len(POOLINGS) * (LARGEST_SHIFT + 1)
    assert list(first.measures) == COLUMNS
    pd.testing.assert_frame_equal(first.measures, again.measures)
    for measure in ("consistency", "accuracy"):
        assert first.measures[measure].between(0, 1).all()
    unshifted = first.measures[first.measures["shift_range"] == 0]
    assert (unshifted["consistency"] == 1).all()


@pytest.mark.slow
def test_what_is_finished_is_not_trained_again():
    done = [model for model in models(TINY) if model != Model("blur", 1)]
    (frame,) = pooling_digits.trained(TINY, done)
    assert set(frame["pooling"]) == {"blur"}
    assert set(frame["seed"]) == {1}


@pytest.mark.slow
def test_results_are_ordered_whatever_order_they_end_in(run_twice):
    frames = [frame for _, frame in run_twice[0].measures.groupby(["pooling", "seed"])]
    back = collect(TINY, frames[::-1])
    pd.testing.assert_frame_equal(back.measures, run_twice[0].measures)
    assert collect(TINY, []).measures.empty


@pytest.mark.slow
def test_the_report_rises_to_one_and_raising_from_it_stops_the_run():
    _, messages = stopped(pooling_digits.run, TINY, at=0.2)
    assert messages == tuple(f"{i} of 10 networks trained" for i in range(3))


test_bad_values_are_named = refused(
    Config,
    ({"head": "tail"}, "Head is 'tail', but must be one of dense, global average."),
    ({"seeds": 1}, "Seeds is 1, but must be a whole number from 2 to 20."),
    ({"images": 99}, "Images is 99, but must be a whole number from 100 to 55,000."),
    ({"epochs": 11}, "Epochs is 11"),
    ({"evaluated": 9}, "Pictures shifted is 9, but must be a whole number from 10 to 5,000."),
    ({"learning_rate": 0.0}, "Learning rate is 0.0, but must be a number from 1e-06 to 1."),
    ({"learning_rate": float("nan")}, "Learning rate is nan"),
)


# ---------------------------------------------------------------- what is made of it


def test_intervals_are_students_paired_where_compared():
    random = np.random.default_rng(1)
    result = made_up({}, {})
    noise = random.normal(0, 0.02, len(result.measures))
    result = Result(
        result.config, result.measures.assign(consistency=result.measures["consistency"] + noise)
    )
    table = pooling_digits.summary(result)
    wide = result.measures[result.measures["shift_range"] == 3].pivot(
        index="seed", columns="pooling", values="consistency"
    )
    at = table[(table["measure"] == "consistency") & (table["shift_range"] == 3)]
    found = at.set_index(["against", "pooling"])[["estimate", "low", "high"]]
    assert tuple(found.loc["", "blur"]) == pytest.approx(students(wide["blur"]))
    assert tuple(found.loc["max", "blur"]) == pytest.approx(students(wide["blur"] - wide["max"]))
    assert (table["n"] == 5).all()


def test_the_rules_hold_and_fail_where_they_should():
    good = {"max": 0.995, STRIDED: 0.9, "average": 0.999, "max blur": 0.9995, "blur": 0.95}
    assert outcomes(made_up(good, {})) == "holds holds fails fails holds holds"
    better = good | {"max": 0.992, "average": 0.998, "max blur": 0.9985}
    assert outcomes(made_up(better, {})) == "holds holds holds holds holds holds"
    worse = dict.fromkeys(POOLINGS, 0.9) | {"max": 0.8}
    assert outcomes(made_up(worse, {"max blur": 0.89})) == "fails fails holds holds fails fails"


def test_an_accuracy_that_falls_within_the_threshold_costs_nothing():
    assert outcomes(made_up({}, {"max": 0.9, "max blur": 0.896})).endswith("holds")
    assert outcomes(made_up({}, {"max": 0.9, "max blur": 0.894})).endswith("fails")


def test_only_seeds_with_every_pooling_count():
    result = made_up({}, {})
    measures = result.measures
    partial = measures[(measures["seed"] == 0) | (measures["pooling"] == "max")]
    assert len(seeds(Result(result.config, partial), "accuracy", 2)) == 1
    assert pooling_digits.findings(Result(result.config, partial)) == ()
    assert pooling_digits.summary(Result(result.config, partial)).empty


# ---------------------------------------------------------------- the record


@pytest.fixture
def written(elsewhere, monkeypatch):
    """A record of tiny runs, made as the real one is."""
    runs = {head: replace(TINY, head=head) for head in HEADS}
    monkeypatch.setattr(pooling_digits, "RUNS", runs)
    elsewhere(pooling_digits)
    record.digits()


@pytest.mark.slow
def test_what_is_recorded_is_read_back(written):
    for head, config in pooling_digits.RUNS.items():
        back = pooling_digits.recorded(head)
        assert back.config == config
        again = pooling_digits.run(config).measures
        pd.testing.assert_frame_equal(back.measures, again, atol=1e-6, check_dtype=False)
    made = pooling_digits.STUDY.provenance()
    assert made["configurations"]["dense"]["images"] == 100
    assert set(made["versions"]) >= {"python", "torch", "numpy"}
    assert made["date"]
    assert made["processor"]


def test_the_bundled_record_is_whole_small_and_made_with_the_configuration_in_the_code():
    for head, config in RUNS.items():
        measures = pooling_digits.recorded(head).measures
        assert len(measures) == config.seeds * len(POOLINGS) * (LARGEST_SHIFT + 1)
        assert not measures.duplicated(["pooling", "seed", "shift_range"]).any()
        assert len(pooling_digits.findings(pooling_digits.recorded(head))) == 6
    made = {head: vars(config) for head, config in RUNS.items()}
    small_and_of(pooling_digits.STUDY, made, 200_000)


@pytest.mark.exhaustive
@pytest.mark.parametrize("pooling", ["max", STRIDED])
def test_a_recorded_network_trained_again_is_as_recorded(pooling):
    """One network of each kind of step, on the recorded number of images."""
    config = RUNS["dense"]
    arrays = mnist.to_share(pooling_digits.SPLIT_SEED, config.images, config.evaluated)
    again = pooling_digits.measure(Model(pooling, 0), config, *arrays)
    measures = pooling_digits.recorded("dense").measures
    then = measures[(measures["pooling"] == pooling) & (measures["seed"] == 0)]
    # Another processor rounds otherwise, and training lets that grow.
    assert again["consistency"].tolist() == pytest.approx(then["consistency"].tolist(), abs=0.05)
    assert again["accuracy"].tolist() == pytest.approx(then["accuracy"].tolist(), abs=0.05)
