"""Ways to fill the weights of a layer before training, all from ``torch.nn.init``."""

from collections.abc import Callable
from typing import TYPE_CHECKING

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
