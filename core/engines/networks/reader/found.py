"""What a text turns out to hold: networks by name, those that failed, and shapes of inputs."""

from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn

from core.engines.networks.reader.refusals import Refusal, Unknown
from core.engines.networks.reader.values import PastedClass


@dataclass
class Found:
    """Collects while a text is worked through."""

    networks: dict[str, nn.Module] = field(default_factory=dict)
    stated: list[nn.Module] = field(default_factory=list)
    classes: list[PastedClass] = field(default_factory=list)
    failures: list[tuple[Refusal, set[str]]] = field(default_factory=list)
    last_failed: Refusal | None = None
    shapes: list[tuple[int, ...]] = field(default_factory=list)
    unknown: Unknown | None = None
    met: dict[int, nn.Module] = field(default_factory=dict)
    """Every module that had a name or stood alone, by identity."""

    def bind(self, name: str, value: Any) -> None:
        """Remember a name that stands for a network, or for several."""
        if isinstance(value, nn.Module):
            self.networks.pop(name, None)
            self.networks[name] = self.met[id(value)] = value
            if not type(value).__name__.endswith("Loss"):
                self.last_failed = None
        elif isinstance(value, list | tuple):
            for number, one in enumerate(value[:20]):
                if isinstance(one, nn.Module):
                    self.networks[f"{name}[{number}]"] = self.met[id(one)] = one
        elif isinstance(value, dict):
            for key, one in list(value.items())[:20]:
                if isinstance(one, nn.Module):
                    self.networks[f"{name}[{key!r}]"] = self.met[id(one)] = one
        elif isinstance(value, Unknown) and self.unknown is None:
            self.unknown = value
        elif isinstance(value, torch.Tensor):
            self.seen([value])

    def state(self, value: Any) -> None:
        """Remember layers that stand alone, as they do where they were cut out of a stack."""
        for one in value if isinstance(value, tuple | list) else (value,):
            if isinstance(one, nn.Module) and id(one) not in self.met:
                self.met[id(one)] = one
                self.stated.append(one)
            elif isinstance(one, Unknown) and self.unknown is None:
                self.unknown = one

    def define(self, made: PastedClass) -> None:
        """Remember a class."""
        self.classes.append(made)

    def spoil(self, name: str, refusal: Refusal) -> None:
        """Forget a network that a statement would change which was not read."""
        self.networks.pop(name, None)
        self.last_failed = refusal

    def fail(self, refusal: Refusal, used: set[str]) -> None:
        """Remember what could not be read, the names in it, and a network in the making."""
        self.failures.append((refusal, used))
        if refusal.network:
            self.last_failed = refusal

    def seen(self, values: list[Any]) -> None:
        """Remember shapes: of tensors, and tuples of whole numbers such as a summary is given."""
        for value in values:
            shape = tuple(value.shape) if isinstance(value, torch.Tensor) else value
            sizes = shape if isinstance(shape, tuple | list) else ()
            if 1 <= len(sizes) <= 5 and all(isinstance(one, int) and one > 0 for one in sizes):
                self.shapes.append(tuple(sizes))
