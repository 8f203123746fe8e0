import copy

import pytest
import torch
from scipy import stats
from torch import nn
from torch.nn import functional

from core import mnist
from core.engines.cnn import networks as cnn
from core.engines.cnn.optimizers import rmsprop


def take(count, train=True, dtype=torch.float):
    images = mnist.load(train).first(count)
    return mnist.Images(images.images.to(dtype), images.labels)


class Plain(nn.Module):
    """The course's network as usually written: ReLU before pooling, no dropout."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 8, 3)
        self.second = nn.Conv2d(8, 8, 3)
        self.hidden = nn.Linear(200, 64)
        self.output = nn.Linear(64, 10)

    def forward(self, images):
        values = functional.max_pool2d(functional.relu(self.first(images)), 2)
        values = functional.max_pool2d(functional.relu(self.second(values)), 2)
        return self.output(functional.relu(self.hidden(values.flatten(1))))


def plain_twin(network):
    twin = Plain()
    values = list(network.state_dict().values())
    twin.load_state_dict(dict(zip(twin.state_dict(), copy.deepcopy(values), strict=True)))
    return twin


def size(network):
    return sum(parameter.numel() for parameter in network.parameters())


def test_the_courses_network_has_14178_parameters():
    assert size(cnn.course(0.5)) == 14_178
    assert size(Plain()) == 14_178


def test_batch_normalisation_adds_a_scale_and_a_shift_a_channel():
    assert size(cnn.course_with_batch_normalisation(0.5)) == 14_178 + 2 * 8 + 2 * 8


@pytest.mark.parametrize("name", cnn.NETWORKS)
def test_every_network_gives_ten_scores_an_image(name):
    assert cnn.NETWORKS[name](0.5)(torch.zeros(3, 1, 28, 28)).shape == (3, 10)


def test_the_comparison_differs_in_its_kernels_alone():
    course, other = cnn.NETWORKS["course"](0.5), cnn.NETWORKS["5 × 5 kernels"](0.5)
    kernels = [
        [layer.kernel_size for layer in network if isinstance(layer, nn.Conv2d)]
        for network in (course, other)
    ]
    assert kernels == [[(3, 3)] * 2, [(5, 5)] * 2]
    assert [type(layer) for layer in other] == [type(layer) for layer in course]
    assert size(other) == pytest.approx(size(course), rel=0.006)


def test_pooling_before_relu_equals_relu_before_pooling():
    network = cnn.course(0.0).double()
    twin = plain_twin(network).double()
    data = take(64, dtype=torch.double)
    functional.cross_entropy(network(data.images), data.labels).backward()
    functional.cross_entropy(twin(data.images), data.labels).backward()
    torch.testing.assert_close(network(data.images), twin(data.images), rtol=1e-12, atol=1e-12)
    for ours, theirs in zip(network.parameters(), twin.parameters(), strict=True):
        torch.testing.assert_close(ours.grad, theirs.grad, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("p", [0.0, 0.1, 0.5, 0.9])
def test_dropout_keeps_the_share_and_scale_of_torchs(p):
    torch.manual_seed(0)
    count = 200_000
    values = torch.full((count,), 3.0)
    for dropout in (cnn.Dropout(p), nn.Dropout(p)):
        output = dropout(values)
        kept = int((output != 0).sum())
        assert stats.binomtest(kept, count, 1 - p).pvalue > 0.001
        assert output[output != 0].unique().tolist() == pytest.approx([3 / (1 - p)])


def test_dropout_draws_each_number_for_itself_and_anew():
    torch.manual_seed(0)
    dropout = cnn.Dropout(0.5)
    ones = torch.ones(400, 500)
    first, second = dropout(ones) != 0, dropout(ones) != 0
    for a, b in ((first, second), (first[1:], first[:-1]), (first[:, 1:], first[:, :-1])):
        assert stats.binomtest(int((a == b).sum()), a.numel(), 0.5).pvalue > 0.001


def test_gradients_pass_where_dropout_keeps():
    torch.manual_seed(0)
    values = torch.randn(1_000, requires_grad=True)
    output = cnn.Dropout(0.25)(values)
    output.sum().backward()
    torch.testing.assert_close(values.grad, torch.where(output != 0, 1 / 0.75, 0.0))


def test_dropout_is_the_identity_outside_training_and_at_zero():
    values = torch.randn(1_000)
    assert torch.equal(cnn.Dropout(0.9).eval()(values), values)
    assert torch.equal(cnn.Dropout(0.0)(values), values)


def plain_training(twin, data, epochs, learning_rate, batch_size, seed):
    """Train as a course would: one module, RMSprop, batches in the order of a permutation."""
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.RMSprop(twin.parameters(), lr=learning_rate)
    losses = []
    for _ in range(epochs):
        order = torch.randperm(len(data), generator=generator)
        total = 0.0
        for start in range(0, len(data), batch_size):
            chosen = order[start : start + batch_size]
            images = (data.images[chosen] - 0.1307) / 0.3081
            loss = functional.cross_entropy(twin(images), data.labels[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(chosen)
        losses.append(total / len(data))
    return losses


STEPS = pytest.mark.parametrize("make", [cnn.step_by_autograd, cnn.step_by_engine])


@pytest.mark.slow
@STEPS
@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.double, 1e-9), (torch.float, 1e-3)])
def test_training_is_the_plain_loop(make, dtype, tolerance):
    data, validation = take(800, dtype=dtype), take(200, train=False, dtype=dtype)
    torch.manual_seed(3)
    network = cnn.course(0.0).to(dtype)
    twin = plain_twin(network).to(dtype)
    step = make(network, data, rmsprop(0.001), seed=5)
    epochs = list(cnn.train(network, step, data, validation, 2, 32, seed=5))
    losses = plain_training(twin, data, 2, 0.001, 32, seed=5)
    assert [epoch.number for epoch in epochs] == [1, 2]
    assert [epoch.train_loss for epoch in epochs] == pytest.approx(losses, rel=tolerance)
    with torch.no_grad():
        expected = twin((validation.images - 0.1307) / 0.3081).argmax(dim=1)
    assert (epochs[-1].predicted == expected).double().mean() >= (
        1 if dtype is torch.double else 0.99
    )


@STEPS
def test_a_batch_larger_than_the_data_is_one_step(make):
    data = take(40, dtype=torch.double)
    network = cnn.course(0.0).double()
    twin = plain_twin(network).double()
    step = make(network, data, rmsprop(0.001), seed=0)
    (epoch,) = cnn.train(network, step, data, data, 1, 1_000, seed=0)
    assert [epoch.train_loss] == pytest.approx(plain_training(twin, data, 1, 0.001, 1_000, seed=0))


@STEPS
def test_training_with_dropout_follows_its_seed(make):
    def losses(seed):
        torch.manual_seed(1)
        network, data = cnn.course(0.5), take(96)
        step = make(network, data, rmsprop(1e-3), seed)
        return [one.train_loss for one in cnn.train(network, step, data, data, 2, 32, seed)]

    assert losses(4) == losses(4)
    assert losses(4) != losses(5)


@pytest.mark.parametrize("name", cnn.NETWORKS)
def test_evaluation_has_dropout_off_and_changes_nothing(name):
    torch.manual_seed(0)
    network = cnn.NETWORKS[name](0.9)
    data = take(1_500)
    trained = take(200)
    step = cnn.step_by_engine(network, trained, rmsprop(0.001), seed=0)
    (epoch,) = cnn.train(network, step, trained, data, 1, 32, seed=0)
    state = copy.deepcopy(network.state_dict())
    with torch.no_grad():
        expected = network.eval()((data.images - 0.1307) / 0.3081).argmax(dim=1)
    network.train()
    assert torch.equal(epoch.predicted, expected)
    assert torch.equal(cnn.predict(network, data), expected)
    for key, value in network.state_dict().items():
        assert torch.equal(value, state[key]), key


@STEPS
def test_dropout_is_on_while_training(make):
    # Without noise three epochs over one batch would repeat the loss exactly at rate zero.
    torch.manual_seed(0)
    data = take(32)

    def losses(network):
        step = make(network, data, rmsprop(0.0), seed=0)
        return [one.train_loss for one in cnn.train(network, step, data, data, 3, 32, seed=0)]

    assert len(set(losses(cnn.course(0.5)))) == 3
    plain = losses(cnn.course(0.0))
    assert plain == pytest.approx([plain[0]] * 3, rel=1e-5)


@STEPS
def test_a_loss_that_is_not_finite_ends_the_training_at_its_update(make):
    data = take(320)
    network = cnn.course(0.0)
    step = make(network, data, rmsprop(1e30), seed=0)
    with pytest.raises(cnn.Diverged) as diverged:
        list(cnn.train(network, step, data, data, 3, 32, seed=0))
    assert 2 <= diverged.value.update <= 30
    assert str(diverged.value.update) in str(diverged.value)


def test_standardised_training_images_have_mean_zero_and_deviation_one():
    values = cnn.standardised(mnist.load().images)
    assert float(values.mean()) == pytest.approx(0, abs=1e-3)
    assert float(values.std()) == pytest.approx(1, abs=1e-3)
