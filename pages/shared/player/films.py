"""Films of a network's decision surface as it learns, and the bytes in which they are sent.

``pack`` turns the films into bytes, ``films.js`` reads them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.limits import check_several, check_whole
from pages.shared.player import check_shape, packed

MOST_FILMS = 7
MOST_UPDATES = 2**24  # the whole numbers that float32 holds
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


@dataclass(frozen=True)
class Film:
    """One order's training as the browser replays it.

    ``updates`` (frames,) are whole and rise from 0. ``surface`` (frames, side, side) is what the
    network answers at the middles of side × side equal squares of the plane: from −1, it calls −1
    for certain, to 1, it calls +1 for certain; row 0 is the top, where y is largest. ``accuracy``
    (frames, 2) is the share right of the points labelled −1 and of those labelled +1. Both may be
    NaN, from where the network's weights have overflowed. ``shown`` (frames − 1,) is the mean label
    shown between each frame and the next. ``points`` (points, 3) are x, y and the label ±1.
    ``reach`` is the plane: x low, x high, y low, y high. ``units`` is for films that show them.
    Raises ``ValueError`` when these do not fit one another.
    """

    name: str
    updates: np.ndarray
    surface: np.ndarray
    accuracy: np.ndarray
    shown: np.ndarray
    points: np.ndarray
    reach: tuple[float, float, float, float]
    units: Units | None = None

    def __post_init__(self) -> None:
        """Check that every array has the shape that the others ask for, and its values' range."""
        if not _rises_from_zero(self.updates):
            raise ValueError("updates must be one or more whole numbers that rise from 0.")
        frames, side = len(self.updates), self.surface.shape[-1] if self.surface.ndim else 0
        check_shape("surface", self.surface, (frames, side, side))
        check_shape("accuracy", self.accuracy, (frames, 2))
        check_shape("shown", self.shown, (frames - 1,))
        check_shape("points", self.points, (len(self.points), 3))
        layers, hidden = self.units_shape
        if self.units:
            check_shape("lines", self.units.lines, (frames, hidden, 3))
            check_shape("dead", self.units.dead, (frames, layers, hidden))
        if side < 2:
            raise ValueError("surface must have two rows and columns or more.")
        _check_range("surface", self.surface[~np.isnan(self.surface)], -1, 1)
        _check_range("accuracy", self.accuracy[~np.isnan(self.accuracy)], 0, 1)
        _check_range("shown", self.shown, -1, 1)
        if not np.all(np.isfinite(self.points)) or not np.all(np.abs(self.points[:, 2]) == 1):
            raise ValueError("points must be finite, and their labels −1 or +1.")
        check_several("reach", self.reach, 4, 4)
        x_low, x_high, y_low, y_high = self.reach
        if not (np.all(np.isfinite(self.reach)) and x_low < x_high and y_low < y_high):
            raise ValueError("reach must be finite, each low end below its high end.")

    @property
    def units_shape(self) -> tuple[int, int]:
        """How many layers of how many hidden units are shown."""
        return self.units.dead.shape[1:] if self.units else (0, 0)


def _rises_from_zero(updates: np.ndarray) -> bool:
    return bool(
        updates.ndim == 1
        and len(updates)
        and updates[0] == 0
        and updates[-1] <= MOST_UPDATES
        and np.all(np.diff(updates) > 0)
        and np.all(updates % 1 == 0)
    )


def _check_range(field: str, values: np.ndarray, low: int, high: int) -> None:
    if not np.all((values >= low) & (values <= high)):
        raise ValueError(f"{field} must lie between {low} and {high}.")


def pack(films: Sequence[Film], epoch: int, **more: Any) -> bytes:
    """Return ``films`` as ``packed`` bytes; the header holds what is ``more``.

    The float32 numbers stand film after film as ``numbers`` lists them; the surfaces of all films
    follow as int8, and which of their units are dead as a byte each. Raises ``ValueError`` for too
    many films, or none, and for an empty epoch.
    """
    check_whole("films", len(films), 1, MOST_FILMS)
    check_whole("epoch", epoch, 1, MOST_UPDATES)
    header = {"epoch": int(epoch), "films": [describe(film) for film in films], **more}
    arrays = [array for film in films for array in numbers(film)]
    dead = (film.units.dead.astype(np.int8) for film in films if film.units)
    return packed(header, arrays, *(quantised(film.surface) for film in films), *dead)


def describe(film: Film) -> dict[str, Any]:
    """Return what the browser has to know of ``film`` before it can read its numbers."""
    return {
        "name": film.name,
        "frames": len(film.updates),
        "side": film.surface.shape[-1],
        "points": len(film.points),
        "reach": [float(end) for end in film.reach],
        "layers": film.units_shape[0],
        "hidden": film.units_shape[1],
    }


def numbers(film: Film) -> list[np.ndarray]:
    """Return the arrays of ``film``, but for the surface, in the order the browser reads them."""
    own = [film.updates, film.accuracy, film.shown, film.points]
    return [*own, film.units.lines] if film.units else own


def quantised(surface: np.ndarray) -> np.ndarray:
    """Return ``surface`` in steps of 1/127 as int8, NaN as −128.

    Only 0 becomes 0: however unsure the network is, the class that it calls is kept.
    """
    steps = np.sign(surface) * np.maximum(1, np.rint(np.abs(surface) * STEPS))
    return np.where(np.isnan(surface), NOT_A_NUMBER, steps).astype(np.int8)
