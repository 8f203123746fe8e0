"""Ways to fill the weights of a layer before training, all from ``torch.nn.init``."""

from collections.abc import Callable

import torch

Fill = Callable[[torch.Tensor, torch.Generator], object]
init = torch.nn.init
SCHEMES: dict[str, Fill] = {
    "zero": lambda weights, _: init.zeros_(weights),
    "constant 0.5": lambda weights, _: init.constant_(weights, 0.5),
    "uniform ±0.5 (Playground)": lambda weights, g: init.uniform_(weights, -0.5, 0.5, generator=g),
    "normal, σ = 0.1": lambda weights, g: init.normal_(weights, std=0.1, generator=g),
    "normal, σ = 1": lambda weights, g: init.normal_(weights, std=1.0, generator=g),
    "LeCun normal": lambda weights, g: init.kaiming_normal_(
        weights, nonlinearity="linear", generator=g
    ),
    "Xavier uniform": lambda weights, g: init.xavier_uniform_(weights, generator=g),
    "Xavier normal": lambda weights, g: init.xavier_normal_(weights, generator=g),
    "He uniform": lambda weights, g: init.kaiming_uniform_(
        weights, nonlinearity="relu", generator=g
    ),
    "He normal": lambda weights, g: init.kaiming_normal_(weights, nonlinearity="relu", generator=g),
    "orthogonal": lambda weights, g: init.orthogonal_(weights, generator=g),
}
"""Ways to fill a layer's weights (units, fan_in), all from ``torch.nn.init``.

Y. LeCun, L. Bottou, G. Orr and K.-R. Müller, *Efficient BackProp*, 1998, section 4.6; Glorot and
Bengio 2010, equations 12 and 16; He et al. 2015, equation 10; Saxe et al. 2014 (orthogonal).
"""
