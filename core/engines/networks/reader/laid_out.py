"""A pasted network as it is chosen: its text, which one of those in it, and one example's shape."""

from copy import deepcopy
from dataclasses import dataclass

import pandas as pd
from torch import nn

from core.engines.networks.reader import input_shapes
from core.engines.networks.reader.budget import Budget
from core.engines.networks.reader.interpreter import Interpreter
from core.engines.networks.reader.networks import Network, read, table
from core.engines.networks.reader.refusals import Refusal
from core.engines.networks.reader.running import run as run_network

VERSION = 2


@dataclass(frozen=True)
class Totals:
    """Sums over a network: counts, and bytes of float32."""

    parameters: int
    multiply_accumulates: int
    memory: int


@dataclass(frozen=True)
class Config:
    """A network of ``text``, the first one where ``name`` is empty, on one ``input_shape``."""

    text: str
    input_shape: tuple[int, ...]
    name: str = ""


@dataclass(frozen=True)
class Result:
    """A network layer by layer, as ``networks.table`` has it, and what was noted.

    ``parts`` are the kinds of its own parts by name.
    """

    summary: pd.DataFrame
    notes: tuple[str, ...]
    parts: dict[str, str]


def chosen(text: str, name: str = "") -> Network:
    """Return the network of that name, or the first. Raises ``Refusal`` for a text without."""
    networks = read(text)
    named = [one for one in networks if one.name == name]
    if name and not named:
        names = ", ".join(one.name for one in networks)
        raise Refusal(f"there is no network {name[:40]!r} in the text, but {names}.")
    return (named or networks)[0]


def configured(text: str, name: str, shape: str, otherwise: tuple[int, ...]) -> Config:
    """Return the network with the shape that is written, or told by its text, or ``otherwise``.

    Raises ``Refusal`` where the text is not read or the network does not fit the shape.
    """
    network = chosen(text, name)
    told = input_shapes.read(shape) if shape else input_shapes.suited(network, otherwise).sizes
    taken, found = input_shapes.fitting(network, told)
    if not found.rows:
        raise Refusal("the network has no layers and does nothing to its input.")
    return Config(text, taken.sizes, name)


def run(config: Config) -> Result:
    """Return the network of ``config`` layer by layer; raises ``Refusal`` as ``read`` does."""
    found = chosen(config.text, config.name).run(config.input_shape)
    return Result(table(found), found.notes, found.parts)


def totals(summary: pd.DataFrame) -> Totals:
    """Return the sums over a network's rows."""
    return Totals(
        *(sum(summary[column]) for column in ("parameters", "multiply_accumulates", "memory"))
    )


def of_module(module: nn.Module, input_shape: tuple[int, ...]) -> pd.DataFrame:
    """Return a network of torch layer by layer; its numbers stay where they are."""
    found = run_network(deepcopy(module).to("meta"), input_shape, Interpreter(Budget()))
    return table(found)
