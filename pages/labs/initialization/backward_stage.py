"""One training point through networks A and B and back, in the browser.

``pack`` sends where both networks start and the points to choose from; ``backward_stage.js``
computes what becomes of a point, so that nothing needs a round trip to the server.
"""

from pathlib import Path

from core.engines.playground import starts
from core.initialization.activation_starts import STARTS
from core.initialization.two_networks import LINKS
from pages.shared import player

_backward_stage = player.component(
    Path(__file__).with_suffix(".js"), "A training point through networks A and B, and back"
)


def show(data: bytes, key: str) -> None:
    """Draw the networks of ``data``, which is from ``pack``."""
    _backward_stage(data=data, key=key)


def pack() -> bytes:
    """Return both networks of the write-up's links as ``player.packed`` bytes.

    Of A and then of B, as the Playground draws them: the weights of every layer, then the biases;
    then B's training points, x, y and label.
    """
    drawn = {name: starts.scaled(setting, 1.0) for name, setting in LINKS.items()}
    setting, points = LINKS["B"], drawn["B"].train
    header = {
        "networks": list(drawn),
        "sizes": setting.layer_sizes,
        "inputs": setting.inputs,
        "rate": setting.learning_rate,
        "starts": STARTS,
        "points": len(points),
    }
    networks = (one.network for one in drawn.values())
    numbers = [array for one in networks for array in (*one.weights, *one.biases)]
    return player.packed(header, [*numbers, points])
