"""One matrix to type over, and one pooling of it, forward and backward, in the browser.

``pack`` sends every window with its working and, from torch's autograd, where a gradient of 1 at
each pooled number goes; ``matrix_board.js`` walks through them and adds the gradients up, so that
only a number that is typed needs the server.
"""

from collections.abc import Callable
from math import isnan
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from core.pooling import gradients, worked_matrix
from core.text import equal, minus, written
from pages.labs.pooling.linked import Link, Output, Panel, output_packed, packed
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
    """Return a byte that is 1 for backward, one that counts ``edits``, and ``player.packed`` bytes.

    Those are the links of both ways, and the gradients as float32, in the order of the backward
    links and of their cells; while torch is asked for them there are none. Only data that differ
    are taken in by the browser: since edits are counted, one that was refused brings the old number
    back.
    """
    config = result.config
    columns, name = len(config.cells[0]), config.pooling.operator
    windows = list(result.windows.itertuples())
    sending = flows(sent) if sent else {}
    going = [sending.get((window.row, window.column), {}) for window in windows]
    backward = tuple(map(backward_link, windows, going)) if sent else tuple(map(asked, windows))
    won = going if config.pooling.kind == "max" else [{}] * len(windows)
    ways = (
        Output(name, config.output_size[1], tuple(map(forward_link, windows, won))),
        Output(name, config.output_size[1], backward),
    )
    title = f"{len(config.cells)} × {columns} to {' × '.join(map(str, config.output_size))}"
    header = {
        "data": packed(Panel(title, config.cells, ways[:1])),
        "ways": [[output_packed(way, columns)] for way in ways],
        "tied": sent.cells.index[sent.cells["tied"]].tolist() if sent else [],
    }
    opening = bytes([direction == BACKWARD, edits % 256])
    return opening + player.packed(header, [np.array(list(own.values())) for own in going])


def flows(sent: gradients.Result) -> dict[tuple[int, int], Flow]:
    """Return by pooled number, its row and column, the cells that get some of its gradient."""
    found: dict[tuple[int, int], Flow] = {}
    for to_row, to_column, row, column, gradient in sent.flows.itertuples(index=False):
        if gradient != 0:
            found.setdefault((to_row, to_column), {})[row, column] = gradient
    return found


def forward_link(window: Any, won: Flow) -> Link:
    """Return a pooled number with its window, its working, and the cell that won, if one did."""
    said = f"{window.text} = {written(window.result)}."
    for row, column in won:
        alike = sum(equal(number, window.result) for number in window.numbers)
        place = "last" if isnan(window.result) else "first"
        order = f", the {place} of {alike} that are equal, as in torch" if alike > 1 else ""
        said += f" Row {row + 1}, column {column + 1} wins{order}."
    return Link(written(window.result), window.cells, said, winners=tuple(won))


def backward_link(window: Any, going: Flow) -> Link:
    """Return a pooled number with the cells that its gradient goes to, and their shares."""
    text = written(window.result)
    if not window.cells:
        return Link(text, (), "no cell gets its gradient, since it holds only padding.")
    cells, shares = tuple(going), tuple(map(share, going.values()))
    said = ", ".join(
        f"{part} to row {row + 1}, column {column + 1}"
        for part, (row, column) in list(zip(shares, cells, strict=True))[:MOST_NAMED]
    )
    left = len(cells) - MOST_NAMED
    more = f" and to {left} more cell{'s' if left > 1 else ''}" if left > 0 else ""
    said = f"a gradient of 1 goes back as {said or 'nothing'}{more}."
    return Link(text, cells, said, shares=shares)


def asked(window: Any) -> Link:
    """Return a pooled number whose gradient is not there yet."""
    return Link(written(window.result), (), ASKED)


def share(value: float) -> str:
    """Return a gradient as a short text."""
    return minus(f"{value:.3g}")
