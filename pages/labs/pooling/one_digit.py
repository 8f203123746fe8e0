"""One digit to drag, through every pooling, and what many digits make of the same shift."""

import pandas as pd
import streamlit as st

from core.pooling import one_digit
from core.pooling.one_digit import UNPOOLED, Config, Result
from core.text import shares
from pages.labs.pooling import shifted_digit
from pages.shared.jobs import progress
from pages.shared.page import controls, prose

FIGURE = ["mean", "low", "high"]


def show() -> Result:
    """Show the digit to drag, and every pooling of it; return what was measured."""
    with controls.beside(ask) as config:
        result = progress.at_once(one_digit, config, "Pooling digits…")
        shifted_digit.show(result, "shifted_digit", left_at)
        prose.note(
            f"A {result.label} in a canvas of 36 × 36 pixels; beside it what every pooling makes "
            "of it as it is, and where you put it. Δ: how much the shift changes of it, the sum of "
            "all absolute differences over the sum of what it was."
        )
        st.markdown(summary(result.changes))
    return result


def left_at(down: int, right: int) -> None:
    """Keep in the address where the digit was left."""
    st.session_state.update(dx=right, dy=down)


def ask() -> Config:
    """Draw the controls and return the digit that they describe."""
    start = Config()
    with controls.panel("digit") as panel:
        chosen = panel.fields(
            start,
            picture=("digit", "Of the validation images"),
            kernel_size=("digit_window", "Pixels a side"),
            stride=("digit_stride", "Pixels to the next window"),
        )
        with st.expander("More settings"):
            chosen |= panel.fields(start, dx=("dx", ""), dy=("dy", ""))
    return controls.checked(lambda: Config(**chosen), start)


def summary(changes: pd.DataFrame) -> str:
    """Say in one sentence which pooling a shift changes most and least, over many digits."""
    if (changes["mean"] == 0).all():
        return "No shift, no change."
    table = changes.set_index("operator")
    plain, pooled = table.loc[UNPOOLED], table.drop(index=UNPOOLED)
    least, most = pooled.loc[pooled["mean"].idxmin()], pooled.loc[pooled["mean"].idxmax()]
    return (
        f"Mean Δ over {plain['n']:.0f} digits: {shares(plain[FIGURE])} without pooling, least with "
        f"**{least.name}**, {shares(least[FIGURE])}, and most with **{most.name}**, "
        f"{shares(most[FIGURE])}."
    )
