"""A digit drawn by hand, and what the final network makes of it while you draw."""

import numpy as np
import streamlit as st
import torch

from core.dropout.final import network as final_network
from core.dropout.final import results as final_results
from core.dropout.final.handwriting import SIDE, prepared, rasterised
from core.dropout.final.network import CLASSES
from pages.labs.dropout import canvas, probabilities
from pages.shared import charts
from pages.shared.charts import pixmaps, theme
from pages.shared.page import frame, prose, states

ZOOM = 6
BARS = 250


@st.cache_resource(max_entries=8, show_spinner=False)
def network_of(name: str, weights: bytes) -> torch.nn.Sequential:
    """Build a network from its weights once."""
    return final_results.opened(name, weights)


def show(name: str, weights: bytes) -> None:
    """Show the canvas, what the network sees of it, and its ten probabilities."""

    @st.fragment
    @frame.guarded
    def draw() -> None:
        left, middle, right = st.columns([3, 2, 4], gap="large")
        with left:
            strokes = canvas.ask("drawing")
            try:
                picture = prepared(rasterised(strokes))
            except ValueError as error:
                states.error(str(error))
                return
            shares = classified(network_of(name, weights), picture)
        with middle:
            seen(picture)
        with right:
            bars(shares)

    draw()


def seen(picture: torch.Tensor | None) -> None:
    """Show what the network is given."""
    ink = np.zeros((SIDE, SIDE)) if picture is None else picture[0, 0].numpy()
    st.markdown("**What the network sees**")
    st.image(
        pixmaps.encoded(ink, (0.0, 1.0)),
        width=ZOOM * SIDE,
        alt="The drawing as a picture of 28 × 28 pixels",
    )
    prose.note(
        "Made as MNIST's digits were: fitted into 20 × 20 pixels, its centre of mass in the middle "
        "of 28 × 28 ([Y. LeCun et al.](http://yann.lecun.com/exdb/mnist/))."
    )


def classified(network: torch.nn.Sequential, picture: torch.Tensor | None) -> np.ndarray:
    """Say which digit it is, or that there is nothing yet; return the ten probabilities."""
    if picture is None:
        states.empty("The canvas is empty. Draw a digit from 0 to 9 with mouse, pen or finger.")
        return np.zeros(CLASSES)
    shares = final_network.probabilities(network, picture)[0].double().numpy()
    best = int(shares.argmax())
    states.done(f"This is a **{best}**, with probability {shares[best]:.1%}.")
    return shares


def bars(shares: np.ndarray) -> None:
    """Draw ten probabilities."""
    colours = (theme.MEASURED, "#8FA3B3")
    charts.show(
        probabilities.bars(shares, "most", shares == shares.max(), colours, BARS),
        "Its ten probabilities",
        "They add up to 100 %, also for a scribble: the network knows ten digits and nothing else.",
    )
