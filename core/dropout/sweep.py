"""Many networks trained on MNIST, a process a core, their results arriving as they end.

The test set is not touched here: every accuracy is one on the 5,000 validation images.
"""

from collections.abc import Collection, Generator
from contextlib import closing
from dataclasses import astuple, dataclass
from itertools import product
from time import perf_counter

import numpy as np
import pandas as pd
from joblib import delayed

from core.claims import DROPOUT_RATES, Report, ignore
from core.dropout.cluster import Cluster
from core.dropout.interruptible import Lost, arrivals, kill_processes
from core.engines.cnn.names import NETWORKS, OPTIMIZERS
from core.limits import Checked, check_choice, check_real, choice, real, several, whole
from core.workers import in_processes

VERSION = 1
"""Of the trainer: another one where the same settings would train another network."""
SPLIT_SEED = 0
ATTEMPTS = 3
EXAMINED = 5_000
CURVE = ["epoch", "train_loss", "train_accuracy", "validation_accuracy", "classes", "seconds"]
MODEL = ["network", "p", "seed"]


@dataclass(frozen=True)
class Config(Checked):
    """Train every network with every dropout probability from every seed (0, 1, …).

    ``images`` are the first ones of the training split. Raises ``ValueError`` for a value out of
    range.
    """

    networks: tuple[str, ...] = several(
        ("course",),
        "Networks",
        len(NETWORKS),
        lambda network: check_choice("Network", network, NETWORKS),
    )
    dropout: tuple[float, ...] = several(
        DROPOUT_RATES, "Dropout", 20, lambda p: check_real("Dropout p", p, 0, 0.99)
    )
    seeds: int = whole(2, "Seeds", 1, 100)
    images: int = whole(2_000, "Images", 100, 55_000)
    epochs: int = whole(1, "Epochs", 1, 20)
    learning_rate: float = real(0.001, "Learning rate", 1e-6, 1)
    batch_size: int = whole(32, "Batch size", 1, 1_000)
    optimizer: str = choice("RMSprop", "Optimizer", OPTIMIZERS)


@dataclass(frozen=True)
class Model:
    """One network of a sweep."""

    network: str
    p: float
    seed: int


@dataclass(frozen=True)
class Trained:
    """A finished model.

    ``curve`` has one row an epoch: epoch, train_loss (mean, with dropout), train_accuracy (on the
    first 5,000 training images, without), validation_accuracy, classes (how many digits it gives to
    the validation images; a dead network gives one), seconds. ``correct`` says of every epoch and
    validation image (epochs, 5,000) whether the network was right. ``diverged_at`` is the update,
    from 1, at which the loss stopped being finite and the training with it; else none.
    """

    model: Model
    curve: pd.DataFrame
    correct: np.ndarray
    diverged_at: int | None = None


@dataclass(frozen=True)
class Result:
    """Finished models in the sweep's own order.

    curves: network, p, seed and the columns of ``Trained.curve``, one row an epoch.
    """

    config: Config
    curves: pd.DataFrame
    trained: tuple[Trained, ...]


def models(config: Config) -> list[Model]:
    """Return the models of a sweep, seed by seed, so that each seed's curve is whole early."""
    cells = product(range(config.seeds), config.networks, config.dropout)
    return [Model(network, p, seed) for seed, network, p in cells]


def trained(
    config: Config,
    finished: Collection[Model] = (),
    report: Report = ignore,
    scheduler: str = "",
) -> Generator[Trained, None, None]:
    """Train the models of ``config`` not yet ``finished``, yielding each as it ends.

    One process a core, or the workers of the Dask ``scheduler`` at an address. ``report`` hears
    several times a second how many have ended; what it raises, or closing the iterator, ends the
    training at once. Models whose worker is killed are trained again; raises what killed them when
    ``ATTEMPTS`` in a row bring no model.
    """
    wanted = [model for model in models(config) if model not in finished]
    total, failures = len(models(config)), 0
    while wanted:
        try:
            with closing(_attempt(config, tuple(wanted), scheduler)) as results:
                for one in results:
                    if one is not None:
                        wanted.remove(one.model)
                        failures = 0
                        yield one
                    done = total - len(wanted)
                    report(done / total, f"{done} of {total} models trained")
        except Lost:
            failures += 1
            if failures == ATTEMPTS:
                raise


def _attempt(
    config: Config, wanted: tuple[Model, ...], scheduler: str
) -> Generator[Trained | None, None, None]:
    """Yield each of ``wanted`` as it ends, and none while there is none."""
    if scheduler:
        with Cluster(scheduler) as cluster:
            tasks = [delayed(_train_there)(model, config) for model in wanted]
            yield from arrivals(lambda: cluster.results(tasks), cluster.close)
    else:
        from core import mnist

        arrays = mnist.to_share(SPLIT_SEED, config.images)
        tasks = [delayed(_train)(model, config, *arrays) for model in wanted]
        yield from arrivals(lambda: in_processes(tasks), kill_processes)


def collect(config: Config, trained: Collection[Trained]) -> Result:
    """Return finished models as one result, in the sweep's own order."""
    place = {model: index for index, model in enumerate(models(config))}
    ordered = tuple(sorted(trained, key=lambda one: place[one.model]))
    if not ordered:
        return Result(config, pd.DataFrame(columns=[*MODEL, *CURVE]), ordered)
    known = pd.DataFrame([astuple(one.model) for one in ordered], columns=MODEL)
    rows = known.index.repeat([len(one.curve) for one in ordered])
    curves = pd.concat([one.curve for one in ordered], ignore_index=True)
    return Result(config, known.loc[rows].reset_index(drop=True).join(curves), ordered)


def run(config: Config, report: Report = ignore) -> Result:
    """Train every model of ``config`` and return what they reached."""
    report(0.0, f"0 of {len(models(config))} models trained")
    with closing(trained(config, report=report)) as finished:
        return collect(config, list(finished))


def _train_there(model: Model, config: Config) -> Trained:
    """Train one model on a machine that has the images itself."""
    from core import mnist

    return _train(model, config, *mnist.to_share(SPLIT_SEED, config.images))


def _train(model: Model, config: Config, *arrays: np.ndarray) -> Trained:
    """Train one model; the arrays are memory maps that the workers share."""
    import torch

    from core import mnist
    from core.engines.cnn import networks as cnn
    from core.engines.cnn import optimizers

    data, validation = mnist.shared(arrays)
    examined = data.first(EXAMINED)
    torch.manual_seed(model.seed)
    network = cnn.NETWORKS[model.network](model.p)
    start = perf_counter()
    rows: list[tuple[float, ...]] = []
    correct: list[np.ndarray] = []
    diverged_at = None
    step = cnn.step_by_engine(
        network, data, optimizers.OPTIMIZERS[config.optimizer](config.learning_rate), model.seed
    )
    try:
        for epoch in cnn.train(
            network, step, data, validation, config.epochs, config.batch_size, model.seed
        ):
            right = epoch.predicted == validation.labels
            train_right = cnn.predict(network, examined) == examined.labels
            rows.append(
                (
                    epoch.number,
                    epoch.train_loss,
                    train_right.double().mean().item(),
                    right.double().mean().item(),
                    len(epoch.predicted.unique()),
                    perf_counter() - start,
                )
            )
            correct.append(right.numpy())
    except cnn.Diverged as error:
        diverged_at = error.update
    shape = (len(rows), len(validation))
    return Trained(
        model, pd.DataFrame(rows, columns=CURVE), np.reshape(correct, shape), diverged_at
    )
