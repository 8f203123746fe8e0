"""Deep stacks at the start of training: does the signal keep its size on the way through?

A stack is z_1 = W_1 x and z_l = W_l φ(z_{l−1}) for l = 2 … depth, with square W_l of size width,
biases 0 and no training. The quantity asked of is always a mean square, which is the variance
since every mean is 0. What decides it is the gain of a starting scheme, fan_in · Var(w).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch
from torch.nn import init

from core.claims import Report, ignore
from core.engines import starting_weights
from core.engines.starting_weights import Fill
from core.limits import Checked, check_whole, choice, whole

VERSION = 1
STANDARD_ERRORS = 3.0
ROUNDING = 1e-9
NETWORK_LIMIT = 25_000_000
TOTAL_LIMIT = 500_000_000

_POINTS = np.linspace(-12, 12, 2_401)
_DENSITY = np.exp(-(_POINTS**2) / 2) / np.sqrt(2 * np.pi) * (_POINTS[1] - _POINTS[0])


def gaussian_mean(values: Callable[[np.ndarray], np.ndarray]) -> float:
    """Return the mean of ``values(z)`` over a standard normal z.

    The trapezium rule, whose error falls exponentially for smooth functions on the whole line
    (Trefethen and Weideman 2014, SIAM Review 56:385). It is exact to 1e-13 for every tanh needed
    here; Gauss-Hermite with 300 nodes is 29 % off for the slope at variance 85, where tanh is
    steep between two nodes.
    """
    return float(_DENSITY @ values(_POINTS))


@dataclass(frozen=True)
class Activation:
    """A function φ, its slope φ′ as a function of z, and both under a normal z of a variance.

    ``mean_square`` is E[φ(z)²] and ``mean_square_slope`` E[φ′(z)²] for z ~ N(0, variance).
    """

    apply: Callable[[torch.Tensor], torch.Tensor]
    slope: Callable[[torch.Tensor], torch.Tensor]
    mean_square: Callable[[float], float]
    mean_square_slope: Callable[[float], float]


ACTIVATIONS = {
    "relu": Activation(
        torch.relu,
        lambda z: (z > 0).to(z.dtype),
        lambda variance: variance / 2,
        lambda variance: 1 / 2,
    ),
    "tanh": Activation(
        torch.tanh,
        lambda z: 1 - torch.tanh(z) ** 2,
        lambda variance: gaussian_mean(lambda z: np.tanh(variance**0.5 * z) ** 2),
        lambda variance: gaussian_mean(lambda z: (1 - np.tanh(variance**0.5 * z) ** 2) ** 2),
    ),
    "linear": Activation(
        lambda z: z,
        torch.ones_like,
        lambda variance: variance,
        lambda variance: 1.0,
    ),
}

SCHEMES: dict[str, Fill] = {
    "He normal": starting_weights.SCHEMES["He normal"],
    "Xavier normal": starting_weights.SCHEMES["Xavier normal"],
    "LeCun normal": starting_weights.SCHEMES["LeCun normal"],
    "orthogonal": starting_weights.SCHEMES["orthogonal"],
    "normal 0.01": lambda weights, g: init.normal_(weights, std=0.01, generator=g),
    "uniform ±0.5": starting_weights.SCHEMES["uniform ±0.5 (Playground)"],
}

# The gain of each scheme, fan_in · Var(w), for square weights of a width.
GAINS: dict[str, Callable[[int], float]] = {
    "He normal": lambda width: 2.0,
    "Xavier normal": lambda width: 1.0,
    "LeCun normal": lambda width: 1.0,
    "orthogonal": lambda width: 1.0,
    "normal 0.01": lambda width: width * 0.01**2,
    "uniform ±0.5": lambda width: width / 12,
}


@dataclass(frozen=True)
class Config(Checked):
    """Draw a stack for each seed, and send ``inputs`` random inputs through it and back.

    Seeds run from ``first_seed`` up. With 10 of them theory is refused at three standard errors
    in 35 of 100 runs in which it is right (ReLU, He, depth 30, width 256); with 100, in about 5.
    Raises ``ValueError`` for a value out of range, and for more weights than fit in memory
    (one network) or in about ten seconds (all of them; orthogonal weights take eight times as
    long, and 256 inputs four times as long as 16).
    """

    activation: str = choice("relu", "Activation", ACTIVATIONS)
    scheme: str = choice("He normal", "Scheme", SCHEMES)
    depth: int = whole(30, "Depth", 1, 100)
    width: int = whole(256, "Width", 16, 1_024)
    seeds: int = whole(100, "Seeds", 2, 200)
    inputs: int = whole(16, "Inputs", 1, 256)
    first_seed: int = whole(0, "First seed", 0, 1_000_000)

    def __post_init__(self) -> None:
        """Check every field."""
        super().__post_init__()
        weights = self.depth * self.width**2
        check_whole("Weights of a network (depth × width²)", weights, 1, NETWORK_LIMIT)
        check_whole("Weights of all networks", self.seeds * weights, 1, TOTAL_LIMIT)

    @property
    def gain(self) -> float:
        """fan_in · Var(w) of the scheme at this width."""
        return GAINS[self.scheme](self.width)


@dataclass(frozen=True)
class Result:
    """What was measured, what theory says, and how far apart the two are.

    layers: seed, layer (1 to depth), direction, variance. theory: layer, direction, variance.
    deviation: layer, direction and the columns of ``compare``.

    A forward variance is the mean square of z_l over units and inputs, relative to the inputs',
    which is exactly 1 for each input. A backward variance is the mean square of the gradient of v ·
    z_depth with respect to z_l, relative to that at the last layer, which is v's: exactly 1 for
    each input. So forward starts at the gain at layer 1, and backward at 1 at layer depth. A
    variance is exactly 0 where a narrow ReLU stack has died (see
    ``core.initialization.born_dead``).
    """

    config: Config
    layers: pd.DataFrame
    theory: pd.DataFrame
    deviation: pd.DataFrame


def run(config: Config, report: Report = ignore) -> Result:
    """Measure the stack of every seed, and compare their mean with theory."""
    torch.set_num_threads(1)
    frames = []
    for done in range(config.seeds):
        report(done / config.seeds, f"Network {done + 1} of {config.seeds}")
        frames.append(measure(config, config.first_seed + done))
    layers = pd.concat(frames, ignore_index=True)
    expected = theory(config.activation, config.gain, config.depth)
    report(1.0, "Done")
    return Result(config, layers, expected, compare(layers, expected))


@torch.no_grad()
def measure(config: Config, seed: int, fill: Fill | None = None) -> pd.DataFrame:
    """Return seed, layer, direction, variance of one stack; see ``Result`` for the units.

    Inputs and the functional v, both (inputs, width), are standard normal and scaled to a mean
    square of 1 each, so that neither adds to the spread. ``fill`` stands in for the scheme.
    """
    generator = torch.Generator().manual_seed(seed)
    signal = _unit_rows(config, generator)
    functional = _unit_rows(config, generator)
    weights = draw(config, generator, fill or SCHEMES[config.scheme])
    totals = forward(config.activation, weights, signal)
    gradients = backward(config.activation, weights, totals, functional)
    variances = [[float((z**2).mean()) for z in tensors] for tensors in (totals, gradients)]
    return _frame(config.depth, *variances).assign(seed=seed)[
        ["seed", "layer", "direction", "variance"]
    ]


def draw(config: Config, generator: torch.Generator, fill: Fill) -> list[torch.Tensor]:
    """Return the weights (width, width) of every layer.

    Drawn in float32, which is five times faster and loses nothing, but for orthogonal weights,
    which are orthogonal only to rounding; all arithmetic on them is in float64.
    """
    dtype = torch.float64 if config.scheme == "orthogonal" else torch.float32
    weights = [torch.empty(config.width, config.width, dtype=dtype) for _ in range(config.depth)]
    for weight in weights:
        fill(weight, generator)
    return weights


def forward(
    activation: str, weights: list[torch.Tensor], signal: torch.Tensor
) -> list[torch.Tensor]:
    """Return the pre-activations z_l (inputs, units) of every layer for ``signal`` (inputs, n)."""
    apply = ACTIVATIONS[activation].apply
    totals = [signal @ weights[0].double().T]
    for weight in weights[1:]:
        totals.append(apply(totals[-1]) @ weight.double().T)
    return totals


def backward(
    activation: str,
    weights: list[torch.Tensor],
    totals: list[torch.Tensor],
    functional: torch.Tensor,
) -> list[torch.Tensor]:
    """Return ∂(v · z_depth)/∂z_l (inputs, units) of every layer for ``functional`` v.

    The chain rule, δ_l = φ′(z_l) ⊙ W_{l+1}ᵀ δ_{l+1}, from δ_depth = v; with ReLU′(0) = 0.
    """
    slope = ACTIVATIONS[activation].slope
    gradients = [functional]
    for weight, total in zip(reversed(weights[1:]), reversed(totals[:-1]), strict=True):
        gradients.append(slope(total) * (gradients[-1] @ weight.double()))
    return gradients[::-1]


def theory(activation: str, gain: float, depth: int) -> pd.DataFrame:
    """Return layer, direction, variance that theory expects for ``gain`` = fan_in · Var(w).

    Forward q_1 = gain and q_{l+1} = gain · E[φ(√q_l z)²]; backward 1 at the last layer, and each
    layer below has gain · E[φ′(√q_l z)²] times the one above it; z standard normal.

    - ReLU: both factors are ½ fan_in Var(w), forward in He et al. 2015 (arXiv 1502.01852)
      equations 9 and 10, backward in 13 and 14. Exact in the mean at any width, since a
      symmetric weight row is as likely to switch a unit on as off, whatever its size.
    - Linear: both factors are the gain, exact in the mean at any width.
    - tanh: the mean-field recursion of Poole et al. 2016 (arXiv 1606.05340) equation 3, and the
      factor χ₁ of Schoenholz et al. 2017 (arXiv 1611.01232), at q_l in place of its fixed point.
      Holds as the width grows; at finite width it is off by a term in depth / width.
    """
    phi = ACTIVATIONS[activation]
    ahead = [gain]
    for _ in range(depth - 1):
        ahead.append(gain * phi.mean_square(ahead[-1]))
    back = [1.0]
    for variance in reversed(ahead[:-1]):
        back.append(gain * phi.mean_square_slope(variance) * back[-1])
    return _frame(depth, ahead, back[::-1])


def compare(layers: pd.DataFrame, expected: pd.DataFrame) -> pd.DataFrame:
    """Compare measured ``layers`` with the ``expected`` frame of ``theory``.

    Returns layer, direction, mean (over seeds), standard_error (of that mean), theory, and
    deviation, (mean − theory) / standard_error: 0 where the two differ by rounding only.
    The variance of a deep stack is nearly log-normal over seeds (Hanin and Nica 2020,
    arXiv 1812.05994), so with few seeds the mean tends to come out low, its error too.
    """
    groups = layers.groupby(["direction", "layer"])["variance"]
    measured = groups.agg(mean="mean", standard_error="sem").reset_index()
    table = expected.rename(columns={"variance": "theory"}).merge(
        measured, on=["direction", "layer"], validate="one_to_one"
    )
    difference = table["mean"] - table["theory"]
    with np.errstate(divide="ignore", invalid="ignore"):
        deviation = difference / table["standard_error"]
    rounding = difference.abs() <= ROUNDING * table["theory"]
    table["deviation"] = deviation.mask(rounding, 0.0)
    return table[["layer", "direction", "mean", "standard_error", "theory", "deviation"]]


def agrees(deviation: pd.DataFrame, limit: float = STANDARD_ERRORS) -> bool:
    """Whether at every layer and in both directions the mean is within ``limit`` of theory."""
    return bool((deviation["deviation"].abs() <= limit).all())


def _unit_rows(config: Config, generator: torch.Generator) -> torch.Tensor:
    """Return normal rows (inputs, width) float64, each scaled to a mean square of 1."""
    rows = torch.randn(config.inputs, config.width, generator=generator, dtype=torch.float64)
    return rows / (rows**2).mean(dim=1, keepdim=True).sqrt()


def _frame(depth: int, ahead: list[float], back: list[float]) -> pd.DataFrame:
    layers = np.arange(1, depth + 1)
    return pd.concat(
        [
            pd.DataFrame({"layer": layers, "direction": direction, "variance": variance})
            for direction, variance in (("forward", ahead), ("backward", back))
        ],
        ignore_index=True,
    )
