"""A digit drawn by hand, and what the final network makes of it while you draw."""

import numpy as np
import streamlit as st
import torch

from core.dropout.final import network as final_network
from core.dropout.final import results as final_results
from core.dropout.final import scan
from core.dropout.final.handwriting import PEN, SIDE, THIN_PEN, prepared, rasterised
from core.dropout.final.network import CLASSES
from core.engines.picture_files import MOST_BYTES
from pages.labs.dropout import canvas, probabilities
from pages.shared import charts
from pages.shared.charts import pixmaps, theme
from pages.shared.page import controls, frame, prose, states

ZOOM = 6
BARS = 250
STEP = 140
FILE = "from a file"
EMPTY = "The canvas is empty. Draw a digit from 0 to 9 with mouse, pen or finger."
PENS = {"drawn": PEN, "drawn thin": THIN_PEN}


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
            try:
                picture, read, empty = ask()
            except ValueError as error:
                states.error(str(error))
                return
            shares = classified(network_of(name, weights), picture, empty)
        with middle:
            seen(picture)
        with right:
            bars(shares)
        if read:
            steps(read)

    draw()


def ask() -> tuple[torch.Tensor | None, scan.Scan | None, str]:
    """Ask for a digit, drawn or in a file.

    Return it as the network is given it, its scan, and what to say as long as there is none. Raises
    ``ValueError`` for a file that is no picture of a digit.
    """
    panel = controls.Panel("drawing")
    source = panel.choice(
        "Digit", "digit_from", (*PENS, FILE), "Draw it, or bring a scan or photo."
    )
    if source in PENS:
        strokes = canvas.ask("drawing", PENS[source])
        return prepared(rasterised(strokes, PENS[source])), None, EMPTY
    file = st.file_uploader(
        "A scan or photo of one digit",
        ["png", "jpg", "jpeg"],
        key="digit_file",
        help=f"PNG or JPEG up to {MOST_BYTES // 2**20} MB, dark on light or light on dark. Held in "
        "memory during your visit, never stored.",
    )
    read = None if file is None else scan.read(file.getvalue())
    return None if read is None else read.picture, read, "Choose a picture of one digit."


def steps(read: scan.Scan) -> None:
    """Show how a scan became what the network sees."""
    shown = {
        "Your picture, grey": read.grey,
        "Its ink: paper and specks gone, thin strokes widened": read.ink,
        "Cut out and scaled to 20 pixels": read.cut,
        "Its centre of mass in the middle of 28 × 28": read.picture[0, 0].numpy(),
    }
    st.markdown("**How it was prepared**")
    with st.container(horizontal=True):
        for said, pixels in shown.items():
            st.image(pixmaps.encoded(pixels, (0.0, 1.0)), caption=said, width=STEP)


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


def classified(
    network: torch.nn.Sequential, picture: torch.Tensor | None, empty: str
) -> np.ndarray:
    """Say which digit it is, or what is ``empty``; return the ten probabilities."""
    if picture is None:
        states.empty(empty)
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
