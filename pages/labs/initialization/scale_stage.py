"""One start, turned up from zero to huge: the network trained at every size, in the browser.

``pack`` sends the points and the drawn weights; ``scale_stage_training.js`` multiplies and trains
them, so that nothing needs a round trip to the server.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import streamlit as st

from core.initialization import schemes
from core.initialization.schemes import Config
from pages.shared import player

_stage = player.component(Path(__file__).with_suffix(".js"), "The start, turned up")


def show(config: Config) -> None:
    """Draw the stage of ``config``."""
    _stage(data=pack(config, schemes.VERSION), key="scale_stage")


@st.cache_data(max_entries=16, show_spinner=False)
def pack(config: Config, version: int) -> bytes:
    """Return ``player.encoded`` bytes of what is trained, all numbers double.

    The weights and the biases of every draw are those of all layers one after the other.
    """
    starts = schemes.drawn(config)
    points = {"train": starts[0].train, "test": starts[0].test}
    data = {
        "layers": schemes.NETWORK.layer_sizes,
        "activation": config.activation,
        "iterations": config.iterations,
        "rate": schemes.NETWORK.learning_rate,
        "batch": schemes.NETWORK.batch_size,
        "drawn": [
            {"weights": joined(start.network.weights), "biases": joined(start.network.biases)}
            for start in starts
        ],
        "deviation": schemes.DEVIATION,
        "sizes": schemes.SIZES,
        "marks": schemes.MARKS,
        "outcomes": list(schemes.OUTCOMES),
        "below": list(schemes.OUTCOMES.values())[:-1],
    }
    for split, own in points.items():
        data[split] = {name: column.tolist() for name, column in player.columns(own).items()}
    return player.encoded(data)


def joined(layers: Sequence[np.ndarray]) -> list[float]:
    """Return the numbers of all ``layers`` one after the other."""
    return [number for layer in layers for number in layer.ravel().tolist()]
