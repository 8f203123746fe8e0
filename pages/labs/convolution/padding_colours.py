"""What the charts of the padding labs share: one colour a padding, legends, square pictures."""

import altair as alt
import pandas as pd

from pages.shared import charts

WITH, WITHOUT = "#E69F00", "#0072B2"
COLOURS = {
    "zeros": WITH,
    "reflect": "#009E73",
    "replicate": "#CC79A7",
    "circular": "#56B4E9",
    "partial": "#D55E00",
    "none": WITHOUT,
}


def scale(*paddings: str) -> alt.Scale:
    """Return the colours of ``paddings``, in their order."""
    return alt.Scale(domain=list(paddings), range=[COLOURS[padding] for padding in paddings])


def legend(columns: int) -> alt.Legend:
    """Return a legend of full strokes, ``columns`` entries a row, so that none is cut off."""
    return alt.Legend(title=None, columns=columns, symbolOpacity=1, symbolType="stroke",
                      symbolStrokeWidth=3)  # fmt: skip


def picture(frame: pd.DataFrame, value: str, scale: alt.Scale, side: int) -> alt.Chart:
    """Return ``frame`` (row, column, ``value``) as a true square of ``side`` screen pixels."""
    square = {"left": 0, "top": 0, "right": 0, "bottom": 0}
    return charts.pixels(frame, value, scale, side).properties(padding=square)
