import math
from dataclasses import replace
from itertools import islice

import pytest
import torch
from torch import nn

from core import mnist
from core.dropout.final.augmentation import Augmentation, augmented
from core.dropout.final.network import NETWORKS, Config, next_epoch, trained
from core.engines.cnn import networks as cnn
from core.engines.networks.reader.laid_out import of_module, totals
from tests.core.refusals import refused

TINY = Config(images=300, epochs=2)
LIMITS = {"small": 8_000, "large": 25_000}


class Enough(Exception):
    pass


@pytest.mark.parametrize("name", NETWORKS)
def test_parameters_are_counted_alike_by_torch_and_by_the_summary_and_are_few(name):
    network = NETWORKS[name](0.1)
    counted = sum(parameter.numel() for parameter in network.parameters())
    summary = of_module(network, (1, 28, 28))
    assert counted == totals(summary).parameters
    assert counted < LIMITS[name]
    assert {nn.BatchNorm2d, cnn.Dropout} <= {type(module) for module in network}
    values = torch.zeros(1, 1, 28, 28)
    for module, shape in zip(network.eval(), summary["output_shape"], strict=True):
        values = module(values)
        assert values.shape[1:] == shape


def by_hand(config):
    """The same training as one ordinary loop over both epochs."""
    data = mnist.splits(0).train.first(config.images)
    torch.manual_seed(config.seed)
    network = NETWORKS[config.network](config.dropout)
    optimizer = torch.optim.AdamW(
        network.parameters(), lr=config.learning_rate, weight_decay=config.weight_decay
    )
    each, losses = config.images // config.batch_size, []
    cycle = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, config.learning_rate, epochs=config.epochs, steps_per_epoch=each
    )
    for number in range(1, config.epochs + 1):
        generator = torch.Generator().manual_seed(1_000 * config.seed + number)
        torch.manual_seed(1_000 * config.seed + number)
        images = augmented(data.images, config.augmentation, generator)
        order = torch.randperm(config.images, generator=generator)
        network.train()
        for batch in range(each):
            index = order[batch * config.batch_size : (batch + 1) * config.batch_size]
            loss = nn.CrossEntropyLoss()(
                network((images[index] - 0.1307) / 0.3081), data.labels[index]
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            cycle.step()
            losses.append(loss.item())
    return network, sum(losses[-each:]) / each


def test_two_epochs_are_those_of_an_ordinary_loop():
    config = replace(TINY, learning_rate=0.001)
    last = next_epoch(config, next_epoch(config))
    network, loss = by_hand(config)
    assert last.train_loss == pytest.approx(loss, rel=1e-3)
    # AdamW's first steps have the sign of a gradient, whatever its size, so roundings show.
    for name, expected in network.state_dict().items():
        torch.testing.assert_close(last.weights[name], expected, atol=1e-3, rtol=1e-2)


@pytest.mark.slow
def test_a_process_of_its_own_trains_the_same_and_goes_on_where_it_was():
    first = next_epoch(TINY)
    second = next_epoch(TINY, first)
    (theirs,) = trained(TINY, last=first)
    whole = list(trained(TINY))
    assert [one.number for one in whole] == [1, 2]
    assert list(trained(TINY, last=second)) == []
    for one in (theirs, whole[1]):
        assert one.train_loss == pytest.approx(second.train_loss, rel=1e-4)
        assert one.validation_accuracy == pytest.approx(second.validation_accuracy, abs=1e-3)


@pytest.mark.slow
def test_the_process_ends_when_the_report_says_so():
    def stop(done, message):
        assert message == "Epoch 1 of 2"
        raise Enough

    with pytest.raises(Enough):
        list(trained(replace(TINY, images=55_000), stop))


def test_one_cycle_spans_the_training():
    last = next_epoch(TINY, next_epoch(TINY))
    updates = TINY.epochs * (TINY.images // TINY.batch_size)
    assert last.schedule["total_steps"] == last.schedule["last_epoch"] == updates
    assert last.optimizer["param_groups"][0]["max_lr"] == TINY.learning_rate


@pytest.mark.slow
def test_a_training_whose_loss_is_not_finite_ends(monkeypatch):
    finished = next_epoch(TINY)
    broken = {
        name: values * math.nan
        for name, values in finished.weights.items()
        if values.is_floating_point()
    }
    ill = replace(finished, weights=finished.weights | broken)
    (last,) = islice(trained(replace(TINY, epochs=5), last=ill), 5)
    assert math.isnan(last.train_loss)


test_an_impossible_training_is_refused_by_name = refused(
    Config,
    ({"network": "huge"}, "Network is 'huge', but must be one of small, large"),
    ({"seed": -1}, "Seed is -1"),
    ({"images": 99}, "Images is 99, but must be a whole number from 100 to 55,000"),
    ({"epochs": 0}, "Epochs is 0, but must be a whole number from 1 to 20"),
    ({"learning_rate": 0}, "Learning rate is 0"),
    ({"learning_rate": math.nan}, "Learning rate is nan"),
    ({"batch_size": 1}, "Batch size is 1"),
    ({"dropout": 1.0}, "Dropout p is 1.0"),
    ({"dropout": "half"}, "Dropout p is 'half'"),
    ({"weight_decay": 2}, "Weight decay is 2"),
)


@pytest.mark.slow
def test_a_whole_epoch_learns():
    last = next_epoch(Config(images=4_000, epochs=1, augmentation=Augmentation(5, 1, 0.05)))
    assert last.validation_accuracy > 0.5
    assert last.train_loss < 2.3
