"""What every layer of a network from ``core.engines.cnn.networks`` makes of images."""

from collections import Counter
from typing import NamedTuple

import torch
from torch import nn

from core.engines.cnn.networks import Dropout, standardised

RECTIFIERS = (nn.ReLU, nn.LeakyReLU)
NAMES: dict[type[nn.Module], str] = {
    nn.Conv2d: "convolution",
    nn.BatchNorm2d: "batch normalisation",
    nn.MaxPool2d: "pooling",
    nn.ReLU: "ReLU",
    nn.LeakyReLU: "leaky ReLU",
    nn.Linear: "dense",
}


class Stage(NamedTuple):
    """One layer's output, (n, channels, height, width) or (n, units) float32.

    ``name`` says which layer it is, ``of`` the layer with weights that it belongs to.
    """

    name: str
    of: str
    values: torch.Tensor


@torch.no_grad()
def stages(network: nn.Sequential, images: torch.Tensor) -> list[Stage]:
    """Return the output of every layer that changes numbers, without dropout, in their order.

    images: (n, 1, 28, 28) float32 in [0, 1]. The network is left in training or not as it was.
    """
    training = network.training
    network.eval()
    values, seen, owner = standardised(images), Counter[str](), ""
    found = []
    for module in network:
        values = module(values)
        if isinstance(module, (nn.Identity, Dropout, nn.Flatten)):
            continue
        name = NAMES[type(module)]
        seen[name] += 1
        numbered = f"{name} {seen[name]}"
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            owner = numbered
        found.append(Stage(numbered, owner, values))
    network.train(training)
    return found


def rectified(found: list[Stage]) -> list[Stage]:
    """Return the outputs of the ReLU layers alone, leaky or not."""
    names = {NAMES[kind] for kind in RECTIFIERS}
    return [stage for stage in found if stage.name.rpartition(" ")[0] in names]


def units(values: torch.Tensor) -> torch.Tensor:
    """Return ``values`` by unit: (units, the rest); a filter of a convolution is one unit."""
    return values.transpose(0, 1).flatten(1)


def dead(values: torch.Tensor) -> torch.Tensor:
    """Return for each unit (units,) whether it is above 0 for none of the images, at no place."""
    return (units(values) <= 0).all(dim=1)
