"""Grids of numbers that point at one another in the browser, without a round trip to the server.

Point at a pooled number, with the mouse, a finger or the arrow keys, and the cells that it is made
of light up; point at a cell, and the pooled numbers that use it do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from core.pooling.matrix import Matrix
from core.text import finite, written
from pages.shared import player

Mark = Literal["", "agrees", "misprint", "differs"]
_linked = player.component(Path(__file__).with_suffix(".js"), "Matrices and what they pool to")


@dataclass(frozen=True)
class Link:
    """One pooled number: its text, the cells that it is made of, and how it was come by.

    ``cells`` are (row, column) of the matrix from 0, ``winners`` those of them that are marked, and
    ``shares`` what is written into them while it is pointed at (nothing, or one text for each).
    ``said`` is read out and shown below; ``printed`` stands under the number, ``mark`` says how
    that compares.
    """

    text: str
    cells: tuple[tuple[int, int], ...]
    said: str
    printed: str = ""
    mark: Mark = ""
    shares: tuple[str, ...] = ()
    winners: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Output:
    """What one pooling makes of a matrix: its name, its columns and its numbers, row by row."""

    name: str
    columns: int
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Panel:
    """A matrix with its title, and everything that it pools to."""

    title: str
    matrix: Matrix
    outputs: tuple[Output, ...]


def show(panels: Sequence[Panel], key: str) -> None:
    """Draw ``panels``; ``key`` keeps them in place when the data change."""
    _linked(data={"panels": [packed(panel) for panel in panels]}, key=key)


def packed(panel: Panel) -> dict[str, object]:
    """Return ``panel`` as plain data: cells as texts, with shades from 0 to 1, and as indices."""
    columns = len(panel.matrix[0])
    return {
        "title": panel.title,
        "columns": columns,
        "cells": [written(cell) for row in panel.matrix for cell in row],
        "shades": shades(panel.matrix),
        "outputs": [output_packed(output, columns) for output in panel.outputs],
    }


def output_packed(output: Output, columns: int) -> dict[str, object]:
    """Return ``output`` of a matrix of so many ``columns`` as plain data, its cells as indices."""

    def indices(cells: tuple[tuple[int, int], ...]) -> list[int]:
        return [row * columns + column for row, column in cells]

    links = [
        {**vars(link), "cells": indices(link.cells), "winners": indices(link.winners)}
        for link in output.links
    ]
    return {**vars(output), "links": links}


def shades(cells: Matrix) -> list[float]:
    """Return each cell's place between the smallest (0) and the largest (1) of the finite ones."""
    flat = [cell for row in cells for cell in row]
    known = [cell for cell in flat if finite(cell)]
    low, high = min(known, default=0), max(known, default=0)
    return [
        float((cell - low) / (high - low)) if finite(cell) and high > low else 0.0 for cell in flat
    ]
