"""What home shows: one network trained in two orders, and a moving picture for every page.

made  All of it made anew, by the experiments of every page
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TypeVar

import numpy as np

from core.bundled import ARRAYS, Study

STUDY = Study("home", "What home shows, home.npz, is")
STEPS = 127
"""Steps in which a surface is kept, from 0 to 1."""
FILMS = ("sorted", "shuffled", "a", "b")
HALF = 0.5
GUESSES = ("It still knows both", "It calls everything orange", "Its units die: it says nothing")
KNOWS_BOTH, ONE_CLASS, DEAD = range(len(GUESSES))


@dataclass(frozen=True)
class Film:
    """What a network answers over the plane as it learns.

    ``times`` (frames,) are whole and rise from 0. ``surface`` (frames, side, side) is from −1 to 1,
    in steps of 1/127; row 0 is the top. ``points`` (n, 3) are x, y and the label ±1. ``reach``
    (4,) is the plane: lowest and highest x, lowest and highest y.
    """

    times: np.ndarray
    surface: np.ndarray
    points: np.ndarray
    reach: np.ndarray


FilmType = TypeVar("FilmType", bound=Film)


@dataclass(frozen=True)
class Trained(Film):
    """The film of a network that sees its examples in one order.

    ``accuracy`` (frames, 2) is the share right of the points labelled −1 and +1, ``labels``
    (frames − 1,) the mean label shown between two frames. ``dead`` (frames,) counts the hidden
    units, of ``units`` (), that give 0 on every point.
    """

    accuracy: np.ndarray
    labels: np.ndarray
    dead: np.ndarray
    units: np.ndarray

    @property
    def before_blue(self) -> int:
        """The last frame before a point labelled +1 is shown."""
        return int(np.argmax(self.labels > -1))

    @property
    def guessed_right(self) -> int:
        """Which of ``GUESSES`` is true of the network when it has seen one class only."""
        if self.dead[self.before_blue] > HALF * self.units:
            return DEAD
        return KNOWS_BOTH if self.accuracy[self.before_blue, 1] >= HALF else ONE_CLASS


@dataclass(frozen=True)
class Pictures:
    """What the small pictures show.

    ``a`` and ``b`` are the write-up's two networks. ``picture`` (rows, columns) from 0 to 1,
    ``kernel`` (3, 3), and ``response``, as large as the picture: a filter laid on a digit.
    ``grids`` (places, 4, 4): the write-up's matrices; ``largest`` and ``mean`` (places, 2, 2): what
    max and average pooling make of them. ``rates`` (p,): dropout probabilities; ``accuracies``
    (seeds, p): shares right of the validation images after one epoch.
    """

    a: Film
    b: Film
    picture: np.ndarray
    kernel: np.ndarray
    response: np.ndarray
    grids: np.ndarray
    largest: np.ndarray
    mean: np.ndarray
    rates: np.ndarray
    accuracies: np.ndarray


@dataclass(frozen=True)
class Home:
    """What home shows: the same network trained in two orders, and the pictures."""

    sorted: Trained
    shuffled: Trained
    pictures: Pictures


def recorded() -> Home:
    """Return what home shows, as recorded.

    Raises ``DamagedData`` when the file is missing or damaged.
    """
    with STUDY.reading(), np.load(STUDY.path(ARRAYS)) as file:
        rest = {one.name: file[one.name] for one in fields(Pictures) if one.name not in FILMS}
        return Home(
            _film(file, "sorted", Trained),
            _film(file, "shuffled", Trained),
            Pictures(_film(file, "a", Film), _film(file, "b", Film), **rest),
        )


def _film(file: Mapping[str, np.ndarray], name: str, kind: type[FilmType]) -> FilmType:
    arrays = {one.name: file[f"{name}_{one.name}"] for one in fields(kind)}
    return kind(**arrays | {"surface": arrays["surface"] / STEPS})
