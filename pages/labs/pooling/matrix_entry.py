"""A matrix typed over or pasted from a spreadsheet, kept in the address where it fits."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.pooling import MATRICES
from core.pooling.matrix import LARGEST_SIDE, Matrix, matrix, parse, read, typed
from pages.shared.page import collected, states

START = MATRICES[0]
LONGEST_ADDRESS = 1_500
NAME = "matrix"
SOURCE, OWN, RANDOM = "source", "yours", "random exercise"
CURRENT, REFUSED = "matrix with what was typed", "why it was refused"
NOTED = "what of the pasted text was left out"


def ask() -> Matrix:
    """Draw the buttons and the field to paste into; return the last matrix that was one."""
    state = st.session_state
    if CURRENT not in state:
        start_again()
        replace(st.query_params.get(NAME, state[CURRENT]))
    if REFUSED in state:
        states.error(f"{state.pop(REFUSED)} What you see is the last matrix that worked.")
    for note in state.pop(NOTED, ()):
        states.empty(note, icon=":material/content_paste:")
    cells = parse(state[CURRENT])
    st.markdown(f"**{len(cells)} × {len(cells[0])}**", help="Type over the numbers in the picture.")
    resizers(cells)
    paste()
    remember(state[CURRENT])
    written = st.query_params.get(NAME, typed(START))
    collected.add(collected.Setting("Numbers", NAME, typed(START), written))
    return cells


def start_again() -> None:
    """Bring the write-up's first matrix back."""
    replace(typed(START))


def replace(text: str) -> None:
    """Take the matrix in ``text`` and note what of it was left out, or why it is none."""

    def make() -> Matrix:
        found = read(text)
        st.session_state[NOTED] = found.notes
        return found.cells

    _take(make)


def type_over(cells: Matrix, cell: int, text: str) -> None:
    """Take ``cells`` with ``text`` in place of a ``cell``, counted in reading order from 0.

    A random exercise that is typed over is yours.
    """
    st.session_state.update({SOURCE: OWN, CURRENT: typed(cells)})
    rows: list[list[Any]] = [list(row) for row in cells]
    row, column = divmod(cell, len(rows[0]))
    rows[row][column] = text
    _take(lambda: matrix(rows))


def _take(make: Callable[[], Matrix]) -> None:
    try:
        st.session_state[CURRENT] = typed(make())
    except ValueError as error:
        st.session_state[REFUSED] = str(error)


def resizers(cells: Matrix) -> None:
    """Offer to add or remove the last row and column."""
    rows, columns = len(cells), len(cells[0])
    zero = matrix([[0]])[0]
    changes = {
        "+ row": (rows < LARGEST_SIDE, (*cells, zero * columns)),
        "− row": (rows > 1, cells[:-1]),
        "+ column": (columns < LARGEST_SIDE, tuple(row + zero for row in cells)),
        "− column": (columns > 1, tuple(row[:-1] for row in cells)),
    }
    with st.grid(2, min_column_width=90, gap="xsmall"):
        for name, (possible, changed) in changes.items():
            st.button(
                name,
                key=name,
                disabled=not possible,
                on_click=replace,
                args=(typed(changed),),
                width="stretch",
            )


def paste() -> None:
    """Offer a field to paste into, and the write-up's matrices."""
    with st.popover("Paste or pick", icon=":material/content_paste:", width="stretch"):
        st.text_area(
            "Paste a matrix",
            key="pasted",
            on_change=take_paste,
            help="As you have it: from a spreadsheet, numpy, torch, MATLAB, R, pandas, LaTeX, "
            "JSON, Markdown or a web page.",
            placeholder="1\t0\n1/3\t−2.5",
        )
        st.button("Use it", key="use_paste", type="primary", width="stretch", on_click=take_paste)
        with st.container(horizontal=True, gap="xsmall"):
            for number, cells in enumerate(MATRICES, start=1):
                st.button(
                    f"No. {number}",
                    key=f"pick_{number}",
                    on_click=replace,
                    args=(typed(cells),),
                    help=f"The write-up's matrix {number}.",
                )


def take_paste() -> None:
    """Take what was pasted."""
    replace(st.session_state["pasted"])


def remember(text: str) -> None:
    """Keep the matrix in the address, or say that it is too long for one."""
    if len(text) <= LONGEST_ADDRESS:
        st.query_params[NAME] = text
        return
    st.query_params.pop(NAME, None)
    st.caption(
        "This matrix is too long for the address: a link opens the page without it. The file "
        "gradients.csv keeps its numbers."
    )
