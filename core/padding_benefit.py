"""Write-up 2.B, the benefit: does padding help a network that has to read the border?

Two networks that differ in nothing but the padding of their convolutions learn the same digits, at
the same places, from the same starting weights; then the digits move towards the border.
"""

import warnings
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch
from joblib import Parallel, delayed
from torch import nn
from torch.nn import functional

from core import cnn, mnist
from core.claims import Finding, Interval, Report, ignore
from core.intervals import mean_interval
from core.limits import check_choice, check_whole
from core.padding_zero import MEAN_IS_ZERO, ZERO_MEANS, scaled

VERSION = 1
SPLIT_SEED = 0
WORKERS = 2
BOX, CANVAS = 20, 40
SHIFTS = tuple(range((CANVAS - BOX) // 2 + 1))
ANYWHERE, CENTRE = "anywhere", "in the middle"
TRAINING = (ANYWHERE, CENTRE)
NETWORKS = {"padded": 1, "unpadded": 0}
BATCH, LEARNING_RATE = 32, 0.005
NEGLIGIBLE_ACCURACY = 0.01
DIRECTIONS = ((0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1))

warnings.filterwarnings("ignore", message=".*still being processed by the workers.*")


@dataclass(frozen=True)
class Config:
    """Train a padded and an unpadded network from each seed (0, 1, …), then move the digits.

    ``training`` says where the digits of the training lie; ``zero_means`` which grey has the value
    0, so which grey the padding invents. Every seed draws its own ``images`` training images and
    ``tested`` validation images. Raises ``ValueError`` for a value out of range.
    """

    training: str = ANYWHERE
    zero_means: str = MEAN_IS_ZERO
    seeds: int = 5
    images: int = 5_000
    epochs: int = 3
    tested: int = 1_000

    def __post_init__(self) -> None:
        """Check every field."""
        check_choice("Digits trained", self.training, TRAINING)
        check_choice("Zero is", self.zero_means, ZERO_MEANS)
        check_whole("Seeds", self.seeds, 2, 20)
        check_whole("Training images", self.images, 100, 20_000)
        check_whole("Epochs", self.epochs, 1, 10)
        check_whole("Images tested", self.tested, 50, mnist.VALIDATION)


@dataclass(frozen=True)
class Result:
    """What was measured.

    accuracies: seed, network (padded, unpadded), shift (pixels from the middle towards a side or a
    corner; at 10 the digit's box touches the border), accuracy (of validation images). losses:
    seed, network, epoch, loss (mean cross-entropy of the training images along the epoch).
    """

    config: Config
    accuracies: pd.DataFrame
    losses: pd.DataFrame


def run(config: Config, report: Report = ignore) -> Result:
    """Train both networks from every seed, a process a core, and test them at every shift."""
    report(0.0, "Loading digits")
    tasks = [(network, seed) for seed in range(config.seeds) for network in NETWORKS]
    trained = []
    with closing(_trained(config, tasks)) as finished:
        for one in finished:
            trained.append(one)
            report(len(trained) / len(tasks), f"{len(trained)} of {len(tasks)} networks trained")
    order = ["seed", "network"]
    accuracies, losses = (pd.concat(frames) for frames in zip(*trained, strict=True))
    return Result(
        config,
        accuracies.sort_values([*order, "shift"], ignore_index=True),
        losses.sort_values([*order, "epoch"], ignore_index=True),
    )


def network(padding: int) -> nn.Sequential:
    """Return three 3 × 3 convolutions with ``padding`` 0 or 1, for (n, 1, 40, 40) images.

    6,218 parameters whatever the padding: the largest response of each filter anywhere in the
    picture goes into the last layer. Pooling in ceil mode, so that no row or column is dropped.
    """
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=padding),
        nn.MaxPool2d(2, ceil_mode=True),
        nn.ReLU(),
        nn.Conv2d(8, 16, 3, padding=padding),
        nn.MaxPool2d(2, ceil_mode=True),
        nn.ReLU(),
        nn.Conv2d(16, 32, 3, padding=padding),
        nn.ReLU(),
        nn.AdaptiveMaxPool2d(1),
        nn.Flatten(),
        nn.Linear(32, 10),
    )


def boxed(images: torch.Tensor) -> torch.Tensor:
    """Return each digit in the middle of its 20 × 20 box: (n, 28, 28) to (n, 20, 20).

    MNIST fits every digit into such a box before it centres the digit's mass (LeCun and others
    1998), so nothing is cut off.
    """
    ink = images > 0
    starts = []
    for axis in (2, 1):
        used = ink.any(dim=axis).int()
        first = used.argmax(dim=1)
        end = used.shape[1] - used.flip(1).argmax(dim=1)
        starts.append(first - (BOX - (end - first)) // 2)
    around = functional.pad(images, (BOX,) * 4)
    return _windows(around, starts[0] + BOX, starts[1] + BOX)


def placed(boxes: torch.Tensor, top: torch.Tensor, left: torch.Tensor) -> torch.Tensor:
    """Return black canvases (n, 1, 40, 40) with each box (20 × 20) at its row and column, 0 to 20.

    The canvas is a window of the box's own black surroundings.
    """
    return _windows(functional.pad(boxes, (BOX,) * 4), BOX - top, BOX - left, CANVAS)[:, None]


def differences(result: Result) -> pd.DataFrame:
    """Return padded − unpadded accuracy at each shift, paired by seed.

    Columns: shift, n, difference with its 95 % interval (low, high).
    """
    table = _by_network(result)
    rows = [
        (shift, len(part), *mean_interval(part["padded"] - part["unpadded"]))
        for shift, part in table.groupby("shift")
    ]
    return pd.DataFrame(rows, columns=["shift", "n", "difference", "low", "high"])


def summary(result: Result) -> pd.DataFrame:
    """Return accuracy over seeds: network, shift, n, mean with its 95 % interval (low, high)."""
    rows = [
        (*cell, len(part), *mean_interval(part))
        for cell, part in result.accuracies.groupby(["network", "shift"])["accuracy"]
    ]
    return pd.DataFrame(rows, columns=["network", "shift", "n", "mean", "low", "high"])


def benefit(result: Result) -> Finding:
    """Judge whether padding lets a network learn what lies at the border."""
    table = _by_network(result)
    difference = table["padded"] - table["unpadded"]
    border, middle = (difference.xs(shift, level="shift") for shift in (SHIFTS[-1], SHIFTS[0]))
    gain, more = mean_interval(border), mean_interval(border - middle)
    without = table["unpadded"].xs(SHIFTS[-1], level="shift").mean()
    return Finding(
        "accuracy gained by padding for digits at the border",
        f"Padded − unpadded at a shift of {SHIFTS[-1]} px, paired over seeds (Student's t): the "
        f"95 % interval lies above 0 and the mean above {NEGLIGIBLE_ACCURACY}; and the interval of "
        "what is gained there beyond what is gained in the middle lies above 0.",
        gain.low > 0 and gain.estimate > NEGLIGIBLE_ACCURACY and more.low > 0,
        gain,
        len(border),
        f"At the border padding gains {_signed(gain)} of accuracy, {_signed(more)} more than in "
        f"the middle; without padding the networks still read {without:.1%} of the digits there.",
    )


def reliability(result: Result) -> Finding:
    """Judge whether the padded network reads the border less reliably than the middle."""
    padded = _by_network(result)["padded"].unstack("shift")
    lost = mean_interval(padded[SHIFTS[0]] - padded[SHIFTS[-1]])
    return Finding(
        "accuracy that the padded network loses at the border",
        f"Padded network, middle − shift of {SHIFTS[-1]} px, paired over seeds (Student's t): the "
        f"95 % interval lies above 0 and the mean above {NEGLIGIBLE_ACCURACY}.",
        lost.low > 0 and lost.estimate > NEGLIGIBLE_ACCURACY,
        lost,
        len(padded),
        f"The padded network reads {padded[SHIFTS[0]].mean():.1%} of the digits in the middle and "
        f"{padded[SHIFTS[-1]].mean():.1%} at the border: a loss of {_signed(lost)}.",
    )


def _by_network(result: Result) -> pd.DataFrame:
    return result.accuracies.pivot(index=["seed", "shift"], columns="network", values="accuracy")


def _signed(interval: Interval) -> str:
    estimate, low, high = (f"{value:+.3f}".replace("-", "−") for value in interval)
    return f"{estimate} ({low} to {high})"


def _windows(
    images: torch.Tensor, top: torch.Tensor, left: torch.Tensor, side: int = BOX
) -> torch.Tensor:
    """Cut a window (side × side) out of each image (n, h, w), at its own row and column."""
    span = torch.arange(side)
    image = torch.arange(len(images))[:, None, None]
    return images[image, (top[:, None] + span)[:, :, None], (left[:, None] + span)[:, None, :]]


def _trained(
    config: Config, tasks: list[tuple[str, int]]
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Yield accuracies and losses of each task's network as it ends."""
    splits = mnist.splits(SPLIT_SEED)

    def drawn(data: mnist.Images, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
        generator = torch.Generator().manual_seed(seed)
        chosen = data.take(torch.randperm(len(data), generator=generator)[:count])
        return boxed(chosen.images[:, 0]).numpy(), chosen.labels.numpy()

    calls = (
        delayed(_train)(
            name,
            seed,
            config,
            *drawn(splits.train, config.images, seed),
            *drawn(splits.validation, config.tested, seed),
        )
        for name, seed in tasks
    )
    parallel = Parallel(n_jobs=WORKERS, return_as="generator_unordered", pre_dispatch="n_jobs")
    yield from parallel(calls)


def _train(
    name: str,
    seed: int,
    config: Config,
    boxes: np.ndarray,
    labels: np.ndarray,
    tested_boxes: np.ndarray,
    tested_labels: np.ndarray,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Train one network and test it; the arrays may be read-only memory maps."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    model = network(NETWORKS[name]).to(memory_format=torch.channels_last)
    losses = _learn(model, config, seed, torch.tensor(boxes), torch.tensor(labels))
    accuracies = _test(model, config, torch.tensor(tested_boxes), torch.tensor(tested_labels))
    own = {"seed": seed, "network": name}
    return accuracies.assign(**own), losses.assign(**own)


def _learn(
    model: nn.Sequential, config: Config, seed: int, boxes: torch.Tensor, labels: torch.Tensor
) -> pd.DataFrame:
    """Train with Adam (Kingma and Ba 2015), its rate falling in a line to 0."""
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, foreach=True)
    steps = config.epochs * -(-len(boxes) // BATCH)
    falling = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 - step / steps)
    rows = []
    for epoch in range(1, config.epochs + 1):
        total = 0.0
        for index in torch.randperm(len(boxes), generator=generator).split(BATCH):
            top, left = _places(config.training, len(index), generator)
            images = _prepared(placed(boxes[index], top, left), config.zero_means)
            loss = functional.cross_entropy(model(images), labels[index])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            falling.step()
            total += loss.item() * len(index)
        rows.append((epoch, total / len(boxes)))
    return pd.DataFrame(rows, columns=["epoch", "loss"])


def _places(training: str, count: int, generator: torch.Generator) -> torch.Tensor:
    """Return rows and columns (2, count) for the boxes of a training batch."""
    if training == CENTRE:
        return torch.full((2, count), SHIFTS[-1])
    return torch.randint(0, CANVAS - BOX + 1, (2, count), generator=generator)


def _prepared(images: torch.Tensor, zero_means: str) -> torch.Tensor:
    values = scaled(images, cnn.MEAN, cnn.DEVIATION, zero_means)
    return values.contiguous(memory_format=torch.channels_last)


@torch.no_grad()
def _test(
    model: nn.Sequential, config: Config, boxes: torch.Tensor, labels: torch.Tensor
) -> pd.DataFrame:
    """Move each digit in one of eight directions in turn and count the digits read right."""
    directions = torch.tensor(DIRECTIONS)[torch.arange(len(boxes)) % len(DIRECTIONS)]
    rows = []
    for shift in SHIFTS:
        top, left = (SHIFTS[-1] + shift * directions).T
        images = _prepared(placed(boxes, top, left), config.zero_means)
        predicted = torch.cat([model(batch).argmax(dim=1) for batch in images.split(500)])
        rows.append((shift, float((predicted == labels).double().mean())))
    return pd.DataFrame(rows, columns=["shift", "accuracy"])
