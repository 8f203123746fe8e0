"""What padding gives: two networks that differ only in padding read digits near the border."""

from typing import Any

import altair as alt
import streamlit as st

from core.claims import Verdict
from core.padding import benefit as padding_benefit
from core.padding import digits as padding_digits
from core.padding import training as padding_training
from core.padding.benefit import Config, Result
from pages.labs.convolution import padding_colours
from pages.shared import charts
from pages.shared.charts import intervals, theme, tooltip
from pages.shared.jobs import progress
from pages.shared.page import claim_card, controls, downloads, prose

NETWORKS = alt.Scale(
    domain=list(padding_training.NETWORKS), range=[padding_colours.WITH, padding_colours.WITHOUT]
)
SHIFT = alt.X(
    "shift:Q",
    title="moved towards the border (pixels)",
    axis=alt.Axis(values=list(padding_digits.SHIFTS)),
)


def ask() -> Config:
    """Draw the controls and return the experiment."""
    return controls.configured(
        "padding_benefit",
        Config(),
        training=("benefit_training", "Where the digits of the training lie."),
        zero_means=("benefit_zero", "The grey that the padding invents."),
        seeds=("benefit_seeds", "Pairs of networks"),
        images=("benefit_images", "Drawn for each seed"),
        epochs=("benefit_epochs", "Passes over the images"),
        tested=("benefit_tested", "Validation images for each seed"),
    )


def show() -> None:
    """Show accuracy against the distance moved, and what padding gains at each."""
    with controls.beside(ask) as config:
        result, source = progress.found(padding_benefit, config, persist="disk"), "Judged live"
        if result is None and config == Config():
            result, source = padding_benefit.recorded(), padding_benefit.STUDY.origin()
        if result is None:
            offer(config)
        else:
            draw(result, source)
    theory()


def offer(config: Config) -> None:
    """Say how long the training takes, and train when asked to."""
    networks, seconds = 2 * config.seeds, round(padding_benefit.seconds(config), -1)
    st.markdown(
        f"Trains {networks} networks when you ask for it, and keeps the result: "
        f"**about {seconds:.0f} s** on two idle cores, longer on a busy server."
    )
    if st.button(f"Train {networks} networks", type="primary", icon=":material/play_arrow:"):
        progress.run(padding_benefit, config, persist="disk")
        st.rerun()


def draw(result: Result, source: str) -> None:
    """Draw what was measured, and judge it; ``source`` begins the sentence on the runs."""
    config = result.config
    charts.side_by_side(result, accuracy, gain, gap="medium")
    claim_card.excerpt(
        Verdict("2.B", (padding_benefit.benefit(result), padding_benefit.reliability(result))),
        f"{source}: seeds 0 to {config.seeds - 1}, "
        f"{config.tested:,} validation images each. A pair shares weights at the start, "
        "images, their order and their places.",
    )
    downloads.frames(result, "padding_benefit")


def accuracy(result: Result) -> None:
    """Draw the accuracy of both networks at every shift."""
    looks: dict[str, Any] = {"title": None, "sort": None, "legend": padding_colours.STROKES}
    colour = alt.Color("network:N", scale=NETWORKS, **looks)
    dots = alt.Chart(result.accuracies)
    seeds = dots.mark_point(shape="circle", filled=True, size=22, opacity=0.45).encode(
        x=SHIFT,
        y="accuracy:Q",
        color=colour,
        tooltip=tooltip("network", "seed", "shift", accuracy=".2%"),
    )
    rules, lines = intervals.lines(
        alt.Chart(padding_benefit.summary(result)).encode(x=SHIFT, color=colour),
        alt.Y("mean:Q", title="accuracy", axis=theme.PERCENT, scale=theme.CLOSE),
        tooltip("network", "shift", "n", mean=".2%", low=".2%", high=".2%"),
        size=55,
    )
    dashed = lines.encode(strokeDash=alt.StrokeDash("network:N", **looks))
    charts.show(
        alt.layer(rules, dashed, seeds, height=theme.HEIGHT),
        "Accuracy, digits moved outwards",
        f"Dots: the {result.config.seeds} seeds; lines: their mean with its 95 % interval. At "
        f"{padding_digits.SHIFTS[-1]} px the digit's box touches a side or a corner.",
    )


def gain(result: Result) -> None:
    """Draw what padding gains at every shift."""
    gained = intervals.dots(
        alt.Chart(padding_benefit.differences(result)).encode(x=SHIFT),
        alt.Y("difference:Q", title="accuracy, padded − unpadded", axis=alt.Axis(format="+.0%")),
        tooltip("shift", "n", difference="+.2%", low="+.2%", high="+.2%"),
        color=theme.MEASURED,
    )
    charts.show(
        alt.layer(intervals.threshold("y", 0, strokeDash=[4, 4]), *gained, height=theme.HEIGHT),
        "What padding gains",
        "Paired by seed, with the 95 % interval. The middle is the control: what is gained there "
        "has nothing to do with the border.",
    )


def theory() -> None:
    """Say what an unpadded network cannot look at squarely, and how the two are compared."""
    steps = padding_training.margins()
    prose.why(
        r"\text{margin} = \sum_{l=1}^{3} \frac{k-1}{2}\, j_l = "
        + " + ".join(map(str, steps))
        + rf" = {sum(steps)}\ \text{{px}}",
        "Each unpadded layer l takes (k − 1)/2 pixels from every side, each as wide as "
        f"the pooling before has made it (j input pixels): the outermost {sum(steps)} px of the "
        "picture are never the middle of what a filter of the last layer sees. Digits that are "
        "learned only in the middle test something else: places that the network never saw.",
    )
    prose.note(
        "V. Dumoulin and F. Visin, 2016; A. Araujo and others, Computing receptive fields of "
        "convolutional neural networks, Distill, 2019, on j. Three 3 × 3 layers (8, 16, 32 "
        f"filters), pooling after two, the largest response of each filter, "
        f"{padding_training.parameters():,} parameters with padding or without. MNIST leaves 4 px "
        "around its 20 × 20 box; here the box moves in a larger black canvas, to four sides and "
        "four corners in turn. No test image is used."
    )
