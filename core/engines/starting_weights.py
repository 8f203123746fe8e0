"""Ways to fill the weights of a layer before training, all from ``torch.nn.init``."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.random import RandomState

if TYPE_CHECKING:
    from torch import Generator, Tensor

Fill = Callable[["Tensor", "Generator"], object]


def _by(initializer: str, **settings: object) -> Fill:
    """Return one of torch's initializers with its settings; torch is loaded with the first use."""

    def fill(weights: "Tensor", generator: "Generator") -> object:
        from torch.nn import init

        drawn = {} if initializer == "constant_" else {"generator": generator}
        return getattr(init, initializer)(weights, **settings, **drawn)

    return fill


SCHEMES: dict[str, Fill] = {
    "zero": _by("constant_", val=0.0),
    "constant 0.5": _by("constant_", val=0.5),
    "uniform ±0.5 (Playground)": _by("uniform_", a=-0.5, b=0.5),
    "normal, σ = 0.1": _by("normal_", std=0.1),
    "normal, σ = 1": _by("normal_", std=1.0),
    "LeCun normal": _by("kaiming_normal_", nonlinearity="linear"),
    "Xavier uniform": _by("xavier_uniform_"),
    "Xavier normal": _by("xavier_normal_"),
    "He uniform": _by("kaiming_uniform_", nonlinearity="relu"),
    "He normal": _by("kaiming_normal_", nonlinearity="relu"),
    "orthogonal": _by("orthogonal_"),
}
"""Ways to fill a layer's weights (units, fan_in), all from ``torch.nn.init``.

Y. LeCun, L. Bottou, G. Orr and K.-R. Müller, *Efficient BackProp*, 1998, section 4.6; Glorot and
Bengio 2010, equations 12 and 16; He et al. 2015, equation 10; Saxe et al. 2014 (orthogonal).
"""
HE, AT_ONCE = "He normal", 16


def drawn(scheme: str, shapes: Sequence[tuple[int, int]], seed: int) -> list[np.ndarray]:
    """Return the weights (units, fan_in) of layers of these ``shapes``, from one generator.

    Torch is not loaded for what nearly every network starts from: ``HE`` with whole rows of the 16
    numbers that torch draws at once, which numpy's generator draws alike (to the last bit or two).
    """
    if scheme == HE and not any(units * fan_in % AT_ONCE for units, fan_in in shapes):
        random = RandomState(seed)
        return [normal(random, *shape) * np.sqrt(2 / shape[1]) for shape in shapes]
    import torch

    generator = torch.Generator().manual_seed(seed)
    layers = [torch.empty(shape, dtype=torch.float64) for shape in shapes]
    for layer in layers:
        SCHEMES[scheme](layer, generator)
    return [layer.numpy() for layer in layers]


def normal(random: RandomState, units: int, fan_in: int) -> np.ndarray:
    """Return standard normal numbers (units, fan_in), made of uniform ones as torch makes them.

    Source: G. Box and M. Muller, *A Note on the Generation of Random Normal Deviates*, 1958.
    """
    halves = random.randint(0, 2**32, (units * fan_in, 2), np.uint32).astype(int)
    uniform = (halves[:, 0] % 2**21 * 2**32 + halves[:, 1]) / 2.0**53
    first, second = uniform.reshape(-1, 2, AT_ONCE // 2).swapaxes(0, 1)
    radius, angle = np.sqrt(-2 * np.log(1 - first)), 2 * np.pi * second
    pairs = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return pairs.reshape(units, fan_in)
