"""One output cell of a convolution, product by product, and the outputs that one pixel feeds.

y[f, i, j] = b[f] + Σ w[f, c, u, v] · x[c, i·s + u·d − p, j·s + v·d − p] over c, u and v, with x = 0
outside the picture: what ``torch.nn.Conv2d`` computes (stride s, padding p, dilation d). Positions
in V. Dumoulin and F. Visin, *A guide to convolution arithmetic for deep learning*, 2016
(arXiv:1603.07285), chapter 2; dilation in their section 5.1. Rows and columns count from 0.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from core.claims import Report, ignore
from core.engines.windows.pixels import tidy
from core.engines.windows.sliding import LARGEST, output_size
from core.limits import (
    Checked,
    WholeNumber,
    check_whole,
    checked,
    choice,
    flag,
    part_of,
    whole,
)

VERSION = 1
LARGEST_INPUT, LARGEST_PADDED, LARGEST_KERNEL, MOST_CHANNELS = 12, 16, 5, 4
LARGEST_SEED = 9_999
LARGEST_PIXEL, LARGEST_WEIGHT, BRIGHTEST = 3, 2, 9
BIASES = (-3, -2, -1, 1, 2, 3)
DIGIT_MARGIN = 2
DRAWN, DOT, DIGITS = "small numbers", "one dot", "MNIST digits"
CONTENTS = (DRAWN, DOT, DIGITS)


def _drawable(default: int, name: str, most: int) -> Any:
    """Return a field that takes what can be drawn."""
    widest = WholeNumber(name, 1, LARGEST)
    return checked(default, lambda value: _check_drawable(name, value, most), widest)


@dataclass(frozen=True)
class Config(Checked):
    """A square ``Conv2d`` small enough to be drawn, named as in ``torch.nn``, and its input.

    ``content`` is what the input channels show: whole numbers from 0 to 3, a single 1 in the
    middle, or the training digits ``seed``, ``seed + 1``, … of MNIST in ten shades from 0 to 9.
    Weights are whole numbers from −2 to 2, biases from −3 to 3 but not 0, drawn with ``seed``.
    Raises ``ValueError`` for a value out of range, for sizes too large to be drawn in cells that
    can be read, and for a kernel that spans more than the padded input.
    """

    input_size: int = _drawable(6, "Input side", LARGEST_INPUT)
    in_channels: int = _drawable(2, "Input channels", MOST_CHANNELS)
    out_channels: int = _drawable(2, "Filters", MOST_CHANNELS)
    kernel_size: int = _drawable(3, "Kernel side", LARGEST_KERNEL)
    stride: int = part_of(1, "Stride", 1, LARGEST)
    padding: int = whole(1, "Padding", 0, LARGEST)
    dilation: int = part_of(1, "Dilation", 1, LARGEST)
    bias: bool = flag(True, "Bias")
    content: str = choice(DRAWN, "Input shows", CONTENTS)
    seed: int = whole(0, "Seed", 0, LARGEST_SEED)

    def __post_init__(self) -> None:
        """Check every field."""
        super().__post_init__()
        _check_drawable("Input side with its padding", self.padded_size, LARGEST_PADDED)
        output_size(self.input_size, self.kernel_size, self.stride, self.padding, self.dilation)

    @property
    def padded_size(self) -> int:
        """Cells a side of the input with its padding."""
        return self.input_size + 2 * self.padding

    @property
    def output_size(self) -> int:
        """Cells a side of the output."""
        return output_size(
            self.input_size, self.kernel_size, self.stride, self.padding, self.dilation
        )[0]


@dataclass(frozen=True)
class Result:
    """The numbers of one layer, all whole.

    input: (in_channels, side, side); weights: (out_channels, in_channels, kernel_size,
    kernel_size); biases: (out_channels,); output: (out_channels, output side, output side).
    """

    config: Config
    input: np.ndarray
    weights: np.ndarray
    biases: np.ndarray
    output: np.ndarray


def run(config: Config, report: Report = ignore) -> Result:
    """Fill the layer with numbers and convolve, the windows gathered into one array.

    Raises ``DamagedData`` as ``mnist.load`` does.
    """
    generator = np.random.default_rng(config.seed)
    kernel = (config.kernel_size, config.kernel_size)
    weights = generator.integers(
        -LARGEST_WEIGHT,
        LARGEST_WEIGHT,
        (config.out_channels, config.in_channels, *kernel),
        endpoint=True,
    )
    biases = generator.choice(BIASES, config.out_channels) * config.bias
    pixels = _pixels(config, generator)
    windows = _windows(config, pixels)
    output = np.einsum("cijuv,fcuv->fij", windows, weights) + biases[:, None, None]
    return Result(config, pixels, weights, biases, output)


def products(result: Result, filter: int, row: int, column: int) -> pd.DataFrame:
    """Return the products that add up, with the bias, to the output at ``row`` and ``column``.

    One row a tap: channel, tap_row, tap_column, input_row, input_column, in_padding, pixel,
    weight, product. Raises ``ValueError`` for a cell outside the output.
    """
    config = result.config
    check_whole("Filter", filter, 0, config.out_channels - 1)
    check_whole("Output row", row, 0, config.output_size - 1)
    check_whole("Output column", column, 0, config.output_size - 1)
    channel, tap_row, tap_column = np.indices(result.weights.shape[1:]).reshape(3, -1)
    input_row = row * config.stride + tap_row * config.dilation - config.padding
    input_column = column * config.stride + tap_column * config.dilation - config.padding
    padded = _padded(config, result.input)
    pixel = padded[channel, input_row + config.padding, input_column + config.padding]
    weight = result.weights[filter].ravel()
    inside = (
        (input_row >= 0)
        & (input_row < config.input_size)
        & (input_column >= 0)
        & (input_column < config.input_size)
    )
    return pd.DataFrame(
        {
            "channel": channel,
            "tap_row": tap_row,
            "tap_column": tap_column,
            "input_row": input_row,
            "input_column": input_column,
            "in_padding": ~inside,
            "pixel": pixel,
            "weight": weight,
            "product": pixel * weight,
        }
    )


def feeds(result: Result, channel: int, row: int, column: int) -> pd.DataFrame:
    """Return every output that the pixel of ``channel`` at ``row`` and ``column`` takes part in.

    One row an output: filter, row, column, tap_row, tap_column, weight. The weight is also the
    output's derivative with respect to the pixel. Raises ``ValueError`` for a pixel outside the
    picture.
    """
    config = result.config
    check_whole("Channel", channel, 0, config.in_channels - 1)
    check_whole("Input row", row, 0, config.input_size - 1)
    check_whole("Input column", column, 0, config.input_size - 1)
    rows = [
        (filter, i, j, u, v, result.weights[filter, channel, u, v])
        for filter in range(config.out_channels)
        for i, u in _reached(config, row)
        for j, v in _reached(config, column)
    ]
    return pd.DataFrame(
        rows, columns=["filter", "row", "column", "tap_row", "tap_column", "weight"]
    )


def tables(result: Result) -> dict[str, pd.DataFrame]:
    """Return input, weights, biases and output as tidy frames: a column an index, then value."""
    layout = {
        "input": ["channel", "row", "column"],
        "weights": ["filter", "channel", "tap_row", "tap_column"],
        "biases": ["filter"],
        "output": ["filter", "row", "column"],
    }
    return {name: tidy(getattr(result, name), places, "value") for name, places in layout.items()}


def _check_drawable(field: str, value: int, most: int) -> None:
    """Refuse what no layer has, and what only a drawing cannot have."""
    check_whole(field, value, 1, 3 * LARGEST)
    if value > most:
        raise ValueError(
            f"{field} is {value:,}, but must be at most {most} here: the arithmetic has no such "
            "limit, but the cells of a larger drawing would be too small to read."
        )


def _pixels(config: Config, generator: np.random.Generator) -> np.ndarray:
    """Return the input (in_channels, side, side) as whole numbers."""
    side = config.input_size
    shape = (config.in_channels, side, side)
    if config.content == DIGITS:
        return _digits(config)
    if config.content == DRAWN:
        return generator.integers(0, LARGEST_PIXEL, shape, endpoint=True)
    dot = np.zeros(shape, dtype=int)
    dot[:, side // 2, side // 2] = 1
    return dot


def _digits(config: Config) -> np.ndarray:
    """Return MNIST digits without their empty margin, averaged down to the input's side."""
    import torch
    from torch.nn.functional import adaptive_avg_pool2d

    from core import mnist

    inner = slice(DIGIT_MARGIN, -DIGIT_MARGIN)
    digits = mnist.load().take(torch.arange(config.seed, config.seed + config.in_channels))
    pictures = digits.images[:, 0, inner, inner]
    shades = adaptive_avg_pool2d(pictures, config.input_size) * BRIGHTEST
    return shades.round().long().numpy()


def _padded(config: Config, pixels: np.ndarray) -> np.ndarray:
    sides = (config.padding, config.padding)
    return np.pad(pixels, ((0, 0), sides, sides))


def _windows(config: Config, pixels: np.ndarray) -> np.ndarray:
    """Return the window of every output cell: (channels, rows, columns, tap rows, tap columns)."""
    span = config.dilation * (config.kernel_size - 1) + 1
    everywhere = np.lib.stride_tricks.sliding_window_view(
        _padded(config, pixels), (span, span), axis=(1, 2)
    )
    s, d = config.stride, config.dilation
    return everywhere[:, ::s, ::s, ::d, ::d]


def _reached(config: Config, place: int) -> list[tuple[int, int]]:
    """Return (output place, tap) along one side, for every window that holds ``place``."""
    reached = []
    for tap in range(config.kernel_size - 1, -1, -1):
        start = place + config.padding - tap * config.dilation
        output, rest = divmod(start, config.stride)
        if rest == 0 and 0 <= output < config.output_size:
            reached.append((output, tap))
    return reached
