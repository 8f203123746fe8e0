"""Networks A and B of the write-up, as recorded: their first page waits for no compiler."""

from functools import lru_cache

import numpy as np
import pandas as pd

from core import playground
from core.bundled import ARRAYS, Study
from core.engines.playground.engine import Trajectory, padded, prepare
from core.initialization import rounding, two_networks
from core.initialization.rounding import Played
from core.initialization.two_networks import Config, Result, by_network, ends, plane

STUDY = Study("two_networks", "The recorded two_networks.npz is")
LOSSES = ["train_loss", "test_loss"]
TABLES = ("losses", "inside", "seeds", "swaps", "resets", "others")
"""What of a result no network tells; its links are the write-up's, with ReLU units."""


def opening(config: Config) -> dict[str, Played]:
    """Return A and B as recorded where nothing of them is changed, or trained beside their twins.

    The recorded ones were not found chaotic, and have no twin to be trained on with.
    """
    if config.trainings != Config().trainings:
        return rounding.beside_twins(config.trainings)
    return {name: Played(one, None) for name, one in _kept_networks().items()}


def known(config: Config) -> Result | None:
    """Return what ``two_networks.run`` gives if it is recorded, the last networks in 32 bits."""
    return _kept_result() if config == Config() else None


def make() -> Result:
    """Train both networks at the default settings, and the same from other seeds."""
    return two_networks.run(Config())


def write(made: Result) -> None:
    """Write into the record's files the tables, and of both networks what is kept, in 32 bits."""
    arrays = {}
    for name, one in two_networks.networks(made.config).items():
        losses = one.losses.set_index("iteration").loc[one.frames.iterations, LOSSES]
        layers = {f"weights{depth}": layer for depth, layer in enumerate(one.frames.weights)}
        layers |= {f"biases{depth}": layer for depth, layer in enumerate(one.frames.biases)}
        for field, array in {"losses": losses.to_numpy(), **layers}.items():
            arrays[f"{name}_{field}"] = array.astype(np.float32)
        arrays[f"{name}_iterations"] = one.frames.iterations.astype(np.int16)
    STUDY.pack_arrays(arrays)
    STUDY.pack_tables({name: getattr(made, name) for name in TABLES})
    STUDY.sign({"config": made.config})


def recorded() -> dict[str, playground.Result]:
    """Return both networks at the default settings, with the losses of the moments kept.

    Raises ``DamagedData`` when the file is missing or damaged.
    """
    with STUDY.reading(), np.load(STUDY.path(ARRAYS)) as file:
        return {name: _network(file, name) for name in Config().settings}


def result() -> Result:
    """Return what was measured at the default settings.

    Raises ``DamagedData`` when a file is missing or damaged.
    """
    networks, tables = recorded(), STUDY.packed_tables(seed=str)
    return Result(
        Config(),
        surface=by_network(networks, plane),
        points=by_network(networks, ends),
        relu_seeds=tables["seeds"],
        **tables,
    )


_kept_networks, _kept_result = lru_cache(maxsize=1)(recorded), lru_cache(maxsize=1)(result)


def _network(file: "np.lib.npyio.NpzFile", name: str) -> playground.Result:
    config = Config().settings[name]
    start, iterations = prepare(config), file[f"{name}_iterations"].astype(np.int64)
    depths = range(len(config.layer_sizes) - 1)
    frames = Trajectory(
        iterations,
        tuple(file[f"{name}_weights{depth}"].astype(float) for depth in depths),
        tuple(file[f"{name}_biases{depth}"].astype(float) for depth in depths),
    )
    losses = pd.DataFrame(file[f"{name}_losses"].astype(float), columns=LOSSES)
    losses.insert(0, "iteration", iterations)
    final = frames.at(-1)
    state = padded(config, final)
    return playground.Result(
        config, losses, start.network, final, start.train, start.test, frames, state
    )
