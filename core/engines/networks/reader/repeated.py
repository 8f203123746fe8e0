"""Layers that a text makes again: copies of the first one with the same plain arguments.

Torch's own constructors take some 150 microseconds a layer, nearly all of it in setting attributes
one by one; a copy takes a fifth of that, and networks repeat their layers.
"""

from typing import Any

import torch
from torch import nn

from core.engines.networks.reader import layers
from core.engines.networks.reader.budget import AGAIN_STEPS, PART_STEPS, Budget

PLAIN = str | int | float | bool | None


class Repeated:
    """Makes layers, and remembers the first one of a kind with its arguments."""

    def __init__(self, budget: Budget) -> None:
        """Begin with none."""
        self.budget = budget
        self._first: dict[tuple[type[nn.Module], str], nn.Module] = {}

    def layer(self, made: type[nn.Module], given: list[Any], named: dict[str, Any]) -> nn.Module:
        """Return a new layer; raises ``Refusal`` for arguments that it does not take."""
        if not all(map(_plain, (*given, *named.values()))):
            return layers.make(made, given, named, self.budget)
        key = made, repr((given, named))
        first = self._first.get(key)
        if first is not None:
            self.budget.spend(AGAIN_STEPS + PART_STEPS * len(first._parameters))
            return _copy(first)
        layer = layers.make(made, given, named, self.budget)
        if layers.of_a_few_tensors(layer):
            self._first[key] = _copy(layer)
        return layer


def _plain(value: Any) -> bool:
    """Return whether a value, or all in a row of them, is plain and cannot be changed later."""
    if isinstance(value, tuple):
        return all(isinstance(one, PLAIN) for one in value)
    return isinstance(value, PLAIN)


def _copy(layer: nn.Module) -> nn.Module:
    """Return a layer like ``layer``, with parameters, buffers and settings of its own."""
    copied: nn.Module = object.__new__(type(layer))
    vars(copied).update(
        (name, one.copy() if isinstance(one, dict | set | list) else one)
        for name, one in vars(layer).items()
    )
    for name, parameter in layer._parameters.items():
        if parameter is not None:
            copied._parameters[name] = nn.Parameter(parameter, parameter.requires_grad)
    for name, buffer in layer._buffers.items():
        if isinstance(buffer, torch.Tensor):
            copied._buffers[name] = buffer.detach()
    return copied
