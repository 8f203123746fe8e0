"""What the write-up does not say of its network: ways in which it may have been trained.

A recipe is a network, what follows its last layer, an optimizer, a learning rate and a batch size.
Whatever follows the last layer, the loss is PyTorch's cross-entropy on what comes out, which takes
logits: after a ReLU or a softmax that is a mistake, and an easy one.
"""

from collections.abc import Callable
from typing import NamedTuple

from torch import nn

from core.engines.cnn import networks as cnn
from core.engines.cnn.optimizers import OPTIMIZERS
from core.mnist import Images

NOTHING, RELU, SOFTMAX, DROPOUT = "nothing", "ReLU", "softmax", "dropout"


class Recipe(NamedTuple):
    """One way to train: every field is a key of this module's tables, or a number."""

    network: str
    last: str
    optimizer: str
    rate: float
    batch_size: int

    def __str__(self) -> str:
        """Return the recipe in words."""
        last = "no layer" if self.last == NOTHING else self.last
        return (
            f"{self.network}, {last} after the last, {self.optimizer} {self.rate:g}, "
            f"batch {self.batch_size}"
        )


def one_convolution(p: float) -> nn.Sequential:
    """Return one convolution of 16 filters and one linear layer (27,210 parameters)."""
    return nn.Sequential(
        nn.Conv2d(1, 16, 3),
        nn.MaxPool2d(2),
        nn.ReLU(),
        cnn.Dropout(p),
        nn.Flatten(),
        nn.Linear(2704, 10),
    )


def no_convolution(p: float) -> nn.Sequential:
    """Return one hidden layer of 128 units (101,770 parameters), dropout after it."""
    return nn.Sequential(
        nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), cnn.Dropout(p), nn.Linear(128, 10)
    )


NETWORKS: dict[str, Callable[[float], nn.Sequential]] = {
    "course": cnn.course,
    "batch normalisation": cnn.course_with_batch_normalisation,
    "one convolution": one_convolution,
    "no convolution": no_convolution,
}

LAST: dict[str, Callable[[float], nn.Module]] = {
    NOTHING: lambda p: nn.Identity(),
    RELU: lambda p: nn.ReLU(),
    SOFTMAX: lambda p: nn.Softmax(dim=1),
    DROPOUT: cnn.Dropout,
}

RATES, BATCH_SIZES = (0.001, 0.003, 0.01), (32, 64)


def built(recipe: Recipe, p: float) -> nn.Sequential:
    """Return the recipe's network, untrained, with dropout ``p``, 0 ≤ p < 1."""
    return nn.Sequential(*NETWORKS[recipe.network](p), LAST[recipe.last](p))


def step(recipe: Recipe, network: nn.Sequential, data: Images, seed: int) -> cnn.Step:
    """Return what trains ``network`` by a batch of ``data`` as the recipe says."""
    optimizer = OPTIMIZERS[recipe.optimizer](recipe.rate)
    return cnn.step_by_engine(network, data, optimizer, seed)
