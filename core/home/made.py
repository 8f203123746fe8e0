"""What home shows made anew, by the experiments of every page."""

from dataclasses import fields

import numpy as np

from core import playground, shuffling
from core.convolution import kernels, pictures
from core.dropout import recorded_sweep
from core.dropout.accuracies import accuracies
from core.dropout.figures import COURSE
from core.engines.descent.orders import SHUFFLED, SORTED
from core.engines.descent.settings import Run, Setting
from core.engines.playground.inspection import outputs
from core.home import FILMS, STEPS, STUDY, Film, Home, Pictures, Trained
from core.initialization import two_networks
from core.pooling import compared, shift
from core.shuffling import watched_run

SEED = 0
SIDE = 36
FRAMES_PER_CLASS = 30
"""At the most; they lie densest after the class has changed, where all happens."""
SMALL_SIDE, SMALL_FRAMES = 24, 31
REACH = 6.0
DIGIT = 0
KERNEL = "Sobel, left to right"
PENDULUM, TWO_NETWORKS, POOLING = shuffling.Config(), two_networks.Config(), shift.Config()
CONFIGS = {
    "pendulum": PENDULUM,
    "two networks": TWO_NETWORKS,
    "pooling": POOLING,
    "sweep": recorded_sweep.ONE_EPOCH,
}


def make() -> Home:
    """Run everything that home shows, at the settings that the labs open with."""
    return Home(trained(SORTED), trained(SHUFFLED), of_every_page())


def write(home: Home) -> None:
    """Write what home shows into the record's two files."""
    shown = home.pictures
    arrays = {
        f"{name}_{field}": steps(array) if field == "surface" else shorter(array)
        for name, film in zip(FILMS, (home.sorted, home.shuffled, shown.a, shown.b), strict=True)
        for field, array in arrays_of(film).items()
    }
    arrays |= {
        name: shorter(array) for name, array in arrays_of(shown).items() if name not in FILMS
    }
    STUDY.pack_arrays(arrays)
    STUDY.sign(CONFIGS)


def arrays_of(kept: Film | Pictures) -> dict[str, np.ndarray]:
    """Return every field by its name."""
    return {one.name: getattr(kept, one.name) for one in fields(kept)}


def steps(surface: np.ndarray) -> np.ndarray:
    """Return a surface in steps, a byte each."""
    return np.rint(surface * STEPS).astype(np.int8)


def shorter(array: np.ndarray) -> np.ndarray:
    """Return fractions in four bytes each; whole numbers stay as they are."""
    return array.astype(np.float32) if array.dtype.kind == "f" else array


def trained(order: str) -> Trained:
    """Return the film of the shuffling lab's first network in ``order``."""
    run = Run(PENDULUM, order, PENDULUM.block)
    seen = watched_run.watch(run, SEED, marks(PENDULUM), SIDE)
    return Trained(
        seen.examples,
        seen.surface,
        seen.points,
        np.array(seen.reach),
        seen.accuracy,
        seen.labels,
        seen.dead.sum(axis=(1, 2)),
        np.array(PENDULUM.layers * PENDULUM.hidden),
    )


def marks(setting: Setting) -> np.ndarray:
    """Return the numbers of examples after which to look: ever rarer since a class began."""
    lengths = setting.points - setting.positives, setting.positives
    ends, start = [np.zeros(1, dtype=int)], 0
    for length in lengths * setting.epochs:
        steps = np.unique(np.geomspace(1, length, FRAMES_PER_CLASS).round().astype(int))
        ends.append(start + steps)
        start += length
    return np.concatenate(ends)


def of_every_page() -> Pictures:
    """Return what the small pictures show."""
    laid = kernels.Config(kernels.KERNELS[KERNEL], picture=pictures.digit(DIGIT))
    shifted = shift.run(POOLING)
    sweep = accuracies(recorded_sweep.one_epoch(), COURSE, 1)
    return Pictures(
        learning("A"),
        learning("B"),
        laid.picture.pixels,
        laid.kernel.weights,
        kernels.run(laid).response,
        blocks(shifted.config),
        by_place(shifted.answers["max"]),
        by_place(shifted.answers["average"]),
        sweep.columns.to_numpy(),
        sweep.to_numpy(),
    )


def learning(network: str) -> Film:
    """Return the film of one of the write-up's two networks."""
    setting = TWO_NETWORKS.settings[network]
    result = playground.train(setting, TWO_NETWORKS.iterations_a, frames=SMALL_FRAMES)
    axis = REACH * ((2 * np.arange(SMALL_SIDE) + 1) / SMALL_SIDE - 1)
    plane = np.stack(np.meshgrid(axis, axis[::-1]), axis=-1).reshape(-1, 2)
    surface = np.stack(
        [outputs(setting, result.frames.at(frame), plane) for frame in range(SMALL_FRAMES)]
    )
    return Film(
        result.frames.iterations,
        surface.reshape(-1, SMALL_SIDE, SMALL_SIDE),
        result.train,
        np.array([-REACH, REACH, -REACH, REACH]),
    )


def blocks(config: shift.Config) -> np.ndarray:
    """Return the grid with its block in every place, row by row of places: (places, side, side)."""
    places = range(config.places)
    grids = [
        compared.placed(config.side, config.block, row, column)
        for row in places
        for column in places
    ]
    return np.stack(grids)


def by_place(answers: np.ndarray) -> np.ndarray:
    """Return what pooling makes of every one of ``blocks``: (places, height, width)."""
    return answers.reshape(-1, *answers.shape[-2:])
