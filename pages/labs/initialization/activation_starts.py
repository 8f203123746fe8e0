"""Which activation learns from which start: a picture of every pair."""

import altair as alt
import pandas as pd
import streamlit as st

from core.initialization import activation_starts
from core.initialization.activation_starts import (
    LEARNS,
    MOVES,
    NAMES,
    STARTS,
    STILL,
    Config,
    Result,
)
from pages.labs.initialization import switches
from pages.shared.charts import Chart, alternatives, menu, theme, tooltip
from pages.shared.jobs import progress
from pages.shared.page import claim_card, controls, downloads, prose

OUTCOMES = {STILL: "#B9C0C7", MOVES: theme.ORANGE, LEARNS: "#4CC3A0"}
BETWEEN = " | "
ROW, AROUND = 44, 130
PICTURE = "activation_cells"
READING = (
    "Click a cell: it plays above, beside B, with its losses. Grey: no weight changes in any "
    "digit. Look down the left column: from zero every activation with f(0) = 0 stands still, "
    "whatever its slope f′(0), and though only ReLU's units are dead. The sigmoid − ½ is the "
    "sigmoid moved down, so that it gives 0 at 0. A linear network can learn no circle."
)


def show() -> None:
    """Play B with one thing changed, show who learns from which start, and judge what is said."""
    stage = st.container()
    with controls.beside(ask, [3, 1], gap="large") as config:
        with stage:
            switches.show(config)
        result = progress.run(activation_starts, config)
        picture(result)
    claim_card.statements(activation_starts.findings(result))
    downloads.csv({"activations": result.cells, "activation_losses": result.losses}, "causes")


def ask() -> Config:
    """Draw the controls and return the experiment that they describe."""
    return controls.configured(
        "activation_starts",
        Config(),
        iterations=("start_iterations", "Passes over the data"),
        data=("start_data", "Whose points and split; only activation and start differ."),
    )


def picture(result: Result) -> None:
    """Show the losses of every activation and start, and play the one that is clicked."""
    chart = squares(described(result.cells))
    title = f"Who learns, from which start · test loss at iteration {result.config.iterations:,}"
    menu.heading(chart, title, READING)
    st.altair_chart(
        chart,
        key=PICTURE,
        on_select=play,
        selection_mode="cell",
        alt=f"{title}. {alternatives.summary(chart)} {READING}",
    )
    prose.note(READING)


def squares(cells: pd.DataFrame) -> Chart:
    """Return a square for every activation and start: the test loss, and whether a weight moved."""
    above = alt.Axis(labelAngle=0, orient="top", labelFontSize=14)
    label = f"split(datum.label, '{BETWEEN}')"
    beside = alt.Axis(labelExpr=label, labelLimit=200, labelOverlap=False, labelOffset=-6)
    base = alt.Chart(cells).encode(
        x=alt.X("start:N", sort=list(STARTS), title="weights and biases at the start", axis=above),
        y=alt.Y("row:N", sort=list(cells["row"].unique()), title=None, axis=beside),
    )
    legend, scale = alt.Legend(columns=2), theme.palette(OUTCOMES)
    click = alt.selection_point("cell", fields=["name", "start"], on="click")
    marks = base.mark_rect(stroke="white", strokeWidth=3, cursor="pointer").encode(
        color=alt.Color("outcome:N", scale=scale, title=None, legend=legend),
        tooltip=tooltip(
            "name",
            "start",
            "outcome",
            dead_share=("units that pass no gradient at the start", ".0%"),
            weight_change=("largest change of a weight", ".2g"),
            test_loss=".4f",
        ),
    )
    losses = base.mark_text(fontSize=15, color=theme.INK).encode(
        text=alt.Text("test_loss:Q", format=".3f")
    )
    return alt.layer(marks.add_params(click), losses, height=AROUND + ROW * len(NAMES))


def play() -> None:
    """Give B what stands in the cell that was clicked."""
    for cell in st.session_state[PICTURE].selection.get("cell", []):
        switches.choose(cell["name"], cell["start"])


def described(cells: pd.DataFrame) -> pd.DataFrame:
    """Return ``cells`` with the name of each activation, and the label of its row."""
    named = cells.assign(name=cells["activation"].map(NAMES))
    at_zero = [
        f"f(0) = {value:g}, f′(0) = {slope:g}"
        for value, slope in zip(cells["value_at_zero"], cells["slope_at_zero"], strict=True)
    ]
    return named.assign(row=named["name"] + BETWEEN + at_zero)
