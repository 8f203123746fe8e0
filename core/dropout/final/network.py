"""Two small networks for MNIST, and the recipe that trains them in ten epochs.

Every choice was made on validation images. Pooling stands before normalisation and ReLU, where it
works on fewer numbers; dropout acts on the averages that the last layer weighs.
"""

from collections.abc import Callable, Generator
from concurrent.futures import wait
from copy import deepcopy
from dataclasses import dataclass, field
from math import isfinite
from time import perf_counter
from typing import Any

import torch
from joblib.externals.loky import ProcessPoolExecutor
from torch import nn
from torch.nn import functional

from core import mnist
from core.claims import Report, ignore
from core.dropout.final.augmentation import Augmentation, augmented
from core.engines.cnn import networks as cnn
from core.limits import Checked, choice, real, whole
from core.mnist import Images

VERSION = 1
SPLIT_SEED = 0
CLASSES = 10
EPOCHS = 10
POLL_SECONDS = 0.5


def small(p: float) -> nn.Sequential:
    """Return five 3 × 3 convolutions (7,578 parameters) with dropout ``p``, 0 ≤ p < 1."""
    return nn.Sequential(
        *_stage(1, 8, 3),
        *_stage(8, 12, 3, nn.MaxPool2d(2)),
        *_stage(12, 16, 3),
        *_stage(16, 16, 3),
        *_stage(16, 16, 3),
        *_head(16, p),
    )


def large(p: float) -> nn.Sequential:
    """Return a 5 × 5 and three 3 × 3 convolutions (22,922 parameters) with dropout ``p``."""
    return nn.Sequential(
        *_stage(1, 16, 5, nn.MaxPool2d(2)),
        *_stage(16, 24, 3),
        *_stage(24, 32, 3, nn.MaxPool2d(2)),
        *_stage(32, 40, 3),
        *_head(40, p),
    )


def _stage(channels: int, filters: int, side: int, *pooling: nn.Module) -> list[nn.Module]:
    """Return a convolution; it needs no bias, since the normalisation after it has one."""
    convolution = nn.Conv2d(channels, filters, side, bias=False)
    return [convolution, *pooling, nn.BatchNorm2d(filters), nn.ReLU()]


def _head(features: int, p: float) -> list[nn.Module]:
    average = [nn.AdaptiveAvgPool2d(1), nn.Flatten()]
    return [*average, cnn.Dropout(p), nn.Linear(features, CLASSES)]


NETWORKS: dict[str, Callable[[float], nn.Sequential]] = {"small": small, "large": large}


@dataclass(frozen=True)
class Config(Checked):
    """Train ``network`` from ``seed`` on the first ``images`` of the training split.

    AdamW (I. Loshchilov and F. Hutter, *Decoupled weight decay regularization*, 2019,
    arXiv:1711.05101) under one cycle up to ``learning_rate`` and down to nothing (L. Smith and
    N. Topin, *Super-convergence*, 2017, arXiv:1708.07120). Raises ``ValueError`` for a value out of
    range.
    """

    network: str = choice("small", "Network", NETWORKS)
    seed: int = whole(0, "Seed", 0, 1_000)
    images: int = whole(55_000, "Images", 100, 55_000)
    epochs: int = whole(EPOCHS, "Epochs", 1, 20)
    learning_rate: float = real(0.01, "Learning rate", 1e-6, 1)
    batch_size: int = whole(64, "Batch size", 2, 1_000)
    dropout: float = real(0.05, "Dropout p", 0, 0.99)
    weight_decay: float = real(0.01, "Weight decay", 0, 1)
    augmentation: Augmentation = field(default_factory=Augmentation)


@dataclass(frozen=True)
class Epoch:
    """Where training stands after an epoch, and all that the next one starts from.

    ``train_loss`` is the mean over augmented images, with dropout; ``validation_accuracy`` a share
    of 5,000 images; ``seconds`` those of this epoch. ``weights`` is the network's state.
    """

    number: int
    train_loss: float
    validation_accuracy: float
    seconds: float
    weights: dict[str, torch.Tensor]
    optimizer: dict[str, Any]
    schedule: dict[str, Any]


def trained(
    config: Config, report: Report = ignore, last: Epoch | None = None
) -> Generator[Epoch, None, None]:
    """Train in a process of its own, yielding after every epoch that comes after ``last``.

    ``report`` is called twice a second; raising from it, or closing the iterator, ends the process.
    An epoch whose loss is not finite is the last.
    """
    executor = ProcessPoolExecutor(max_workers=1)
    try:
        for number in range(last.number + 1 if last else 1, config.epochs + 1):
            under_way = executor.submit(next_epoch, config, last)
            while not wait([under_way], POLL_SECONDS).done:
                report((number - 1) / config.epochs, f"Epoch {number} of {config.epochs}")
            last = under_way.result()
            yield last
            if not isfinite(last.train_loss):
                return
    finally:
        executor.shutdown(wait=False, kill_workers=True)


def next_epoch(config: Config, last: Epoch | None = None) -> Epoch:
    """Train one epoch more than ``last``, or the first; the draws follow seed and epoch.

    What is left over at the end of an epoch, less than a batch, is not used in it.
    """
    torch.set_num_threads(1)
    start = perf_counter()
    splits = mnist.splits(SPLIT_SEED)
    data = splits.train.first(config.images)
    network, optimizer, schedule = _restored(config, last)
    number = last.number + 1 if last else 1
    generator = torch.Generator().manual_seed(config.seed * 1_000 + number)
    torch.manual_seed(config.seed * 1_000 + number)
    loss = _pass(network, optimizer, schedule, data, config, generator)
    return Epoch(
        number,
        loss,
        accuracy(network, splits.validation),
        perf_counter() - start,
        network.state_dict(),
        optimizer.state_dict(),
        schedule.state_dict(),
    )


def _restored(
    config: Config, last: Epoch | None
) -> tuple[nn.Sequential, torch.optim.AdamW, torch.optim.lr_scheduler.OneCycleLR]:
    """Return network, optimizer and schedule as ``last`` left them, or as the seed draws them."""
    torch.manual_seed(config.seed)
    network = NETWORKS[config.network](config.dropout)
    network.to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(
        network.parameters(), config.learning_rate, weight_decay=config.weight_decay, foreach=True
    )
    updates = config.epochs * _batches(config)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, config.learning_rate, updates)
    if last:
        network.load_state_dict(last.weights)
        optimizer.load_state_dict(deepcopy(last.optimizer))
        schedule.load_state_dict(last.schedule)
    return network, optimizer, schedule


def _batches(config: Config) -> int:
    """Return the updates of an epoch; images fewer than a batch are one of them."""
    return max(1, config.images // config.batch_size)


def _pass(
    network: nn.Sequential,
    optimizer: torch.optim.AdamW,
    schedule: torch.optim.lr_scheduler.OneCycleLR,
    data: Images,
    config: Config,
    generator: torch.Generator,
) -> float:
    """Train on every image once, freshly augmented; return the mean loss."""
    images = augmented(data.images, config.augmentation, generator)
    network.train()
    order = torch.randperm(len(data), generator=generator).split(config.batch_size)
    batches = order[: _batches(config)]
    total = 0.0
    for index in batches:
        loss = functional.cross_entropy(
            network(cnn.standardised(images[index])), data.labels[index]
        )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        total += loss.item()
    return total / len(batches)


def loaded(name: str, weights: dict[str, torch.Tensor]) -> nn.Sequential:
    """Return the network ``name`` with ``weights``, dropout off."""
    network = NETWORKS[name](0.0)
    network.load_state_dict(weights)
    return network.eval()


def accuracy(network: nn.Sequential, data: Images) -> float:
    """Return the share of ``data`` that ``network`` gets right."""
    return float((cnn.predict(network, data) == data.labels).double().mean())


@torch.no_grad()
def probabilities(network: nn.Sequential, images: torch.Tensor) -> torch.Tensor:
    """Return what ``network`` gives each digit of ``images`` (n, 1, 28, 28) in [0, 1]: (n, 10)."""
    network.eval()
    batches = images.split(cnn.EVALUATION_BATCH)
    return torch.cat([network(cnn.standardised(batch)).softmax(dim=1) for batch in batches])
