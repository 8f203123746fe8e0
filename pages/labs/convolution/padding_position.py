"""A side effect of padding: the features tell where in the picture they are."""

import altair as alt

from core.padding import position as padding_position
from core.padding.position import Config, Result
from pages.labs.convolution import padding_colours
from pages.shared import charts
from pages.shared.charts import intervals, theme, tooltip
from pages.shared.jobs import progress
from pages.shared.page import claim_card, controls, downloads, prose


def ask() -> Config:
    """Draw the controls and return the experiment."""
    return controls.configured(
        "padding_position",
        Config(),
        side=("position_side", "Of the grey pictures, 8 to 40 pixels."),
        layers=("position_layers", "Of 3 × 3"),
        seeds=("position_seeds", "Random networks"),
        held_out=("position_held_out", "Share of positions tested on"),
    )


def show() -> None:
    """Show how well the position can be read, and how far from the border."""
    with controls.beside(ask) as config:
        result = progress.run(padding_position, config)
        charts.side_by_side(result, explained, told, gap="medium")
        claim_card.statement(padding_position.leak(result))
        claim_card.statement(padding_position.spread(result))
    theory(config)
    downloads.frames(result, "padding_position")


def explained(result: Result) -> None:
    """Draw how much of the position a readout explains, by depth and padding."""
    base = alt.Chart(padding_position.summary(result)).encode(
        x=alt.X("depth:O", title="layers", axis=theme.UPRIGHT),
        color=padding_colours.colour(padding_position.PADDINGS),
    )
    lines = intervals.lines(
        base,
        alt.Y("mean:Q", title="R² of the position", axis=alt.Axis(format=".1f")),
        tooltip("padding", "depth", "n", mean=".3f", low=".3f", high=".3f"),
        size=55,
    )
    charts.show(
        alt.layer(*lines, height=theme.HEIGHT),
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
    scale, legend = alt.Scale(scheme="viridis"), alt.Legend(columns=6)
    title = "error / error of a guess"
    error, guess = ("error (px)", ".2f"), ("guess (px)", ".2f")
    lines = alt.Chart(table, height=theme.HEIGHT).mark_line(point=alt.OverlayMarkDef(size=35))
    charts.show(
        lines.encode(
            x=alt.X("distance:Q", title="distance to the border (pixels)", axis=theme.WHOLE),
            y=alt.Y("relative:Q", title=title, axis=theme.PERCENT, scale=theme.FROM_ZERO),
            color=alt.Color("depth:O", title="layers", scale=scale, legend=legend),
            tooltip=tooltip("depth", "distance", error=error, guess=guess, relative=".0%"),
        ),
        "How far the zeros are felt",
        "Zero padding; mean over the networks. A layer more, and one ring more is told apart; "
        "100 % is a guess of the middle. Near the middle a guess is hard to beat.",
    )


def theory(config: Config) -> None:
    """Say why zeros give the position away, and which share of the positions they can."""
    reached = min(1.0, 2 * config.layers / config.side)
    prose.why(
        r"\text{reached} = 1 - \left(1 - \frac{2L}{n}\right)^2",
        rf"1 - \left(1 - \frac{{2 \cdot {config.layers}}}{{{config.side}}}\right)^2 = "
        rf"{1 - (1 - reached) ** 2:.2f}",
        "On a grey picture every window that lies inside sees the same, so without "
        "padding, or with a padding that continues the grey, all features are equal and tell "
        "nothing. A zero-padded window at the border sees something else, and every 3 × 3 layer "
        "carries the difference one pixel further in, to the share of the positions given above.",
    )
    prose.note(
        "M. A. Islam, S. Jia and N. Bruce, ICLR 2020; O. Kayhan and J. van Gemert, CVPR 2020. "
        f"{padding_position.CHANNELS} random channels a layer; ridge regression with penalty "
        f"{padding_position.RIDGE} (closed form), fitted on {(padding_position.GREYS + 1) // 2} "
        f"greys and tested on {padding_position.GREYS // 2} others."
    )
