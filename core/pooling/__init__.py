"""Write-up 2.C: average and max pooling, worked out in exact fractions.

census         What each pooling can tell apart, counted over every binary 4 × 4 matrix
compared       The poolings that the labs set side by side, and the block of ones that they look at
digits         Does pooling make small shifts of a digit harmless?
exact          The windows of a pooling over an entered matrix, each worked out in exact fractions
exercises      The exercises of the pooling lab, answered by its exact arithmetic
gradients      Where the gradient of each pooled number goes, by torch's autograd
lesson         The lesson on pooling: what it keeps of a picture, and what a shift does to it
matrix         Entered matrices, as the labs of pooling take them: exact fractions
networks       Networks for MNIST that differ only in their pooling
one_digit      One digit through every pooling, as it is and shifted
operators      Every pooling of the lab: its settings, and the size of what it gives
random_matrix  Exercises to work by hand: random matrices by seed, and the marking of what was typed
shift          What small shifts of one block of ones do to a pooled grid, counted exactly
tensors        Every pooling of the lab as an operator on torch's tensors, and as a layer
worked_matrix  One entered matrix through one pooling: every window worked out
working_text   The working of one window, as text and as LaTeX in the write-up's form
"""

from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from core.claims import Finding, Report, Verdict, exactly, ignore
from core.engines.windows.sliding import Sides
from core.engines.windows.sliding import pooled_output_size as output_size
from core.limits import Checked, check_several, whole
from core.pooling import exact, worked_matrix, working_text
from core.pooling.matrix import LARGEST_SIDE, Matrix, matrix
from core.pooling.operators import Pooling
from core.text import Number, equal

__all__ = ["VERSION", "output_size", "run"]

VERSION = 2
OPERATORS = ("average", "max")


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
class Config(Checked):
    """Pool ``matrices`` with one window size and stride.

    Raises ``ValueError`` for sizes out of range and for a window larger than a matrix.
    """

    matrices: tuple[Matrix, ...] = MATRICES
    kernel_size: int = whole(2, "kernel_size", 1, LARGEST_SIDE)
    stride: int = whole(2, "stride", 1, LARGEST_SIDE)

    def __post_init__(self) -> None:
        """Check every field."""
        super().__post_init__()
        check_several("Matrices", self.matrices, 1, 16)
        for rows in self.matrices:
            check_several("Rows of the matrix", rows, 1, LARGEST_SIDE)
            check_several("Columns of the matrix", rows[0], 1, LARGEST_SIDE)
            output_size((len(rows), len(rows[0])), self.kernel_size, self.stride)


QUICK = {"2.C.i": Config(), "2.C.ii": Config()}


@dataclass(frozen=True)
class Result:
    """What pooling gives, one row a window.

    windows: operator, matrix (from 1), row and column (from 0), numbers, cells (those of the
    matrix, as (row, column)), text and working (LaTeX), result (Fraction, or float where it is
    none), torch (float, from torch's own operator).
    """

    config: Config
    windows: pd.DataFrame


def parameters(kernel_size: Sides) -> int:
    """Return 0: pooling has nothing to learn, whatever its ``kernel_size``."""
    return 0


def run(config: Config, report: Report = ignore) -> Result:
    """Pool every matrix with both operators, in fractions and with torch."""
    frames = []
    for operator in OPERATORS:
        pooling = Pooling(operator, config.kernel_size, config.stride)
        for number, cells in enumerate(config.matrices, start=1):
            worked = worked_matrix.run(worked_matrix.Config(cells, pooling)).windows
            frames.append(worked.assign(operator=operator, matrix=number))
    windows = pd.concat(frames, ignore_index=True).rename(columns={"latex": "working"})
    windows["numbers"] = windows["numbers"].map(_plain)
    first = ["operator", "matrix"]
    return Result(config, windows[[*first, *windows.columns.drop(first)]])


def as_printed(
    printed: dict[str, tuple[tuple[str, ...], ...]] = PRINTED_WINDOWS,
    matrices: tuple[Matrix, ...] = MATRICES,
) -> pd.DataFrame:
    """Return every window of the write-up's working beside the matrix's own (2 × 2, stride 2).

    Columns: operator, matrix (from 1), row and column (from 0), printed and correct (the window's
    numbers), text and working (the printed ones, as text and in LaTeX), printed_result, and
    same_result (whether the printed numbers pool to the same as the correct ones).
    """
    rows = []
    for operator, by_matrix in printed.items():
        pooling = Pooling(operator)
        for number, (cells, texts) in enumerate(zip(matrices, by_matrix, strict=True), start=1):
            results = [n for row in PRINTED_RESULTS[operator][number - 1] for n in row]
            own = exact.windows(cells, pooling)
            for digits, given, window in zip(texts, results, own, strict=True):
                theirs = replace(window, numbers=tuple(map(Fraction, digits)))
                same = equal(exact.result(theirs, pooling), exact.result(window, pooling))
                row = {
                    "operator": operator,
                    "matrix": number,
                    "row": window.row,
                    "column": window.column,
                    "printed": digits,
                    "correct": _plain(window.numbers),
                    "text": working_text.as_text(theirs, pooling),
                    "working": working_text.as_latex(theirs, pooling),
                    "printed_result": given,
                    "same_result": same,
                }
                rows.append(row)
    return pd.DataFrame(rows)


def misprints(
    printed: dict[str, tuple[tuple[str, ...], ...]] = PRINTED_WINDOWS,
    matrices: tuple[Matrix, ...] = MATRICES,
) -> pd.DataFrame:
    """Return those rows of ``as_printed`` whose printed numbers are not the matrix's own."""
    windows = as_printed(printed, matrices)
    return windows[windows["printed"] != windows["correct"]].reset_index(drop=True)


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
        exactly(right == len(printed)),
        float(right),
        len(printed),
        _agreement(operator, right, printed)
        + (f" In the written working {len(wrong)} windows are misprinted." if len(wrong) else ""),
        float(len(printed)),
        since="2026-11-24",
    )


def _agreement(operator: str, right: int, printed: list[Number]) -> str:
    name = {"average": "averages", "max": "maxima"}[operator]
    if right < len(printed):
        return f"Only {right} of the {len(printed)} {name} are right as printed."
    ones = ": every window holds a one" if set(printed) == {1} else ""
    return f"All {len(printed)} {name} are right as printed{ones}."


def _plain(numbers: tuple[Number, ...]) -> str:
    """Return the numbers side by side where all are digits, else with spaces between."""
    texts = [str(number) for number in numbers]
    return ("" if all(len(text) == 1 for text in texts) else " ").join(texts)
