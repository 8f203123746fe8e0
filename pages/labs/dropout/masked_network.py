"""The masked network in the browser: units that go dark, what comes out, and the mean over masks.

``pack`` sends the weights and a picture of every digit; ``masked_network.js`` draws the masks and
computes what becomes of the digit, so that nothing needs a round trip to the server.
"""

from pathlib import Path

from core.dropout.masked_network import Recorded
from core.engines.cnn.names import DEVIATION, MEAN
from pages.shared import player

show = player.component(
    Path(__file__).with_suffix(".js"), "A network whose units go dark at random"
)
"""Draws the network of ``data``, which is from ``pack``, at a ``key``."""


def pack(known: Recorded) -> bytes:
    """Return ``known`` as ``player.encoded`` bytes: its layers, and a picture of every digit."""
    arrays = list(known.weights.values())
    pairs = zip(arrays[::2], arrays[1::2], strict=True)
    layers = [{"weights": weights, "biases": biases} for weights, biases in pairs]
    data = {"mean": MEAN, "deviation": DEVIATION, "layers": layers, "pictures": known.pictures}
    return player.encoded(data)
