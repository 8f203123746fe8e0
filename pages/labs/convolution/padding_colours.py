"""What the charts of the padding labs share: one colour a padding, legends, square pictures."""

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


def scale(*paddings: str) -> alt.Scale:
    """Return the colours of ``paddings``, in their order."""
    return theme.palette({padding: COLOURS[padding] for padding in paddings})


def colour(paddings: tuple[str, ...]) -> alt.Color:
    """Return the colours of ``paddings`` with their legend, three entries a row."""
    return alt.Color("padding:N", sort=None, legend=legend(3), scale=scale(*paddings))


def legend(columns: int) -> alt.Legend:
    """Return a legend of full strokes, ``columns`` entries a row, so that none is cut off."""
    return alt.Legend(
        title=None,
        columns=columns,
        symbolOpacity=1,
        symbolType="stroke",
        symbolStrokeWidth=3,
    )


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
