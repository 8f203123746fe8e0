"""A pasted network as it is chosen: its text, which one of those in it, and one example's shape."""

from dataclasses import dataclass

import pandas as pd

from core.engines.networks.reader import input_shapes
from core.engines.networks.reader.networks import Network, read, table
from core.engines.networks.reader.refusals import Refusal

VERSION = 1


@dataclass(frozen=True)
class Config:
    """A network of ``text``, the first one where ``name`` is empty, on one ``input_shape``."""

    text: str
    input_shape: tuple[int, ...]
    name: str = ""


@dataclass(frozen=True)
class Result:
    """A network layer by layer, with the columns of ``summary.summarise``, and what was noted."""

    summary: pd.DataFrame
    notes: tuple[str, ...]


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
    return Result(table(found), found.notes)
