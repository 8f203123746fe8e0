"""Made-up sweeps whose answers are known."""

import numpy as np
import pandas as pd

from core.claims import DROPOUT_RATES
from core.dropout.sweep import CURVE, Config, Model, Result, Trained, collect, models

PRINTED = dict(
    zip(
        DROPOUT_RATES,
        (0.7846, 0.6937, 0.1009, 0.9744, 0.8720, 0.9763, 0.9704, 0.9570, 0.9297, 0.7302),
        strict=True,
    )
)
"""The figures of 2.D.i as the write-up prints them."""
TOLD = {
    "train_loss": 1.0,
    "train_accuracy": 0.9,
    "validation_accuracy": 0.9,
    "classes": 10,
    "seconds": 1.0,
}


def told(config: Config, measured, right=None) -> Result:
    """Return the finished sweep of which ``measured(model, epoch)`` tells columns of the curve.

    ``right(model)`` (epochs, images) bool says what was right, all where it is not given.
    """
    trained = []
    for model in models(config):
        epochs = range(1, config.epochs + 1)
        rows = [TOLD | {"epoch": epoch} | measured(model, epoch) for epoch in epochs]
        correct = np.ones((config.epochs, 10), bool) if right is None else right(model)
        trained.append(Trained(model, pd.DataFrame(rows, columns=CURVE), correct))
    return collect(config, trained)


def made_up(right: np.ndarray, network: str = "course", **fields: object) -> Result:
    """Return a sweep in which ``right`` (seeds, p, epochs, images) bool says what was right."""
    seeds, rates, epochs, _ = right.shape
    dropout = tuple(round(place / 10, 1) for place in range(rates))
    config = Config((network,), dropout, seeds=seeds, images=55_000, epochs=epochs, **fields)

    def correct(model: Model) -> np.ndarray:
        return right[model.seed, dropout.index(model.p)]

    return told(
        config,
        lambda model, epoch: {"validation_accuracy": correct(model)[epoch - 1].mean()},
        correct,
    )


def with_accuracies(accuracies: np.ndarray, images: int = 1_000) -> Result:
    """Return a sweep of one epoch that reaches ``accuracies`` (seeds, p), to 1 / ``images``."""
    right = np.arange(images) < np.round(np.asarray(accuracies) * images)[:, :, None]
    return made_up(right[:, :, None, :])
