"""The engine's steps against torch's own: layer by layer, update by update, and in distribution."""

import copy
from functools import partial

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from torch import nn
from torch.nn import functional
from torch.utils.data import DataLoader, RandomSampler, TensorDataset

from core import mnist
from core.dropout.ladder.recipes import LAST, NETWORKS, Recipe, built
from core.engines.cnn import networks as cnn
from core.engines.cnn.engine import Engine
from core.engines.cnn.optimizers import rmsprop
from tests.generated import cases

UPDATES = 500


def step(engine, images, labels):
    """The engine's loss and gradient for a batch (n, channels, height, width)."""
    loss = engine.step(np.ascontiguousarray(images.permute(1, 2, 3, 0).numpy()), labels)
    return loss, engine.parameters.grad.clone()


def gradient(network, images, labels):
    """torch's own."""
    network.zero_grad()
    loss = functional.cross_entropy(network(images), labels)
    loss.backward()
    return loss.item(), nn.utils.parameters_to_vector(one.grad for one in network.parameters())


RECIPES = [Recipe(network, last, "Adam", 0.001, 32) for network in NETWORKS for last in LAST]
MADE = {name: partial(make, 0.0) for name, make in cnn.NETWORKS.items()} | {
    str(recipe): partial(built, recipe, 0.0) for recipe in RECIPES
}


@pytest.mark.parametrize("name", MADE)
def test_a_gradient_and_the_running_averages_are_torchs(name):
    torch.manual_seed(0)
    network = MADE[name]().double()
    twin = copy.deepcopy(network)
    images, labels = torch.rand(20, 1, 28, 28).double(), torch.randint(10, (20,))
    expected = gradient(twin, images, labels)
    ours = step(Engine(network, 0), images, labels)
    assert ours[0] == pytest.approx(expected[0], rel=1e-12)
    torch.testing.assert_close(ours[1], expected[1], rtol=1e-9, atol=1e-12)
    for (key, value), theirs in zip(
        network.state_dict().items(), twin.state_dict().values(), strict=True
    ):
        if "tracked" not in key:
            torch.testing.assert_close(value, theirs, msg=key)


@settings(max_examples=cases(50), deadline=None)
@given(
    st.integers(1, 3),
    st.integers(1, 4),
    st.integers(1, 6),
    st.integers(1, 3),
    st.integers(0, 6),
    st.integers(1, 5),
    st.booleans(),
    st.integers(0, 99),
)
def test_any_kernel_and_window_give_torchs_gradient_every_time(
    channels, filters, k, window, spare, n, normalised, seed
):
    # Two convolutions, so that the gradient passes through one.
    torch.manual_seed(seed)
    side = 2 * (k - 1) + window + spare
    left = ((side - 2 * (k - 1)) // window) ** 2 * filters
    network = nn.Sequential(
        nn.Conv2d(channels, 2, k),
        nn.ReLU(),
        nn.Conv2d(2, filters, k),
        nn.BatchNorm2d(filters) if normalised and n > 1 else nn.Identity(),
        nn.MaxPool2d(window),
        nn.Flatten(),
        nn.Linear(left, 3),
    ).double()
    twin = copy.deepcopy(network)
    engine = Engine(network, 0)
    for _ in range(2):
        images = torch.rand(n, channels, side, side).double()
        labels = torch.randint(3, (n,))
        expected, ours = gradient(twin, images, labels), step(engine, images, labels)
        assert ours[0] == pytest.approx(expected[0], rel=1e-9)
        torch.testing.assert_close(ours[1], expected[1], rtol=1e-6, atol=1e-8)


def test_of_equals_the_first_gets_the_gradient_as_in_torch():
    # The second channel weighs nothing, so it makes no maximum, but its weight's gradient tells
    # which of the equals won.
    torch.manual_seed(0)
    network = nn.Sequential(nn.Conv2d(2, 1, 1), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(9, 3))
    network[0].weight.data[:] = torch.tensor([1.0, 0.0])[None, :, None, None]
    images = torch.cat([torch.randint(0, 2, (8, 1, 6, 6)).float(), torch.rand(8, 1, 6, 6)], dim=1)
    labels = torch.randint(3, (8,))
    expected = gradient(copy.deepcopy(network), images, labels)
    torch.testing.assert_close(step(Engine(network, 0), images, labels), expected)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["course", "batch normalisation"])
def test_after_500_updates_it_is_an_ordinary_loop(name):
    data = mnist.load()
    images, labels = data.images[: UPDATES * 8].double(), data.labels[: UPDATES * 8]
    torch.manual_seed(1)
    network = cnn.NETWORKS[name](0.0).double()
    twin = copy.deepcopy(network)
    ours = mnist.Images(images, labels)
    update = cnn.step_by_engine(network, ours, rmsprop(0.001), seed=3)
    list(cnn.train(network, update, ours, ours.first(8), 1, 8, seed=3))

    dataset = TensorDataset((images - 0.1307) / 0.3081, labels)
    sampler = RandomSampler(dataset, generator=torch.Generator().manual_seed(3))
    optimizer = torch.optim.RMSprop(twin.parameters(), lr=0.001)
    twin.train()
    for batch, wanted in DataLoader(dataset, batch_size=8, sampler=sampler):
        optimizer.zero_grad()
        functional.cross_entropy(twin(batch), wanted).backward()
        optimizer.step()
    for key, value in network.state_dict().items():
        if "tracked" not in key:
            torch.testing.assert_close(value, twin.state_dict()[key], rtol=0, atol=1e-5, msg=key)


@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
def test_dropout_keeps_the_share_and_scale_and_passes_the_same_gradient(p):
    # Ones through dropout into a sum: the gradient of the weights is what dropout let through.
    network = nn.Sequential(cnn.Dropout(p), nn.Flatten(), nn.Linear(40_000, 2))
    nn.init.zeros_(network[2].weight)
    nn.init.zeros_(network[2].bias)
    _, found = step(Engine(network, 0), torch.ones(1, 1, 200, 200), torch.tensor([0]))
    passed = -2 * found[:40_000].numpy()
    kept = passed != 0
    assert stats.binomtest(int(kept.sum()), kept.size, 1 - p).pvalue > 0.001
    assert passed[kept] == pytest.approx(1 / (1 - p), rel=1e-5)
    assert (
        stats.binomtest(
            int((kept[1:] == kept[:-1]).sum()), kept.size - 1, p**2 + (1 - p) ** 2
        ).pvalue
        > 0.001
    )


@pytest.mark.slow
def test_with_dropout_training_agrees_with_torchs_in_distribution():
    data = mnist.load().first(320)

    def losses(make, seeds):
        found = []
        for seed in seeds:
            torch.manual_seed(seed)
            network = cnn.course(0.5)
            update = make(network, data, rmsprop(0.001), seed)
            (epoch,) = cnn.train(network, update, data, data.first(1), 1, 32, seed)
            found.append(epoch.train_loss)
        return found

    ours, theirs = (
        losses(cnn.step_by_engine, range(60)),
        losses(cnn.step_by_autograd, range(60, 120)),
    )
    assert stats.ks_2samp(ours, theirs).pvalue > 0.001
    assert stats.ttest_ind(ours, theirs).pvalue > 0.001
    # The comparison is not blind: other dropout would be seen.
    less = [loss - 0.1 for loss in ours]
    assert stats.ks_2samp(less, theirs).pvalue < 0.001


@pytest.mark.parametrize(
    "module",
    [
        nn.Conv2d(1, 2, 3, padding=1),
        nn.Conv2d(1, 2, 3, stride=2),
        nn.Tanh(),
        nn.AvgPool2d(2),
        nn.MaxPool2d(3, 2),
        nn.Conv2d(1, 2, 3, bias=False),
    ],
    ids=str,
)
def test_a_layer_that_the_engine_lacks_is_refused(module):
    with pytest.raises(ValueError, match="^The engine has no layer"):
        Engine(nn.Sequential(module, nn.Flatten(), nn.Linear(1, 1)), 0)


def test_the_module_itself_is_trained():
    torch.manual_seed(0)
    network = cnn.course(0.0)
    before = network[0].weight.clone()
    data = mnist.load().first(64)
    cnn.step_by_engine(network, data, rmsprop(0.01), seed=0)(torch.arange(64))
    assert not torch.equal(network[0].weight, before)
