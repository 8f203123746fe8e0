"""Films of a network's decision surface as it learns, and the bytes in which they are sent.

``pack`` turns the films into bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pages.shared.player import columns, encoded

STEPS = 127
NOT_A_NUMBER = -128


@dataclass(frozen=True)
class Units:
    """The hidden units of a film, frame by frame.

    ``lines`` (frames, units, 3): of each unit of the first layer, what x and y are weighted by and
    the bias; where these add up to 0 is its line on the plane. ``dead`` (frames, layers, units):
    which units of which layer give 0 on every point.
    """

    lines: np.ndarray
    dead: np.ndarray


NO_UNITS = Units(np.zeros((0, 0, 3)), np.zeros((0, 0, 0), bool))


@dataclass(frozen=True)
class Film:
    """One order's training as the browser replays it.

    ``updates`` (frames,) are whole, rise from 0, and are at most 2²⁴, as float32 holds them.
    ``surface`` (frames, side, side) is what the network answers at the middles of side × side equal
    squares of the plane: from −1, it calls −1 for certain, to 1, it calls +1 for certain; row 0 is
    the top, where y is largest. ``accuracy`` (frames, 2) is the share right of the points labelled
    −1 and of those labelled +1. Both may be NaN, from where the network's weights have overflowed.
    ``shown`` (frames − 1,) is the mean label shown between each frame and the next. ``points``
    (points, 3) are x, y and the label ±1. ``reach`` is the plane: x low, x high, y low, y high.
    ``units`` is for films that show them.
    """

    name: str
    updates: np.ndarray
    surface: np.ndarray
    accuracy: np.ndarray
    shown: np.ndarray
    points: np.ndarray
    reach: tuple[float, float, float, float]
    units: Units | None = None


def pack(films: Sequence[Film], epoch: int, **more: Any) -> bytes:
    """Return ``films`` as ``player.encoded`` bytes, with what is ``more``."""
    return encoded({"epoch": epoch, "films": [described(film) for film in films], **more})


def described(film: Film) -> dict[str, Any]:
    """Return ``film`` as the browser takes it."""
    units = film.units or NO_UNITS
    return {
        "name": film.name,
        "reach": [float(end) for end in film.reach],
        "updates": film.updates,
        "surfaces": quantised(film.surface),
        "accuracy": film.accuracy,
        "shown": film.shown,
        "points": columns(film.points),
        "lines": units.lines,
        "dead": units.dead,
    }


def quantised(surface: np.ndarray) -> np.ndarray:
    """Return ``surface`` in steps of 1/127 as int8, NaN as −128.

    Only 0 becomes 0: however unsure the network is, the class that it calls is kept.
    """
    steps = np.sign(surface) * np.maximum(1, np.rint(np.abs(surface) * STEPS))
    return np.where(np.isnan(surface), NOT_A_NUMBER, steps).astype(np.int8)
