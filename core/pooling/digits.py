"""Write-up 2.C: does pooling make small shifts of a digit harmless?

Networks that differ only in their pooling learn centred digits and are asked about shifted ones.
Everything is measured on validation images; the test set is not touched.
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
from core.claims import Finding, Report, ignore
from core.engines.cnn import networks as cnn
from core.engines.cnn.optimizers import rmsprop
from core.intervals import mean_table
from core.limits import Checked, choice, real, whole
from core.pooling import networks
from core.pooling.networks import HEADS, LARGEST_SHIFT, POOLINGS, STRIDED
from core.rules import above, exceeding, judged, judged_family
from core.text import points, shares
from core.workers import counted, in_processes

VERSION = 1
SINCE = "2026-11-25"
SPLIT_SEED = 0
BATCH_SIZE = 32
COLUMNS = ["pooling", "seed", "shift_range", "consistency", "accuracy"]
STUDY = Study("pooling_digits", "The recorded run pooling_digits.csv is")
SMALL_SHIFT = 2
HARMLESS = 0.99
NEGLIGIBLE = 0.005
COMPARED = {
    "max pooling makes small shifts less harmful than a strided convolution": ("max", STRIDED),
    "average pooling makes small shifts less harmful than max pooling": ("average", "max"),
    "blurring makes small shifts less harmful: max blur against max": ("max blur", "max"),
    "blurring makes small shifts less harmful: blur against a strided convolution": (
        "blur",
        STRIDED,
    ),
}
"""What is said of two poolings, the less harmful one first."""


@dataclass(frozen=True)
class Config(Checked):
    """Train a network with every pooling from every seed (0, 1, …), and shift its pictures.

    ``images`` are the first ones of the training split, ``evaluated`` those of the validation
    split. Raises ``ValueError`` for a value out of range.
    """

    head: str = choice("dense", "Head", HEADS)
    seeds: int = whole(3, "Seeds", 2, 20)
    images: int = whole(2_000, "Images", 100, 55_000)
    epochs: int = whole(2, "Epochs", 1, 10)
    evaluated: int = whole(200, "Pictures shifted", 10, mnist.VALIDATION)
    learning_rate: float = real(0.002, "Learning rate", 1e-6, 1)


RUNS = {
    "dense": Config("dense", seeds=10, images=20_000, epochs=2, evaluated=1_000),
    "global average": Config(
        "global average", seeds=10, images=20_000, epochs=3, evaluated=1_000, learning_rate=0.005
    ),
}
"""The recorded run of each head."""


@dataclass(frozen=True)
class Model:
    """One network of the experiment."""

    pooling: str
    seed: int


@dataclass(frozen=True)
class Result:
    """What the finished networks do, in the experiment's own order.

    measures: pooling, seed, shift_range (pixels; both shifts of a pair lie in a square of so many
    each way), consistency and accuracy (shares, over all shifts in that square).
    """

    config: Config
    measures: pd.DataFrame


def models(config: Config) -> list[Model]:
    """Return the networks of ``config``, seed by seed, so that comparisons are whole early."""
    return [Model(pooling, seed) for seed, pooling in product(range(config.seeds), POOLINGS)]


def trained(
    config: Config, finished: Collection[Model] = ()
) -> Generator[pd.DataFrame, None, None]:
    """Train what is not yet ``finished``, yielding each network's rows of ``measures`` as it ends.

    A process a core; closing the iterator ends them.
    """
    arrays = mnist.to_share(SPLIT_SEED, config.images, config.evaluated)
    tasks = (
        delayed(measure)(model, config, *arrays)
        for model in models(config)
        if model not in finished
    )
    yield from in_processes(tasks)


def measure(model: Model, config: Config, *arrays: np.ndarray) -> pd.DataFrame:
    """Train one network on centred digits, and return its rows of ``Result.measures``.

    The arrays are as ``mnist.to_share`` gives them, and may be memory maps.
    """
    train, shown = mnist.shared(arrays)
    data = networks.centred(train)
    torch.manual_seed(model.seed)
    network = networks.network(model.pooling, config.head)
    step = cnn.step_by_autograd(network, data, rmsprop(config.learning_rate), model.seed)
    for _ in cnn.train(
        network, step, data, networks.centred(shown), config.epochs, BATCH_SIZE, model.seed
    ):
        pass
    predicted = networks.predictions(network, shown)
    rows = []
    for shift_range in range(LARGEST_SHIFT + 1):
        inside = networks.within(predicted, shift_range)
        share, right = networks.consistency(inside), networks.accuracy(inside, shown.labels)
        rows.append((model.pooling, model.seed, shift_range, share, right))
    return pd.DataFrame(rows, columns=COLUMNS)


def collect(config: Config, frames: Collection[pd.DataFrame]) -> Result:
    """Return the rows of finished networks as one result, in the experiment's own order."""
    if not frames:
        return Result(config, pd.DataFrame(columns=COLUMNS))
    return Result(config, pd.DataFrame(models(config)).merge(pd.concat(frames)))


def finished_models(rows: pd.DataFrame) -> list[Model]:
    """Return which networks the rows belong to."""
    names = rows[["pooling", "seed"]].drop_duplicates()
    return [Model(pooling, int(seed)) for pooling, seed in names.itertuples(index=False)]


def run(config: Config, report: Report = ignore) -> Result:
    """Train every network of ``config`` and return how they answer to shifts."""
    total = len(models(config))
    report(0.0, f"0 of {total} networks trained")
    return collect(config, counted(trained(config), total, report))


def recorded(head: str) -> Result:
    """Return the recorded run of ``RUNS[head]``.

    Raises ``DamagedData`` when the file is missing or damaged.
    """
    return Result(RUNS[head], STUDY.table(COLUMNS, head=head))


def summary(result: Result) -> pd.DataFrame:
    """Return the mean over seeds of both measures and of their differences to max pooling.

    Columns: measure (consistency or accuracy), against ("" or "max"), pooling, shift_range, n
    (seeds), estimate, low and high (95 % interval, Student's t; paired where ``against`` is set).
    Needs two seeds with every pooling; what is there is used, and the frame is empty before.
    """
    groups = {}
    for name, shift_range in product(("consistency", "accuracy"), range(LARGEST_SHIFT + 1)):
        table = seeds(result, name, shift_range)
        if len(table) < 2:
            continue
        for pooling in POOLINGS:
            groups[name, "", pooling, shift_range] = table[pooling]
            if pooling != "max":
                groups[name, "max", pooling, shift_range] = table[pooling] - table["max"]
    names = ["measure", "against", "pooling", "shift_range"]
    return mean_table(names, groups.items(), "estimate")


def seeds(result: Result, measure: str, shift_range: int) -> pd.DataFrame:
    """Return one measure: a row a seed with every pooling finished, a column a pooling."""
    rows = result.measures[result.measures["shift_range"] == shift_range]
    table = rows.pivot(index="seed", columns="pooling", values=measure)
    return table.reindex(columns=POOLINGS).dropna().astype(float)


def findings(result: Result) -> tuple[Finding, ...]:
    """Judge the statements about small shifts (2 pixels); none before two seeds are whole."""
    table = seeds(result, "consistency", SMALL_SHIFT)
    if len(table) < 2:
        return ()
    unshifted = seeds(result, "accuracy", 0)
    return (
        judged(
            "max pooling makes small shifts harmless",
            "The 95 % interval over seeds of the consistency under shifts of up to "
            f"{SMALL_SHIFT} pixels",
            above(HARMLESS, ".0%"),
            table["max"],
            lambda found: (
                f"Two shifts of up to {SMALL_SHIFT} pixels give a digit one class in "
                f"{shares(found)} of all pairs."
            ),
            since=SINCE,
        ),
        *judged_family(
            "Paired over seeds, the interval of the difference in consistency under shifts of up "
            f"to {SMALL_SHIFT} pixels",
            exceeding(NEGLIGIBLE, ".1%"),
            {part: table[one] - table[other] for part, (one, other) in COMPARED.items()},
            lambda part, found: (
                "With “{}” instead of “{}” two shifts of one digit get one class more often, "
                "by {}.".format(*COMPARED[part], points(found))
            ),
            since="2026-11-29",
            changed="On 29 November 2026, after the networks had been recorded, the intervals were "
            "corrected for their number.",
        ),
        judged(
            "blurring costs no accuracy: max blur against max, digits not shifted",
            "Paired over seeds, the 95 % interval of the difference in accuracy",
            above(-NEGLIGIBLE, ".1%"),
            unshifted["max blur"] - unshifted["max"],
            lambda found: f"The difference in accuracy is {points(found)}.",
            since=SINCE,
        ),
    )
