"""Charts of the lesson on starting weights."""

from collections.abc import Callable
from functools import partial
from typing import Any

import altair as alt

from core.initialization import LEARNED_LOSS, Result
from pages.labs.initialization import two_networks
from pages.shared import charts
from pages.shared.charts import intervals, theme, tooltip


def losses(result: Result) -> None:
    """Draw the test loss of both networks through time."""
    rows = result.losses[["network", "iteration", "test_loss"]]
    dashes = alt.Scale(range=[[1, 0], [8, 4]])
    lines = alt.Chart(rows, height=theme.HEIGHT).mark_line()
    charts.show(
        lines.encode(
            x=alt.X("iteration:Q", title="iteration (passes over the data)"),
            y=alt.Y("test_loss:Q", title="test loss", scale=theme.FROM_ZERO),
            color=alt.Color("network:N", scale=theme.NETWORKS),
            strokeDash=alt.StrokeDash("network:N", scale=dashes),
            tooltip=tooltip("network", "iteration", test_loss=".4f"),
        ),
        "Test loss through time",
        "One network falls to almost 0, the other stays where it was.",
    )


def exchanged(result: Result) -> None:
    """Draw the last test loss of both data sets with both starts."""
    base = alt.Chart(result.swaps.assign(on=result.swaps["data"] + "'s data")).encode(
        x=alt.X("on:N", title=None, axis=theme.UPRIGHT),
        xOffset=alt.XOffset("start:N", sort=list(two_networks.STARTED)),
        y=alt.Y("test_loss:Q", title="test loss at the end"),
    )
    bars = base.mark_bar().encode(
        color=alt.Color("start:N", title="start", scale=theme.palette(two_networks.STARTED)),
        tooltip=tooltip("data", "start", test_loss=".4f"),
    )
    figures = base.mark_text(dy=-10, fontSize=14).encode(text=alt.Text("test_loss:Q", format=".3f"))
    learned = intervals.threshold("y", LEARNED_LOSS, strokeDash=[4, 4])
    charts.show(
        (bars + figures + learned).properties(height=theme.HEIGHT),
        "Data and starts exchanged",
        f"Below the dashes ({LEARNED_LOSS}) a network has learned.",
    )


CHARTS: dict[str, Callable[[Any], None]] = {
    "loss": losses,
    "gradient": partial(two_networks.through_time, chosen="Gradient norm"),
    "exchange": exchanged,
    "luck": two_networks.seeds,
    "slope": partial(two_networks.through_time, chosen="Slope"),
    "alike": partial(two_networks.through_time, chosen="Symmetry"),
}
