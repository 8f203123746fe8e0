"""Write-up 2.D.i: which recipe prints ten figures such as those of the write-up's sweep?

Every recipe is trained for an epoch at every dropout probability from several seeds, and what
counts is not only its accuracy but which digits it still gives to any of the 5,000 validation
images.
"""

from collections.abc import Collection, Generator
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
import torch
from joblib import delayed

from core import mnist
from core.bundled import Study
from core.claims import DROPOUT_RATES, Report, ignore
from core.dropout.ladder.recipes import (
    BATCH_SIZES,
    DROPOUT,
    LAST,
    NETWORKS,
    NOTHING,
    RELU,
    SOFTMAX,
    Recipe,
    built,
    step,
)
from core.engines.cnn import networks as cnn
from core.engines.cnn.optimizers import OPTIMIZERS
from core.limits import Checked, check_choice, check_real, check_whole, several, whole
from core.workers import counted, in_processes

VERSION = 1
SPLIT_SEED = 0
STUDY = Study("lost_digits", "The recorded run lost_digits.csv.xz is", ending=".csv.xz")
KEY = [*Recipe._fields, "p", "seed"]
COLUMNS = [*KEY, "accuracy", "given", "diverged_at"]


def check_recipe(recipe: Recipe) -> None:
    """Raise ``ValueError`` for the first of the recipe's fields that is out of range."""
    check_choice("Network", recipe.network, NETWORKS)
    check_choice("After the last layer", recipe.last, LAST)
    check_choice("Optimizer", recipe.optimizer, OPTIMIZERS)
    check_real("Learning rate", recipe.rate, 1e-6, 1)
    check_whole("Batch size", recipe.batch_size, 1, 1_000)


@dataclass(frozen=True)
class Config(Checked):
    """Train one epoch on the first ``images`` of the training split, from seeds 0, 1, ….

    Every recipe, every dropout probability. Raises ``ValueError`` for a value out of range.
    """

    recipes: tuple[Recipe, ...] = several(
        (Recipe("course", RELU, "Adam", 0.001, 32),), "Recipes", 100, check_recipe
    )
    dropout: tuple[float, ...] = several(
        DROPOUT_RATES, "Dropout", 10, lambda p: check_real("Dropout p", p, 0, 0.99)
    )
    seeds: int = whole(3, "Seeds", 1, 100)
    images: int = whole(5_000, "Images", 100, 55_000)


RECIPES = (
    *(Recipe(name, RELU, "Adam", 0.001, BATCH_SIZES[0]) for name in NETWORKS),
    Recipe("course", RELU, "RMSprop", 0.001, BATCH_SIZES[0]),
    Recipe("batch normalisation", RELU, "RMSprop", 0.001, BATCH_SIZES[0]),
    Recipe("course", RELU, "SGD with momentum", 0.01, BATCH_SIZES[0]),
    *(Recipe(name, NOTHING, "Adam", 0.001, BATCH_SIZES[0]) for name in NETWORKS),
    Recipe("course", SOFTMAX, "Adam", 0.001, BATCH_SIZES[0]),
    Recipe("course", DROPOUT, "Adam", 0.001, BATCH_SIZES[0]),
)
RUNS = {"whole epoch": Config(RECIPES, seeds=20, images=55_000)}
"""What is recorded."""


@dataclass(frozen=True)
class Model:
    """One run of the experiment."""

    recipe: Recipe
    p: float
    seed: int


@dataclass(frozen=True)
class Result:
    """How the finished runs ended, in the experiment's own order.

    runs: network, last, optimizer, rate, batch_size, p, seed, accuracy (0 to 1, on the validation
    images), given (the digits that at least one of them is given, such as "0 1 2 4 5 8 9"; empty
    where the loss stopped being finite), diverged_at (update, from 1; 0 where none).
    """

    config: Config
    runs: pd.DataFrame


def models(config: Config) -> list[Model]:
    """Return the runs of ``config``, seed by seed, so that every ladder fills evenly."""
    cells = product(range(config.seeds), config.recipes, config.dropout)
    return [Model(recipe, p, seed) for seed, recipe, p in cells]


def trained(
    config: Config, finished: Collection[Model] = ()
) -> Generator[pd.DataFrame, None, None]:
    """Train what is not yet ``finished``, yielding each run's row of ``runs`` as it ends.

    A process a core; closing the iterator ends them.
    """
    arrays = mnist.to_share(SPLIT_SEED, config.images)
    done = set(finished)
    tasks = (delayed(measure)(one, *arrays) for one in models(config) if one not in done)
    yield from in_processes(tasks)


def measure(model: Model, *arrays: np.ndarray) -> pd.DataFrame:
    """Train one run for an epoch and return its row of ``Result.runs``.

    The arrays are as ``mnist.to_share`` gives them, and may be memory maps.
    """
    recipe = model.recipe
    data, validation = mnist.shared(arrays)
    torch.manual_seed(model.seed)
    network = built(recipe, model.p)
    update = step(recipe, network, data, model.seed)
    accuracy, given, diverged_at = 0.0, "", 0
    try:
        for _ in cnn.updates(network, update, len(data), 1, recipe.batch_size, model.seed):
            pass
        predicted = cnn.predict(network, validation)
        given = " ".join(map(str, predicted.unique().tolist()))
        accuracy = (predicted == validation.labels).double().mean().item()
    except cnn.Diverged as error:
        diverged_at = error.update
    row = (*recipe, model.p, model.seed, accuracy, given, diverged_at)
    return pd.DataFrame([row], columns=COLUMNS)


def collect(config: Config, frames: Collection[pd.DataFrame]) -> Result:
    """Return the rows of finished runs as one result, in the experiment's own order."""
    if not frames:
        return Result(config, pd.DataFrame(columns=COLUMNS))
    keys = [(*one.recipe, one.p, one.seed) for one in models(config)]
    return Result(config, pd.DataFrame(keys, columns=KEY).merge(pd.concat(frames)))


def finished_models(rows: pd.DataFrame) -> list[Model]:
    """Return which runs the rows belong to."""
    return [
        Model(Recipe(*key[:-2]), *key[-2:]) for key in rows[KEY].itertuples(index=False, name=None)
    ]


def run(config: Config, report: Report = ignore) -> Result:
    """Train every run of ``config`` and return how they ended."""
    total = len(models(config))
    report(0.0, f"0 of {total} networks trained")
    return collect(config, counted(trained(config), total, report))


def recorded(name: str) -> Result:
    """Return the recorded run of ``RUNS[name]``.

    Raises ``DamagedData`` when the file is missing or damaged.
    """
    table = STUDY.table(COLUMNS, run=name)
    return Result(RUNS[name], table.assign(given=table["given"].fillna("").astype(str)))
