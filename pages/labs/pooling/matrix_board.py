"""One matrix to type over, and one pooling of it, forward and backward, in the browser.

``pack`` sends every window with its working and, from torch's autograd, where a gradient of 1 at
each pooled number goes; ``matrix_board.js`` walks through them and adds the gradients up, so that
only a number that is typed needs the server.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from math import isnan
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from core.pooling import gradients, worked_matrix
from core.pooling.matrix import Matrix
from core.text import equal, finite, minus, written
from pages.shared import player

FORWARD, BACKWARD = DIRECTIONS = "forward", "backward"
MOST_NAMED = 6
ASKED = "torch is asked where its gradient goes."
Flow = dict[tuple[int, int], float]
"""Gradients by the row and column of the cells that they go to."""
_matrix_board = player.component(
    Path(__file__).with_suffix(".js"), "A matrix, what it pools to, and what gradient comes back"
)


def show(
    result: worked_matrix.Result,
    sent: gradients.Result | None,
    direction: str,
    key: str,
    typed: Callable[[int, str], None],
    turned: Callable[[str], None],
) -> None:
    """Draw the matrix with what it pools to, first in ``direction``.

    ``typed`` is called with the index of a cell, in reading order, and what was typed over it;
    ``turned`` with the direction that the visitor turns to.
    """

    counter = f"{key} edits"
    edits = st.session_state.get(counter, 0)

    def heard(event: str) -> Any:
        return st.session_state[key].get(event)

    def edited() -> None:
        edit = heard("edit")
        if isinstance(edit, dict):
            st.session_state[counter] = edits + 1
            typed(int(edit["cell"]), str(edit["text"]))

    def switched() -> None:
        if heard("direction") in DIRECTIONS:
            turned(heard("direction"))

    _matrix_board(
        data=pack(result, sent, direction, edits),
        key=key,
        on_edit_change=edited,
        on_direction_change=switched,
    )


def pack(
    result: worked_matrix.Result, sent: gradients.Result | None, direction: str, edits: int = 0
) -> bytes:
    """Return a byte that is 1 for backward, one that counts ``edits``, and encoded bytes.

    Those hold the matrix, its results, and by direction what each result is linked to. Only data
    that differ are taken in by the browser: since edits are counted, one that was refused brings
    the old number back. While torch is asked for the gradients there are none.
    """
    config = result.config
    columns = len(config.cells[0])
    windows = list(result.windows.itertuples())
    sending = flows(sent) if sent else {}
    going = [sending.get((window.row, window.column), {}) for window in windows]
    won = going if config.pooling.kind == "max" else [{}] * len(windows)
    places = partial(in_reading_order, columns=columns)
    data = {
        "title": f"{len(config.cells)} × {columns} to {' × '.join(map(str, config.output_size))}",
        "name": config.pooling.operator,
        "columns": columns,
        "across": config.output_size[1],
        "cells": [written(cell) for row in config.cells for cell in row],
        "shades": shades(config.cells),
        "results": [written(window.result) for window in windows],
        "ways": [
            [
                link(forward_said(window, own), places(window.cells), winners=places(own))
                for window, own in zip(windows, won, strict=True)
            ],
            [
                link(
                    backward_said(window, own) if sent else ASKED,
                    places(own),
                    gradients=list(own.values()),
                )
                for window, own in zip(windows, going, strict=True)
            ],
        ],
        "tied": sent.cells.index[sent.cells["tied"]].tolist() if sent else [],
    }
    return bytes([direction == BACKWARD, edits % 256]) + player.encoded(data)


def link(
    said: str, cells: list[int], winners: Sequence[int] = (), gradients: Sequence[float] = ()
) -> dict[str, Any]:
    """Return what a pooled number is linked to: the cells, those that won, what each gets."""
    return {
        "said": said,
        "cells": cells,
        "winners": winners,
        "shares": [share(gradient) for gradient in gradients],
        "gradients": np.array(gradients),
    }


def in_reading_order(cells: Iterable[tuple[int, int]], columns: int) -> list[int]:
    """Return the places of ``cells`` (row, column) in a matrix of so many ``columns``."""
    return [row * columns + column for row, column in cells]


def shades(cells: Matrix) -> list[float]:
    """Return each cell's place between the smallest (0) and the largest (1) of the finite ones."""
    flat = [cell for row in cells for cell in row]
    known = [cell for cell in flat if finite(cell)]
    low, high = min(known, default=0), max(known, default=0)
    return [
        float((cell - low) / (high - low)) if finite(cell) and high > low else 0.0 for cell in flat
    ]


def flows(sent: gradients.Result) -> dict[tuple[int, int], Flow]:
    """Return by pooled number, its row and column, the cells that get some of its gradient."""
    found: dict[tuple[int, int], Flow] = {}
    for to_row, to_column, row, column, gradient in sent.flows.itertuples(index=False):
        if gradient != 0:
            found.setdefault((to_row, to_column), {})[row, column] = gradient
    return found


def forward_said(window: Any, won: Flow) -> str:
    """Return the working of a pooled number, and which cell won, if one did."""
    said = f"{window.text} = {written(window.result)}."
    for row, column in won:
        alike = sum(equal(number, window.result) for number in window.numbers)
        place = "last" if isnan(window.result) else "first"
        order = f", the {place} of {alike} that are equal, as in torch" if alike > 1 else ""
        said += f" Row {row + 1}, column {column + 1} wins{order}."
    return said


def backward_said(window: Any, going: Flow) -> str:
    """Return which cells the gradient of a pooled number goes to, with their shares."""
    if not window.cells:
        return "no cell gets its gradient, since it holds only padding."
    said = ", ".join(
        f"{share(part)} to row {row + 1}, column {column + 1}"
        for (row, column), part in list(going.items())[:MOST_NAMED]
    )
    left = len(going) - MOST_NAMED
    more = f" and to {left} more cell{'s' if left > 1 else ''}" if left > 0 else ""
    return f"a gradient of 1 goes back as {said or 'nothing'}{more}."


def share(value: float) -> str:
    """Return a gradient as a short text."""
    return minus(f"{value:.3g}")
