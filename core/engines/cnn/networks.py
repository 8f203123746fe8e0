"""The convolutional networks for MNIST, and the loop that trains them.

The data stay one tensor and an epoch is a permutation of its index, so that no Python runs an
image; one thread, since the networks are small and a sweep fills the cores with processes. The
engine's dropout and torch's have one distribution, so for one p the two steps agree over seeds,
and without dropout update by update.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from math import isfinite
from typing import NamedTuple

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from core.engines.cnn import names
from core.engines.cnn.engine import Engine
from core.engines.cnn.kernels import gather
from core.engines.cnn.names import DEVIATION as DEVIATION
from core.engines.cnn.names import MEAN as MEAN
from core.engines.cnn.optimizers import Optimizer
from core.mnist import Images

EVALUATION_BATCH = 100


def course(p: float) -> nn.Sequential:
    """Return the course's sample network (14,178 parameters) with dropout ``p``, 0 ≤ p < 1."""
    return _two_stages(p, 3, (8, 8), nn.Identity)


def course_with_batch_normalisation(p: float) -> nn.Sequential:
    """Return the course's network with batch normalisation after each convolution."""
    return _two_stages(p, 3, (8, 8), nn.BatchNorm2d)


def large_kernels(p: float) -> nn.Sequential:
    """Return the course's network with 5 × 5 kernels and as many parameters, to 0.6 % (14,096).

    Depth, pooling, dropout layers and the width of the head are the course's; the filters are 7 and
    11 in place of 8 and 8.
    """
    return _two_stages(p, 5, (7, 11), nn.Identity)


def large_kernels_with_batch_normalisation(p: float) -> nn.Sequential:
    """Return the network of 5 × 5 kernels with batch normalisation after each convolution."""
    return _two_stages(p, 5, (7, 11), nn.BatchNorm2d)


_MADE = (
    course,
    course_with_batch_normalisation,
    large_kernels,
    large_kernels_with_batch_normalisation,
)
NETWORKS: dict[str, Callable[[float], nn.Sequential]] = dict(
    zip(names.NETWORKS, _MADE, strict=True)
)


def _two_stages(
    p: float, kernel: int, filters: tuple[int, int], normalisation: Callable[[int], nn.Module]
) -> nn.Sequential:
    """Return two convolutions with a small head; ReLU commutes with pooling."""
    first, second = filters
    side = ((28 - kernel + 1) // 2 - kernel + 1) // 2
    return nn.Sequential(
        nn.Conv2d(1, first, kernel),
        normalisation(first),
        nn.MaxPool2d(2),
        nn.ReLU(),
        Dropout(p),
        nn.Conv2d(first, second, kernel),
        normalisation(second),
        nn.MaxPool2d(2),
        nn.ReLU(),
        Dropout(p),
        nn.Flatten(),
        nn.Linear(second * side * side, 64),
        nn.ReLU(),
        nn.Linear(64, 10),
    )


class Dropout(nn.Dropout):
    """``nn.Dropout`` with its mask from one uniform draw, which a CPU makes faster."""

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return ``values`` with a share ``p`` at 0 and the rest over 1 − p, in training only."""
        if not self.training or self.p == 0:
            return values
        kept = torch.empty_like(values).uniform_().sub_(self.p).clamp_(min=0).sign_()
        return values * kept.mul_(1 / (1 - self.p))


class Diverged(ArithmeticError):
    """The loss is no longer finite; ``update`` is the first one, from 1, at which it was not."""

    def __init__(self, update: int) -> None:
        """Say at which update."""
        super().__init__(f"The loss is not finite at update {update:,}.")
        self.update = update


class Epoch(NamedTuple):
    """Where training stands after an epoch: mean training loss, predicted digits (n,) int64."""

    number: int
    train_loss: float
    predicted: torch.Tensor


class Update(NamedTuple):
    """One update and its epoch, both from 1; how many images its batch has, their loss before it.

    ``ends_epoch`` says that every image has had its turn.
    """

    number: int
    epoch: int
    images: int
    loss: float
    ends_epoch: bool


Step = Callable[[torch.Tensor], float]


def step_by_autograd(network: nn.Sequential, data: Images, optimizer: Optimizer, seed: int) -> Step:
    """Return what updates any ``network`` by the images at an index of ``data``.

    It gives the batch's loss. Dropout draws from torch's own generator, seeded here.
    """
    torch.manual_seed(seed)
    network.to(memory_format=torch.channels_last)
    descent = optimizer.by_torch(network.parameters())

    def step(index: torch.Tensor) -> float:
        batch = data.take(index)
        loss = functional.cross_entropy(network(standardised(batch.images)), batch.labels)
        descent.zero_grad()
        loss.backward()
        descent.step()
        return loss.item()

    return step


def step_by_engine(network: nn.Sequential, data: Images, optimizer: Optimizer, seed: int) -> Step:
    """Return what does as ``step_by_autograd`` for a network of the engine's layers, and faster.

    Dropout draws from a generator of the engine's own. Raises ``ValueError`` for another layer.
    """
    engine = Engine(network, seed)
    update = optimizer.stepper(engine.parameters)
    pixels = data.pixels.flatten(start_dim=1).numpy()
    dtype = np.result_type(pixels, np.float32)
    scale = np.array([255 if pixels.dtype == np.uint8 else 1, MEAN, DEVIATION], dtype)

    def step(index: torch.Tensor) -> float:
        images = np.empty((*data.pixels.shape[1:], len(index)), dtype)
        gather(pixels, index.numpy(), scale, images.reshape(-1, len(index)))
        loss = engine.step(images, data.labels[index])
        update()
        return loss

    return step


def train(
    network: nn.Sequential,
    step: Step,
    data: Images,
    validation: Images,
    epochs: int,
    batch_size: int,
    seed: int,
) -> Iterator[Epoch]:
    """Train ``network`` by ``step`` and yield after each epoch.

    Raises ``Diverged`` as ``updates`` does.
    """
    total = 0.0
    for update in updates(network, step, len(data), epochs, batch_size, seed):
        total += update.loss * update.images
        if update.ends_epoch:
            yield Epoch(update.epoch, total / len(data), predict(network, validation))
            total = 0.0


def updates(
    network: nn.Sequential, step: Step, images: int, epochs: int, batch_size: int, seed: int
) -> Iterator[Update]:
    """Train and yield after each update, while its gradients are still there.

    The order of the ``images`` follows ``seed``; what is left over at the end of an epoch is a
    smaller batch. Raises ``Diverged`` at the first loss that is not finite.
    """
    torch.set_num_threads(1)
    order = torch.Generator().manual_seed(seed)
    number, per_epoch = 0, -(-images // batch_size)
    for epoch in range(1, epochs + 1):
        network.train()
        for index in torch.randperm(images, generator=order).split(batch_size):
            number += 1
            loss = step(index)
            if not isfinite(loss):
                raise Diverged(number)
            yield Update(number, epoch, len(index), loss, number == epoch * per_epoch)


@torch.no_grad()
def predict(network: nn.Sequential, data: Images) -> torch.Tensor:
    """Return the digit (n,) int64 that ``network`` gives each image, with dropout off.

    A batch is as large as a core's own cache holds; larger ones are slower.
    """
    judged = deepcopy(network).to(memory_format=torch.channels_last).eval()
    batches = data.images.split(EVALUATION_BATCH)
    return torch.cat([judged(standardised(batch)).argmax(dim=1) for batch in batches])


def standardised(images: torch.Tensor) -> torch.Tensor:
    """Return ``images`` (n, 1, 28, 28) in [0, 1] less MNIST's mean, over its deviation."""
    return (images - MEAN) / DEVIATION
