"""The optimizers of the convolutional networks: torch's, and the same compiled for one vector.

The compiled ones serve the engine, and spare each process of a sweep the loading of torch's
compiler, which ``torch.optim`` asks for when an optimizer is made: four seconds before any update.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch

from core.engines.cnn import names
from core.engines.cnn.kernels import exact

Vector = np.ndarray
Made = Callable[[Iterable[torch.Tensor]], torch.optim.Optimizer]


@dataclass(frozen=True)
class Optimizer:
    """One optimizer with its settings.

    ``by_torch`` makes torch's for any parameters. ``kernel(parameters, gradient, first, second,
    updates, constants)`` changes the parameters and its own two running means, all (count,), at the
    update with the number ``updates``, from 1, by its ``constants``.
    """

    by_torch: Made
    kernel: Callable[..., None]
    constants: tuple[float, ...]

    def stepper(self, parameters: torch.Tensor) -> Callable[[], None]:
        """Return what updates ``parameters`` (count,) in place by the gradient that they hold."""
        if parameters.grad is None:
            raise ValueError("The parameters have no gradient to step by.")
        vector, gradient = parameters.numpy(), parameters.grad.numpy()
        first, second = np.zeros_like(vector), np.zeros_like(vector)
        constants = np.array(self.constants, vector.dtype)
        updates = 0

        def step() -> None:
            nonlocal updates
            updates += 1
            self.kernel(vector, gradient, first, second, updates, constants)

        return step


@exact
def _rmsprop(
    parameters: Vector,
    gradient: Vector,
    first: Vector,
    second: Vector,
    updates: int,
    constants: Vector,
) -> None:
    rate, kept, new, epsilon = constants
    for m in range(len(parameters)):
        second[m] = kept * second[m] + new * gradient[m] * gradient[m]
        parameters[m] -= rate * gradient[m] / (np.sqrt(second[m]) + epsilon)


@exact
def _momentum(
    parameters: Vector,
    gradient: Vector,
    first: Vector,
    second: Vector,
    updates: int,
    constants: Vector,
) -> None:
    rate, kept = constants
    for m in range(len(parameters)):
        first[m] = kept * first[m] + gradient[m]
        parameters[m] -= rate * first[m]


@exact
def _adam(
    parameters: Vector,
    gradient: Vector,
    first: Vector,
    second: Vector,
    updates: int,
    constants: Vector,
) -> None:
    rate, kept, new, kept_square, new_square, epsilon = constants
    number = parameters.dtype.type
    step = number(rate / (1 - float(kept) ** updates))
    root = number(np.sqrt(1 - float(kept_square) ** updates))
    for m in range(len(parameters)):
        first[m] += new * (gradient[m] - first[m])
        second[m] = kept_square * second[m] + new_square * gradient[m] * gradient[m]
        parameters[m] -= step * first[m] / (np.sqrt(second[m]) / root + epsilon)


def rmsprop(learning_rate: float) -> Optimizer:
    """Return RMSprop with torch's other defaults, for whatever parameters it is given.

    Tieleman and Hinton, *Neural Networks for Machine Learning*, lecture 6e, 2012.
    """
    made = partial(torch.optim.RMSprop, lr=learning_rate, foreach=True)
    return Optimizer(made, _rmsprop, (learning_rate, 0.99, 1 - 0.99, 1e-8))


def momentum(learning_rate: float) -> Optimizer:
    """Return stochastic gradient descent with momentum 0.9 (Polyak, 1964), as torch writes it."""
    made = partial(torch.optim.SGD, lr=learning_rate, momentum=0.9, foreach=True)
    return Optimizer(made, _momentum, (learning_rate, 0.9))


def adam(learning_rate: float, betas: tuple[float, float] = (0.9, 0.999)) -> Optimizer:
    """Return Adam with torch's other defaults (Kingma and Ba, arXiv:1412.6980, algorithm 1)."""
    made = partial(torch.optim.Adam, lr=learning_rate, betas=betas, foreach=True)
    mean, square = betas
    return Optimizer(made, _adam, (learning_rate, mean, 1 - mean, square, 1 - square, 1e-8))


OPTIMIZERS: dict[str, Callable[[float], Optimizer]] = dict(
    zip(names.OPTIMIZERS, (rmsprop, momentum, adam), strict=True)
)
