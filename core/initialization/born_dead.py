"""How often a deep ReLU network is dead before training: its output is constant from the start.

A network of depth L has L − 1 hidden ReLU layers and a linear output, all of the same width,
biases 0 and He's normal weights. It is born dead when every unit of some hidden layer gives 0 on
every input: the output is then 0 everywhere, and no gradient reaches any weight below.

What theory says is in Lu, Shin, Su and Karniadakis 2020, "Dying ReLU and Initialization: Theory
and Numerical Examples", Communications in Computational Physics 28 (arXiv 1903.06733), for
weights symmetric around 0. Both bounds are derived again below, so nothing rests on the reading.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.claims import Report, ignore
from core.intervals import share_interval
from core.limits import Checked, check_several, check_whole, whole

VERSION = 1
BLOCK = 500


@dataclass(frozen=True)
class Config(Checked):
    """Draw ``networks`` networks of every width, and see at which layer each dies.

    ``depths`` count weight layers, the output's too (L above). ``inputs`` points are drawn from
    the box (−1, 1)^dimension, the same for every network. Raises ``ValueError`` for a value out
    of range.
    """

    widths: tuple[int, ...] = (2, 3, 4, 5, 6)
    depths: tuple[int, ...] = tuple(range(2, 26))
    networks: int = whole(10_000, "Networks", 10, 20_000)
    dimension: int = whole(1, "Input dimension", 1, 10)
    inputs: int = whole(64, "Inputs", 2, 256)
    seed: int = whole(0, "Seed", 0, 2**32 - 1)

    def __post_init__(self) -> None:
        """Check every field."""
        super().__post_init__()
        for field, values, low, high in (
            ("Widths", self.widths, 1, 32),
            ("Depths", self.depths, 2, 50),
        ):
            check_several(field, values, 1, 50)
            for value in values:
                check_whole(field, value, low, high)
            if len(set(values)) < len(values):
                raise ValueError(f"{field} must not name a value twice.")


@dataclass(frozen=True)
class Result:
    """How many networks are born dead, and the bounds.

    shares: width, depth, networks, dead (how many), share (dead over networks, 0 to 1) with the
    ends low and high of its 95 % Wilson interval, upper_bound and lower_bound (probabilities; the
    lower one is for inputs of one dimension, and NaN for more). The first layers of one network
    are a network of less depth, so the shares of one width rise together over depth and are not
    independent; those of different widths are.
    """

    config: Config
    shares: pd.DataFrame


def run(config: Config, report: Report = ignore) -> Result:
    """Count the networks that are dead at every width and depth."""
    directions = distinct_directions(draw_inputs(config))
    rows = []
    for done, width in enumerate(config.widths):
        report(done / len(config.widths), f"Networks of width {width}")
        died = first_dead_layers(config, width, directions)
        for depth in config.depths:
            dead = died < depth
            share, low, high = share_interval(list(dead))
            lower = lower_bound(width, depth) if config.dimension == 1 else np.nan
            count = int(dead.sum())
            bounds = (upper_bound(width, depth), lower)
            rows.append((width, depth, config.networks, count, share, low, high, *bounds))
    report(1.0, "Done")
    columns = ["width", "depth", "networks", "dead", "share", "low", "high"]
    return Result(config, pd.DataFrame(rows, columns=[*columns, "upper_bound", "lower_bound"]))


def upper_bound(width: int, depth: int) -> float:
    """Return 1 − (1 − 2^−width)^(depth − 1), which no born-dead probability exceeds.

    The bound 1 − ∏(1 − 2^−N_l) of Lu et al. over the depth − 1 hidden layers. A network that is
    dead is dead on any one input; there each unit is off with probability ½, so a layer whose
    input is not 0 is dead with probability 2^−width. Reached when all inputs are one point.
    """
    return 1 - (1 - 2.0**-width) ** (depth - 1)


def lower_bound(width: int, depth: int) -> float:
    """Return the bound of Lu et al. from below, for weights as here and inputs of one dimension.

    With n = width, L = depth, a_1 = 1 − 2^−n and a_2 = 1 − 2^(1−n) − (n − 1) 2^(−2n):

        1 − a_1^(L−2) + (1 − 2^(1−n)) (1 − 2^−n) / (1 + (n − 1) 2^−n) · (a_2^(L−2) − a_1^(L−2))

    Without biases a layer's output is |x| times one vector for x > 0 and another for x < 0. The
    first layer never dies; it leaves one vector, if all its weights have one sign (probability
    2^(1−n)), or two orthogonal ones. From one vector, a layer dies with 2^−n. From two, a unit is
    off on both with a probability r of at least ¼, its value if they are orthogonal; the layer
    dies with r^n, and keeps two vectors of different direction with 1 − 2·2^−n + r^n − n r^n.
    Both are least harmful at r = ¼, and the chain with r = ¼ at every layer gives the formula:
    exact at depth 2 and 3, and at any depth for width 1 (if inputs have both signs).
    """
    half = 2.0**-width
    one = (1 - half) ** (depth - 2)
    two = (1 - 2 * half - (width - 1) * half**2) ** (depth - 2)
    factor = (1 - 2 * half) * (1 - half) / (1 + (width - 1) * half)
    return 1 - one + factor * (two - one)


def draw_inputs(config: Config) -> np.ndarray:
    """Return the inputs (inputs, dimension), uniform in (−1, 1)."""
    random = np.random.default_rng([config.seed, 0])
    return random.uniform(-1, 1, (config.inputs, config.dimension))


def distinct_directions(inputs: np.ndarray) -> np.ndarray:
    """Return ``inputs`` (n, dimension) scaled to length 1, without repetition, (m, dimension).

    Without biases f(c x) = c f(x) for c > 0, so an input's length does not matter, and inputs
    of one dimension come down to two: −1 and 1.
    """
    return np.unique(inputs / np.linalg.norm(inputs, axis=1, keepdims=True), axis=0)


def first_dead_layers(config: Config, width: int, inputs: np.ndarray) -> np.ndarray:
    """Return, for every network (networks,), the first hidden layer that gives 0 on all inputs.

    Layers count from 1; a network that lives at the greatest depth has infinity. The weights
    depend on seed and width only, and not on which others the configuration names.
    """
    random = np.random.default_rng([config.seed, width])
    died = []
    for start in range(0, config.networks, BLOCK):
        networks = min(BLOCK, config.networks - start)
        died.append(_first_dead_layers(networks, width, max(config.depths), inputs, random))
    return np.concatenate(died)


def _first_dead_layers(
    networks: int, width: int, depth: int, inputs: np.ndarray, random: np.random.Generator
) -> np.ndarray:
    outputs = np.broadcast_to(inputs, (networks, *inputs.shape))
    died = np.full(networks, np.inf)
    for layer in range(1, depth):
        fan_in = outputs.shape[-1]
        # He et al. 2015 (arXiv 1502.01852), equation 10: normal with variance 2 / fan_in.
        weights = random.normal(0, np.sqrt(2 / fan_in), (networks, fan_in, width))
        outputs = np.maximum(outputs @ weights, 0)
        dead = (outputs == 0).all(axis=(1, 2))
        died = np.where(dead & np.isinf(died), layer, died)
    return died
