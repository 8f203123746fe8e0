"""What the layers of the engine do in a step, with the images of a batch innermost.

Each takes over the parameters of a module of torch. The values of a batch are (channels, height,
width, n), and (features, n) once they are flat.
"""

from typing import Protocol

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from core.engines.cnn import kernels


class Layer(Protocol):
    """What a layer does in a step; it may write into what it is given."""

    def forward(self, values: np.ndarray) -> np.ndarray:
        """Return what the layer makes of ``values``."""

    def backward(self, gradient: np.ndarray) -> np.ndarray:
        """Keep the gradient of the layer's parameters and return that of its inputs."""


class Room:
    """Arrays that are made once for every size of batch, since large ones are slow to make."""

    def __init__(self, dtype: np.dtype) -> None:
        """Start with none."""
        self._dtype = dtype
        self._made: dict[tuple[str, tuple[int, ...]], np.ndarray] = {}

    def of(self, name: str, *shape: int) -> np.ndarray:
        """Return the array of this name and shape; it starts with zeros."""
        key = name, shape
        if key not in self._made:
            self._made[key] = np.zeros(shape, self._dtype)
        return self._made[key]


class Convolution:
    """Windows times kernels; the first layer's inputs need no gradient."""

    def __init__(self, module: nn.Conv2d, room: Room, first: bool) -> None:
        """Take the module's own numbers."""
        self._kernels, self._biases = _numbers(module.weight), _numbers(module.bias)
        self._of_kernels, self._of_biases = _gradient(module.weight), _gradient(module.bias)
        self._room, self._first = room, first

    def forward(self, values: np.ndarray) -> np.ndarray:
        """Return (filters, height − k + 1, width − k + 1, n)."""
        channels, height, width, n = values.shape
        filters, _, k, _ = self._kernels.shape
        self._rows = values.reshape(channels, height, width * n)
        out = self._room.of("out", filters, height - k + 1, width - k + 1, n)
        out[:] = self._biases[:, None, None, None]
        kernels.convolve(self._rows, self._kernels, n, _rows(out))
        return out

    def backward(self, gradient: np.ndarray) -> np.ndarray:
        """Give the inputs' gradient, a convolution of the padded gradient with turned kernels."""
        filters, height, width, n = gradient.shape
        kernels.kernel_gradient(self._rows, _rows(gradient), n, self._of_kernels)
        self._of_biases[:] = gradient.reshape(filters, -1).sum(axis=1)
        if self._first:
            return gradient
        k, channels = self._kernels.shape[2], self._kernels.shape[1]
        edge = k - 1
        padded = self._room.of("padded", filters, height + 2 * edge, width + 2 * edge, n)
        padded[:, edge : edge + height, edge : edge + width] = gradient
        turned = np.ascontiguousarray(self._kernels.transpose(1, 0, 2, 3)[:, :, ::-1, ::-1])
        out = self._room.of("gradient", channels, height + edge, width + edge, n)
        out[:] = 0
        kernels.convolve(_rows(padded), turned, n, _rows(out))
        return out


class BatchNormalisation:
    """Every channel less its mean over its deviation, over the batch and all places."""

    def __init__(self, module: nn.BatchNorm2d, room: Room) -> None:
        """Take the module's own numbers."""
        self._module, self._room = module, room
        self._scale, self._shift = _numbers(module.weight), _numbers(module.bias)
        self._of_scale, self._of_shift = _gradient(module.weight), _gradient(module.bias)

    def forward(self, values: np.ndarray) -> np.ndarray:
        """Return the same shape, and follow the running mean and variance as torch does."""
        channels = len(values)
        self._normalised = values.reshape(channels, -1)
        count = self._normalised.shape[1]
        self._variance, mean = self._room.of("variance", channels), self._room.of("mean", channels)
        out = self._room.of("out", *values.shape)
        kernels.normalise(
            self._normalised,
            self._scale,
            self._shift,
            self._module.eps,
            mean,
            self._variance,
            out.reshape(channels, -1),
        )
        running_mean, running_variance = self._module.running_mean, self._module.running_var
        if running_mean is not None and running_variance is not None:
            pace = self._module.momentum or 0.0
            running_mean.lerp_(torch.from_numpy(mean), pace)
            running_variance.lerp_(torch.from_numpy(self._variance * (count / (count - 1))), pace)
        return out

    def backward(self, gradient: np.ndarray) -> np.ndarray:
        """Turn the gradient in place."""
        kernels.normalise_gradient(
            self._normalised,
            self._variance,
            self._scale,
            self._module.eps,
            gradient.reshape(len(gradient), -1),
            self._of_scale,
            self._of_shift,
        )
        return gradient


class MaxPooling:
    """The largest value of every k × k window, windows side by side."""

    def __init__(self, k: int, room: Room) -> None:
        """Take the window's side."""
        self._k, self._room = k, room

    def forward(self, values: np.ndarray) -> np.ndarray:
        """Return (channels, height // k, width // k, n)."""
        channels, height, width, n = values.shape
        self._values = values
        self._pooled = self._room.of("kept", channels, height // self._k, width // self._k, n)
        kernels.pool(values, self._k, self._pooled)
        out = self._room.of("out", *self._pooled.shape)
        out[:] = self._pooled
        return out

    def backward(self, gradient: np.ndarray) -> np.ndarray:
        """Send every number back to its window's largest value."""
        sought = self._room.of("sought", self._values.shape[-1])
        out = self._room.of("gradient", *self._values.shape)
        kernels.pool_gradient(self._values, self._pooled, gradient, self._k, sought, out)
        return out


class Rectifier:
    """ReLU, in place."""

    def forward(self, values: np.ndarray) -> np.ndarray:
        """Set what is negative to 0."""
        kernels.rectify(values.reshape(-1))
        self._rectified = values
        return values

    def backward(self, gradient: np.ndarray) -> np.ndarray:
        """Let the gradient pass where the unit was on."""
        kernels.rectify_gradient(self._rectified.reshape(-1), gradient.reshape(-1))
        return gradient


class Dropout:
    """A share p of the numbers at 0 and the rest over 1 − p (Srivastava and others, 2014)."""

    def __init__(self, module: nn.Dropout, draws: np.random.BitGenerator) -> None:
        """Take p."""
        self._p, self._draws = module.p, draws

    def forward(self, values: np.ndarray) -> np.ndarray:
        """Draw a mask and lay it over ``values``."""
        if self._p > 0:
            self._drawn = self._draws.random_raw(-(-values.size // 2)).view(np.uint32)
            kernels.drop(values.reshape(-1), self._drawn, self._p)
        return values

    def backward(self, gradient: np.ndarray) -> np.ndarray:
        """Lay the same mask over the gradient."""
        if self._p > 0:
            kernels.drop(gradient.reshape(-1), self._drawn, self._p)
        return gradient


class Linear:
    """Every output a weighted sum of all inputs."""

    def __init__(self, module: nn.Linear) -> None:
        """Take the module's own numbers."""
        self._weights, self._biases = module.weight.detach(), module.bias.detach()[:, None]
        self._of_weights, self._of_biases = module.weight.grad, module.bias.grad

    def forward(self, values: np.ndarray) -> np.ndarray:
        """Return (units, n) for inputs that are (features, n)."""
        self._values = torch.from_numpy(values)
        return torch.addmm(self._biases, self._weights, self._values).numpy()

    def backward(self, gradient: np.ndarray) -> np.ndarray:
        """Return the inputs' gradient, (features, n)."""
        asked = torch.from_numpy(gradient)
        torch.mm(asked, self._values.T, out=self._of_weights)
        torch.sum(asked, dim=1, out=self._of_biases)
        return (self._weights.T @ asked).numpy()


class Flatten:
    """All numbers of an image in one column, in torch's order."""

    def forward(self, values: np.ndarray) -> np.ndarray:
        """Return (channels · height · width, n)."""
        self._shape = values.shape
        return values.reshape(-1, values.shape[-1])

    def backward(self, gradient: np.ndarray) -> np.ndarray:
        """Give the gradient its shape back."""
        return gradient.reshape(self._shape)


class Softmax:
    """Shares that sum to 1, over the classes of every image."""

    def forward(self, values: np.ndarray) -> np.ndarray:
        """Return exp(v) over its sum, (classes, n) as ``values``."""
        self._shares = functional.softmax(torch.from_numpy(values), dim=0).numpy()
        return self._shares

    def backward(self, gradient: np.ndarray) -> np.ndarray:
        """Return s (g − Σ g s), the product with the Jacobian diag(s) − s sᵀ."""
        return self._shares * (gradient - (gradient * self._shares).sum(axis=0))


def _rows(values: np.ndarray) -> np.ndarray:
    return values.reshape(*values.shape[:2], -1)


def _numbers(parameter: torch.Tensor | None) -> np.ndarray:
    if parameter is None:
        raise ValueError("The engine has no layer without bias.")
    return parameter.detach().numpy()


def _gradient(parameter: torch.Tensor | None) -> np.ndarray:
    if parameter is None or parameter.grad is None:
        raise ValueError("The engine has no layer without bias.")
    return parameter.grad.numpy()
