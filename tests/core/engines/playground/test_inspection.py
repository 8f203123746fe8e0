import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.engines.playground.engine import Config, Network, train
from core.engines.playground.inspection import activate, inspect, outputs, slope

TORCH = {
    "relu": torch.relu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "linear": lambda total: total * 1.0,
    "leaky relu": torch.nn.functional.leaky_relu,
    "sigmoid - 1/2": lambda total: torch.sigmoid(total) - 0.5,
}


class Centred(torch.nn.Module):
    def forward(self, total):
        return torch.sigmoid(total) - 0.5


def sequence(config, network):
    """The same network as an ``nn.Sequential``, and its linear layers."""
    modules, linear = [], []
    for weights, biases in zip(network.weights, network.biases, strict=True):
        layer = torch.nn.Linear(weights.shape[1], weights.shape[0], dtype=torch.double)
        layer.weight.data = torch.tensor(weights)
        layer.bias.data = torch.tensor(biases)
        linear.append(layer)
        modules += [layer, torch.nn.Tanh()]
    kinds = {
        "relu": torch.nn.ReLU,
        "sigmoid": torch.nn.Sigmoid,
        "linear": torch.nn.Identity,
        "leaky relu": torch.nn.LeakyReLU,
        "sigmoid - 1/2": Centred,
    }
    for place in range(1, len(modules) - 1, 2):
        modules[place] = kinds.get(config.activation, torch.nn.Tanh)()
    return torch.nn.Sequential(*modules), linear


@pytest.mark.parametrize("activation", TORCH)
@given(st.lists(st.floats(-30, 30), min_size=1, max_size=20))
def test_activations_and_slopes_are_torchs(activation, totals):
    total = torch.tensor(totals, dtype=torch.double, requires_grad=True)
    output = TORCH[activation](total)
    (derivative,) = torch.autograd.grad(output.sum(), total)
    ours = activate(activation, np.array(totals))
    np.testing.assert_allclose(ours, output.detach().numpy(), rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(slope(activation, ours), derivative.numpy(), atol=1e-12)


@pytest.mark.parametrize("activation", TORCH)
@settings(max_examples=10)
@given(st.integers(0, 10**6), st.lists(st.integers(1, 8), min_size=1, max_size=4).map(tuple))
def test_outputs_and_gradients_are_autograds(activation, seed, hidden):
    config = Config(activation=activation, hidden=hidden, seed=str(seed))
    result = train(config, 1)
    network, points = result.final, result.train
    model, linear = sequence(config, network)
    x = torch.tensor(points[:, :2])
    output = model(x)[:, 0]
    np.testing.assert_allclose(outputs(config, network, points), output.detach(), atol=1e-13)

    loss = torch.nn.functional.mse_loss(output, torch.tensor(points[:, 2])) / 2
    loss.backward()
    frame = inspect(config, network, points)
    assert frame["layer"].tolist() == list(range(1, len(hidden) + 1))
    norms = [float(layer.weight.grad.norm()) for layer in linear[:-1]]
    np.testing.assert_allclose(frame["weight_gradient_norm"], norms, rtol=1e-9, atol=1e-15)

    values = x
    for depth, layer in enumerate(linear[:-1]):
        total = layer(values).detach().requires_grad_()
        values = TORCH[activation](total)
        (derivative,) = torch.autograd.grad(values.sum(), total)
        row = frame.loc[depth]
        assert row["active_share"] == pytest.approx(float((values > 0).double().mean()))
        assert row["mean_slope"] == pytest.approx(float(derivative.mean()), abs=1e-12)


def test_unit_spread_is_the_largest_difference_between_two_units_weights():
    network = Network(
        (np.array([[1.0, 5.0], [1.5, 5.0], [0.5, 7.0]]), np.ones((1, 3))),
        (np.zeros(3), np.zeros(1)),
    )
    frame = inspect(Config(hidden=(3,)), network, np.array([[1.0, 2.0, 1.0]]))
    assert frame["unit_spread"].tolist() == [2.0]


def test_zero_relu_network_is_silent_and_without_gradient():
    result = train(Config(seed="0.6", activation="relu", zero_start=True), 250)
    frame = inspect(result.config, result.final, result.train)
    assert (frame[["active_share", "weight_gradient_norm", "unit_spread"]] == 0).all(axis=None)


def test_a_network_without_hidden_layers_has_nothing_to_look_into():
    result = train(Config(hidden=()), 1)
    frame = inspect(result.config, result.final, result.train)
    assert len(frame) == 0
    assert "weight_gradient_norm" in frame
