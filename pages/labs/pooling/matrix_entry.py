"""A matrix typed into a table or pasted from a spreadsheet, kept in the address where it fits."""

import pandas as pd
import streamlit as st

from core.pooling import MATRICES
from core.pooling.matrix import LARGEST_SIDE, Matrix, matrix, parse, typed
from core.text import typed_number
from pages.shared.page import collected, states

START = MATRICES[0]
LONGEST_ADDRESS = 1_500
NAME = "matrix"
TABLE, CURRENT = "matrix in the table", "matrix with what was typed"
VERSION, DRAWN = "matrix version", "matrix drawn"


def ask() -> Matrix:
    """Draw the table and the field to paste into; return the last matrix that was one."""
    state = st.session_state
    if TABLE not in state:
        replace(st.query_params.get(NAME, typed(START)))
    elif state.get(DRAWN) == key() and key() not in state:  # back from another experiment
        replace(state[CURRENT])
    try:
        cells = edited(parse(state[TABLE]))
    except ValueError as error:
        states.error(f"{error} What you see is the last matrix that worked.")
        cells = parse(state.get(CURRENT, typed(START)))
    state[CURRENT], state[DRAWN] = typed(cells), key()
    resizers(cells)
    paste()
    remember(state[CURRENT])
    written = st.query_params.get(NAME, typed(START))
    collected.add(collected.Setting("Numbers", NAME, typed(START), written))
    return cells


def start_again() -> None:
    """Bring the write-up's first matrix back."""
    replace(typed(START))


def key() -> str:
    """Return the key of the table, new whenever its numbers come from elsewhere than the table."""
    return f"table {st.session_state[VERSION]}"


def replace(text: str) -> None:
    """Fill the table with the matrix in ``text``, whether it is one or not."""
    st.session_state[TABLE] = text
    st.session_state[VERSION] = st.session_state.get(VERSION, 0) + 1


def edited(cells: Matrix) -> Matrix:
    """Show ``cells`` as a table to edit, and return what stands in it."""
    st.markdown(f"**{len(cells)} × {len(cells[0])}**", help="Up to 32 rows and columns.")
    names = [str(column) for column in range(1, len(cells[0]) + 1)]
    frame = pd.DataFrame(
        [[typed_number(cell) for cell in row] for row in cells],
        index=range(1, len(cells) + 1),
        columns=names,
    )
    shown = st.data_editor(
        frame,
        key=key(),
        column_config={name: st.column_config.TextColumn(name, width=52) for name in names},
        width="content",
        alt="The matrix, a text for each cell: whole numbers, decimals, fractions, nan or inf",
    )
    return matrix(shown.to_numpy().tolist())


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
            help="From a spreadsheet, or with commas or spaces between the numbers of a row.",
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
    """Fill the table with what was pasted."""
    replace(st.session_state["pasted"])


def remember(text: str) -> None:
    """Keep the matrix in the address, or say that it is too long for one."""
    if len(text) <= LONGEST_ADDRESS:
        st.query_params[NAME] = text
        return
    st.query_params.pop(NAME, None)
    st.caption(
        "This matrix is too long for the address: a link opens the page without it. Copy it from "
        "the table to keep it."
    )
