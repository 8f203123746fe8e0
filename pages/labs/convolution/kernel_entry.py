"""A kernel typed into a table, kept in the address."""

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.engines.matrices.reading import read
from core.text import typed_number
from pages.shared.page import collected, states

NAME = "drawn"
REFUSED = "why the pasted kernel was refused"
CELL = 60  # screen pixels of a cell's width


def ask(side: int, place: DeltaGenerator) -> pd.DataFrame:
    """Draw a table to type numbers into, and return what stands in it.

    The numbers stand in the address as well, row after row.
    """
    key = f"drawing_{side}_{st.session_state.setdefault('drawings', 0)}"
    if key not in st.session_state:  # it opens for the first time, or again
        st.session_state[f"{key} opened with"] = remembered(side)
    with place:
        st.markdown("**Your kernel**")
        numbers = st.data_editor(
            st.session_state[f"{key} opened with"],
            key=key,
            width="content",
            column_config={str(i): st.column_config.TextColumn(width=CELL) for i in range(side)},
            alt="The numbers of your kernel",
        )
        if REFUSED in st.session_state:
            states.error(st.session_state.pop(REFUSED))
        with st.container(horizontal=True, gap="xsmall"):
            st.button(
                "Clear",
                key="drawing_clear",
                icon=":material/backspace:",
                on_click=clear,
                help="Back to a single 1 in the middle.",
            )
            with st.popover("Paste", icon=":material/content_paste:"):
                st.text_area("Paste a kernel", key="kernel_pasted", on_change=paste, args=(side,))
    text = ",".join(numbers.fillna("").to_numpy().ravel())
    st.query_params[NAME] = st.session_state[NAME] = text
    collected.add(collected.Setting("Numbers", NAME, "", text))
    return numbers


def remembered(side: int) -> pd.DataFrame:
    """Return the numbers in the address, or typed last, or a single 1, as a table of text."""
    numbers = st.query_params.get(NAME, st.session_state.get(NAME, "")).split(",")
    if len(numbers) != side**2:
        numbers = ["0"] * side**2
        numbers[side**2 // 2] = "1"
    return pd.DataFrame(np.reshape(numbers, (side, side)), columns=[str(i) for i in range(side)])


def paste(side: int) -> None:
    """Open a table with the pasted kernel, or note why it is none."""
    try:
        cells = read(st.session_state["kernel_pasted"]).cells
        if (len(cells), len(cells[0])) != (side, side):
            raise ValueError(
                f"The pasted matrix is {len(cells)} × {len(cells[0])}, but must be {side} × {side}."
            )
    except ValueError as error:
        st.session_state[REFUSED] = str(error)
        return
    clear()
    st.session_state[NAME] = ",".join(typed_number(cell) for row in cells for cell in row)


def clear() -> None:
    """Open a new table, without the numbers that were typed."""
    st.session_state["drawings"] += 1
    st.session_state[NAME] = ""
    forget()


def forget() -> None:
    """Take the numbers out of the address; they stay for the next time that a kernel is typed."""
    st.query_params.pop(NAME, None)
