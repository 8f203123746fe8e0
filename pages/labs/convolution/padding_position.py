"""A side effect of padding: the features tell where in the picture they are."""

import altair as alt
import streamlit as st

from core.padding import position as padding_position
from core.padding.position import Config, Result
from pages.labs.convolution import padding_colours
from pages.shared import charts
from pages.shared.jobs import progress
from pages.shared.page import claim_card, controls, downloads, prose


def ask() -> Config:
    """Draw the controls and return the experiment."""
    start = Config()
    with controls.panel("padding_position") as panel:
        side = panel.whole("Side", "position_side", start.side, 8, 40,
                           "Of the grey pictures, 8 to 40 pixels.")  # fmt: skip
        layers = panel.whole("Layers", "position_layers", start.layers, 1, 12,
                             "Of 3 × 3, 1 to 12.")  # fmt: skip
        seeds = panel.whole("Seeds", "position_seeds", start.seeds, 2, 50,
                            "Random networks, 2 to 50.")  # fmt: skip
        held_out = panel.real("Held out", "position_held_out", start.held_out, 0.1, 0.9,
                              "Share of positions tested on, 0.1 to 0.9.")  # fmt: skip
    return controls.checked(lambda: Config(side, layers, seeds, held_out), start)


def show() -> None:
    """Show how well the position can be read, and how far from the border."""
    left, right = st.columns([3, 10], gap="medium")
    with left:
        config = ask()
    with right:
        result = progress.run(padding_position, config)
        claim_card.statement(padding_position.leak(result))
        claim_card.statement(padding_position.spread(result))
        first, second = st.columns(2, gap="medium")
        with first:
            explained(result)
        with second:
            told(result)
    theory(config)
    downloads.csv({"readouts": result.readouts, "errors": result.errors,
                   "reaches": result.reaches}, "padding_position")  # fmt: skip


def explained(result: Result) -> None:
    """Draw how much of the position a readout explains, by depth and padding."""
    base = alt.Chart(padding_position.summary(result)).encode(
        x=alt.X("depth:O", title="layers", axis=alt.Axis(labelAngle=0)),
        color=alt.Color("padding:N", sort=None, legend=padding_colours.legend(3),
                        scale=padding_colours.scale(*padding_position.PADDINGS)),
    )  # fmt: skip
    chart = base.mark_rule(strokeWidth=2.5).encode(y="low:Q", y2="high:Q") + base.mark_line(
        point=alt.OverlayMarkDef(size=55)
    ).encode(
        y=alt.Y("mean:Q", title="R² of the position", axis=alt.Axis(format=".1f")),
        tooltip=["padding", "depth", "n", alt.Tooltip("mean", format=".3f"),
                 alt.Tooltip("low", format=".3f"), alt.Tooltip("high", format=".3f")],
    )  # fmt: skip
    charts.show(
        chart.properties(height=charts.HEIGHT),
        "How much of the position is told",
        "R²: the share of the position's variance that the readout explains. Mean over "
        f"{result.config.seeds} random networks with its 95 % interval. Only zeros tell; the other "
        "lines lie on one another, at 0 or just below.",
    )


def told(result: Result) -> None:
    """Draw how far from the border the position is told, by depth."""
    zeros = result.errors[result.errors["padding"] == padding_position.ZEROS]
    table = zeros.groupby(["depth", "distance"], as_index=False)[["error", "guess"]].mean()
    table["relative"] = table["error"] / table["guess"]
    chart = (
        alt.Chart(table)
        .mark_line(point=alt.OverlayMarkDef(size=35))
        .encode(
            x=alt.X("distance:Q", title="distance to the border (pixels)",
                    axis=alt.Axis(tickMinStep=1, format="d")),
            y=alt.Y("relative:Q", title="error / error of a guess", axis=alt.Axis(format="%"),
                    scale=alt.Scale(domainMin=0)),
            color=alt.Color("depth:O", title="layers", scale=alt.Scale(scheme="viridis"),
                            legend=alt.Legend(columns=6)),
            tooltip=["depth", "distance", alt.Tooltip("error", title="error (px)", format=".2f"),
                     alt.Tooltip("guess", title="guess (px)", format=".2f"),
                     alt.Tooltip("relative", format=".0%")],
        )
    )  # fmt: skip
    charts.show(
        chart.properties(height=charts.HEIGHT),
        "How far the zeros are felt",
        "Zero padding; mean over the networks. A layer more, and one ring more is told apart; "
        "100 % is a guess of the middle. Near the middle a guess is hard to beat.",
    )


def theory(config: Config) -> None:
    """Say why zeros give the position away, and which share of the positions they can."""
    reached = min(1.0, 2 * config.layers / config.side)
    st.markdown(
        "**Why.** On a grey picture every window that lies inside sees the same, so without "
        "padding, or with a padding that continues the grey, all features are equal and tell "
        "nothing. A zero-padded window at the border sees something else, and every 3 × 3 layer "
        "carries the difference one pixel further in, to this share of the positions:"
    )
    st.latex(r"\text{reached} = 1 - \left(1 - \frac{2L}{n}\right)^2")
    st.latex(
        rf"1 - \left(1 - \frac{{2 \cdot {config.layers}}}{{{config.side}}}\right)^2 = "
        rf"{1 - (1 - reached) ** 2:.2f}"
    )
    prose.note(
        "M. A. Islam, S. Jia and N. Bruce, ICLR 2020; O. Kayhan and J. van Gemert, CVPR 2020. "
        f"{padding_position.CHANNELS} random channels a layer; ridge regression with penalty "
        f"{padding_position.RIDGE} (closed form), fitted on {(padding_position.GREYS + 1) // 2} "
        f"greys and tested on {padding_position.GREYS // 2} others."
    )
