"""One digit through every pooling, side by side."""

import numpy as np
import pandas as pd
import streamlit as st

from core.pooling import one_digit
from core.pooling.one_digit import UNPOOLED, Config, Result
from pages.shared.jobs import progress
from pages.shared.page import controls, prose

PIXELS = 288


def show() -> Result:
    """Show the digit as it is and shifted, through every pooling; return what was measured."""
    st.markdown("##### One digit through every pooling, as it is and shifted")
    with controls.beside(ask) as config:
        result = progress.at_once(one_digit, config, "Pooling digits…")
        with st.grid(len(result.views), min_column_width=90):
            for row in result.changes.itertuples():
                with st.container():
                    views(result, row)
        prose.note(
            f"A {result.label} in a canvas of 36 × 36 pixels, above as it is, below "
            f"{config.dx} right and {config.dy} down. Δ: how much the shift changes of it, the sum "
            "of all absolute differences over the sum of what is above."
        )
        st.markdown(summary(result.changes))
    return result


def ask() -> Config:
    """Draw the controls and return the digit that they describe."""
    start = Config()
    with controls.panel("digit") as panel:
        chosen = panel.fields(
            start, picture=("digit", "Of the validation images"), dx=("dx", ""), dy=("dy", "")
        )
        with st.expander("More settings"):
            chosen |= panel.fields(
                start,
                kernel_size=("digit_window", "Pixels a side"),
                stride=("digit_stride", "Pixels to the next window"),
            )
    return controls.checked(lambda: Config(**chosen), start)


def views(result: Result, row: pd.Series) -> None:
    """Show one pooling's two pictures and how far they differ."""
    pair = result.views[row.operator]
    st.markdown(f"**{row.operator}**")
    for view, how in zip(pair, ("as it is", "shifted"), strict=True):
        st.image(
            picture(view, pair.max()),
            width="stretch",
            alt=f"The digit after {row.operator}, {how}, {row.side} × {row.side} pixels",
        )
    st.caption(f"{row.side} × {row.side} · Δ {row.change:.0%}")


def picture(view: np.ndarray, most: float) -> np.ndarray:
    """Return ``view`` (side, side) as a picture of about 288 pixels a side, black at ``most``."""
    shades = np.uint8(255 - np.clip(view / max(most, 1e-9), 0, 1) * 255)
    scale = max(1, PIXELS // len(view))
    return np.kron(shades, np.ones((scale, scale), dtype=np.uint8))


def summary(changes: pd.DataFrame) -> str:
    """Say in one sentence which pooling a shift changes most and least, over many digits."""
    if (changes["mean"] == 0).all():
        return "No shift, no change."
    table = changes.set_index("operator")
    plain, pooled = table.loc[UNPOOLED], table.drop(index=UNPOOLED)
    least, most = pooled.loc[pooled["mean"].idxmin()], pooled.loc[pooled["mean"].idxmax()]
    return (
        f"Mean Δ over {plain['n']:.0f} digits: {figure(plain)} without pooling, least with "
        f"**{least.name}**, {figure(least)}, and most with **{most.name}**, {figure(most)}."
    )


def figure(row: pd.Series) -> str:
    """Return a mean with its 95 % interval."""
    return f"{row['mean']:.1%} ({row['low']:.1%} to {row['high']:.1%})"
