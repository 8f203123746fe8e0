"""The many small networks as ordinary ones of torch, in double precision."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from core.engines.descent.networks import data

MODULES = {"ReLU": nn.ReLU, "leaky ReLU": lambda: nn.LeakyReLU(0.01), "tanh": nn.Tanh}


def module(setting, parameters):
    """An ordinary double-precision network with ``parameters`` as its weights and biases."""
    sizes = setting.layer_sizes
    layers = []
    first = 0
    for fan_in, units in zip(sizes[:-1], sizes[1:], strict=True):
        layer = nn.Linear(fan_in, units, dtype=torch.double)
        biases = first + fan_in * units
        weights = parameters[first:biases].reshape(fan_in, units).T
        layer.weight.data = torch.tensor(np.ascontiguousarray(weights))
        layer.bias.data = torch.tensor(parameters[biases : biases + units])
        layers += [layer, MODULES[setting.activation]()]
        first = biases + units
    return nn.Sequential(*layers[:-1])


def flat(network):
    """The parameters as one row: layer by layer, weights (fan_in, units) and then biases."""
    parts = [part for layer in network[::2] for part in (layer.weight.T, layer.bias)]
    return torch.cat([part.reshape(-1) for part in parts]).detach().numpy()


def loss_of(setting, output, label):
    if setting.loss == "squared":
        return functional.mse_loss(output, label) / 2
    return functional.binary_cross_entropy_with_logits(output, (label + 1) / 2)


def tensors(setting, seed):
    return (torch.tensor(part) for part in data(setting, seed))


def forward(network, points):
    """The outputs for ``points``, and what goes into each hidden unit, (points, units)."""
    totals = []
    for layer in network[::2]:
        layer.register_forward_hook(lambda *seen: totals.append(seen[-1]))
    outputs = network(torch.tensor(points, dtype=torch.double))[:, 0]
    return outputs.detach().numpy(), torch.cat(totals[:-1], dim=1).detach().numpy()
