"""Shape, parameters and cost of one layer, each with its formula and torch's own figure."""

from functools import partial
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from core import convolution
from core.convolution import Config, Result
from core.convolution.shape_explorer import uses
from core.convolution.torch_layer import fits
from core.engines.windows.layer import Side
from core.engines.windows.sliding import LARGEST, SIDES
from pages.labs.convolution import layer_code, layer_drawing, shape_explorer
from pages.shared import charts
from pages.shared.charts import theme
from pages.shared.jobs import aside
from pages.shared.page import claim_card, controls, downloads, layer_controls, prose, tables

EXPLORER = "Which settings give the output that you want?"
DRAWN = 128
RANKS = {"1-D": 1, "2-D": 2, "3-D": 3}
KINDS = {"input": theme.BLUE, "padding": theme.ORANGE, "output": theme.GREEN}


def show() -> None:
    """Show what one layer makes of its input, and the two claims of 2.A."""
    with controls.beside(ask) as config:
        checked = aside.answer(convolution, config)
        result = checked or convolution.by_formula(config)
        layer_drawing.show(config, dict(result.layer[["quantity", "ours"]].to_numpy()))
        for side in dict.fromkeys(side._replace(name="side") for side in config.sides):
            windows(config, side)
        table(result)
        checked = aside.ask(convolution, config)
    if checked is not None:
        for column, verdict in zip(st.columns(2), convolution.verdicts(checked), strict=True):
            with column:
                claim_card.show(verdict, "Exact arithmetic on the write-up's layer.")
    controls.Panel("further").further(
        "Go on asking", "asked_layer", {EXPLORER: partial(shape_explorer.show, config)}
    )
    downloads.frames(result, "convolution")


def ask() -> Config:
    """Draw the controls of the layer and return it."""
    start = Config()
    with controls.panel("layer") as panel:
        code, first = st.container(), st.container()
        with st.expander("More settings"):
            kind = layer_controls.operation(panel)
            rank = RANKS[
                panel.choice(
                    "Dimensions",
                    "dimensions",
                    tuple(RANKS),
                    "Of the input: a line, a picture, a volume.",
                    "2-D",
                )
            ]
            square = rank == 1 or not panel.flag(
                "Each side apart", "apart", False, "Give height and width numbers of their own."
            )
            chosen = ask_channels(panel, start, kind)
            more = st.container()
        names = layer_controls.side_names(rank, square)
        chosen |= layer_controls.spread(
            layer_controls.window(panel, start, kind, names, first, more), rank
        )
    config = controls.checked(lambda: Config(operation=kind, **chosen), start)
    with code:
        layer_code.show(config)
    return config


def ask_channels(panel: controls.Panel, start: Config, kind: str) -> dict[str, Any]:
    """Ask for what a layer of ``kind`` has besides its window."""
    asked = {
        "in_channels": ("Channels", "Of the picture, from 1."),
        "out_channels": ("Filters", "Output channels, from 1."),
        "groups": ("Groups", "Must divide both numbers of channels."),
    }
    pools = kind.endswith("pooling")
    chosen: dict[str, Any] = {}
    with st.container():
        columns = st.columns(2)
        for place, name in enumerate(["in_channels"] if pools else asked):
            label, help = asked[name]
            with columns[place % 2]:
                chosen[name] = panel.whole(label, name, getattr(start, name), 1, LARGEST, help)
        if not pools:
            chosen["bias"] = panel.flag("Bias", "bias", start.bias, "One number added a filter.")
    return chosen


def table(result: Result) -> None:
    """Show every quantity with its formula, its source and what torch says."""
    rows = merged(result)
    tables.show(
        pd.DataFrame(
            {
                "Quantity": [row.quantity for row in rows],
                "Formula, filled in": [f"${row.formula}$" for row in rows],
                "torch agrees": [agreement(row.ours, row.torch) for row in rows],
                "Source": [row.source for row in rows],
            }
        ),
        "Every quantity of the layer with its formula, torch's figure and the source",
    )
    prose.note(
        "Your numbers stand in each formula, and torch builds the same layer on its “meta” device "
        "(shapes without numbers) as you type. Receptive fields are in input pixels, the first "
        "pixel is 0. Dumoulin and Visin: arXiv:1603.07285; Araujo, Norris and Sim: "
        "doi:10.23915/distill.00021."
    )
    if not fits(result.config):
        st.info(
            "This layer has more numbers than torch can count bytes for (9.2 · 10¹⁸), so the "
            "formulae stand alone."
        )


def merged(result: Result) -> list[Any]:
    """Return the rows of the table, with sides of one formula in one row."""
    rows: dict[tuple[str, str], list[Any]] = {}
    for row in result.layer.itertuples():
        words = str(row.quantity).split()
        side = words[-1] if words[-1] in SIDES[len(result.config.sides)] else ""
        name = " ".join(words[:-1]) if side else str(row.quantity)
        rows.setdefault((name, str(row.formula)), []).append((side, row))
    return [
        same[0][1]._replace(quantity=f"{name} {', '.join(side for side, _ in same)}".strip())
        for (name, _), same in rows.items()
    ]


def agreement(ours: Any, theirs: Any) -> str:
    """Say whether torch gives the same figure, or that it gives none."""
    if theirs is None:
        return "–"
    return ":material/check: yes" if ours == theirs else f":material/close: no, {theirs:,}"


def windows(config: Config, side: Side) -> None:
    """Draw how often each cell of a side is used, or say why it is not drawn."""
    title = (
        "Products that meet in each output cell"
        if config.transposed
        else "Windows that use each cell"
    )
    cells = side.o if config.transposed else side.p + side.i + side.p_after
    if cells > DRAWN:
        st.caption(
            f"**{title}** is drawn for sides of up to {DRAWN} cells: this one has {cells:,}, more "
            "than a screen can show apart. The figures above are exact all the same."
        )
        return
    counts = uses(config, side)
    unused = int(((counts["kind"] == "input") & (counts["uses"] == 0)).sum())
    colours = theme.palette({kind: KINDS[kind] for kind in counts["kind"].unique()})
    axis = alt.Axis(labelAngle=0, labelOverlap=True)
    bars = (
        alt.Chart(counts, height=230)
        .mark_bar()
        .encode(
            x=alt.X("cell:O", title="cell of the side (pixels, the first is 0)", axis=axis),
            y=alt.Y("uses:Q", title="times used", axis=alt.Axis(tickMinStep=1)),
            color=alt.Color("kind:N", title=None, scale=colours),
            tooltip=["cell", "kind", "uses"],
        )
    )
    charts.show(bars, title, reading(config, counts, unused))


def reading(config: Config, counts: pd.DataFrame, unused: int) -> str:
    """Say what the chart of one side shows."""
    if config.transposed:
        low, high = counts["uses"].min(), counts["uses"].max()
        if low == high:
            return f"Every output is a sum of {high} products along this side."
        return (
            f"Outputs are sums of {low} to {high} products: unequal sums are seen as a "
            "checkerboard (Odena, Dumoulin and Olah 2016)."
        )
    if not unused:
        return "Every pixel is used; near the ends fewer windows hold it."
    if unused == 1:
        return "1 pixel is dropped silently: no window reaches it."
    return f"{unused} pixels are dropped silently: no window reaches them."
