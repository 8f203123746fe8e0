"""Where the gradient of each pooled number goes: computed by torch's autograd, not by rule."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.claims import Report, ignore
from core.pooling.exact import maxima, result, windows
from core.pooling.operators import Pooling
from core.pooling.worked_matrix import Config, tensor
from core.text import equal

if TYPE_CHECKING:
    from torch import Tensor

VERSION = 1


@dataclass(frozen=True)
class Result:
    """What one unit of gradient at each pooled number becomes on the matrix.

    cells: row and column (from 0), value, gradient (of the sum of all pooled numbers), windows
    (that the cell is in), tied (whether it shares a window's maximum with another cell).
    flows: to_row and to_column of the output, row and column of the matrix, gradient; one row for
    each window and each of its cells, those without gradient included. pooled: what torch's own
    operator gives, (height, width) float64.
    """

    config: Config
    cells: pd.DataFrame
    flows: pd.DataFrame
    pooled: np.ndarray


def run(config: Config, report: Report = ignore) -> Result:
    """Send a gradient of 1 back from every pooled number on its own."""
    from core.pooling.tensors import pool

    per_window = jacobian(config)
    total = per_window.sum(dim=(0, 1))
    reach = reached(config)
    flows = [
        (to_row, to_column, row, column, per_window[to_row, to_column, row, column].item())
        for (to_row, to_column), held in reach.items()
        for row, column in held
    ]
    tied = ties(config)
    counts = pd.Series([cell for held in reach.values() for cell in held]).value_counts()
    cells = [
        (
            row,
            column,
            value,
            total[row, column].item(),
            int(counts.get((row, column), 0)),
            (row, column) in tied,
        )
        for row, line in enumerate(config.cells)
        for column, value in enumerate(line)
    ]
    return Result(
        config,
        pd.DataFrame(cells, columns=["row", "column", "value", "gradient", "windows", "tied"]),
        pd.DataFrame(flows, columns=["to_row", "to_column", "row", "column", "gradient"]),
        pool(tensor(config.cells)[None], config.pooling)[0].numpy(),
    )


def jacobian(config: Config) -> "Tensor":
    """Return the gradient of every pooled number on every cell: (out, out, height, width)."""
    import torch

    from core.pooling.tensors import pool

    gradient = torch.autograd.functional.jacobian(
        lambda values: pool(values[None], config.pooling)[0], tensor(config.cells)
    )
    assert isinstance(gradient, torch.Tensor)
    return gradient


def reached(config: Config) -> dict[tuple[int, int], tuple[tuple[int, int], ...]]:
    """Return for each output cell the cells of the matrix that it is made of."""
    return {
        (window.row, window.column): window.cells
        for window in windows(config.cells, config.pooling)
    }


def ties(config: Config) -> set[tuple[int, int]]:
    """Return the cells that share the maximum of some window with another cell.

    torch sends the whole gradient to the first of them in reading order.
    """
    tied: set[tuple[int, int]] = set()
    for window in maxima(config.cells, config.pooling):
        largest = result(window, Pooling("max"))
        winners = [
            cell
            for cell, number in zip(window.cells, window.numbers, strict=True)
            if equal(number, largest)
        ]
        if len(winners) > 1:
            tied |= set(winners)
    return tied
