"""Initialisation schemes compared, and the scale of the weights."""

import altair as alt
import streamlit as st

from core.engines.planar import DATASETS
from core.initialization import schemes
from core.playground import ACTIVATIONS
from pages.shared import charts
from pages.shared.jobs import progress
from pages.shared.page import controls, downloads


def show() -> None:
    """Compare initialisation schemes, and the scale of the weights."""
    left, right = st.columns([1, 3], gap="large")
    start = schemes.Config()
    with left, controls.panel("schemes") as panel:
        data = panel.choice("Data", "scheme_data", tuple(DATASETS), "The set of labelled points.")
        activation = panel.choice("Activation", "scheme_activation", ACTIVATIONS,
                                  "Of the hidden units, for the schemes.")  # fmt: skip
        iterations = panel.whole("Iterations", "scheme_iterations", start.iterations, 1, 2_000,
                                 "Passes over the data, 1 to 2,000.")  # fmt: skip
        count = panel.whole("Seeds", "scheme_seeds", start.seeds, 2, 100,
                            "Networks a scheme, 2 to 100.")  # fmt: skip
    config = controls.checked(lambda: schemes.Config(data, activation, iterations, count), start)
    with right:
        result = progress.run(schemes, config)
        scheme_chart(result)
        scale_chart(result)
    downloads.csv({"runs": result.runs, "schemes": result.schemes, "scales": result.scales},
                  "schemes")  # fmt: skip


def scheme_chart(result: schemes.Result) -> None:
    """Draw the share of seeds that learn from each scheme, with its interval."""
    base = alt.Chart(result.schemes).encode(
        y=alt.Y("scheme:N", sort=None, title=None, axis=alt.Axis(labelLimit=220))
    )
    chart = base.mark_rule(color=charts.MEASURED, strokeWidth=2.5).encode(
        x=alt.X("low:Q", title="share of seeds that learn", axis=alt.Axis(format="%"),
                scale=alt.Scale(domain=[0, 1])),
        x2="high:Q",
    ) + base.mark_circle(size=90, color=charts.MEASURED, opacity=1).encode(
        x="share:Q",
        tooltip=["scheme", "n", alt.Tooltip("share", format=".0%"),
                 alt.Tooltip("low", format=".0%"), alt.Tooltip("high", format=".0%"),
                 alt.Tooltip("median_loss", format=".4f")],
    )  # fmt: skip
    charts.show(
        chart.properties(height=380),
        f"Schemes of torch.nn.init · {result.config.activation}",
        f"Share of {result.config.seeds} seeds with a test loss below {schemes.LEARNED_LOSS} after "
        f"{result.config.iterations:,} iterations, with Wilson's 95 % interval. Equal weights "
        "(zero, constant) fail whatever their size.",
    )


def scale_chart(result: schemes.Result) -> None:
    """Draw the share of seeds that learn over weight scale and activation."""
    base = alt.Chart(result.scales).encode(
        x=alt.X("scale:O", title=f"weights: {schemes.SCALED_SCHEME} times",
                axis=alt.Axis(labelAngle=0)),
        y=alt.Y("activation:N", title=None),
    )  # fmt: skip
    chart = base.mark_rect().encode(
        color=alt.Color("share:Q", scale=alt.Scale(scheme="viridis", domain=[0, 1]),
                        legend=alt.Legend(format="%", title="share that learns")),
        tooltip=["activation", "scale", "n", alt.Tooltip("share", format=".0%"),
                 alt.Tooltip("low", format=".0%"), alt.Tooltip("high", format=".0%")],
    ) + base.mark_text(fontSize=14).encode(
        text=alt.Text("share:Q", format=".0%"),
        color=alt.condition("datum.share > 0.6", alt.value("black"), alt.value("white")),
    )  # fmt: skip
    charts.show(
        chart.properties(height=260),
        "Scale of the weights",
        "Too small and the gradient is a product of small numbers; too large and units saturate "
        "or die. Look for how wide the good range is.",
    )
