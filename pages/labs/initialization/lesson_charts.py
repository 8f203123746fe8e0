"""Charts of the lesson on starting weights."""

from collections.abc import Callable
from functools import partial
from typing import Any

import altair as alt

from core.initialization import LEARNED_LOSS, Result
from pages.labs.initialization import two_networks
from pages.shared import charts

STARTS = alt.Scale(domain=["random", "zero"], range=[charts.A, charts.B])


def losses(result: Result) -> None:
    """Draw the test loss of both networks through time."""
    rows = result.losses[["network", "iteration", "test_loss"]]
    chart = (
        alt.Chart(rows)
        .mark_line()
        .encode(
            x=alt.X("iteration:Q", title="iteration (passes over the data)"),
            y=alt.Y("test_loss:Q", title="test loss", scale=alt.Scale(domainMin=0)),
            color=alt.Color("network:N", scale=charts.NETWORKS),
            strokeDash=alt.StrokeDash("network:N", scale=alt.Scale(range=[[1, 0], [8, 4]])),
            tooltip=["network", "iteration", alt.Tooltip("test_loss", format=".4f")],
        )
        .properties(height=charts.HEIGHT)
    )
    charts.show(
        chart,
        "Test loss through time",
        "One network falls to almost 0, the other stays where it was.",
    )


def exchanged(result: Result) -> None:
    """Draw the last test loss of both data sets with both starts."""
    base = alt.Chart(result.swaps.assign(on=result.swaps["data"] + "'s data")).encode(
        x=alt.X("on:N", title=None, axis=alt.Axis(labelAngle=0)),
        xOffset=alt.XOffset("start:N", sort=STARTS.domain),
        y=alt.Y("test_loss:Q", title="test loss at the end"),
    )
    bars = base.mark_bar().encode(
        color=alt.Color("start:N", title="start", scale=STARTS),
        tooltip=["data", "start", alt.Tooltip("test_loss", format=".4f")],
    )
    figures = base.mark_text(dy=-10, fontSize=14).encode(text=alt.Text("test_loss:Q", format=".3f"))
    learned = alt.Chart().mark_rule(strokeDash=[4, 4], color="#7A8793").encode(
        y=alt.datum(LEARNED_LOSS)
    )  # fmt: skip
    charts.show(
        (bars + figures + learned).properties(height=charts.HEIGHT),
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
