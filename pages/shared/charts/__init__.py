"""Colours and the one way in which charts reach the screen (Okabe and Ito's palette, 2008).

alternatives  What a chart shows in words, for who cannot see it
marks         Lines and dots told apart by dash and shape as well as by colour
menu          The line above a chart: its title, and a menu of files to save
pixmaps       Arrays of numbers as pictures with a colour bar
vega          Charts outside Streamlit, made in a short process of their own
vega_process  The process that ``vega`` starts: ``python -m pages.shared.charts.vega_process JOB``
"""

from typing import Literal

import altair as alt
import pandas as pd
import streamlit as st

from pages.shared.charts import alternatives, marks, menu
from pages.shared.page import prose, stage

Width = Literal["stretch", "content"]

A, B = "#009E73", "#CC79A7"
NETWORKS = alt.Scale(domain=["A", "B"], range=[A, B])
WIDTHS = alt.Scale(domain=["A", "B"], range=[4, 1.5])
CLASSES = alt.Scale(domain=["−1", "+1"], range=["#E69F00", "#0072B2"])
OUTPUT = alt.Scale(domain=[-1, 0, 1], range=["#E69F00", "#F7F7F7", "#0072B2"])
ORDER_COLOURS = {
    "negatives first": "#D55E00",
    "positives first": "#E69F00",
    "alternating blocks": "#CC79A7",
    "strictly alternating": "#56B4E9",
    "shuffled once": "#0072B2",
    "reshuffled": "#009E73",
    "with replacement": "#999999",
}
ORDERS = alt.Scale(domain=list(ORDER_COLOURS), range=list(ORDER_COLOURS.values()))
MEASURED, REPORTED = "#0072B2", "#D55E00"
HEIGHT = 380


@alt.theme.register("backprop_lab", enable=True)
def theme() -> alt.theme.ThemeConfig:
    """Return what every chart shares: legends on top, light grids, readable titles.

    Rules are left to the chart's alternative: Vega gives those of a chart a role but no name.
    """
    return {
        "config": {
            "legend": {"orient": "top", "labelLimit": 0, "titleLimit": 0},
            "axis": {"gridOpacity": 0.4, "labelFontSize": 13, "titleFontSize": 13},
            "axisY": {"labelFlush": False},
            "line": {"strokeWidth": 2.5},
            "rule": {"aria": False},
            "view": {"strokeWidth": 0},
        }
    }


def show(chart: marks.Chart, title: str, caption: str, width: Width = "stretch") -> None:
    """Draw a chart under its title, with one line below that says what to see."""
    drawn = marks.told_apart(chart)
    menu.heading(drawn, title, caption, width == "stretch")
    figures = alternatives.summary(chart)
    st.altair_chart(stage.fitted(drawn), width=width, alt=f"{title}. {figures} {caption}")
    prose.note(caption)


def pixels(frame: pd.DataFrame, value: str, scale: alt.Scale, side: int) -> alt.Chart:
    """Return ``frame`` (row, column, ``value``) as a square picture of ``side`` screen pixels."""
    return (
        alt.Chart(frame[["row", "column", value]])
        .mark_rect()
        .encode(
            x=alt.X("column:O", axis=None),
            y=alt.Y("row:O", axis=None),
            color=alt.Color(f"{value}:Q", scale=scale, legend=None),
            stroke=alt.Stroke(f"{value}:Q", scale=scale, legend=None),
            tooltip=["row", "column", alt.Tooltip(f"{value}:Q", format=".3~f")],
        )
        .properties(width=side, height=side)
    )
