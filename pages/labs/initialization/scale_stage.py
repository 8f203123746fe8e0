"""One start, turned up from zero to huge: the network trained at every size, in the browser.

``pack`` sends the points and the drawn weights; ``scale_stage_training.js`` multiplies and trains
them, so that nothing needs a round trip to the server.
"""

from pathlib import Path

from core.initialization import schemes
from core.initialization.schemes import Config
from pages.shared import player

_stage = player.component(Path(__file__).with_suffix(".js"), "The start, turned up")


def show(data: bytes, key: str) -> None:
    """Draw the stage of ``data``, which is from ``pack``."""
    _stage(data=data, key=key)


def pack(config: Config) -> bytes:
    """Return ``player.packed`` bytes of what is trained, all numbers float64.

    The points (points, 3) of training and test come first, then the weights and the biases of every
    draw, layer by layer.
    """
    starts = schemes.drawn(config)
    train, test = starts[0].train, starts[0].test
    header = {
        "layers": schemes.NETWORK.layer_sizes,
        "activation": config.activation,
        "iterations": config.iterations,
        "rate": schemes.NETWORK.learning_rate,
        "batch": schemes.NETWORK.batch_size,
        "points": [len(train), len(test)],
        "draws": len(starts),
        "deviation": schemes.DEVIATION,
        "sizes": schemes.SIZES,
        "marks": schemes.MARKS,
        "outcomes": list(schemes.OUTCOMES),
        "below": list(schemes.OUTCOMES.values())[:-1],
    }
    networks = (start.network for start in starts)
    layers = (layer for one in networks for layer in (*one.weights, *one.biases))
    return player.packed(header, (), train, test, *layers)
