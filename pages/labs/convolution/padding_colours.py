"""What the charts of the padding labs share: one colour a padding, and square pictures."""

import altair as alt
import pandas as pd

from pages.shared.charts import theme, tooltip

WITH, WITHOUT = theme.ORANGE, theme.BLUE
COLOURS = {
    "zeros": WITH,
    "reflect": theme.GREEN,
    "replicate": theme.PURPLE,
    "circular": theme.SKY,
    "partial": theme.VERMILION,
    "none": WITHOUT,
}
STROKES = alt.Legend(symbolType="stroke", symbolOpacity=1)
"""Full strokes, however pale the first of the marks that share the legend."""


def scale(*paddings: str) -> alt.Scale:
    """Return the colours of ``paddings``, in their order."""
    return theme.palette({padding: COLOURS[padding] for padding in paddings})


def colour(paddings: tuple[str, ...]) -> alt.Color:
    """Return the colours of ``paddings`` with their legend."""
    return alt.Color("padding:N", title=None, sort=None, scale=scale(*paddings), legend=STROKES)


def picture(frame: pd.DataFrame, value: str, scale: alt.Scale, side: int) -> alt.Chart:
    """Return ``frame`` (row, column, ``value``) as a true square of ``side`` screen pixels.

    Its cells are left to the chart's alternative: no screen reader is to step through hundreds.
    """
    square = {"left": 0, "top": 0, "right": 0, "bottom": 0}
    cells = frame[["row", "column", value]]
    drawn = alt.Chart(cells, width=side, height=side, padding=square).mark_rect(aria=False)
    return drawn.encode(
        x=alt.X("column:O", axis=None),
        y=alt.Y("row:O", axis=None),
        color=alt.Color(f"{value}:Q", scale=scale, legend=None),
        stroke=alt.Stroke(f"{value}:Q", scale=scale, legend=None),
        tooltip=tooltip("row", "column", **{value: ".3~f"}),
    )
