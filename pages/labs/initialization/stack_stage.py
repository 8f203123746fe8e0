"""A deep stack before any training, its weights turned up in the browser.

``pack`` sends standard normal weights; ``stack_stage.js`` multiplies them and sends a signal
through all layers and a gradient back, so that nothing needs a round trip to the server.
"""

from pathlib import Path

import numpy as np
import streamlit as st

from core.initialization import signal_propagation
from core.initialization.signal_propagation import ACTIVATIONS, GAINS
from pages.shared import player

DEPTH, WIDTH, INPUTS = 20, 64, 8
MARKS = {
    "tiny": "normal 0.01",
    "Xavier": "Xavier normal",
    "He": "He normal",
    "±0.5": "uniform ±0.5",
}
"""Schemes by the names of their marks."""
LOWEST, HIGHEST = 0.05, 20.0

_stack_stage = player.component(Path(__file__).with_suffix(".js"), "A deep stack, turned up")


def show() -> None:
    """Draw the stack."""
    _stack_stage(data=pack(signal_propagation.VERSION), key="stack_stage")


@st.cache_data(max_entries=1, show_spinner=False)
def pack(version: int) -> bytes:
    """Return one stack as ``player.encoded`` bytes.

    The inputs and the functionals of which the gradient is taken, both (inputs, width) and each
    with a mean square of 1, and the weights (depth, width, width), standard normal. A size is
    what multiplies them, times √width: the root of a scheme's gain, fan_in · Var(w).
    """
    random = np.random.default_rng(0)
    ends = random.normal(size=(2, INPUTS, WIDTH))
    ends /= np.sqrt((ends**2).mean(axis=-1, keepdims=True))
    header = {
        "depth": DEPTH,
        "width": WIDTH,
        "activations": list(ACTIVATIONS),
        "marks": {mark: GAINS[scheme](WIDTH) ** 0.5 for mark, scheme in MARKS.items()},
        "reach": [LOWEST, HIGHEST],
    }
    signals, functionals = ends
    weights = list(random.normal(size=(DEPTH, WIDTH, WIDTH)))
    return player.encoded(
        header | {"signals": signals, "functionals": functionals, "weights": weights}
    )
