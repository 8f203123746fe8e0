"""Training steps of small convolutional networks, with the images of a batch innermost.

A network stays a ``torch.nn.Sequential``: its parameters are moved into one vector that the module,
this engine and the optimizer share, so that a step trains the module itself. Layers: Conv2d
(stride 1, no padding), BatchNorm2d, MaxPool2d, ReLU, Softmax, Dropout, Flatten, Linear and
Identity. The result is torch's to rounding. The values of a batch are (channels, height, width, n).
"""

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from core.engines.cnn.layers import (
    BatchNormalisation,
    Convolution,
    Dropout,
    Flatten,
    Layer,
    Linear,
    MaxPooling,
    Rectifier,
    Room,
    Softmax,
)


class Engine:
    """A network's training steps.

    Moves the network's parameters into ``parameters`` (count,), whose gradient every ``step``
    writes; dropout draws from ``seed``. Raises ``ValueError`` for a layer that it does not have.
    """

    def __init__(self, network: nn.Sequential, seed: int) -> None:
        """Take the network over."""
        self.parameters = nn.utils.parameters_to_vector(network.parameters()).detach()
        self.parameters.grad = torch.zeros_like(self.parameters)
        nn.utils.vector_to_parameters(self.parameters, network.parameters())
        start = 0
        for parameter in network.parameters():
            end = start + parameter.numel()
            parameter.grad = self.parameters.grad[start:end].view_as(parameter)
            start = end
        self._dtype = self.parameters.numpy().dtype
        draws = np.random.SFC64(seed)
        self._layers: list[Layer] = []
        for module in network:
            if not isinstance(module, nn.Identity):
                self._layers.append(self._layer(module, draws))

    def _layer(self, module: nn.Module, draws: np.random.BitGenerator) -> Layer:
        room = Room(self._dtype)
        match module:
            case nn.Conv2d(stride=(1, 1), padding=(0, 0), dilation=(1, 1), groups=1):
                return Convolution(module, room, first=not self._layers)
            case nn.BatchNorm2d():
                return BatchNormalisation(module, room)
            case nn.MaxPool2d(kernel_size=int(k), stride=stride, padding=0) if stride == k:
                return MaxPooling(k, room)
            case nn.ReLU():
                return Rectifier()
            case nn.Dropout():
                return Dropout(module, draws)
            case nn.Flatten():
                return Flatten()
            case nn.Linear():
                return Linear(module)
            case nn.Softmax(dim=1):
                return Softmax()
        raise ValueError(f"The engine has no layer {module}.")

    def step(self, images: np.ndarray, labels: torch.Tensor) -> float:
        """Return the mean cross-entropy of a batch, and keep its gradient.

        ``images`` (channels, height, width, n), ``labels`` (n,) int64.
        """
        values = images
        for layer in self._layers:
            values = layer.forward(values)
        logarithms = functional.log_softmax(torch.from_numpy(values), dim=0)
        chosen = functional.one_hot(labels, len(logarithms)).T
        passed = ((logarithms.exp() - chosen) / len(labels)).numpy()
        for layer in reversed(self._layers):
            passed = layer.backward(passed)
        return functional.nll_loss(logarithms.T, labels).item()
