"""Write-up 2.C: what small shifts of one block of ones do to a pooled grid, counted exactly.

The write-up's four matrices are one 3 × 3 block in four places. Under max pooling window i of a
side is 1 where the block meets it: i·s ≤ c + b − 1 and i·s + k − 1 ≥ c, for a block of b pixels at
c, windows of k pixels and stride s. As long as a shift leaves those windows the same, max pooling
does not notice it.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.claims import Finding, Report, exactly, ignore
from core.limits import Checked, check_whole, part_of, whole
from core.pooling.compared import compared, placed, pooled
from core.pooling.operators import Pooling

VERSION = 1
SINCE = "2026-11-25"
SMALLEST_SIDE, LARGEST_SIDE = 4, 12
LARGEST_WINDOW = 6
ROUNDING = 1e-9
STEPS = ((0, 1), (0, -1), (1, 0), (-1, 0))


@dataclass(frozen=True)
class Config(Checked):
    """Move a ``block`` × ``block`` block of ones over a grid of ``side`` × ``side`` zeros.

    ``row`` and ``column``, from 0, are where the block's upper left corner starts. Raises
    ``ValueError`` for a value out of range.
    """

    side: int = whole(4, "Grid", SMALLEST_SIDE, LARGEST_SIDE)
    block: int = part_of(3, "Block", 1, LARGEST_SIDE)
    kernel_size: int = part_of(2, "Window", 1, LARGEST_WINDOW)
    stride: int = part_of(2, "Stride", 1, LARGEST_WINDOW)
    row: int = part_of(0, "Start row", 0, LARGEST_SIDE - 1)
    column: int = part_of(0, "Start column", 0, LARGEST_SIDE - 1)

    def __post_init__(self) -> None:
        """Check every field."""
        super().__post_init__()
        check_whole("Block", self.block, 1, self.side)
        check_whole("Window", self.kernel_size, 1, min(LARGEST_WINDOW, self.side))
        check_whole("Stride", self.stride, 1, min(LARGEST_WINDOW, self.side))
        check_whole("Start row", self.row, 0, self.places - 1)
        check_whole("Start column", self.column, 0, self.places - 1)

    @property
    def places(self) -> int:
        """How many places the block has along a side."""
        return self.side - self.block + 1

    @property
    def poolings(self) -> dict[str, Pooling]:
        """The poolings of ``compared`` that fit the grid.

        A window as large as the grid leaves a max blur a single number, and nothing to blur.
        """
        every = compared(self.kernel_size, self.stride)
        return {
            name: pooling
            for name, pooling in every.items()
            if name != "max blur" or self.kernel_size < self.side
        }


@dataclass(frozen=True)
class Result:
    """What every place of the block gives.

    answers: by operator, (places, places, height, width) float64: the pooled grid for each row
    and column of the block. shifts: operator, dx and dy (pixels right and down from the start),
    cells (of the pooled grid), changed (cells), largest_change, invariant (nothing changed).
    invariance: operator, dx, dy, starts (from which the shift stays on the grid), unchanged (of
    them), share. operators: operator, numbers (in a pooled grid), places (of the block), answers
    (that differ among them), steps (of one pixel, over all places and directions), unnoticed (of
    them), share_unnoticed, largest_change (of one number, by a step).
    """

    config: Config
    answers: dict[str, np.ndarray]
    shifts: pd.DataFrame
    invariance: pd.DataFrame
    operators: pd.DataFrame


def run(config: Config, report: Report = ignore) -> Result:
    """Pool the grid for every place of the block and compare the places."""
    grids = np.stack(
        [
            placed(config.side, config.block, row, column)
            for row in range(config.places)
            for column in range(config.places)
        ]
    )
    answers = {}
    for number, (name, pooling) in enumerate(config.poolings.items()):
        report(number / len(config.poolings), f"Pooling {len(grids):,} grids: {name}")
        found = pooled(grids, pooling)
        answers[name] = found.reshape(config.places, config.places, *found.shape[1:])
    report(1.0, "Pooled")
    invariance = pd.concat([_invariance(*each) for each in answers.items()], ignore_index=True)
    return Result(
        config,
        answers,
        pd.concat([_shifts(config, *each) for each in answers.items()], ignore_index=True),
        invariance,
        pd.DataFrame([_operator(name, grid, invariance) for name, grid in answers.items()]),
    )


def groups(answers: np.ndarray) -> np.ndarray:
    """Return for each place (places, places) a number that is shared by places of one answer.

    Answers that differ by rounding alone (less than 10⁻⁹) count as one.
    """
    flat = np.rint(answers.reshape(answers.shape[0] ** 2, -1) / ROUNDING)
    _, group = np.unique(flat, axis=0, return_inverse=True)
    return group.reshape(answers.shape[:2])


def _shifts(config: Config, operator: str, answers: np.ndarray) -> pd.DataFrame:
    change = np.abs(answers - answers[config.row, config.column])
    changed = (change > ROUNDING).sum(axis=(2, 3))
    rows, columns = np.indices(changed.shape)
    return pd.DataFrame(
        {
            "operator": operator,
            "dx": columns.ravel() - config.column,
            "dy": rows.ravel() - config.row,
            "cells": change[0, 0].size,
            "changed": changed.ravel(),
            "largest_change": change.max(axis=(2, 3)).ravel(),
            "invariant": changed.ravel() == 0,
        }
    )


def _invariance(operator: str, answers: np.ndarray) -> pd.DataFrame:
    group = groups(answers)
    places = len(group)
    rows = []
    for dy in range(1 - places, places):
        for dx in range(1 - places, places):
            before, after = _pairs(group, dy, dx)
            same = before == after
            rows.append((operator, dx, dy, same.size, int(same.sum()), float(same.mean())))
    return pd.DataFrame(rows, columns=["operator", "dx", "dy", "starts", "unchanged", "share"])


def _pairs(values: np.ndarray, dy: int, dx: int) -> tuple[np.ndarray, np.ndarray]:
    """Return ``values`` (places, places, …) where a shift starts and where it ends."""
    places = len(values)
    down, up = slice(max(0, dy), places + min(0, dy)), slice(max(0, -dy), places + min(0, -dy))
    right, left = slice(max(0, dx), places + min(0, dx)), slice(max(0, -dx), places + min(0, -dx))
    return values[up, left], values[down, right]


def _operator(operator: str, answers: np.ndarray, invariance: pd.DataFrame) -> dict[str, object]:
    table = invariance[invariance["operator"] == operator].set_index(["dy", "dx"])
    steps = table[["starts", "unchanged"]].reindex(list(STEPS), fill_value=0)
    largest = [
        np.abs(np.subtract(*_pairs(answers, *step))).max() for step in STEPS if step in table.index
    ]
    total, unnoticed = int(steps["starts"].sum()), int(steps["unchanged"].sum())
    return {
        "operator": operator,
        "numbers": answers[0, 0].size,
        "places": answers.shape[0] ** 2,
        "answers": int(groups(answers).max()) + 1,
        "steps": total,
        "unnoticed": unnoticed,
        "share_unnoticed": unnoticed / total if total else np.nan,
        "largest_change": max(largest, default=0.0),
    }


def findings(result: Result) -> tuple[Finding, ...]:
    """Judge three statements over every place of the block; their rules are exact.

    A block as large as the grid has one place and tests nothing: there are none then.
    """
    table = result.operators.set_index("operator").astype(object)
    largest, average = table.loc["max"], table.loc["average"]
    if largest["places"] == 1:
        return ()
    return (
        Finding(
            "max pooling does not notice where the block is",
            "Its pooled grid is the same for every place of the block.",
            exactly(largest["answers"] == 1),
            float(largest["answers"]),
            int(largest["places"]),
            f"Over {largest['places']} places max pooling gives {_grids(largest['answers'])}.",
            since=SINCE,
        ),
        Finding(
            "max pooling does not notice a shift of one pixel",
            "From every place, a step of one pixel in any direction leaves its grid as it was.",
            exactly(largest["unnoticed"] == largest["steps"]),
            float(largest["share_unnoticed"]),
            int(largest["steps"]),
            f"Max pooling does not notice {largest['unnoticed']} of {largest['steps']} steps "
            f"({largest['share_unnoticed']:.0%}); the largest change of a number is "
            f"{largest['largest_change']:.3g}.",
            since=SINCE,
        ),
        Finding(
            "average pooling still knows where the block is",
            "Its pooled grid is another one for every place of the block.",
            exactly(average["answers"] == average["places"]),
            float(average["answers"]),
            int(average["places"]),
            f"Over {average['places']} places average pooling gives {_grids(average['answers'])}.",
            since=SINCE,
        ),
    )


def _grids(count: int) -> str:
    return "one and the same pooled grid" if count == 1 else f"{count} different pooled grids"
