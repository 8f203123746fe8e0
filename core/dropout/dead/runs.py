"""Write-up 2.D.i: where does an accuracy of 0.1009 come from?

Runs that end by giving every image one digit are counted over rates and dropout probabilities, and
again with one suspect at a time taken away. Everything is judged on the 5,000 validation images.
"""

from collections.abc import Collection, Generator
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from joblib import delayed

from core import mnist
from core.bundled import Study
from core.claims import DROPOUT_RATES, Report, ignore
from core.dropout.dead.one_run import BATCH_SIZE, REMEDIES, SPLIT_SEED, UNCHANGED, start
from core.engines.cnn import networks as cnn
from core.limits import Checked, check_choice, check_real, several, whole
from core.workers import counted, in_processes

VERSION = 1
STUDY = Study("dead_runs", "The recorded run dead_runs.csv is")
COLUMNS = ["remedy", "rate", "p", "seed", "classes", "digit", "accuracy", "diverged_at"]
AT, DEFAULT_RATE, SMALL_RATE = 0.2, 0.01, 0.001


@dataclass(frozen=True)
class Config(Checked):
    """Train one epoch on the first ``images`` of the training split, from seeds 0, 1, ….

    Every remedy of ``core.dropout.dead.one_run``, every learning rate, every dropout probability.
    Raises ``ValueError`` for a value out of range.
    """

    remedies: tuple[str, ...] = several(
        (UNCHANGED,), "Changes", len(REMEDIES), lambda name: check_choice("Change", name, REMEDIES)
    )
    rates: tuple[float, ...] = several(
        (0.003, 0.01, 0.03),
        "Learning rates",
        6,
        lambda rate: check_real("Learning rate", rate, 1e-6, 1),
    )
    dropout: tuple[float, ...] = several(
        (0.0, 0.2, 0.5, 0.9), "Dropout", 10, lambda p: check_real("Dropout p", p, 0, 0.99)
    )
    seeds: int = whole(5, "Seeds", 1, 100)
    images: int = whole(2_000, "Images", 100, 55_000)


RUNS = {
    "grid": Config((UNCHANGED,), (0.001, 0.003, 0.01, 0.03), DROPOUT_RATES, 20, 5_000),
    "whole epoch": Config((UNCHANGED,), (SMALL_RATE, DEFAULT_RATE), (AT,), 40, 55_000),
    "changes": Config(tuple(REMEDIES), (DEFAULT_RATE,), (AT,), 40, 10_000),
}
"""What is recorded."""


@dataclass(frozen=True)
class Model:
    """One run of the experiment."""

    remedy: str
    rate: float
    p: float
    seed: int


@dataclass(frozen=True)
class Result:
    """How the finished runs ended, in the experiment's own order.

    runs: remedy, rate, p, seed, classes (how many digits are given to the validation images; 0
    where the loss stopped being finite), digit (the one given to all, else −1), accuracy (0 to 1),
    diverged_at (update, from 1; 0 where none).
    """

    config: Config
    runs: pd.DataFrame


def models(config: Config) -> list[Model]:
    """Return the runs of ``config``, seed by seed, so that every cell fills evenly."""
    cells = product(range(config.seeds), config.remedies, config.rates, config.dropout)
    return [Model(remedy, rate, p, seed) for seed, remedy, rate, p in cells]


def trained(
    config: Config, finished: Collection[Model] = ()
) -> Generator[pd.DataFrame, None, None]:
    """Train what is not yet ``finished``, yielding each run's row of ``runs`` as it ends.

    A process a core; closing the iterator ends them.
    """
    arrays = mnist.to_share(SPLIT_SEED, config.images)
    tasks = (delayed(measure)(one, *arrays) for one in models(config) if one not in finished)
    yield from in_processes(tasks)


def measure(model: Model, *arrays: np.ndarray) -> pd.DataFrame:
    """Train one run for an epoch and return its row of ``Result.runs``.

    The arrays are as ``mnist.to_share`` gives them, and may be memory maps.
    """
    data, validation = mnist.shared(arrays)
    network, step = start(model.remedy, model.p, model.rate, data, model.seed)
    classes, digit, accuracy, diverged_at = 0, -1, 0.0, 0
    try:
        for _ in cnn.updates(network, step, len(data), 1, BATCH_SIZE, model.seed):
            pass
        predicted = cnn.predict(network, validation)
        digits = predicted.unique().tolist()
        classes, digit = len(digits), digits[0] if len(digits) == 1 else -1
        accuracy = (predicted == validation.labels).double().mean().item()
    except cnn.Diverged as error:
        diverged_at = error.update
    row = (model.remedy, model.rate, model.p, model.seed, classes, digit, accuracy, diverged_at)
    return pd.DataFrame([row], columns=COLUMNS)


def collect(config: Config, frames: Collection[pd.DataFrame]) -> Result:
    """Return the rows of finished runs as one result, in the experiment's own order."""
    if not frames:
        return Result(config, pd.DataFrame(columns=COLUMNS))
    return Result(config, pd.DataFrame(models(config)).merge(pd.concat(frames)))


def finished_models(rows: pd.DataFrame) -> list[Model]:
    """Return which runs the rows belong to."""
    return [Model(*key) for key in rows[["remedy", "rate", "p", "seed"]].itertuples(index=False)]


def run(config: Config, report: Report = ignore) -> Result:
    """Train every run of ``config`` and return how they ended."""
    total = len(models(config))
    report(0.0, f"0 of {total} networks trained")
    return collect(config, counted(trained(config), total, report))


def recorded(name: str) -> Result:
    """Return the recorded run of ``RUNS[name]``.

    Raises ``DamagedData`` when the file is missing or damaged.
    """
    return Result(RUNS[name], STUDY.table(COLUMNS, run=name))
