"""Where the gradient of each pooled number goes, as a heat map on the matrix."""

import altair as alt
import pandas as pd
import streamlit as st

from core.pooling.gradients import Result
from core.pooling.worked_matrix import Config
from core.text import finite, written
from pages.labs.pooling.matrix_board import share
from pages.shared import charts
from pages.shared.charts import theme
from pages.shared.page import prose

LARGEST_LABELLED = 16
CELL, LARGEST_CHART = 46, 560
RULES = {
    "max": "The whole gradient of a window goes to its largest cell. Where several are equally "
    "large, torch takes the first in reading order (of NaNs the last): a convention, since a "
    "maximum has no derivative at a tie.",
    "average": "Every cell of a window gets an equal share of its gradient.",
    "Lp": "A cell gets a share that grows with its own size: $x^{p-1} / y^{p-1}$, so that the "
    "large ones get more, and all-zero windows give nothing.",
    "subsampling": "The cells that are kept get the whole gradient; all others get none.",
    "blur": "A cell gets the filter's weight at its place, and that of its mirror image as "
    "well where the border is reflected.",
}


def theory(config: Config) -> None:
    """Say by what rule the operator hands gradients out."""
    rule = RULES[config.pooling.kind]
    if config.pooling.operator == "max blur":
        rule += " Behind the blur, each maximum hands it on to its window's winner."
    st.markdown(rule)
    st.latex(
        r"\frac{\partial L}{\partial x_{ab}} = \sum_{i,j} \frac{\partial L}{\partial "
        r"y_{ij}} \frac{\partial y_{ij}}{\partial x_{ab}}"
    )
    prose.note(
        "*L* is the loss, *y* the pooled numbers, each with a gradient of 1 here. Computed by "
        "torch's autograd. Source: Goodfellow, Bengio and Courville, *Deep Learning*, 2016, "
        "section 6.5."
    )


def heat_map(result: Result) -> None:
    """Draw the gradient on every cell, its value written in, ties marked."""
    frame = cells_told(result)
    rows, columns = len(result.config.cells), len(result.config.cells[0])
    side = min(CELL, LARGEST_CHART // max(rows, columns))
    reach = max(float(frame["gradient"].abs().max(skipna=True)), 1e-12)
    scale = alt.Scale(domain=[-reach, 0, reach], range=[theme.ORANGE, theme.BLANK, theme.SKY])
    base = alt.Chart(frame).encode(
        x=alt.X("column:O", title="column", axis=alt.Axis(orient="top", labelAngle=0)),
        y=alt.Y("row:O", title="row"),
        tooltip=[
            "row",
            "column",
            alt.Tooltip("text:N", title="value"),
            alt.Tooltip("gradient:Q", format=".6~g"),
            alt.Tooltip("windows:Q", title="windows that hold it"),
            "tie",
        ],
    )
    squares = base.mark_rect(stroke="#8A939C", strokeWidth=0.5).encode(
        color=alt.Color("gradient:Q", title="gradient", scale=scale)
    )
    rings = base.transform_filter("datum.tied").mark_point(
        shape="circle",
        filled=False,
        stroke=theme.INK,
        strokeWidth=1.5,
        strokeDash=[3, 2],
        size=side * side * 0.55,
    )
    chart = squares + rings
    if max(rows, columns) <= LARGEST_LABELLED:
        text = base.mark_text(color=theme.INK, fontSize=min(13, side // 3))
        chart += text.encode(text="label:N")
    charts.show(
        chart.properties(width=side * columns, height=side * rows, autosize="pad"),
        "The gradient on every cell",
        caption(frame),
        width="content",
    )


def cells_told(result: Result) -> pd.DataFrame:
    """Return the cells as the chart needs them: counted from 1, with texts."""
    frame = result.cells
    return pd.DataFrame(
        {
            "row": frame["row"] + 1,
            "column": frame["column"] + 1,
            "text": [written(value) for value in frame["value"]],
            "gradient": frame["gradient"].where(frame["gradient"].map(finite)),
            "label": [share(value) for value in frame["gradient"]],
            "windows": frame["windows"],
            "tied": frame["tied"],
            "tie": frame["tied"].map({True: "shares a maximum", False: "no"}),
        }
    )


def caption(frame: pd.DataFrame) -> str:
    """Say what the heat map shows."""
    silent = int((frame["gradient"] == 0).sum())
    nothing = f"{silent} of {len(frame)} cells get nothing" if silent else "No cell goes without"
    said = f"Each pooled number sends back 1. {nothing}."
    tied = int(frame["tied"].sum())
    if tied:
        said += f" Dashed rings: {tied} cells that share a window's maximum with another."
    if frame["gradient"].isna().any():
        said += " Cells without a colour have no finite gradient."
    return said
