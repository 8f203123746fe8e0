"""One run of the course's network followed through its updates."""

from functools import partial
from math import log

import altair as alt
import streamlit as st

from core.dropout.dead import one_run as dying
from core.dropout.dead.one_run import PROBED, Config, Result
from pages.shared import charts
from pages.shared.charts import intervals, theme, tooltip
from pages.shared.jobs import progress
from pages.shared.page import controls, downloads

LAYERS = {"convolution 1": theme.SKY, "convolution 2": theme.BLUE, "dense 1": theme.VERMILION}
FIRST = ("#000000", theme.ORANGE, theme.SKY, theme.GREEN, "#F0E442", theme.BLUE)
DIGITS = alt.Scale(
    domain=list(range(10)),
    range=[*FIRST, theme.VERMILION, theme.PURPLE, "#999999", "#882255"],
)
CHANCE = log(10)
SIZE = 300
LOG, PLAIN = alt.Scale(type="log"), alt.Axis(format="~g")
UPDATES = alt.X(
    "update:Q",
    title="update",
    scale=theme.LOG,
    axis=alt.Axis(values=[1, 2, 5, 10, 20, 50, 100, 200], format="d"),
)
dashed = partial(intervals.threshold, "y", strokeDash=[5, 4])


def show() -> None:
    """Show controls and what happens through the updates."""
    st.markdown("##### One such run, update by update")
    with controls.beside(ask) as config:
        result = progress.run(dying, config)
        st.markdown(told(result))
        if result.updates.empty:
            return
        with st.grid(2, min_column_width=360):
            for draw in (steps, losses, silent, predictions):
                with st.container():
                    draw(result)
        downloads.csv(
            {
                "dying_updates": result.updates,
                "dying_dead_units": result.dead,
                "dying_predictions": result.predicted,
            },
            "dropout",
        )


def ask() -> Config:
    """Draw the controls and return the run that they describe."""
    return controls.configured(
        "dying",
        Config(),
        menus=("remedy",),
        remedy=("dying_change", "One thing made otherwise, all else as it was."),
        learning_rate=("dying_rate", "Of RMSprop"),
        p=("dying_p", "Share of numbers hidden in training"),
        seed=("dying_seed", "Of weights and order"),
        images=("dying_images", "Training images, 320 to 10,000, 32 an update."),
    )


def told(result: Result) -> str:
    """Say in one paragraph, from the numbers, what this run does."""
    config, seen = result.config, result.updates
    if seen.empty:
        return f"The loss is not finite at update {result.diverged_at}: nothing is left to see."
    first = seen.iloc[0]
    parts = [
        f"The first update moves a weight by {first['step']:.3f} on average, "
        f"{first['step'] / config.learning_rate:.1f} times the learning rate."
    ]
    if len(seen) > 1:
        parts.append(f"The loss goes from {first['loss']:.2f} to {seen['loss'].iloc[1]:.2f}.")
    last = result.dead[result.dead["update"] == result.dead["update"].max()]
    counts = ", ".join(f"{row.dead} of {row.units} in {row.layer}" for row in last.itertuples())
    parts.append(f"Silent units in the end: {counts}.")
    if result.diverged_at is not None:
        parts.append(f"**The loss stops being finite at update {result.diverged_at}.**")
    elif result.dies_at is None:
        parts.append("**In the end it tells digits apart.**")
    else:
        parts.append(f"**From update {result.dies_at} on it gives every image one digit.**")
    return " ".join(parts)


def steps(result: Result) -> None:
    """Draw how far an update moves a weight, and the gradient it comes from."""
    names = {"step": "step of a weight", "gradient_norm": "norm of the gradient"}
    rows = result.updates.rename(columns=names).melt("update", list(names.values()), "what", "size")
    lines = alt.Chart(rows[rows["size"] > 0]).mark_line()
    drawn = lines.encode(
        x=UPDATES,
        y=alt.Y("size:Q", title="size", scale=LOG, axis=PLAIN),
        color=alt.Color("what:N", title=None, scale=alt.Scale(range=[theme.ORANGE, theme.BLUE])),
        tooltip=tooltip("update", "what", size=".4g"),
    )
    charts.show(
        alt.layer(dashed(result.config.learning_rate), drawn, height=SIZE),
        "Step and gradient",
        "The step is the root mean square over all weights; the dashed line is the learning rate.",
    )


def losses(result: Result) -> None:
    """Draw the loss of each batch."""
    line = alt.Chart(result.updates).mark_line(color=theme.BLUE)
    drawn = line.encode(
        x=UPDATES,
        y=alt.Y("loss:Q", title="loss (nats)", scale=LOG, axis=PLAIN),
        tooltip=tooltip("update", loss=".3f"),
    )
    charts.show(
        alt.layer(dashed(CHANCE), drawn, height=SIZE),
        "Training loss",
        "Of each batch, before its update; the dashed line is ln 10, all digits held equally "
        "likely.",
    )


def silent(result: Result) -> None:
    """Draw the share of silent units by layer."""
    lines = alt.Chart(result.dead, height=SIZE).mark_line(interpolate="step-after")
    charts.show(
        lines.encode(
            x=UPDATES,
            y=alt.Y("share:Q", title="share of units", axis=theme.PERCENT, scale=theme.SHARE),
            color=alt.Color("layer:N", title=None, scale=theme.palette(LAYERS)),
            tooltip=["update", "layer", "dead", "units"],
        ),
        "Silent ReLU units",
        f"Units, or filters of a convolution, above 0 for none of {PROBED} validation images.",
    )


def predictions(result: Result) -> None:
    """Draw how many of the probed images are given each digit."""
    areas = alt.Chart(result.predicted, height=SIZE).mark_area(interpolate="step-after")
    charts.show(
        areas.encode(
            x=UPDATES,
            y=alt.Y("share:Q", title="share of images", stack="normalize", axis=theme.PERCENT),
            color=alt.Color("digit:O", title=None, scale=DIGITS),
            tooltip=tooltip("update", "digit", share=".1%"),
        ),
        "Digits given",
        "One colour from bottom to top: every image is given one digit.",
    )
