"""Where a network keeps its parameters, its work and its memory, and how much each layer sees."""

import altair as alt
import pandas as pd
import streamlit as st

from core.layer import Shape
from core.sliding import SIDES
from pages.shared import charts

FAMILIES = {
    "convolution": "#0072B2",
    "linear": "#D55E00",
    "pooling": "#009E73",
    "normalisation": "#CC79A7",
    "other": "#999999",
}
QUANTITIES = {
    "parameters": "Parameters",
    "multiply_accumulates": "Multiply-accumulates",
    "memory": "Memory of the outputs",
}
EVERY = "every side"
HEIGHT = 260


def family(kind: str) -> str:
    """Return what sort of layer a kind is."""
    parts = {"Conv": "convolution", "Linear": "linear", "Pool": "pooling", "Norm": "normalisation"}
    return next((name for part, name in parts.items() if part in kind), "other")


def show(table: pd.DataFrame, input_shape: Shape) -> None:
    """Draw the shares of every quantity and the growth of the receptive field."""
    grid = st.grid(2, min_column_width=360)
    for quantity, title in QUANTITIES.items():
        with grid.cell():
            shares(table, quantity, title)
    with grid.cell():
        receptive_field(table, input_shape)


def shares(table: pd.DataFrame, quantity: str, title: str) -> None:
    """Draw each layer's share of a quantity; the caption names the largest."""
    total = sum(table[quantity])
    if not total:
        st.markdown(f"**{title}**")
        st.caption("None of these layers has any.")
        return
    drawn = pd.DataFrame(
        {
            "layer": table["layer"].astype(int),
            "name": table["name"],
            "kind": table["kind"],
            "family": table["kind"].map(family),
            "count": [f"{count:,}" for count in table[quantity]],
            "share": [count / total for count in table[quantity]],
        }
    )
    chart = (
        alt.Chart(drawn)
        .mark_bar()
        .encode(
            x=alt.X("layer:O", title="layer", axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            y=alt.Y("share:Q", title="share of all", axis=alt.Axis(format="%")),
            color=alt.Color("family:N", title=None, legend=alt.Legend(columns=3),
                            scale=alt.Scale(domain=list(FAMILIES), range=list(FAMILIES.values()))),
            tooltip=["layer", "name", "kind", alt.Tooltip("count", title=quantity),
                     alt.Tooltip("share", format=".2%")],
        )
        .properties(height=HEIGHT)
    )  # fmt: skip
    top = drawn.loc[drawn["share"].idxmax()]
    charts.show(
        chart,
        title,
        f"Layer {top['layer']}, {top['kind']}, has the most: {top['share']:.0%} of all.",
    )


def receptive_field(table: pd.DataFrame, input_shape: Shape) -> None:
    """Draw how many input pixels one output sees after each layer."""
    seen = table[table["receptive_field"].map(bool)]
    if seen.empty:
        st.markdown("**Receptive field**")
        st.caption("The input has no sides, so there is nothing to see a part of.")
        return
    names = SIDES[len(input_shape) - 1]
    drawn = pd.DataFrame(
        [
            (row.layer, row.kind, side, float(size), float(jump))
            for row in seen.itertuples()
            for side, size, jump in zip(names, row.receptive_field, row.jump, strict=True)
        ],
        columns=["layer", "kind", "side", "size", "jump"],
    )
    sides = pd.DataFrame({"side": names, "pixels": [float(size) for size in input_shape[1:]]})
    if len(set(zip(*seen["receptive_field"], strict=True))) == 1 == sides["pixels"].nunique():
        drawn, sides = (
            frame[frame["side"] == names[0]].assign(side=EVERY) for frame in (drawn, sides)
        )
    order = list(sides["side"])
    colour = alt.Color("side:N", title=None, sort=order,
                       scale=alt.Scale(range=["#0072B2", "#E69F00", "#009E73"]))  # fmt: skip
    chart = (
        alt.Chart(drawn)
        .mark_line(point=alt.OverlayMarkDef(size=25))
        .encode(
            x=alt.X("layer:Q", title="layer", axis=alt.Axis(tickMinStep=1),
                    scale=alt.Scale(domain=[0.5, len(table) + 0.5], nice=False)),
            y=alt.Y("size:Q", title="pixels along a side"),
            color=colour,
            strokeDash=alt.StrokeDash("side:N", title=None, sort=order),
            tooltip=["layer", "kind", "side", "size", "jump"],
        )
        + alt.Chart(sides)
        .mark_rule(strokeDash=[2, 3], strokeWidth=1.5)
        .encode(y="pixels:Q", color=colour, tooltip=["side", "pixels"])
    )  # fmt: skip
    charts.show(
        chart.properties(height=HEIGHT),
        "Receptive field",
        "How many input pixels one output sees, padding counted in; dots mark the whole side.",
    )
