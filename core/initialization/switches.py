"""Network B with one cause of its standstill taken away at a time, trained beside B as it is."""

from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from core.engines.playground import starts
from core.engines.playground.inspection import inspect
from core.initialization.activation_starts import LEARNS, NAMES, STARTS, STILL, Config, described
from core.initialization.two_networks import FRAMES, LINKS
from core.playground import Network, Result, fit, prepare


class Switch(NamedTuple):
    """What B is given instead of ReLU units and zeros, and ``because``: why that helps or not.

    ``hidden``, ``output`` and ``biases`` multiply the weights and biases that the Playground would
    draw for B, and ``constant`` is added to each; ``elsewhere`` trains on the other network's
    points.
    """

    because: str = ""
    activation: str = "relu"
    hidden: float = 0.0
    output: float = 0.0
    biases: float = 0.0
    constant: float = 0.0
    elsewhere: bool = False

    def start(self, drawn: Network) -> Network:
        """Return the start that this makes of the network that the Playground has ``drawn``."""
        *hidden, output = drawn.weights
        weights = (*(self.hidden * layer for layer in hidden), self.output * output)
        return Network(
            tuple(layer + self.constant for layer in weights),
            tuple(self.biases * layer + self.constant for layer in drawn.biases),
        )


TINY = STARTS["tiny"]
SWITCHES = {
    "tiny weights": Switch(
        "Weights that differ, however little, pass a gradient to each unit, and no two get the "
        "same.",
        hidden=TINY,
        output=TINY,
        biases=TINY,
    ),
    "units give ½": Switch(
        "A sigmoid gives ½ at 0, so the output weights get a gradient and move first, then all "
        "the others.",
        "sigmoid",
    ),
    "units never die": Switch(
        "A tanh has a slope everywhere, but it too gives 0 at 0: what comes in at the output "
        "weights is 0, and so is their gradient.",
        "tanh",
    ),
    "all weights ½": Switch(
        "Units that start alike get the same gradient and stay alike: a layer of them is one unit "
        "wide.",
        constant=0.5,
    ),
    "biases 0.1": Switch(
        "Now the units give more than 0, so the output weights can move; but all units are alike.",
        biases=1.0,
    ),
    "random output weights": Switch(
        "An error now finds its way back, but to units that give 0 and, at 0, have no slope.",
        output=1.0,
    ),
    "random hidden weights": Switch(
        "The units differ and give more than 0, so the output weights, though 0, get a gradient "
        "at once.",
        hidden=1.0,
    ),
    "other points": Switch("Zeros pass nothing on, whatever the points.", elsewhere=True),
}
CELLS = {
    f"{NAMES[activation]}, {start}": Switch(
        activation=activation, hidden=scale, output=scale, biases=scale
    )
    for activation in NAMES
    for start, scale in STARTS.items()
}
"""Every activation from every start of ``activation_starts``, by name."""
EVERY = {**SWITCHES, **CELLS}
AS_IT_IS = "ReLU, zero"
"""The cell that is network B."""


@lru_cache(maxsize=32)
def trained(config: Config, name: str) -> Result:
    """Train B as the switch ``name`` of ``EVERY`` makes it, once while it is remembered."""
    switch = EVERY[name]
    data = config.data if not switch.elsewhere else "AB".strip(config.data)
    setting = replace(LINKS[data], activation=switch.activation, zero_start=False)
    points = prepare(setting)
    start = replace(points, network=switch.start(points.network))
    return fit(setting, start, config.iterations, frames=FRAMES)


def said(config: Config, name: str) -> str:
    """Return in a sentence or two what B came to with the switch ``name``, and why."""
    switch, result = EVERY[name], trained(config, name)
    end = described(starts.ends({(switch.activation, name): result})).iloc[0]
    if end["outcome"] == STILL:
        came_to = "no weight moves in any digit. That alone does not free B."
    elif end["outcome"] == LEARNS:
        came_to = f"B learns: its test loss ends at {end['test_loss']:.2g}. That alone is enough."
    else:
        alike = (inspect(result.config, result.final, result.train)["unit_spread"] == 0).all()
        came_to = (
            f"B moves, but its test loss ends at {end['test_loss']:.3f}"
            f"{', and its units never differ' if alike else ''}."
        )
    return f"With **{name}** {came_to} {switch.because}".strip()
