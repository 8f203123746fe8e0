from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import torch
from torch import nn
from torch.nn import functional

from core import mnist
from core.dropout.dead import one_run as dying
from core.dropout.dead.one_run import REMEDIES, UNCHANGED, Config, Result, corrected, leaky
from core.engines.cnn import networks as cnn
from core.engines.cnn.optimizers import rmsprop
from tests.core.refusals import refused

SHORT = Config(images=320)


def take(count):
    return mnist.splits(0).train.first(count)


def test_every_update_is_seen_and_the_last_of_an_epoch_is_marked():
    data = take(100)
    network = cnn.course(0.2)
    step = cnn.step_by_engine(network, data, rmsprop(0.001), 0)
    seen = list(cnn.updates(network, step, len(data), 2, 32, 0))
    assert [one.number for one in seen] == list(range(1, 9))
    assert [one.epoch for one in seen] == [1] * 4 + [2] * 4
    assert [one.images for one in seen] == [32, 32, 32, 4] * 2
    assert [one.ends_epoch for one in seen] == [False, False, False, True] * 2


def test_an_observed_run_is_the_trained_one():
    """Looking after every update changes neither the loss nor the weights' way."""
    config = replace(SHORT, learning_rate=0.001, p=0.3, seed=2)
    torch.manual_seed(2)
    network = cnn.course(0.3)
    data, probed = take(320), mnist.splits(0).validation.first(500)
    step = cnn.step_by_autograd(network, data, rmsprop(0.001), 2)
    (epoch,) = cnn.train(network, step, data, probed, 1, 32, 2)
    result = dying.run(config)
    assert result.updates["loss"].mean() == pytest.approx(epoch.train_loss, rel=1e-12)
    last = result.predicted[result.predicted["update"] == 10]["share"] * 500
    expected = torch.bincount(epoch.predicted, minlength=10)
    assert last.round().astype(int).tolist() == expected.tolist()


def test_the_first_step_is_ten_times_the_rate_where_there_is_a_gradient():
    torch.manual_seed(5)
    network = cnn.course(0.2)
    before = [one.detach().clone() for one in network.parameters()]
    update = cnn.step_by_autograd(network, take(320), rmsprop(0.01), 5)
    next(cnn.updates(network, update, 320, 1, 32, 5))
    steps, gradients = [], []
    for old, new in zip(before, network.parameters(), strict=True):
        steps.append((new.detach() - old).flatten())
        gradients.append(new.grad.flatten())
    step, gradient = torch.cat(steps), torch.cat(gradients)
    moved = gradient.abs() > 1e-4
    assert step[moved].abs().numpy() == pytest.approx(0.1, rel=1e-3)
    row = dying.run(replace(SHORT, seed=5)).updates.iloc[0]
    assert row["step"] == pytest.approx(float(step.square().mean().sqrt()), rel=1e-4)
    assert row["gradient_norm"] == pytest.approx(float(gradient.norm()), rel=1e-4)


def test_the_correction_is_rmsprop_over_a_mean_without_its_start():
    """Each step is that of a plain RMSprop whose mean is divided by 1 − 0.99 to the t."""
    torch.manual_seed(0)
    network = nn.Sequential(nn.Linear(3, 2))
    weights = network[0].weight.detach().clone().double()
    optimizer = corrected(0.01).by_torch(network.parameters())
    mean = torch.zeros_like(weights)
    for update in range(1, 6):
        loss = functional.mse_loss(network(torch.ones(4, 3) * update), torch.zeros(4, 2))
        optimizer.zero_grad()
        loss.backward()
        gradient = network[0].weight.grad.double()
        mean = 0.99 * mean + 0.01 * gradient**2
        weights -= 0.01 * gradient / ((mean / (1 - 0.99**update)).sqrt() + 1e-8)
        optimizer.step()
        torch.testing.assert_close(network[0].weight.detach().double(), weights, atol=1e-6, rtol=0)


def test_remedies_start_from_the_same_weights():
    starts = []
    for remedy in REMEDIES:
        network, _ = dying.start(remedy, 0.2, 0.01, take(320), 3)
        starts.append(
            torch.cat(
                [one.weight.flatten() for one in network if isinstance(one, (nn.Conv2d, nn.Linear))]
            )
        )
    for other in starts[1:]:
        assert torch.equal(starts[0], other)


def test_a_leaky_network_is_the_courses_with_another_rectifier():
    kinds = [type(one) for one in leaky(0.2)]
    assert nn.ReLU not in kinds
    assert kinds.count(nn.LeakyReLU) == 3
    assert [kind for kind in kinds if kind is not nn.LeakyReLU] == [
        type(one) for one in cnn.course(0.2) if not isinstance(one, nn.ReLU)
    ]


@pytest.mark.slow
def test_the_default_run_jumps_goes_silent_and_dies():
    result = dying.run(Config())
    assert len(result.updates) == 125
    assert result.updates["step"].iloc[0] > 8 * 0.01
    assert result.updates["loss"].iloc[1] > 1.5 * np.log(10)
    assert result.dies_at is not None
    last = result.dead[result.dead["update"] == 125].set_index("layer")
    assert last.loc["dense 1", "share"] > 0.5
    assert result.predicted.groupby("update")["share"].sum().to_numpy() == pytest.approx(1)


def shares(rows):
    """Predictions of two digits through the updates: the share of digit 0 for each."""
    frame = [
        (update, digit, share if digit == 0 else 1 - share)
        for update, share in enumerate(rows, 1)
        for digit in (0, 1)
    ]
    empty = pd.DataFrame()
    return Result(Config(), empty, empty, pd.DataFrame(frame, columns=["update", "digit", "share"]))


@pytest.mark.parametrize(
    ("rows", "dies_at"),
    [([0.5, 1, 1], 2), ([1, 1], 1), ([1, 0.5], None), ([1, 0.5, 0, 1], 3), ([0.2], None)],
)
def test_a_run_dies_where_one_digit_stays_to_the_end(rows, dies_at):
    assert shares(rows).dies_at == dies_at


def test_a_loss_that_is_not_finite_ends_the_run_and_is_named(monkeypatch):
    def diverge(*_):
        yield cnn.Update(1, 1, 32, 2.3, False)
        raise cnn.Diverged(2)

    monkeypatch.setattr(cnn, "updates", diverge)
    monkeypatch.setattr(dying, "_gradient_norm", lambda network: 1.0)
    result = dying.run(SHORT)
    assert result.diverged_at == 2
    assert len(result.updates) == 1


test_bad_values_are_named = refused(
    Config,
    ({"learning_rate": 0.0}, "Learning rate is 0.0"),
    ({"p": 1.0}, "Dropout p is 1.0, but must be a number from 0 to 0.99."),
    ({"p": "half"}, "Dropout p is 'half'"),
    ({"seed": -1}, "Seed is -1, but must be a whole number from 0 to 10,000."),
    ({"images": 0}, "Images is 0, but must be a whole number from 320 to 10,000."),
    ({"remedy": "luck"}, f"Change is 'luck', but must be one of {UNCHANGED}"),
)
