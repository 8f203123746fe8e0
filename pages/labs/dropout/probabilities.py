"""The ten probabilities that a network gives a digit, as bars."""

import altair as alt
import numpy as np
import pandas as pd

from pages.shared.charts import theme, tooltip


def bars(
    shares: np.ndarray, lit: str, which: np.ndarray, colours: tuple[str, str], height: int
) -> alt.Chart:
    """Return ``shares`` (10,) as bars; those ``which`` (10,) are ``lit`` have the first colour."""
    frame = pd.DataFrame({"digit": range(len(shares)), "probability": shares, lit: which})
    scale = alt.Scale(domain=[True, False], range=list(colours))
    drawn = alt.Chart(frame, height=height).mark_bar()
    return drawn.encode(
        x=alt.X("digit:O", axis=theme.UPRIGHT),
        y=alt.Y("probability:Q", scale=theme.SHARE, axis=theme.PERCENT),
        color=alt.Color(f"{lit}:N", legend=None, scale=scale),
        tooltip=tooltip("digit", probability=".2%"),
    )
