"""A network layer by layer: shapes, parameters, multiply-accumulates, memory, receptive field."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import NamedTuple

import pandas as pd

from core.engines.networks.base import Layer, Shape, Side, shape_text
from core.engines.networks.kinds import Residual
from core.engines.windows.receptive_field import Field
from core.engines.windows.sliding import LARGEST
from core.limits import check_several, check_whole, quoted

BYTES = 4
ADDITION = "addition"
COLUMNS = (
    "layer",
    "name",
    "kind",
    "output_shape",
    "weights",
    "biases",
    "parameters",
    "multiply_accumulates",
    "memory",
    "receptive_field",
    "jump",
    "start",
)


class NetworkError(ValueError):
    """A network that does not fit together: one sentence that names the layer."""


@dataclass(frozen=True)
class InputShape:
    """The shape of one example: channels or features, then up to three sides, 1 to 10⁹ each.

    Raises ``ValueError`` for another number of sizes and for a size out of range.
    """

    sizes: Shape

    def __post_init__(self) -> None:
        """Check every size."""
        check_several("Input shape", self.sizes, 1, 4)
        for size in self.sizes:
            check_whole("Input shape", size, 1, LARGEST)

    @classmethod
    def read(cls, text: str) -> "InputShape":
        """Return the shape that ``text`` gives, such as ``3, 224, 224`` or ``3 × 224 × 224``."""
        words = re.split(r"[,;x×*\s]+", text.strip("()[] \t"))
        if not all(re.fullmatch("[0-9]{1,12}", word) for word in words):
            raise ValueError(
                f"Input shape is {quoted(text)}, but must be 1 to 4 whole numbers such as 3, 224, "
                "224: channels or features, then the sides."
            )
        return cls(tuple(int(word) for word in words))


@dataclass(frozen=True)
class Totals:
    """Sums over a network: counts, and bytes of float32."""

    parameters: int
    multiply_accumulates: int
    memory: int


class _Row(NamedTuple):
    kind: str
    output_shape: Shape
    weights: int
    biases: int
    multiply_accumulates: int
    sides: tuple[Side, ...]


def summarise(
    layers: Sequence[Layer | Residual], input_shape: Shape, names: Sequence[str] = ()
) -> pd.DataFrame:
    """Return one row a layer, a residual block's main path first, then its shortcut and addition.

    layer: number, from 1. name: from ``names``, one a row, or empty. kind: in ``torch.nn``.
    output_shape: of one example, channels or features first. weights, biases, parameters: those
    that are learnt. multiply_accumulates: of weights with inputs, for one example. memory: of the
    output, bytes of float32. receptive_field, jump, start: a value a side in input pixels
    (``core.engines.windows.receptive_field.Field``), empty where the input has no sides.

    Raises ``NetworkError`` for the first layer that does not fit, and ``ValueError`` as
    ``InputShape`` does.
    """
    InputShape(input_shape)
    sides = tuple(Side(Field(), size) for size in input_shape[1:])
    rows = list(_rows(layers, input_shape, sides, first=1))
    named = zip(names or [""] * len(rows), rows, strict=True)
    return pd.DataFrame(
        [_record(number, name, row) for number, (name, row) in enumerate(named, 1)],
        columns=COLUMNS,
        dtype=object,
    )


def totals(summary: pd.DataFrame) -> Totals:
    """Return the sums of what ``summarise`` gives."""
    return Totals(
        *(sum(summary[column]) for column in ("parameters", "multiply_accumulates", "memory"))
    )


def _record(number: int, name: str, row: _Row) -> tuple[object, ...]:
    fields = [side.field for side in row.sides]
    return (
        number,
        name,
        row.kind,
        row.output_shape,
        row.weights,
        row.biases,
        row.weights + row.biases,
        row.multiply_accumulates,
        prod(row.output_shape) * BYTES,
        *(tuple(getattr(field, part) for field in fields) for part in ("size", "jump", "start")),
    )


def _rows(
    layers: Sequence[Layer | Residual], shape: Shape, sides: tuple[Side, ...], first: int
) -> Iterator[_Row]:
    """Yield the rows of layers in a row, the first of them number ``first``."""
    number = first
    for layer in layers:
        if isinstance(layer, Residual):
            rows = _block(layer, shape, sides, number)
        else:
            rows = [_step(layer, shape, sides, number)]
        yield from rows
        number += len(rows)
        shape, sides = rows[-1].output_shape, rows[-1].sides


def _step(layer: Layer, shape: Shape, sides: tuple[Side, ...], number: int) -> _Row:
    try:
        return _Row(
            layer.kind,
            layer.output_shape(shape),
            layer.weights,
            layer.biases,
            layer.multiply_accumulates(shape),
            layer.look(sides, shape) if sides else (),
        )
    except ValueError as error:
        sentence = str(error)
        if number == 1:
            sentence = sentence.replace("the layer before gives", "the input has")
        raise NetworkError(f"Layer {number}, {layer.kind}: {sentence}") from None


def _block(block: Residual, shape: Shape, sides: tuple[Side, ...], number: int) -> list[_Row]:
    """Return the rows of both paths, and of their addition."""
    untouched = _Row("", shape, 0, 0, 0, sides)
    main = list(_rows(block.main, shape, sides, number))
    shortcut = list(_rows(block.shortcut, shape, sides, number + len(main)))
    ends = (main or [untouched])[-1], (shortcut or [untouched])[-1]
    if ends[0].output_shape != ends[1].output_shape:
        raise NetworkError(
            f"Layer {number + len(main) + len(shortcut)}, {ADDITION}: the main path gives "
            f"{shape_text(ends[0].output_shape)} and the shortcut "
            f"{shape_text(ends[1].output_shape)}, but both must be the same."
        )
    seen = tuple(_union(*both) for both in zip(ends[0].sides, ends[1].sides, strict=True))
    return [*main, *shortcut, _Row(ADDITION, ends[0].output_shape, 0, 0, 0, seen)]


def _union(one: Side, other: Side) -> Side:
    """Return what the sum of two paths sees: from the first pixel of either to the last."""
    fields = one.field, other.field
    low = min(field.start - (field.size - 1) / 2 for field in fields)
    high = max(field.start + (field.size - 1) / 2 for field in fields)
    jump = max(field.jump for field in fields)
    return Side(Field(high - low + 1, jump, Fraction(low + high) / 2), one.outputs)
