"""Write-up 2.C: average and max pooling, worked out in exact fractions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from core.claims import Finding, Report, Verdict, ignore
from core.limits import check_several, check_whole, shown
from core.sliding import Sides
from core.sliding import pooled_output_size as output_size

__all__ = ["output_size"]

VERSION = 1
LARGEST_SIDE = 32
LARGEST_EXPONENT = 308
Matrix = tuple[tuple[Fraction, ...], ...]


def matrix(rows: Sequence[Sequence[float | str | Fraction]]) -> Matrix:
    """Return ``rows`` as exact fractions; text such as ``"1/3"`` stays a third.

    Raises ``ValueError`` for a cell that is not a finite number, and for rows that are missing,
    of different lengths, or more than 32.
    """
    check_whole("Rows of the matrix", len(rows), 1, LARGEST_SIDE)
    lengths = {len(row) for row in rows}
    if len(lengths) > 1:
        raise ValueError(
            f"The rows have {min(lengths)} to {max(lengths)} numbers, but must all have the same."
        )
    check_whole("Columns of the matrix", lengths.pop(), 1, LARGEST_SIDE)
    return tuple(
        tuple(_fraction(cell, row, column) for column, cell in enumerate(cells, start=1))
        for row, cells in enumerate(rows, start=1)
    )


def _fraction(cell: float | str | Fraction, row: int, column: int) -> Fraction:
    try:
        if isinstance(cell, str) and "/" not in cell:
            _check_exponent(cell)
        number = Fraction(cell)
        float(number)
    except (ValueError, TypeError, ArithmeticError):
        raise ValueError(
            f"The cell in row {row}, column {column} is {shown(cell)}, but must be a finite number "
            "such as 2, 0.5 or 1/3."
        ) from None
    return number


def _check_exponent(text: str) -> None:
    """Refuse an exponent so large that the exact fraction would not fit into memory."""
    if abs(Decimal(text).adjusted()) > LARGEST_EXPONENT:
        raise OverflowError


def _bits(*rows: str) -> Matrix:
    return matrix([list(row) for row in rows])


MATRICES: tuple[Matrix, ...] = (
    _bits("1110", "1110", "1110", "0000"),
    _bits("0111", "0111", "0111", "0000"),
    _bits("0000", "0111", "0111", "0111"),
    _bits("0000", "1110", "1110", "1110"),
)
"""The write-up's four matrices: one 3 × 3 block of ones in each corner of a 4 × 4 grid."""

PRINTED_RESULTS: dict[str, tuple[Matrix, ...]] = {
    "average": tuple(
        matrix(rows)
        for rows in (
            [["1", "0.5"], ["0.5", "0.25"]],
            [["0.5", "1"], ["0.25", "0.5"]],
            [["0.25", "0.5"], ["0.5", "1"]],
            [["0.5", "0.25"], ["1", "0.5"]],
        )
    ),
    "max": (matrix([[1, 1], [1, 1]]),) * 4,
}
"""The results that the write-up prints, operator by operator, matrix by matrix."""

PRINTED_WINDOWS: dict[str, tuple[tuple[str, ...], ...]] = {
    "average": (
        ("1111", "1010", "1100", "0100"),
        ("0101", "1111", "0100", "1100"),
        ("0001", "0011", "0101", "1111"),
        ("0011", "0010", "1111", "1100"),
    ),
    "max": (
        ("1111", "1010", "1100", "1000"),
        ("0101", "1111", "0100", "1100"),
        ("0001", "0011", "0101", "1111"),
        ("0011", "0010", "1111", "1010"),
    ),
}
"""The four numbers of each window as the write-up's working prints them, row by row."""


@dataclass(frozen=True)
class Config:
    """Pool ``matrices`` with one window size and stride.

    Raises ``ValueError`` for sizes out of range and for a window larger than a matrix.
    """

    matrices: tuple[Matrix, ...] = MATRICES
    kernel_size: int = 2
    stride: int = 2

    def __post_init__(self) -> None:
        """Check every field."""
        check_several("Matrices", self.matrices, 1, 16)
        check_whole("kernel_size", self.kernel_size, 1, LARGEST_SIDE)
        check_whole("stride", self.stride, 1, LARGEST_SIDE)
        for rows in self.matrices:
            check_several("Rows of the matrix", rows, 1, LARGEST_SIDE)
            check_several("Columns of the matrix", rows[0], 1, LARGEST_SIDE)
            output_size((len(rows), len(rows[0])), self.kernel_size, self.stride)


QUICK = {"2.C.i": Config(), "2.C.ii": Config()}


@dataclass(frozen=True)
class Result:
    """What pooling gives, one row a window.

    windows: operator, matrix (from 1), row and column (from 0), numbers, working (LaTeX), result
    (Fraction), torch (float, from torch's own operator).
    """

    config: Config
    windows: pd.DataFrame


def parameters(kernel_size: Sides) -> int:
    """Return 0: pooling has nothing to learn, whatever its ``kernel_size``."""
    return 0


def run(config: Config, report: Report = ignore) -> Result:
    """Pool every matrix with both operators, in fractions and with torch."""
    rows = []
    for operator in OPERATORS:
        for number, cells in enumerate(config.matrices, start=1):
            theirs = _torch_pool(operator, cells, config)
            for row, column, window in windows(cells, config.kernel_size, config.stride):
                result = OPERATORS[operator](window)
                working = WORKING[operator](window)
                rows.append(
                    (
                        operator,
                        number,
                        row,
                        column,
                        _plain(window),
                        working,
                        result,
                        theirs[row][column],
                    )  # fmt: skip
                )
    columns = ["operator", "matrix", "row", "column", "numbers", "working", "result", "torch"]
    return Result(config, pd.DataFrame(rows, columns=columns))


def windows(
    cells: Matrix, kernel_size: int, stride: int
) -> list[tuple[int, int, tuple[Fraction, ...]]]:
    """Return the output row and column (from 0) of every window, with its numbers in order."""
    height, width = output_size((len(cells), len(cells[0])), kernel_size, stride)
    return [
        (
            row,
            column,
            tuple(
                number
                for line in cells[row * stride : row * stride + kernel_size]
                for number in line[column * stride : column * stride + kernel_size]
            ),
        )
        for row in range(height)
        for column in range(width)
    ]


def average(window: tuple[Fraction, ...]) -> Fraction:
    """Return the mean of the window's numbers."""
    return sum(window, Fraction(0)) / len(window)


OPERATORS: dict[str, Callable[[tuple[Fraction, ...]], Fraction]] = {
    "average": average,
    "max": max,
}
WORKING: dict[str, Callable[[tuple[Fraction, ...]], str]] = {
    "average": lambda window: rf"\frac{{{'+'.join(map(str, window))}}}{{{len(window)}}}",
    "max": lambda window: rf"\max({', '.join(map(str, window))})",
}


def misprints(
    printed: dict[str, tuple[tuple[str, ...], ...]] = PRINTED_WINDOWS,
    matrices: tuple[Matrix, ...] = MATRICES,
) -> pd.DataFrame:
    """Return the windows whose printed numbers are not the matrix's own (2 × 2, stride 2).

    Columns: operator, matrix (from 1), row and column (from 0), printed, correct, and
    same_result (whether the misprinted numbers would pool to the correct result).
    """
    rows = []
    for operator, by_matrix in printed.items():
        for number, (cells, texts) in enumerate(zip(matrices, by_matrix, strict=True), start=1):
            for text, (row, column, window) in zip(texts, windows(cells, 2, 2), strict=True):
                if text != _plain(window):
                    misprinted = tuple(Fraction(digit) for digit in text)
                    same = OPERATORS[operator](misprinted) == OPERATORS[operator](window)
                    rows.append((operator, number, row, column, text, _plain(window), same))
    columns = ["operator", "matrix", "row", "column", "printed", "correct", "same_result"]
    return pd.DataFrame(rows, columns=columns)


def verdicts(result: Result) -> list[Verdict]:
    """Judge 2.C.i and 2.C.ii by equality; not tested for other matrices or windows.

    Misprints in the working are named, but the claim is the results.
    """
    if result.config != Config():
        return [Verdict("2.C.i", ()), Verdict("2.C.ii", ())]
    return [
        Verdict("2.C.i", (_results_equal(result, "average"),)),
        Verdict("2.C.ii", (_results_equal(result, "max"),)),
    ]


def _results_equal(result: Result, operator: str) -> Finding:
    ours = result.windows[result.windows["operator"] == operator]
    printed = [number for cells in PRINTED_RESULTS[operator] for row in cells for number in row]
    right = sum(
        window.result == number == Fraction(window.torch)
        for window, number in zip(ours.itertuples(), printed, strict=True)
    )
    wrong = misprints({operator: PRINTED_WINDOWS[operator]})
    return Finding(
        f"{operator} results equal to the printed ones",
        "All equal, in fractions and by torch's own operator.",
        right == len(printed),
        float(right),
        len(printed),
        f"{right} of the {len(printed)} {operator} results equal the printed ones; "
        f"{len(wrong)} of the windows are misprinted in the working.",
        float(len(printed)),
    )


def _torch_pool(operator: str, cells: Matrix, config: Config) -> list[list[float]]:
    import torch
    from torch.nn import functional

    values = torch.tensor([[float(number) for number in row] for row in cells], dtype=torch.double)
    pool = functional.avg_pool2d if operator == "average" else functional.max_pool2d
    return pool(values[None, None], config.kernel_size, config.stride)[0, 0].tolist()


def _plain(window: tuple[Fraction, ...]) -> str:
    """Return the numbers side by side where all are digits, else with spaces between."""
    texts = [str(number) for number in window]
    return ("" if all(len(text) == 1 for text in texts) else " ").join(texts)
