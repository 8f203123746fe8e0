"""Entered matrices: exact fractions, read from cells or pasted text, and written out again."""

import math
import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from core.limits import shown

LARGEST_SIDE = 32
SMALLEST_EXPONENT, LARGEST_EXPONENT = -324, 308
LONGEST_DECIMAL, LONGEST_FRACTION = 8, 11
Number = Fraction | float
Matrix = tuple[tuple[Number, ...], ...]

INFINITIES = {"∞": math.inf, "+∞": math.inf, "-∞": -math.inf}


def matrix(rows: Sequence[Sequence[Any]]) -> Matrix:
    """Return ``rows`` as exact fractions; text such as ``"1/3"`` stays a third.

    Not-a-numbers and infinities (floats, or text such as ``"nan"`` and ``"-inf"``) are no fractions
    and become floats. Raises ``ValueError`` with row and column (from 1) for a cell that is no
    number, for a row of another length than the first, and for other than 1 to 32 rows or columns.
    """
    if not rows or not any(len(row) for row in rows):
        raise ValueError("The matrix is empty, but must have 1 to 32 rows and columns.")
    width = len(rows[0])
    for count, sides in ((len(rows), "rows"), (width, "columns")):
        if count > LARGEST_SIDE:
            raise ValueError(
                f"The matrix has {count:,} {sides}, but must have 1 to {LARGEST_SIDE} rows and "
                "columns."
            )
    for place, row in enumerate(rows, start=1):
        if len(row) != width:
            cells = "1 cell" if len(row) == 1 else f"{len(row):,} cells"
            raise ValueError(f"Row {place} has {cells}, but must have {width}, as row 1 has.")
    return tuple(
        tuple(_cell(cell, row, column) for column, cell in enumerate(cells, start=1))
        for row, cells in enumerate(rows, start=1)
    )


def parse(text: str) -> Matrix:
    """Return the matrix written in ``text``, a row on each line or between semicolons.

    The cells of a row stand between tabs, as spreadsheets copy them; without any tab between
    commas; without any of either between spaces. Raises ``ValueError`` as ``matrix`` does.
    """
    lines = [line for line in re.split(r"[;\r\n]+", text) if line.strip(" ")]
    if "\t" in text:
        return matrix([line.split("\t") for line in lines])
    if "," in text:
        return matrix([line.split(",") for line in lines])
    return matrix([line.split() for line in lines])


def number(text: str) -> Number:
    """Return the number that ``text`` stands for, exact where it is finite.

    Raises ``ValueError`` for text that is no number, and ``ArithmeticError`` for a division by 0
    and for a number so large or small that a float could not hold it.
    """
    bare = text.strip().replace("−", "-")
    if bare in INFINITIES:
        return INFINITIES[bare]
    if "/" not in bare:
        value = float(bare)
        if not math.isfinite(value) and bare.lstrip("+-")[0].isalpha():
            return value
        _check_exponent(bare)
    return _fitting(Fraction(bare))


def finite(value: Number) -> bool:
    """Return whether ``value`` is neither infinite nor not-a-number."""
    return math.isfinite(value)


def equal(a: Number, b: Number) -> bool:
    """Return whether both are the same number, not-a-numbers being equal to one another."""
    return a == b or (math.isnan(a) and math.isnan(b))


def written(value: Number) -> str:
    """Return ``value`` as text: a whole number, a short decimal, a fraction, or six digits."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    return _finite_text(value).replace("-", "−")


def latex(value: Number) -> str:
    """Return ``value`` in LaTeX, as ``written`` has it."""
    text = written(value).replace("−", "-")
    if text == "NaN":
        return r"\text{NaN}"
    top, line, bottom = text.partition("/")
    if line:
        sign, top = ("-", top[1:]) if top.startswith("-") else ("", top)
        return rf"{sign}\tfrac{{{top}}}{{{bottom}}}"
    mantissa, power, exponent = text.partition("e")
    if power:
        return rf"{mantissa} \cdot 10^{{{int(exponent)}}}"
    return text.replace("∞", r"\infty ").replace("≈ ", r"\approx ").strip()


def typed(cells: Matrix) -> str:
    """Return ``cells`` as text that ``parse`` reads as the same matrix."""
    return ";".join(" ".join(typed_number(cell) for cell in row) for row in cells)


def typed_number(value: Number) -> str:
    """Return ``value`` as text that ``number`` reads as the same number."""
    text = written(value).replace("−", "-")
    return text if equal(number(text), value) else str(value)


def _cell(cell: Any, row: int, column: int) -> Number:
    place = f"The cell in row {row}, column {column}"
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        raise ValueError(f"{place} is empty, but must be a number such as 2, 0.5 or 1/3.")
    try:
        if isinstance(cell, str):
            return number(cell)
        if isinstance(cell, float) and not math.isfinite(cell):
            return float(cell)
        return _fitting(Fraction(cell))
    except (ValueError, TypeError, ArithmeticError):
        raise ValueError(
            f"{place} is {shown(cell)}, but must be a number such as 2, 0.5 or 1/3."
        ) from None


def _fitting(value: Fraction) -> Fraction:
    """Return ``value``; raise ``OverflowError`` where no float could hold it."""
    float(value)
    return value


def _check_exponent(text: str) -> None:
    """Refuse an exponent so large that the exact fraction would not fit into memory."""
    if not SMALLEST_EXPONENT <= Decimal(text).adjusted() <= LARGEST_EXPONENT:
        raise OverflowError


def _finite_text(value: Number) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    decimal = _decimal(value)
    if decimal is not None and len(decimal) <= LONGEST_DECIMAL:
        return decimal
    return str(value) if len(str(value)) <= LONGEST_FRACTION else f"{float(value):.6g}"


def _decimal(value: Fraction) -> str | None:
    """Return ``value`` as a decimal, or nothing where that has no end or is long."""
    scaled = value * 10**LONGEST_DECIMAL
    if scaled.denominator > 1:
        return None
    sign, digits = "-" if value < 0 else "", str(abs(scaled.numerator)).zfill(LONGEST_DECIMAL + 1)
    whole, rest = digits[:-LONGEST_DECIMAL], digits[-LONGEST_DECIMAL:].rstrip("0")
    return f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}"
