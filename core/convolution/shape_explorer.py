"""One side of a layer, over many inputs and settings: which keep the size, which drop pixels.

Sizes and refusals are ``core.engines.windows.layer``'s; a pixel is dropped when no window uses it.
"""

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from core.claims import Report, ignore
from core.engines.windows.layer import Config as Layer
from core.engines.windows.layer import Side
from core.engines.windows.sliding import windows_per_cell
from core.limits import check_whole

VERSION = 1
LARGEST_INPUT = 512
LARGEST_KERNEL, LARGEST_PADDING = 11, 5


@dataclass(frozen=True)
class Config:
    """A layer of one side with every input from 1 to ``largest_input`` pixels.

    ``layer``'s own input is the one at which kernels and paddings are compared. Raises
    ``ValueError`` for a layer of several sides and for inputs above 512, which could not be drawn.
    """

    layer: Layer = Layer(
        in_channels=1, out_channels=1, kernel_size=(3,), stride=(2,), input_size=(28,)
    )
    largest_input: int = 64

    def __post_init__(self) -> None:
        """Check that one side is given, and that its inputs can be drawn."""
        check_whole("Sides of the layer", len(self.layer.sides), 1, 1)
        check_whole("Largest input", self.largest_input, 2, LARGEST_INPUT)
        check_whole("Input", self.layer.sides[0].i, 1, LARGEST_INPUT)


@dataclass(frozen=True)
class Result:
    """What becomes of a side.

    by_input: input_size, output_size, dropped (pixels that no window uses), same (output equals
    input), one row an input that the layer takes. by_setting: kernel_size, padding, output_size,
    dropped, change (output less input), one row a setting that torch takes.
    """

    config: Config
    by_input: pd.DataFrame
    by_setting: pd.DataFrame


def first_side(layer: Layer) -> Layer:
    """Return ``layer`` with the first of its sides alone, and one channel and filter."""
    sizes = ("input_size", "kernel_size", "stride", "dilation", "output_padding", "padding")
    own = {name: getattr(layer, name) for name in sizes}
    one: Any = {name: size if isinstance(size, str) else size[:1] for name, size in own.items()}
    return replace(layer, in_channels=1, out_channels=1, groups=1, **one)


def run(config: Config, report: Report = ignore) -> Result:
    """Work out every input, and every kernel and padding at the layer's own input."""
    layer = config.layer
    inputs = [
        {
            "input_size": side.i,
            "output_size": side.o,
            "dropped": dropped(layer, side),
            "same": side.o == side.i,
        }
        for size in range(1, config.largest_input + 1)
        for changed in taken(layer, input_size=(size,))
        for side in changed.sides
    ]
    settings = [
        {
            "kernel_size": kernel,
            "padding": padding,
            "output_size": side.o,
            "dropped": dropped(changed, side),
            "change": side.o - side.i,
        }
        for kernel in range(1, LARGEST_KERNEL + 1)
        for padding in range(LARGEST_PADDING + 1)
        for changed in taken(layer, kernel_size=(kernel,), padding=padding)
        for side in changed.sides
    ]
    return Result(
        config,
        pd.DataFrame(inputs, columns=["input_size", "output_size", "dropped", "same"]),
        pd.DataFrame(
            settings, columns=["kernel_size", "padding", "output_size", "dropped", "change"]
        ),
    )


def taken(layer: Layer, **changes: Any) -> list[Layer]:
    """Return ``layer`` with ``changes``, or nothing where torch would refuse it."""
    try:
        return [replace(layer, **changes)]
    except ValueError:
        return []


def dropped(layer: Layer, side: Side) -> int:
    """Return how many input pixels of ``side`` no window uses; a transposed layer uses all."""
    if layer.transposed:
        return 0
    used = windows_per_cell(side.p + side.i, side.o, side.k, side.s, side.d)[side.p :]
    return int((used == 0).sum())


def uses(layer: Layer, side: Side) -> pd.DataFrame:
    """Return how often each cell is used: cell (from 0; padding before is negative), kind, uses.

    Of a convolution or pooling the cells are the input's, ``kind`` says which are padding, and
    ``uses`` counts windows. Of a transposed convolution they are the output's, and ``uses`` counts
    the products that meet in one output: unequal counts are its checkerboard (Odena, Dumoulin and
    Olah 2016, doi:10.23915/distill.00003).
    """
    if layer.transposed:
        whole = side.o + 2 * side.p
        counts = windows_per_cell(whole, side.i, side.k, side.s, side.d)
        counts = counts[side.p : whole - side.p]
        return pd.DataFrame({"cell": range(side.o), "kind": "output", "uses": counts})
    cells = side.p + side.i + side.p_after
    counts = windows_per_cell(cells, side.o, side.k, side.s, side.d)
    places = range(-side.p, side.i + side.p_after)
    kinds = ["input" if 0 <= place < side.i else "padding" for place in places]
    return pd.DataFrame({"cell": places, "kind": kinds, "uses": counts})
