"""One training point through networks A and B and back, in the browser.

``pack`` sends where both networks start and the points to choose from; ``backward_stage.js``
computes what becomes of a point, so that nothing needs a round trip to the server.
"""

from dataclasses import astuple, dataclass
from pathlib import Path

from core.engines.playground import starts
from core.initialization.activation_starts import STARTS
from core.initialization.two_networks import LINKS
from core.limits import Checked, choice, whole
from core.playground import ACTIVATIONS
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


def show(data: bytes, key: str) -> None:
    """Draw the networks of ``data``, which is from ``pack``; controls hear what is chosen."""
    _backward_stage(data=data, key=key, **kept.answers(key, KEPT))


def pack(config: Config) -> bytes:
    """Return ``kept.opening`` and both networks of the write-up's links as ``player.packed`` bytes.

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
        "activations": KEPT["backward_f"],
        "starts": STARTS,
        "points": len(points),
    }
    networks = (one.network for one in drawn.values())
    numbers = [array for one in networks for array in (*one.weights, *one.biases)]
    return kept.opening(KEPT, astuple(config)) + player.packed(header, [*numbers, points])
