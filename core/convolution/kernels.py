"""Kernels laid on a picture: known filters, a drawn one, and those that a network has learned.

The response is what ``torch.nn.functional.conv2d`` computes: the kernel is not turned round.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import torch
from torch.nn import functional

from core import mnist
from core.claims import Interval, Report, ignore
from core.convolution.pictures import Picture, synthetic
from core.engines.cnn import networks as cnn
from core.engines.cnn.optimizers import rmsprop
from core.engines.windows.pixels import tidy
from core.engines.windows.sliding import LARGEST, output_size
from core.intervals import share_interval
from core.limits import Checked, check_real, check_whole, choice, part_of, quoted
from core.text import number

VERSION = 1
PADDINGS = ("none", "same")
SIDES = (1, 3, 5)
LARGEST_WEIGHT = 1_000.0
LARGEST_SEED = 9_999
TRAINED_ON, EPOCHS, LEARNING_RATE, BATCH = 5_000, 3, 0.002, 32
PLACES = ("kernel", "row", "column")
Weights = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Kernel:
    """``numbers`` over ``divisor`` are the weights, a square of 1, 3 or 5 a side.

    ``about`` says in a sentence what the kernel answers to. Raises ``ValueError`` for numbers that
    are not finite or make no such square.
    """

    numbers: Weights
    divisor: float = 1
    about: str = ""

    def __post_init__(self) -> None:
        """Check that the numbers make a square."""
        side = len(self.numbers)
        if side not in SIDES or any(len(row) != side for row in self.numbers):
            raise ValueError(
                "The kernel is no square of 1, 3 or 5 numbers a side, but must be one."
            )
        for row, values in enumerate(self.numbers):
            for column, value in enumerate(values):
                check_real(f"Row {row}, column {column}", value, -LARGEST_WEIGHT, LARGEST_WEIGHT)

    @property
    def weights(self) -> np.ndarray:
        """What the pixels are multiplied by, (side, side) float64."""
        return np.array(self.numbers, dtype=float) / self.divisor

    @property
    def signed(self) -> bool:
        """Whether a weight lies below 0, so that the response may."""
        return bool((self.weights < 0).any())


KERNELS = {
    "Sobel, left to right": Kernel(
        ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)),
        about="Answers where brightness rises (blue) or falls (orange) from left to right.",
    ),
    "Sobel, top to bottom": Kernel(
        ((-1, -2, -1), (0, 0, 0), (1, 2, 1)),
        about="Answers where brightness rises (blue) or falls (orange) from top to bottom.",
    ),
    "Laplacian": Kernel(
        ((0, 1, 0), (1, -4, 1), (0, 1, 0)),
        about="Answers to lines and on both sides of edges; 0 on even slopes.",
    ),
    "box blur": Kernel(((1, 1, 1),) * 3, 9, "Replaces each pixel by the mean of nine."),
    "Gaussian blur": Kernel(
        ((1, 4, 6, 4, 1), (4, 16, 24, 16, 4), (6, 24, 36, 24, 6), (4, 16, 24, 16, 4),
         (1, 4, 6, 4, 1)),
        256,
        "A mean that weighs near pixels more, so that no square corners show.",
    ),
    "sharpen": Kernel(
        ((0, -1, 0), (-1, 5, -1), (0, -1, 0)),
        about="The picture less its Laplacian: edges overshoot on both sides.",
    ),
    "emboss": Kernel(
        ((-2, -1, 0), (-1, 1, 1), (0, 1, 2)),
        about="The picture plus its slope towards the lower right, as if lit from there.",
    ),
    "identity": Kernel(((0, 0, 0), (0, 1, 0), (0, 0, 0)), about="Changes nothing."),
}  # fmt: skip


@dataclass(frozen=True)
class Config(Checked):
    """A kernel, how it slides, and the picture that it slides over.

    ``padding`` is ``none`` or ``same``: half the kernel's span in zeros on each side, which keeps
    the size at stride 1. Raises ``ValueError`` for a value out of range and for a kernel that spans
    more than the picture.
    """

    kernel: Kernel = KERNELS["Sobel, left to right"]
    stride: int = part_of(1, "Stride", 1, LARGEST)
    dilation: int = part_of(1, "Dilation", 1, LARGEST)
    padding: str = choice("same", "Padding", PADDINGS)
    picture: Picture = field(default_factory=lambda: synthetic(0))

    def __post_init__(self) -> None:
        """Check every field."""
        super().__post_init__()
        output_size(self.picture.size, self.kernel_size, self.stride, dilation=self.dilation)

    @property
    def kernel_size(self) -> int:
        """Weights a side."""
        return len(self.kernel.numbers)

    @property
    def padding_pixels(self) -> int:
        """Zeros on each side."""
        return self.dilation * (self.kernel_size - 1) // 2 if self.padding == "same" else 0

    @property
    def output_size(self) -> tuple[int, ...]:
        """Rows and columns of the response."""
        return output_size(
            self.picture.size, self.kernel_size, self.stride, self.padding_pixels, self.dilation
        )


@dataclass(frozen=True)
class Result:
    """response: (rows, columns) float64, in the picture's brightness times the weights."""

    config: Config
    response: np.ndarray


def run(config: Config, report: Report = ignore) -> Result:
    """Slide the kernel over the picture."""
    response = functional.conv2d(
        torch.from_numpy(config.picture.pixels)[None, None],
        torch.from_numpy(config.kernel.weights)[None, None],
        stride=config.stride,
        padding=config.padding_pixels,
        dilation=config.dilation,
    )
    return Result(config, response[0, 0].numpy())


def drawn(table: pd.DataFrame) -> Kernel:
    """Return the kernel whose numbers stand in ``table``, as text or as numbers.

    Raises ``ValueError`` that names the cell for what is no finite number from −1,000 to 1,000.
    """
    rows = [
        tuple(_number(row, column, cell) for column, cell in enumerate(cells))
        for row, cells in enumerate(table.itertuples(index=False))
    ]
    return Kernel(tuple(rows), about="The numbers that you typed.")


def _number(row: int, column: int, cell: str | float) -> float:
    place = f"Row {row}, column {column}"
    try:
        weight = float(number(str(cell)))
    except (ValueError, ArithmeticError):
        weight = np.nan
    if not -LARGEST_WEIGHT <= weight <= LARGEST_WEIGHT:
        said = "empty" if pd.isna(cell) or not str(cell).strip() else quoted(cell)
        raise ValueError(
            f"{place} is {said}, but must be a number from −{LARGEST_WEIGHT:,.0f} to "
            f"{LARGEST_WEIGHT:,.0f}."
        )
    return weight


@dataclass(frozen=True)
class Learned:
    """The first layer of the course's network after training.

    ``start`` and ``kernels`` are its eight filters before and after; ``cosine`` (8,) is the cosine
    of the angle between the two, 1 for a filter that kept its direction. ``accuracy`` is the share
    right of ``validation`` images that were not trained on, with Wilson's 95 % interval.
    """

    seed: int
    start: tuple[Kernel, ...]
    kernels: tuple[Kernel, ...]
    cosine: np.ndarray
    accuracy: Interval
    validation: int


def learn(seed: int, report: Report = ignore) -> Learned:
    """Train the course's network without dropout on a part of MNIST's training images.

    ``seed`` draws the starting weights, the split and the order: 5,000 images, three epochs,
    RMSprop at rate 0.002 in batches of 32. Raises ``ValueError`` for a seed out of range and
    ``DamagedData`` as ``mnist.load`` does.
    """
    check_whole("Seed", seed, 0, LARGEST_SEED)
    report(0.0, "Loading MNIST")
    splits = mnist.splits(seed)
    torch.manual_seed(seed)
    network = cnn.course(0.0)
    start = _filters(network)
    data = splits.train.first(TRAINED_ON)
    step = cnn.step_by_engine(network, data, rmsprop(LEARNING_RATE), seed)
    for epoch in cnn.train(network, step, data, splits.validation, EPOCHS, BATCH, seed):
        report(epoch.number / EPOCHS, f"Epoch {epoch.number} of {EPOCHS}")
    end = _filters(network)
    right = (epoch.predicted == splits.validation.labels).tolist()
    return Learned(
        seed,
        _as_kernels(start),
        _as_kernels(end),
        functional.cosine_similarity(start.flatten(1), end.flatten(1)).numpy(),
        share_interval(right),
        len(right),
    )


def _filters(network: torch.nn.Sequential) -> torch.Tensor:
    """Return the weights of the first layer, (filters, side, side) float64."""
    return next(network.parameters()).detach().double()[:, 0].clone()


def _as_kernels(filters: torch.Tensor) -> tuple[Kernel, ...]:
    return tuple(Kernel(tuple(tuple(row) for row in one)) for one in filters.tolist())


def responses(results: Sequence[Result]) -> pd.DataFrame:
    """Return kernel (its place in ``results``), row, column and response."""
    return tidy(np.stack([result.response for result in results]), PLACES, "response")


def numbers(results: Sequence[Result]) -> pd.DataFrame:
    """Return kernel (its place in ``results``), row, column and weight."""
    kernels = np.stack([result.config.kernel.weights for result in results])
    return tidy(kernels, PLACES, "weight")
