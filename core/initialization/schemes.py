"""Which starts let a Playground network learn: schemes from ``torch.nn.init``, and their size.

The size of a start is the standard deviation of its weights. A start is turned up from zero: the
Playground's own random numbers, weights and biases alike, are all multiplied by one factor.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise, product

import numpy as np
import pandas as pd

from core import playground
from core.claims import Report, ignore
from core.engines.planar import DATASETS
from core.engines.playground.starts import draw, fitted_losses, times
from core.engines.seedrandom import seed_text
from core.engines.starting_weights import SCHEMES
from core.initialization.two_networks import LEARNED_LOSS, LINKS
from core.intervals import share_interval
from core.limits import Checked, choice, whole
from core.playground import Network, Start

VERSION = 3
DRAWS = 10
"""How often the Playground's weights are drawn for the sizes: by its Reset, on the same points."""
NETWORK = replace(LINKS["A"], zero_start=False)
DEVIATION = 1 / 12**0.5
"""Of the Playground's weights, which are uniform in (−0.5, 0.5)."""
STEPS_A_DECADE = 8


def size_of(gain: Callable[[int, int], float]) -> float:
    """Return the size of a start whose layers have weights of variance gain(fan_in, units)."""
    layers = list(pairwise(NETWORK.layer_sizes))
    variances = [gain(*layer) for layer in layers]
    return float(np.sqrt(np.average(variances, weights=[np.prod(layer) for layer in layers])))


MARKS = {
    "zero": 0.0,
    "tiny": DEVIATION * 10.0**-2,
    "Playground": DEVIATION,
    "Xavier": size_of(lambda fan_in, units: 2 / (fan_in + units)),
    "He": size_of(lambda fan_in, units: 2 / fan_in),
    "huge": DEVIATION * 10.0**2,
}
"""Sizes with a name. Xavier's scheme and He's give every layer a size of its own: their mean."""
SIZES = tuple(
    sorted({*MARKS.values(), *(DEVIATION * 10 ** (k / STEPS_A_DECADE) for k in range(-20, 17))})
)
NOTHING = 0.5
"""The loss of a network that answers 0 everywhere."""
LEARNS, PARTLY, STAYS, EXPLODES = "learns", "learns in part", "stays", "explodes"
OUTCOMES = {LEARNS: LEARNED_LOSS, PARTLY: 0.9 * NOTHING, STAYS: 1.2 * NOTHING, EXPLODES: np.inf}
"""What becomes of a start, by what its test loss ends below.

One that explodes does worse than to answer 0 everywhere: what reaches its last unit is so large
that it answers ±1 for certain, wrong ones too, and its tanh lets hardly a gradient back.
"""


@dataclass(frozen=True)
class Config(Checked):
    """Train ``seeds`` networks from every scheme, and one from every draw at every size.

    ``learned`` means a test loss below 0.1 after ``iterations`` passes at the Playground's
    defaults. Raises ``ValueError`` for a value out of range.
    """

    dataset: str = choice("circle", "Data", DATASETS)
    activation: str = choice("relu", "Activation", playground.ACTIVATIONS)
    iterations: int = whole(250, "Iterations", 1, 2_000)
    seeds: int = whole(20, "Seeds", 2, 100)


@dataclass(frozen=True)
class Result:
    """One row a network, and one a group.

    runs: scheme, seed, test_loss, learned. schemes: scheme, n, median_loss, share, low, high
    (Wilson's 95 % interval of the share that learned). sizes: size, draw (from 0), test_loss and
    outcome, one of ``OUTCOMES``.
    """

    config: Config
    runs: pd.DataFrame
    schemes: pd.DataFrame
    sizes: pd.DataFrame


def run(config: Config, report: Report = ignore) -> Result:
    """Train every scheme, whose seeds draw the same data throughout, and then every size."""
    report(0.0, f"Training {len(SCHEMES)} schemes")
    runs = _schemes(config)
    report(0.4, f"Training {len(SIZES)} sizes")
    result = Result(config, runs, _shares(runs), _sizes(config))
    report(1.0, "Done")
    return result


def setting(config: Config) -> playground.Config:
    """Return the network that is trained at every size."""
    return replace(NETWORK, dataset=config.dataset, activation=config.activation)


def drawn(config: Config) -> list[Start]:
    """Return the draws of the Playground's weights, each with the same points."""
    return [playground.prepare(setting(config), rebuilds) for rebuilds in range(DRAWS)]


def sized(network: Network, size: float, equal: bool = False) -> Network:
    """Return a drawn ``network`` at ``size``, or one whose weights all equal ``size``."""
    if equal:
        weights = tuple(np.full_like(layer, DEVIATION) for layer in network.weights)
        network = replace(network, weights=weights)
    return times(network, size / DEVIATION)


def outcome(test_loss: float) -> str:
    """Return what has become of a start that ends at ``test_loss``."""
    return next((name for name, below in OUTCOMES.items() if test_loss < below), EXPLODES)


def _schemes(config: Config) -> pd.DataFrame:
    base = playground.Config(dataset=config.dataset, activation=config.activation)
    cells = list(product(SCHEMES, range(1, config.seeds + 1)))
    jobs = [
        (replace(base, seed=seed_text(seed)), draw(base, scheme, seed), config.iterations)
        for scheme, seed in cells
    ]
    runs = pd.DataFrame(cells, columns=["scheme", "seed"]).assign(test_loss=fitted_losses(jobs))
    return runs.assign(learned=runs["test_loss"] < LEARNED_LOSS)


def _sizes(config: Config) -> pd.DataFrame:
    starts = [start.network for start in drawn(config)]
    cells = list(product(SIZES, range(DRAWS)))
    jobs = [(setting(config), sized(starts[draw], size), config.iterations) for size, draw in cells]
    runs = pd.DataFrame(cells, columns=["size", "draw"]).assign(test_loss=fitted_losses(jobs))
    return runs.assign(outcome=runs["test_loss"].map(outcome))


def _shares(runs: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for scheme, members in runs.groupby("scheme", sort=False):
        share = share_interval(list(members["learned"]))
        rows.append((scheme, len(members), members["test_loss"].median(), *share))
    return pd.DataFrame(rows, columns=["scheme", "n", "median_loss", "share", "low", "high"])
