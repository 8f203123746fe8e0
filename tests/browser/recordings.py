"""What the tests let the components play."""

from dataclasses import replace

import numpy as np

from core.playground import Config, train
from pages.labs.initialization import replay
from pages.shared.player import films

ITERATIONS = 299
NETWORKS = {
    "A": Config(seed="0.65409", activation="relu"),
    "B": Config(seed="0.6", activation="sigmoid"),
}
FRAMES, STEP, EPOCH, BROKEN = 41, 5, 100, 30
LAST = FRAMES - 1
REACH = (-6.0, 6.0, -6.0, 6.0)


def record(name, iterations=ITERATIONS):
    """Network ``name`` after every one of its iterations."""
    return train(NETWORKS[name], iterations, frames=iterations + 1)


def played(a=ITERATIONS, b=ITERATIONS, **more):
    """The bytes of both networks, after so many iterations."""
    return replay.pack({"A": record("A", a), "B": record("B", b)}, **more)


def points(count):
    """Points in the upper right corner."""
    places = np.linspace(5, 5.9, count)
    return np.column_stack([places, places, np.where(np.arange(count) % 2, 1, -1)])


def turns(frames=FRAMES):
    """A film that calls −1 everywhere on even frames and +1 on odd ones."""
    counted = np.arange(frames)
    return films.Film(
        "turns",
        counted * STEP,
        np.tile(np.where(counted % 2, 1.0, -1.0)[:, None, None], (1, 8, 8)),
        np.column_stack([counted / LAST, 1 - counted / LAST]),
        np.where(counted[1:] <= 10, -1, np.where(counted[1:] <= 20, 1, 0.5)),
        points(4),
        REACH,
    )


def with_units():
    """The film that calls −1 and +1 in turn, with two layers of two units.

    Of the first layer one unit turns on right of x = 3, and one above y = −3 until it is dead: from
    frame 5 on.
    """
    dead = np.zeros((FRAMES, 2, 2), bool)
    dead[5:, 0, 1] = True
    lines = np.tile([[1.0, 0, -3], [0, 1, 3]], (FRAMES, 1, 1))
    return replace(turns(), name="units", units=films.Units(lines, dead))


def slopes():
    """A film that rises from left to right, but on frame 0 from bottom to top.

    It is no longer a number from frame ``BROKEN`` on.
    """
    across = (np.arange(8) + 0.5) / 4 - 1
    surface = np.tile(across, (FRAMES, 8, 1))
    surface[0] = -across[:, None]
    accuracy = np.tile([0.999, 0.001], (FRAMES, 1))
    surface[BROKEN:] = accuracy[BROKEN:] = np.nan
    updates = np.arange(FRAMES) * STEP
    return films.Film("slopes", updates, surface, accuracy, np.zeros(LAST), points(600), REACH)


def pack(*played, **more):
    """The bytes of several films."""
    return films.pack(played, EPOCH, **more)
