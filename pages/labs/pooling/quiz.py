"""The quiz: results are hidden, you type them, each is marked, its working one click away."""

from hashlib import sha256
from typing import Any

import streamlit as st

from core.pooling.matrix import typed
from core.pooling.random_matrix import TOLERANCE, Mark, mark, score
from core.pooling.worked_matrix import Config, Result
from core.text import latex
from pages.labs.pooling import worksheet
from pages.labs.pooling.matrices import bracketed, texts
from pages.shared.page import frame, prose, states

MOST_ASKED = 36
SIGNS = {
    Mark.RIGHT: ":green[:material/check: right]",
    Mark.WRONG: ":red[:material/close: wrong]",
    Mark.UNREADABLE: ":orange[:material/help: not a number]",
    Mark.EMPTY: ":gray[not answered]",
}


def ask(result: Result) -> None:
    """Ask for every result, mark each as it is typed, and count."""
    marks = []
    for _, row in result.windows.groupby("row"):
        with st.container(horizontal=True, gap="small"):
            marks += [question(result.config, window) for window in row.itertuples()]
    right = marks.count(Mark.RIGHT)
    st.progress(right / len(marks), f"**{score(marks)}**")
    if right == len(marks):
        states.done("All right.")
    st.button(
        "Clear my answers",
        icon=":material/backspace:",
        key="clear_answers",
        on_click=clear,
        args=(result,),
    )


def show(result: Result) -> None:
    """Show the matrix without its results, and the questions."""
    if len(result.windows) > MOST_ASKED:
        states.empty(
            f"The quiz asks for up to {MOST_ASKED} results, and this pooling gives "
            f"{len(result.windows)}: make the stride larger or the matrix smaller."
        )
        return
    rows, columns = result.config.output_size
    st.markdown(f"**What does this become, {rows} × {columns}?**")
    st.latex(bracketed(texts(result.config.cells)))
    prose.note(
        f"Apply {worksheet.described(result.config.pooling)}. Type each result and press Tab or "
        "Enter. 0.5, 1/2 and .5 are the same answer; a decimal may be off by "
        f"{float(TOLERANCE):g}, so two decimals are enough. “nan” and “inf” count."
    )
    st.fragment(frame.guarded(lambda: ask(result)))()


def question(config: Config, window: Any) -> Mark:
    """Ask for one result; show its mark, with the working one click away."""
    with st.container(width=150, gap="xsmall"):
        typed_in = st.text_input(
            f"Row {window.row + 1}, column {window.column + 1}", key=key(config, window)
        )
        given = mark(typed_in or "", window.result)
        st.markdown(SIGNS[given])
        with st.popover("Working", width="stretch"):
            st.latex(f"{window.latex} = {latex(window.result)}")
    return given


def key(config: Config, window: Any) -> str:
    """Return the name of one answer, another for every exercise."""
    exercise = sha256(f"{typed(config.cells)} {config.pooling}".encode()).hexdigest()[:12]
    return f"answer {exercise} {window.row} {window.column}"


def clear(result: Result) -> None:
    """Empty every answer."""
    for window in result.windows.itertuples():
        st.session_state[key(result.config, window)] = ""
