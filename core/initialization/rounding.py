"""From which iteration on rounding decides what a Playground network does.

Where training is chaotic, a change in the sixteenth digit of the weights doubles every iteration or
so. Two programs that add in another order differ by as much, so that from some iteration on neither
is right: two browsers do not agree either.
"""

from dataclasses import replace

import numpy as np

from core.initialization.two_networks import BIASES, DRAWN, started
from core.playground import Config, Network, fit

PRINTED = 0.0005
"""Half of the last digit of a loss as the Playground prints it."""


def decides_from(
    config: Config,
    iterations: int,
    rebuilds: int = 0,
    scheme: str = DRAWN[0],
    bias: str = BIASES[0],
) -> int | None:
    """Return the first iteration at which a twin's loss differs by more than ``PRINTED``, or none.

    The twin has the same points, and every weight and bias larger by one unit in its last place.
    A loss that is a number for one of the two only is a difference too. Raises ``ValueError`` as
    ``core.playground.train`` does.
    """
    start = started(config, rebuilds, scheme, bias)
    twin = replace(start, network=nudged(start.network))
    losses, others = (
        fit(config, one, iterations).losses[["train_loss", "test_loss"]].to_numpy()
        for one in (start, twin)
    )
    near = np.isclose(losses, others, rtol=0, atol=PRINTED, equal_nan=True).all(axis=1)
    return None if near.all() else int(near.argmin())


def nudged(network: Network) -> Network:
    """Return ``network`` with each number that is not 0 moved away from 0 by its last place."""
    weights, biases = (
        tuple(np.nextafter(layer, np.copysign(np.inf, layer)) * (layer != 0) for layer in layers)
        for layers in (network.weights, network.biases)
    )
    return Network(weights, biases)
