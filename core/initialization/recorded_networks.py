"""Networks A and B of the write-up, as recorded: their first picture waits for no compiler."""

import numpy as np
import pandas as pd

from core.bundled import Study
from core.engines.playground.engine import Result, Trajectory, padded, prepare
from core.initialization import rounding, two_networks
from core.initialization.rounding import Played
from core.initialization.two_networks import Config

STUDY = Study("two_networks", "The recorded two_networks.npz is")
ARRAYS = ".npz"
LOSSES = ["train_loss", "test_loss"]


def opening(config: Config) -> dict[str, Played]:
    """Return A and B as recorded where nothing of them is changed, or trained beside their twins.

    The recorded ones were not found chaotic, and have no twin to be trained on with.
    """
    if config.trainings != Config().trainings:
        return rounding.beside_twins(config.trainings)
    return {name: Played(one, None) for name, one in recorded().items()}


def make() -> dict[str, Result]:
    """Train both networks at the default settings."""
    return two_networks.networks(Config())


def write(made: dict[str, Result]) -> None:
    """Write into the record's two files what is kept of both networks, in 32 bits."""
    arrays = {}
    for name, one in made.items():
        losses = one.losses.set_index("iteration").loc[one.frames.iterations, LOSSES]
        layers = {f"weights{depth}": layer for depth, layer in enumerate(one.frames.weights)}
        layers |= {f"biases{depth}": layer for depth, layer in enumerate(one.frames.biases)}
        for field, array in {"losses": losses.to_numpy(), **layers}.items():
            arrays[f"{name}_{field}"] = array.astype(np.float32)
        arrays[f"{name}_iterations"] = one.frames.iterations.astype(np.int16)
    STUDY.folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(STUDY.path(ARRAYS), **arrays)
    STUDY.sign({"config": Config()})


def recorded() -> dict[str, Result]:
    """Return both networks at the default settings, with the losses of the moments kept.

    Raises ``DamagedData`` when the file is missing or damaged.
    """
    with STUDY.reading(), np.load(STUDY.path(ARRAYS)) as file:
        return {name: _network(file, name) for name in Config().settings}


def _network(file: "np.lib.npyio.NpzFile", name: str) -> Result:
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
    return Result(config, losses, start.network, final, start.train, start.test, frames, state)
