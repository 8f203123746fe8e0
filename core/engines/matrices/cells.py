"""Cells as exact fractions, and the text that stands for them in an address."""

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from core.limits import quoted
from core.text import Number, fitting, number, typed_number

LARGEST_SIDE = 32
Matrix = tuple[tuple[Number, ...], ...]


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


def typed(cells: Matrix) -> str:
    """Return ``cells`` as text that ``parse`` reads as the same matrix.

    One column stands in brackets: without them ``1;2`` could be a row as well.
    """
    text = ";".join(" ".join(typed_number(cell) for cell in row) for row in cells)
    return text if " " in text else f"[{text}]"


def _cell(cell: Any, row: int, column: int) -> Number:
    place = f"The cell in row {row}, column {column}"
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        raise ValueError(f"{place} is empty, but must be a number such as 2, 0.5 or 1/3.")
    try:
        if isinstance(cell, str):
            return number(cell)
        if isinstance(cell, float) and not math.isfinite(cell):
            return float(cell)
        return fitting(Fraction(cell))
    except (ValueError, TypeError, ArithmeticError):
        raise ValueError(
            f"{place} is {quoted(cell)}, but must be a number such as 2, 0.5 or 1/3."
        ) from None
