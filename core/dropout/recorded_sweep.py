"""Write-up 2.D: the whole sweep as recorded, models and all.

Both of the write-up's networks with all ten dropout probabilities, from 100 seeds for one epoch and
from 20 for ten; and batch normalisation, dropout and the kernels' size as a factorial from 20 seeds
for ten epochs. A model that several of these share is recorded once: an epoch does
not know how many will follow it.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import lru_cache
from zipfile import ZIP_LZMA, ZipFile

import numpy as np
import pandas as pd

from core.bundled import Study
from core.dropout.sweep import CURVE, MODEL, Config, Model, Result, Trained, collect, models
from core.workers import WORKERS

VERSION = 1
STUDY = Study("dropout_sweep", "The recorded sweep dropout_sweep.csv is")
CORRECT = ".npz"
RULED_AFTER = (
    "The rule was committed some minutes after the sweep that it judges had been recorded."
)
"""What is said of rules that are no older than this record."""
IDENTITY = [*MODEL, "diverged_at"]

ONE_EPOCH = Config(("course", "batch normalisation"), seeds=100, images=55_000, learning_rate=0.01)
TEN_EPOCHS = replace(ONE_EPOCH, seeds=20, epochs=10)
FACTORIAL = replace(
    TEN_EPOCHS,
    networks=(*TEN_EPOCHS.networks, "5 × 5 kernels", "5 × 5 kernels, batch normalisation"),
    dropout=(0.0, 0.5),
)
RUNS = {"factorial": FACTORIAL, "ten epochs": TEN_EPOCHS, "one epoch": ONE_EPOCH}


def one_epoch() -> Result:
    """Return 100 seeds of both networks after one epoch.

    Raises ``DamagedData`` when a file is missing or damaged, as the others do.
    """
    return _result(ONE_EPOCH)


def ten_epochs() -> Result:
    """Return 20 seeds of both networks through ten epochs."""
    return _result(TEN_EPOCHS)


def kernels() -> Result:
    """Return 20 seeds of the eight networks of the factorial through ten epochs."""
    return _result(FACTORIAL)


def seconds(config: Config) -> float:
    """Return how long ``config`` would take where the record was made, in the record's batches.

    A network's recorded seconds an epoch, times the epochs and the share of the images of all its
    models, shared by the processes. Of those seconds the fastest tenth's greatest: the others were
    measured beside other work.
    """
    epochs = [
        np.quantile(
            [
                one.curve["seconds"].iloc[0]
                for model, one in _recorded().items()
                if model.network == network
            ],
            0.1,
        )
        for network in config.networks
    ]
    models_each = len(config.dropout) * config.seeds
    shown = config.images * config.epochs * models_each / ONE_EPOCH.images
    return float(shown * sum(epochs) / WORKERS)


def missing(config: Config, known: Collection[Trained]) -> list[Model]:
    """Return the models of ``config`` that none of ``known`` stands for."""
    have = {one.model for one in known if len(one.curve) >= config.epochs or one.diverged_at}
    return [model for model in models(config) if model not in have]


def write(trained: Iterable[Trained]) -> None:
    """Write models, each with as many epochs as it has, into both files."""
    ordered = sorted(trained, key=lambda one: (one.model.network, one.model.p, one.model.seed))
    frames = [
        one.curve.assign(
            network=one.model.network,
            p=one.model.p,
            seed=one.model.seed,
            diverged_at=one.diverged_at or 0,
        )
        for one in ordered
    ]
    curves = pd.concat(frames, ignore_index=True)[[*IDENTITY, *CURVE]]
    STUDY.write(curves.round({"train_loss": 6, "seconds": 2}))
    correct = np.concatenate([one.correct for one in ordered])
    order = correct.sum(axis=0).argsort(kind="stable")
    arrays = {
        "correct": np.packbits(correct[:, order].T, axis=1),  # easy images together: half the file
        "order": order.astype(np.uint16),
        "rows": np.array(len(correct)),
    }
    with ZipFile(STUDY.path(CORRECT), "w", ZIP_LZMA) as file:
        for name, array in arrays.items():
            with file.open(f"{name}.npy", "w") as entry:
                np.save(entry, array)


@lru_cache(maxsize=1)
def _recorded() -> dict[Model, Trained]:
    curves = STUDY.table([*IDENTITY, *CURVE])
    with STUDY.reading(), np.load(STUDY.path(CORRECT)) as file:
        packed, order = file["correct"], file["order"]
        if len(curves) != file["rows"] or curves[CURVE].isna().any(axis=None):
            raise ValueError("rows are missing")
        correct = np.empty((len(curves), len(order)), bool)
        correct[:, order] = np.unpackbits(packed, axis=1, count=len(curves)).T
    firsts = np.flatnonzero(~curves.duplicated(MODEL))  # a model's epochs stand together
    ends = np.append(firsts[1:], len(curves))
    epochs = curves[CURVE].set_axis(curves.index - firsts.repeat(ends - firsts))
    found = {}
    for first, end, row in zip(firsts, ends, curves.iloc[firsts].itertuples(), strict=True):
        model = Model(str(row.network), float(row.p), int(row.seed))
        own = slice(first, end)
        found[model] = Trained(model, epochs.iloc[own], correct[own], int(row.diverged_at) or None)
    return found


@lru_cache(maxsize=len(RUNS))
def _result(config: Config) -> Result:
    recorded = _recorded()
    wanted = models(config)
    lost = [model for model in wanted if model not in recorded]
    if lost or any(len(recorded[model].curve) < config.epochs for model in wanted):
        raise STUDY.damaged("not whole")
    return collect(config, [_first_epochs(recorded[model], config.epochs) for model in wanted])


def _first_epochs(one: Trained, epochs: int) -> Trained:
    return replace(one, curve=one.curve.iloc[:epochs], correct=one.correct[:epochs])
