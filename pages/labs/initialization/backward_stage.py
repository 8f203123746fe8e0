"""One training point through networks A and B and back, in the browser.

``pack`` sends where both networks start and the points to choose from; ``backward_stage.js``
computes what becomes of a point, so that nothing needs a round trip to the server.
"""

from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from core import initialization
from core.engines.playground import starts
from core.initialization.activation_starts import STARTS
from core.initialization.two_networks import LINKS
from core.limits import Checked, choice, whole
from core.playground import ACTIVATIONS, Network
from pages.shared import player
from pages.shared.player import kept

POINTS = 250
KEPT = {
    "backward_f": tuple(ACTIVATIONS),
    "backward_start": tuple(STARTS),
    "backward_point": range(1, POINTS + 1),
}
"""What can be chosen, by its name in the address, in the order of ``Config``."""

_backward_stage = player.component(
    Path(__file__).with_suffix(".js"), "A training point through networks A and B, and back"
)


@dataclass(frozen=True)
class Config(Checked):
    """What a visitor can choose. Raises ``ValueError`` for a value out of range."""

    activation: str = choice("relu", "Activation f", tuple(ACTIVATIONS))
    started: str = choice("zero", "Start of B", STARTS)
    point: int = whole(1, "Training point", 1, POINTS)


def show(config: Config, key: str) -> None:
    """Draw both networks as ``config`` has them; controls hear what is chosen."""
    data = pack(config, initialization.VERSION)
    _backward_stage(data=data, key=key, **kept.answers(key, KEPT))


@st.cache_data(max_entries=8, show_spinner=False)
def pack(config: Config, version: int) -> bytes:
    """Return ``kept.opening``, and both networks of the links with B's points as encoded bytes.

    The networks are as the Playground draws them.
    """
    drawn = {name: starts.scaled(setting, 1.0) for name, setting in LINKS.items()}
    setting = LINKS["B"]
    data = {
        "networks": [{"name": name, "layers": layers(one.network)} for name, one in drawn.items()],
        "sizes": setting.layer_sizes,
        "inputs": setting.inputs,
        "rate": setting.learning_rate,
        "activations": KEPT["backward_f"],
        "starts": STARTS,
        "points": player.columns(drawn["B"].train),
    }
    return kept.opening(KEPT, astuple(config)) + player.encoded(data)


def layers(network: Network) -> list[dict[str, Any]]:
    """Return the weights and biases of every layer, in doubles."""
    both = zip(network.weights, network.biases, strict=True)
    return [{"weights": one.tolist(), "biases": other.tolist()} for one, other in both]
