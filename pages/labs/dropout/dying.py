"""One run of the course's network followed through its updates."""

from math import log

import altair as alt
import pandas as pd
import streamlit as st

from core.dropout.dead import one_run as dying
from core.dropout.dead.one_run import PROBED, REMEDIES, Config, Result
from pages.shared import charts
from pages.shared.jobs import progress
from pages.shared.page import controls, downloads

LAYERS = {"convolution 1": "#56B4E9", "convolution 2": "#0072B2", "dense 1": "#D55E00"}
DIGITS = ["#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7",
          "#999999", "#882255"]  # fmt: skip
CHANCE = log(10)
SIZE = 300


def show() -> None:
    """Show controls and what happens through the updates."""
    st.markdown("##### One such run, update by update")
    left, right = st.columns([3, 10], gap="medium")
    with left:
        config = ask()
    with right:
        result = progress.run(dying, config)
        st.markdown(told(result))
        if result.updates.empty:
            return
        with st.grid(2, min_column_width=360):
            for draw in (steps, losses, silent, predictions):
                with st.container():
                    draw(result)
        downloads.csv(
            {"dying_updates": result.updates, "dying_dead_units": result.dead,
             "dying_predictions": result.predicted}, "dropout"
        )  # fmt: skip


def ask() -> Config:
    """Draw the controls and return the run that they describe."""
    start = Config()
    with controls.panel("dying") as panel:
        remedy = panel.menu("Change", "dying_change", tuple(REMEDIES),
                            "One thing made otherwise, all else as it was.")  # fmt: skip
        rate = panel.real("Learning rate", "dying_rate", start.learning_rate, 1e-6, 1.0,
                          "Of RMSprop, 0.000001 to 1.")  # fmt: skip
        p = panel.real("Dropout p", "dying_p", start.p, 0.0, 0.99,
                       "Share of numbers hidden in training, 0 to 0.99.")  # fmt: skip
        seed = panel.whole("Seed", "dying_seed", start.seed, 0, 10_000,
                           "Of weights and order, 0 to 10,000.")  # fmt: skip
        images = panel.whole("Images", "dying_images", start.images, 320, 10_000,
                             "Training images, 320 to 10,000, 32 an update.")  # fmt: skip
    return controls.checked(lambda: Config(rate, p, seed, images, remedy), start)


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


def updates_axis(title: str = "update") -> alt.X:
    """Return the horizontal axis that all four charts share."""
    return alt.X("update:Q", title=title, scale=alt.Scale(type="log", nice=False),
                 axis=alt.Axis(values=[1, 2, 5, 10, 20, 50, 100, 200], format="d"))  # fmt: skip


def steps(result: Result) -> None:
    """Draw how far an update moves a weight, and the gradient it comes from."""
    names = {"step": "step of a weight", "gradient_norm": "norm of the gradient"}
    rows = result.updates.rename(columns=names).melt("update", list(names.values()), "what", "size")
    lines = alt.Chart(rows[rows["size"] > 0]).mark_line().encode(
        x=updates_axis(),
        y=alt.Y("size:Q", title="size", scale=alt.Scale(type="log"), axis=alt.Axis(format="~g")),
        color=alt.Color("what:N", title=None,
                        scale=alt.Scale(domain=list(names.values()), range=["#0072B2", "#E69F00"])),
        tooltip=["update", "what", alt.Tooltip("size", format=".4g")],
    )  # fmt: skip
    rate = pd.DataFrame({"size": [result.config.learning_rate], "what": ["learning rate"]})
    rule = alt.Chart(rate).mark_rule(strokeDash=[5, 4], color="#7A8793").encode(
        y="size:Q", tooltip=["what", "size"]
    )  # fmt: skip
    charts.show(
        (rule + lines).properties(height=SIZE),
        "Step and gradient",
        "The step is the root mean square over all weights; the dashed line is the learning rate.",
    )


def losses(result: Result) -> None:
    """Draw the loss of each batch."""
    line = alt.Chart(result.updates).mark_line(color="#0072B2").encode(
        x=updates_axis(),
        y=alt.Y("loss:Q", title="loss (nats)", scale=alt.Scale(type="log"),
                axis=alt.Axis(format="~g")),
        tooltip=["update", alt.Tooltip("loss", format=".3f")],
    )  # fmt: skip
    chance = alt.Chart(pd.DataFrame({"loss": [CHANCE]})).mark_rule(
        strokeDash=[5, 4], color="#7A8793"
    )
    charts.show(
        (chance.encode(y="loss:Q") + line).properties(height=SIZE),
        "Training loss",
        "Of each batch, before its update; the dashed line is ln 10, all digits held equally "
        "likely.",
    )


def silent(result: Result) -> None:
    """Draw the share of silent units by layer."""
    line = alt.Chart(result.dead).mark_line(interpolate="step-after").encode(
        x=updates_axis(),
        y=alt.Y("share:Q", title="share of units", axis=alt.Axis(format="%"),
                scale=alt.Scale(domain=[0, 1])),
        color=alt.Color("layer:N", title=None,
                        scale=alt.Scale(domain=list(LAYERS), range=list(LAYERS.values()))),
        tooltip=["update", "layer", "dead", "units"],
    )  # fmt: skip
    charts.show(
        line.properties(height=SIZE),
        "Silent ReLU units",
        f"Units, or filters of a convolution, above 0 for none of {PROBED} validation images.",
    )


def predictions(result: Result) -> None:
    """Draw how many of the probed images are given each digit."""
    area = alt.Chart(result.predicted).mark_area(interpolate="step-after").encode(
        x=updates_axis(),
        y=alt.Y("share:Q", title="share of images", stack="normalize",
                axis=alt.Axis(format="%")),
        color=alt.Color("digit:O", title=None,
                        scale=alt.Scale(domain=list(range(10)), range=DIGITS),
                        legend=alt.Legend(columns=10)),
        tooltip=["update", "digit", alt.Tooltip("share", format=".1%")],
    )  # fmt: skip
    charts.show(
        area.properties(height=SIZE),
        "Digits given",
        "One colour from bottom to top: every image is given one digit.",
    )
