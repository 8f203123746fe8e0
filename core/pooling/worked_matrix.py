"""One entered matrix through one pooling: every window worked out, and torch's answer beside it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from core.claims import Report, ignore
from core.engines.windows.sliding import per_side
from core.limits import check_several, check_whole
from core.pooling import exact, working_text
from core.pooling.matrix import LARGEST_SIDE, Matrix
from core.pooling.operators import Pooling

if TYPE_CHECKING:
    import torch

VERSION = 1


@dataclass(frozen=True)
class Config:
    """Pool ``cells``, as ``core.pooling.matrix.matrix`` gives them.

    Raises ``ValueError`` for other than 1 to 32 rows and columns, for an adaptive output of more,
    and where ``pooling`` does not fit them.
    """

    cells: Matrix
    pooling: Pooling = Pooling()

    def __post_init__(self) -> None:
        """Check every field."""
        check_several("Rows of the matrix", self.cells, 1, LARGEST_SIDE)
        for row in self.cells:
            check_several("Columns of the matrix", row, len(self.cells[0]), len(self.cells[0]))
        check_several("Columns of the matrix", self.cells[0], 1, LARGEST_SIDE)
        for side in per_side("output_size", self.pooling.output_size, 2):
            check_whole("output_size", side, 1, LARGEST_SIDE)
        _ = self.output_size

    @property
    def output_size(self) -> tuple[int, ...]:
        """Height and width of what the pooling gives."""
        return self.pooling.pooled_size((len(self.cells), len(self.cells[0])))


@dataclass(frozen=True)
class Result:
    """What pooling gives, one row a window.

    windows: row and column of the output (from 0), cells (those of the matrix, as (row, column)),
    numbers (in reading order, padding that counts among them), text and latex (the working),
    result (Fraction, or float where it is none), and of ``run`` torch (float).
    """

    config: Config
    windows: pd.DataFrame


def run(config: Config, report: Report = ignore) -> Result:
    """Pool the matrix in exact fractions and with torch's own operator."""
    from core.pooling.tensors import pool

    theirs = pool(tensor(config.cells)[None], config.pooling)[0]
    return Result(config, worked(config).windows.assign(torch=theirs.flatten().tolist()))


def worked(config: Config) -> Result:
    """Pool the matrix in exact fractions alone, which loads no torch."""
    pooling = config.pooling
    rows = [
        (
            window.row,
            window.column,
            window.cells,
            window.numbers,
            working_text.as_text(window, pooling),
            working_text.as_latex(window, pooling),
            exact.result(window, pooling),
        )
        for window in exact.windows(config.cells, pooling)
    ]
    columns = ["row", "column", "cells", "numbers", "text", "latex", "result"]
    return Result(config, pd.DataFrame(rows, columns=columns))


def tensor(cells: Matrix) -> "torch.Tensor":
    """Return ``cells`` as a tensor of doubles (height, width)."""
    import torch

    return torch.tensor([[float(cell) for cell in row] for row in cells], dtype=torch.double)
