"""From which iteration on rounding decides what a Playground network does.

Where training is chaotic, a change in the sixteenth digit of the weights doubles every iteration or
so. Two programs that add in another order differ by as much, so that from some iteration on neither
is right: two browsers do not agree either.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from core.claims import Report, ignore
from core.engines.playground.going_on import go_on
from core.initialization.two_networks import BIASES, DRAWN, FRAMES, FURTHER, started, trained
from core.playground import Config, Network, Result, fit

PRINTED = 0.0005
"""Half of the last digit of a loss as the Playground prints it."""


@dataclass(frozen=True)
class Played:
    """A network, and its twin for as long as rounding has not decided between the two.

    The twin has the same points, and every weight and bias larger by one unit in its last place.
    ``decides_from`` is the first iteration, of those whose losses are kept, at which the losses
    differ by more than ``PRINTED``; one that is a number for one of the two only differs too.
    """

    network: Result
    twin: Result | None
    decides_from: int | None = None

    def go_on(self, iterations: int) -> "Played":
        """Train the network, and its twin, for as many ``iterations`` more."""
        network = go_on(self.network, iterations)
        if self.twin is None:
            return replace(self, network=network)
        return _compared(network, go_on(self.twin, iterations))


@lru_cache(maxsize=64)
def begun(
    config: Config,
    iterations: int,
    rebuilds: int = 0,
    scheme: str = DRAWN[0],
    bias: str = BIASES[0],
) -> Played:
    """Return a network that is trained beside its twin from the start that ``started`` gives.

    All losses are kept. Raises ``ValueError`` as ``core.playground.train`` does.
    """
    start = started(config, rebuilds, scheme, bias)
    twin = replace(start, network=nudged(start.network))
    network = trained(config, iterations, rebuilds, scheme, bias)
    return _compared(network, fit(config, twin, iterations, frames=FRAMES))


def beside_twins(trainings: Mapping[str, tuple[Any, ...]]) -> dict[str, Played]:
    """Return the networks of ``trainings``, arguments of ``begun`` each, by name."""
    return {name: begun(*training) for name, training in trainings.items()}


def played_on(
    played: dict[str, Played], iterations: int, report: Report = ignore
) -> dict[str, Played]:
    """Train networks for as many ``iterations`` more, a thousand at a time."""
    for done in range(0, iterations, FURTHER):
        report(done / iterations, "Training networks A and B on")
        more = min(FURTHER, iterations - done)
        played = {name: one.go_on(more) for name, one in played.items()}
    return played


def _compared(network: Result, twin: Result) -> Played:
    both = network.losses.merge(twin.losses, on="iteration", suffixes=("", "_of_twin"))
    losses = both[["train_loss", "test_loss"]].to_numpy()
    others = both[["train_loss_of_twin", "test_loss_of_twin"]].to_numpy()
    near = np.isclose(losses, others, rtol=0, atol=PRINTED, equal_nan=True).all(axis=1)
    if near.all():
        return Played(network, twin)
    return Played(network, None, int(both["iteration"][near.argmin()]))


def nudged(network: Network) -> Network:
    """Return ``network`` with each number that is not 0 moved away from 0 by its last place."""
    weights, biases = (
        tuple(np.nextafter(layer, np.copysign(np.inf, layer)) * (layer != 0) for layer in layers)
        for layers in (network.weights, network.biases)
    )
    return Network(weights, biases)
