"""Where a network keeps its parameters, its work and its memory, and how much each layer sees."""

from math import pi, sin, sqrt

import altair as alt
import pandas as pd
import streamlit as st

from core.engines.windows.sliding import SIDES
from pages.shared import charts
from pages.shared.charts import theme, tooltip

FAMILIES = {
    "convolution": theme.BLUE,
    "linear": theme.VERMILION,
    "pooling": theme.GREEN,
    "normalisation": theme.PURPLE,
    "other": "#999999",
}
PARTS = {"conv": "convolution", "linear": "linear", "pool": "pooling", "norm": "normalisation"}
QUANTITIES = ("parameters", "multiply-accumulates")
LEAST = 0.35
"""The part of the picture's width that all layers share alike, so that each is seen."""
DIGIT, SAID = 0.022, 0.05
"""Of the picture's width what a digit takes, and of a quantity from which a layer says its share.
"""
EVERY = "every side"
HEIGHT = 280
BYTES = 4
"""Of one number in float32."""
STEPS = 12
"""Straight pieces that an arc is drawn in."""
Shape = tuple[int, ...]
PADDING = {"left": 0, "top": 0, "right": 5, "bottom": 5}


def show(table: pd.DataFrame, quantity: str, told: str) -> None:
    """Draw the network as a row of layers, each as wide as its share of ``quantity``.

    What is ``told`` of the whole network stands below it, before the largest layer.
    """
    drawn = row(table, quantity.replace("-", "_"))
    place = alt.X("start:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False))
    counts = ("parameters", "multiply_accumulates")
    bars = alt.Chart(drawn).mark_rect(cornerRadius=1)
    tall = alt.Y("outputs:Q", title="numbers that it gives", scale=alt.Scale(type="sqrt"))
    middle = alt.Chart(drawn).encode(x=alt.X("middle:Q", axis=None))
    chart = alt.layer(
        bars.encode(
            x=place,
            x2="end:Q",
            y=tall,
            y2=alt.datum(0),
            color=coloured(drawn),
            tooltip=tooltip("layer", "name", "kind", *counts, outputs=",", share=".2%"),
        ),
        middle.mark_text(dy=-8, fontSize=13, color=theme.GREY).encode(y="outputs:Q", text="said:N"),
        middle.mark_text(dy=12, fontSize=12, color=theme.GREY).encode(
            y=alt.datum(0), text="number:N"
        ),
        height=HEIGHT,
        padding=PADDING,
    )
    charts.show(chart, f"Every layer, as wide as its share of the {quantity}", told)


def row(table: pd.DataFrame, quantity: str) -> pd.DataFrame:
    """Return a row a layer: its place from ``start`` to ``end`` in a width of 1, and its counts."""
    total = sum(table[quantity])
    shares = pd.Series([count / total if total else 0.0 for count in table[quantity]])
    even = LEAST if total else 1.0
    widths = even / len(table) + (1 - even) * shares
    ends = widths.cumsum()
    return pd.DataFrame(
        {
            "layer": table["layer"].astype(int).to_numpy(),
            "name": table["name"].to_numpy(),
            "kind": table["kind"].to_numpy(),
            "family": table["kind"].map(family).to_numpy(),
            "parameters": [f"{count:,}" for count in table["parameters"]],
            "multiply_accumulates": [f"{count:,}" for count in table["multiply_accumulates"]],
            "outputs": [count / BYTES for count in table["memory"]],
            "share": shares,
            "start": ends - widths,
            "middle": ends - widths / 2,
            "end": ends - even / len(table) / 12,
            "said": [f"{share:.0%}" if share >= SAID else "" for share in shares],
            "number": [
                str(place) if width >= DIGIT * len(str(place)) else ""
                for place, width in enumerate(widths, start=1)
            ],
        }
    )


def family(kind: str) -> str:
    """Return what sort of layer or operation a kind is."""
    return next((name for part, name in PARTS.items() if part in kind.lower()), "other")


def largest(table: pd.DataFrame, quantity: str) -> str:
    """Say which layer has the largest share of ``quantity``, or how many share it."""
    counts = table[quantity.replace("-", "_")]
    if not sum(counts):
        return f"None of these layers has any {quantity}."
    top = table[counts == max(counts)]
    first, share = top.iloc[0], max(counts) / sum(counts)
    if len(top) == 1:
        return f"Layer {first['layer']}, {first['kind']}, has the most: {share:.0%}."
    return (
        f"{len(top)} layers have the most, {share:.0%} each; layer {first['layer']}, "
        f"{first['kind']}, is the first."
    )


def branches(table: pd.DataFrame) -> None:
    """Draw where values go past layers, or come together; nothing for a plain stack."""
    ends = [
        (start, row.layer)
        for row in table.itertuples()
        for start in row.inputs
        if start != row.layer - 1
    ]
    if not ends:
        return
    height = alt.Y("height:Q", axis=None)
    ways = [alt.Tooltip("start:Q", title="from"), alt.Tooltip("end:Q", title="to")]
    lines = alt.Chart(arcs(ends)).mark_line(opacity=0.7, color=FAMILIES["other"])
    layer = alt.X("layer:Q", title="layer", axis=alt.Axis(tickMinStep=1, grid=False))
    points = table[["layer", "name", "kind"]].assign(
        layer=table["layer"].astype(int),
        family=table["kind"].map(family),
        takes=[", ".join(map(str, numbers)) for numbers in table["inputs"]],
        meets=table["inputs"].map(len) > 1,
    )
    sizes = alt.Scale(domain=[False, True], range=[25, 110])
    dots = alt.Chart(points).mark_point(filled=True, opacity=1)
    drawn = dots.encode(
        layer,
        alt.Y(datum=0),
        size=alt.Size("meets:N", scale=sizes, legend=None),
        color=coloured(points),
        tooltip=tooltip("layer", "name", "kind", "takes"),
    )
    arched = lines.encode(layer, height, detail="arc:N", tooltip=ways)
    charts.show(
        alt.layer(arched, drawn, height=150, padding=PADDING),
        "Branches and where they meet",
        joined(table[points["meets"]]),
    )


def coloured(layers: pd.DataFrame) -> alt.Color:
    """Return the colours of the families that are among ``layers``, with their legend."""
    present = {one: FAMILIES[one] for one in FAMILIES if one in set(layers["family"])}
    legend = alt.Legend(columns=3)
    return alt.Color("family:N", title=None, scale=theme.palette(present), legend=legend)


def arcs(ends: list[tuple[int, int]]) -> pd.DataFrame:
    """Return the points of an arc from each row to the one that takes its values.

    A wide arc is higher, and not too much so.
    """
    rows = [
        (number, start, end, start + (end - start) * along, sin(pi * along) * sqrt(end - start))
        for number, (start, end) in enumerate(ends)
        for along in (step / STEPS for step in range(STEPS + 1))
    ]
    return pd.DataFrame(rows, columns=["arc", "start", "end", "layer", "height"])


def joined(meeting: pd.DataFrame) -> str:
    """Say how many layers take several values, and which is the first."""
    marks = "A mark is a layer; an arc is a value that goes past the layers under it."
    if meeting.empty:
        return marks
    first = meeting.iloc[0]
    several = " and ".join(str(one) if one else "the input" for one in first["inputs"])
    count = f"{len(meeting)} layers take" if len(meeting) > 1 else "One layer takes"
    return (
        f"{marks} {count} several values (large marks), the first of them layer {first['layer']}, "
        f"{first['kind']}, those of {several}."
    )


def receptive_field(table: pd.DataFrame, input_shape: Shape) -> None:
    """Draw how many input pixels one output sees after each layer, or say why not."""
    if not table["receptive_field"].map(bool).any():
        st.markdown("**Receptive field**")
        st.caption("The input has no sides to see a part of.")
        return
    square = all(len(set(seen)) <= 1 for seen in (input_shape[1:], *table["receptive_field"]))
    names = (EVERY,) if square else SIDES[len(input_shape) - 1]
    drawn = pd.DataFrame(
        [
            (row.layer, row.kind, side, float(size), float(jump))
            for row in table.itertuples()
            for side, size, jump in zip(names, row.receptive_field, row.jump, strict=False)
        ],
        columns=["layer", "kind", "side", "size", "jump"],
    )
    whole_sides = list(zip(names, map(float, input_shape[1:]), strict=False))
    sides = pd.DataFrame(whole_sides, columns=["side", "pixels"])
    colour = alt.Color(
        "side:N",
        title=None,
        sort=list(sides["side"]),
        legend=None if len(sides) == 1 else alt.Legend(),
        scale=alt.Scale(range=[theme.BLUE, theme.ORANGE, theme.GREEN]),
    )
    lines = alt.Chart(drawn).mark_line(point=alt.OverlayMarkDef(size=25))
    whole = alt.Chart(sides).mark_rule(strokeDash=[2, 3], strokeWidth=1.5)
    size = alt.Tooltip("size", title="receptive field")
    axis = alt.Axis(labelAngle=0, labelOverlap=True)
    charts.show(
        alt.layer(
            lines.encode(
                x=alt.X("layer:O", title="layer", axis=axis),
                y=alt.Y("size:Q", title="input pixels", axis=alt.Axis(tickCount=4)),
                color=colour,
                tooltip=["layer", "kind", "side", size, "jump"],
            ),
            whole.encode(y="pixels:Q", color=colour, tooltip=["side", "pixels"]),
            height=HEIGHT,
            padding=PADDING,
        ),
        "Receptive field",
        "How many input pixels one output sees along a side, padding counted in; dots mark the "
        "whole side.",
    )
