"""The windows of a pooling over an entered matrix, each worked out in exact fractions.

Sizes come from ``core.engines.windows.sliding``; what a window holds follows ``torch.nn``: padding
is zeros for an average that counts it and no number for a maximum, and a window of ``ceil_mode``
that hangs over the end holds less.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import product

from core.engines.windows.sliding import per_side
from core.pooling.matrix import Matrix
from core.pooling.operators import Pooling, binomial
from core.text import Number, finite

DIGITS = 40


@dataclass(frozen=True)
class Window:
    """What one pooled number, in output ``row`` and ``column`` (from 0), is made of.

    ``numbers`` stand in reading order, padding that counts as 0 among them, each with a whole
    number as its weight. ``cells`` are the matrix's own, as (row, column) from 0. The weighted sum
    (of powers, for Lᵖ) is divided by ``divisor``; a maximum has no use for either.
    """

    row: int
    column: int
    numbers: tuple[Number, ...]
    weights: tuple[int, ...]
    divisor: Fraction
    cells: tuple[tuple[int, int], ...]


def windows(cells: Matrix, pooling: Pooling) -> list[Window]:
    """Return every window of ``pooling`` over ``cells``, row by row.

    Raises ``ValueError`` as ``pooling.pooled_size`` does.
    """
    size = (len(cells), len(cells[0]))
    outside = pooling.pooled_size(size)
    if pooling.operator == "max blur":
        return _blurred_maxima(cells, pooling)
    rows, columns = (_spans(pooling, side, size[side], outside[side]) for side in (0, 1))
    return [
        _window(cells, pooling, place, taps)
        for place, taps in zip(
            product(range(outside[0]), range(outside[1])), product(rows, columns), strict=True
        )
    ]


def maxima(cells: Matrix, pooling: Pooling) -> list[Window]:
    """Return the windows in which ``pooling`` takes a maximum, or none if it takes none."""
    if pooling.operator == "max blur":
        return windows(cells, Pooling("max", pooling.kernel_size, 1))
    return windows(cells, pooling) if pooling.kind == "max" else []


def result(window: Window, pooling: Pooling) -> Number:
    """Return what ``window`` pools to: a fraction where it is finite and rational, else a float.

    Not-a-numbers and infinities propagate as in torch; a maximum of padding alone is −∞, and a
    root of a negative sum no number (torch computes it with ``pow``).
    """
    if pooling.kind == "max":
        if any(math.isnan(number) for number in window.numbers):
            return math.nan
        return max(window.numbers, default=-math.inf)
    power = pooling.norm_type if pooling.kind == "Lp" else 1
    beyond = [float(number) ** power for number in window.numbers if not finite(number)]
    if beyond:
        return sum(beyond) ** (1 / power)
    total = (
        sum(
            (
                weight * Fraction(number) ** power
                for number, weight in zip(window.numbers, window.weights, strict=True)
            ),
            Fraction(0),
        )
        / window.divisor
    )
    return root(total, power)


def root(value: Fraction, power: int) -> Number:
    """Return the root of ``value``, exact where it is rational; of a negative one, no number."""
    if power == 1 or value == 0:
        return value
    if value < 0:
        return math.nan
    top, bottom = _whole_root(value.numerator, power), _whole_root(value.denominator, power)
    exact = Fraction(top, bottom)
    if exact**power == value:
        return exact
    with localcontext() as context:
        context.prec = DIGITS
        quotient = Decimal(value.numerator) / Decimal(value.denominator)
        return float(quotient ** (1 / Decimal(power)))


def _whole_root(value: int, power: int) -> int:
    """Return ⌊value^(1/power)⌋ of a positive ``value`` by Newton's method in whole numbers."""
    guess = 1 << -(-value.bit_length() // power)
    while True:
        better = ((power - 1) * guess + value // guess ** (power - 1)) // power
        if better >= guess:
            return guess
        guess = better


Tap = int | None


def _spans(pooling: Pooling, side: int, inside: int, outside: int) -> list[list[Tap]]:
    """Return for each output of a side the inputs that it holds, none for a cell of padding."""
    first_word = pooling.operator.split()[0]
    if first_word in ("adaptive", "global"):
        return [
            list(range(place * inside // outside, -(-(place + 1) * inside // outside)))
            for place in range(outside)
        ]
    stride = per_side("stride", pooling.stride, 2)[side]
    if pooling.kind == "subsampling":
        return [[place * stride] for place in range(outside)]
    if pooling.kind == "blur":
        starts = [place * stride - pooling.reflected[0] for place in range(outside)]
        return [
            [_reflected(start + step, inside) for step in range(pooling.blur_size)]
            for start in starts
        ]
    return list(_sliding(pooling, side, inside, outside, stride))


def _sliding(
    pooling: Pooling, side: int, inside: int, outside: int, stride: int
) -> Iterator[list[Tap]]:
    kernel, padding, dilation = (
        per_side(field, getattr(pooling, field), 2, 0)[side]
        for field in ("kernel_size", "padding", "dilation")
    )
    for place in range(outside):
        at = [place * stride - padding + dilation * step for step in range(kernel)]
        yield [cell if 0 <= cell < inside else None for cell in at if cell < inside + padding]


def _reflected(cell: int, inside: int) -> int:
    cell = abs(cell)
    return cell if cell < inside else 2 * (inside - 1) - cell


def _window(
    cells: Matrix, pooling: Pooling, place: tuple[int, int], taps: tuple[list[Tap], list[Tap]]
) -> Window:
    rows, columns = taps
    counted = len(rows) * len(columns)
    held = [
        (row, column) for row in rows if row is not None for column in columns if column is not None
    ]
    weights = (1,) * len(held)
    divisor = Fraction(1)
    numbers = tuple(cells[row][column] for row, column in held)
    if pooling.kind == "average":
        if pooling.count_include_pad:
            numbers = tuple(
                Fraction(0) if row is None or column is None else cells[row][column]
                for row, column in product(rows, columns)
            )
        divisor = Fraction(len(numbers))
        weights = (1,) * len(numbers)
    elif pooling.kind == "Lp":
        height, width = per_side("kernel_size", pooling.kernel_size, 2)
        divisor = Fraction(counted, height * width)
    elif pooling.kind == "blur":
        row = binomial(pooling.blur_size)
        weights = tuple(down * across for down, across in product(row, row))
        divisor = Fraction(sum(weights))
    return Window(*place, numbers, weights, divisor, tuple(sorted(set(held))))


def _blurred_maxima(cells: Matrix, pooling: Pooling) -> list[Window]:
    """Blur the maxima of all windows; each blurred number holds the cells of the maxima in it."""
    first = Pooling("max", pooling.kernel_size, 1)
    blur = Pooling("blur", stride=pooling.stride, blur_size=pooling.blur_size)
    inner = {(window.row, window.column): window for window in windows(cells, first)}
    width = first.pooled_size((len(cells), len(cells[0])))[1]
    flat = [result(window, first) for window in inner.values()]
    largest = tuple(tuple(flat[at : at + width]) for at in range(0, len(flat), width))
    return [
        Window(
            window.row,
            window.column,
            window.numbers,
            window.weights,
            window.divisor,
            tuple(sorted({cell for place in window.cells for cell in inner[place].cells})),
        )
        for window in windows(largest, blur)
    ]
