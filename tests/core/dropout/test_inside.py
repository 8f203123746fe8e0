import numpy as np
import pandas as pd
import pytest
import torch
from scipy import special
from torch import nn
from torch.nn import functional

from core import mnist
from core.dropout import inside as dropout_inside
from core.dropout import sweep
from core.dropout.inside import Config, filters, gaps, maps, narrowing, probabilities, sparsity
from core.engines.cnn import networks as cnn
from tests.core.dropout.sweeps import told
from tests.core.refusals import refused
from tests.core.students import students

TINY = Config(images=200, epochs=2)


@pytest.fixture(scope="module")
def trained():
    return dropout_inside.run(TINY)


@pytest.mark.slow
def test_a_run_is_whole_and_the_same_again(trained):
    again = dropout_inside.run(TINY)
    pd.testing.assert_frame_equal(trained.curve, again.curve)
    assert trained.curve["epoch"].tolist() == [1, 2]
    assert trained.diverged_at is None
    for ours, theirs in zip(trained.network.parameters(), again.network.parameters(), strict=True):
        assert torch.equal(ours, theirs)


@pytest.mark.slow
def test_the_network_is_the_one_that_the_sweep_trains(trained):
    config = sweep.Config(dropout=(0.5,), seeds=1, images=200, epochs=2, learning_rate=0.002)
    theirs = sweep.run(config).curves
    for column in ("train_loss", "train_accuracy", "validation_accuracy"):
        assert trained.curve[column].tolist() == pytest.approx(theirs[column].tolist(), rel=1e-12)


@pytest.mark.slow
def test_filters_are_the_first_weights(trained):
    assert np.array_equal(filters(trained.network)[3], trained.network[0].weight[3, 0].detach())
    assert filters(cnn.large_kernels(0.0)).shape == (7, 5, 5)


@pytest.mark.slow
def test_maps_are_the_operators_of_torch(trained):
    found = maps(trained.network, 7)
    image = (mnist.splits(0).validation.images[7] - 0.1307) / 0.3081
    layer = trained.network[0]
    first = functional.conv2d(image[None], layer.weight, layer.bias).detach()[0]
    assert found["convolution 1"] == pytest.approx(first.numpy(), abs=1e-5)
    pooled = functional.max_pool2d(first, 2)
    assert found["pooling 1"] == pytest.approx(pooled.numpy(), abs=1e-5)
    assert found["ReLU 1"] == pytest.approx(pooled.clamp(min=0).numpy(), abs=1e-5)
    assert {name: values.shape for name, values in found.items()} == {
        "convolution 1": (8, 26, 26),
        "pooling 1": (8, 13, 13),
        "ReLU 1": (8, 13, 13),
        "convolution 2": (8, 11, 11),
        "pooling 2": (8, 5, 5),
        "ReLU 2": (8, 5, 5),
        "dense 1": (64,),
        "ReLU 3": (64,),
        "dense 2": (10,),
    }
    assert probabilities(found["dense 2"]) == pytest.approx(special.softmax(found["dense 2"]))


@pytest.mark.slow
def test_sparsity_is_the_share_of_zeros_with_students_interval(trained):
    table = sparsity(trained.network).set_index("layer")
    assert table.index.tolist() == ["convolution 1", "convolution 2", "dense 1"]
    images = (mnist.splits(0).validation.images[:500] - 0.1307) / 0.3081
    with torch.no_grad():
        hidden = nn.Sequential(*trained.network[:-1])(images).numpy()
    zero = (hidden == 0).mean(axis=1)
    row = table.loc["dense 1"]
    assert tuple(row[["estimate", "low", "high"]]) == pytest.approx(students(zero))
    assert (row["units"], row["n"]) == (64, 500)
    assert row["dead"] == (hidden == 0).all(axis=0).sum()


def test_a_loss_that_is_not_finite_leaves_a_network_to_look_at(monkeypatch):
    def diverge(*_):
        raise cnn.Diverged(4)
        yield

    monkeypatch.setattr(cnn, "train", diverge)
    result = dropout_inside.run(TINY)
    assert result.diverged_at == 4
    assert result.curve.empty
    assert len(result.sparsity) == 3


test_bad_values_are_named = refused(
    Config,
    ({"network": "none"}, "Network is 'none', but must be one of course"),
    ({"p": 1}, "Dropout p is 1, but must be a number from 0 to 0.99."),
    ({"p": -0.1}, "Dropout p is -0.1"),
    ({"seed": 0.5}, "Seed is 0.5, but must be a whole number from 0 to 10,000."),
    ({"images": 0}, "Images is 0, but must be a whole number from 100 to 10,000."),
    ({"epochs": 6}, "Epochs is 6, but must be a whole number from 1 to 5."),
    ({"learning_rate": float("inf")}, "Learning rate is inf"),
)


@pytest.mark.slow
@pytest.mark.parametrize("picture", [-1, 500, 1.5, None])
def test_a_picture_out_of_range_is_named(trained, picture):
    with pytest.raises(ValueError, match="Digit is .* whole number from 0 to 499"):
        maps(trained.network, picture)


# ---------------------------------------------------------------- the record's gap


def record(gap, seeds=5):
    """A sweep in which the gap of (p, seed, epoch) is given."""
    config = sweep.Config(("course", "batch normalisation"), (0.0, 0.5), seeds=seeds, epochs=2)

    def measured(model, epoch):
        return {"train_accuracy": 0.9 + gap(model.p, model.seed, epoch)}

    return told(config, measured)


def test_gaps_have_students_interval_over_seeds():
    draws = np.random.default_rng(0).normal(0.01, 0.002, 5)
    result = record(lambda p, seed, epoch: draws[seed] * epoch * (1 - p))
    table = gaps(result, 2).set_index(["network", "p"])
    row = table.loc[("batch normalisation", 0.5)]
    assert tuple(row[["estimate", "low", "high"]]) == pytest.approx(students(draws))
    assert (row["n"], row["dead"]) == (5, 0)
    died = result.curves.assign(classes=np.where(result.curves["seed"] < 2, 1, 10))
    assert set(gaps(type(result)(result.config, died, ()), 2)["dead"]) == {2}
    assert gaps(record(lambda *_: 0.01, seeds=1), 1)[["low", "high"]].isna().all(axis=None)


def test_the_narrowing_is_paired_over_seeds():
    draws = np.random.default_rng(1).normal(0, 0.01, (2, 5))
    result = record(lambda p, seed, epoch: draws[int(p > 0), seed])
    found = narrowing(result, "course", 1, 0.5)
    assert found == pytest.approx(students(draws[0] - draws[1]))


def test_one_seed_or_a_missing_p_narrows_nothing():
    assert narrowing(record(lambda *_: 0.0, seeds=1), "course", 1, 0.5) is None
    assert narrowing(record(lambda *_: 0.0), "course", 1, 0.3) is None
    assert narrowing(record(lambda *_: 0.0), "5 × 5 kernels", 1, 0.5) is None
