"""Which activation learns from which start: a picture of every pair, and the losses on the way."""

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
from pages.shared import charts
from pages.shared.charts import alternatives, menu, theme, tooltip
from pages.shared.jobs import progress
from pages.shared.page import claim_card, controls, downloads, prose

OUTCOMES = {STILL: "#B9C0C7", MOVES: theme.ORANGE, LEARNS: "#4CC3A0"}
LINES = {
    "ReLU": theme.VERMILION,
    "leaky ReLU": theme.ORANGE,
    "tanh": theme.BLUE,
    "linear": theme.SKY,
    "sigmoid − ½": theme.PURPLE,
    "sigmoid": theme.GREEN,
}
BETWEEN = " | "
ROW, AROUND = 44, 130
PICTURE = "activation_cells"
READING = (
    "Click a cell: it plays above, beside B. Grey: no weight changes in any digit. Look down the "
    "left column: from zero every activation with f(0) = 0 stands still, whatever its slope f′(0), "
    "and though only ReLU's units are dead. The sigmoid − ½ is the sigmoid moved down, so that it "
    "gives 0 at 0. A linear network can learn no circle."
)


def show() -> None:
    """Play B with one thing changed, show who learns from which start, and judge what is said."""
    stage = st.container()
    with controls.beside(ask, [3, 1], gap="large") as config:
        with stage:
            switches.show(config)
        result = progress.run(activation_starts, config)
        picture(result)
        start = controls.Panel("activation_curves").choice(
            "Losses from", "curves_from", tuple(STARTS), "The start whose losses are drawn."
        )
        curves(result, start)
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
    """Draw a square for every activation and start: the test loss, and whether a weight moved."""
    cells = described(result.cells)
    base = alt.Chart(cells).encode(
        x=alt.X(
            "start:N",
            sort=list(STARTS),
            title="weights and biases at the start",
            axis=alt.Axis(labelAngle=0, orient="top", labelFontSize=14),
        ),
        y=alt.Y(
            "row:N",
            sort=list(cells["row"].unique()),
            title=None,
            axis=alt.Axis(
                labelExpr=f"split(datum.label, '{BETWEEN}')",
                labelLimit=200,
                labelOverlap=False,
                labelOffset=-6,
            ),
        ),
    )
    squares = base.mark_rect(stroke="white", strokeWidth=3, cursor="pointer").encode(
        color=alt.Color(
            "outcome:N",
            scale=theme.palette(OUTCOMES),
            title=None,
            legend=alt.Legend(columns=2),
        ),
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
    click = alt.selection_point("cell", fields=["name", "start"], on="click")
    chart = alt.layer(squares.add_params(click), losses, height=AROUND + ROW * len(NAMES))
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


def curves(result: Result, start: str) -> None:
    """Draw the test loss of every activation from one start."""
    rows = result.losses[result.losses["start"] == start]
    legend = alt.Legend(columns=3, symbolStrokeWidth=3)
    lines = alt.Chart(rows.assign(name=rows["activation"].map(NAMES)), height=300).mark_line()
    charts.show(
        lines.encode(
            x=alt.X(
                "iteration:Q",
                title="iteration (passes over the data)",
                scale=alt.Scale(nice=False),
            ),
            y=alt.Y("test_loss:Q", title="test loss", scale=theme.FROM_ZERO),
            color=alt.Color("name:N", scale=theme.palette(LINES), title=None, legend=legend),
            tooltip=tooltip("name", "iteration", test_loss=".4f"),
        ),
        f"Test loss from the start “{start}”",
        "Lines that lie on one another are the networks in which no weight moves. A tiny start is "
        "slow, zero is for ever.",
    )
