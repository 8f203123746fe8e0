"""Made-up sweeps whose answers are known."""

from itertools import product

import numpy as np
import pandas as pd

from core.dropout.sweep import Config, Model, Result, Trained, collect


def made_up(right: np.ndarray, network: str = "course", **fields: object) -> Result:
    """Return a sweep in which ``right`` (seeds, p, epochs, images) bool says what was right."""
    seeds, rates, epochs, _ = right.shape
    dropout = tuple(round(place / 10, 1) for place in range(rates))
    config = Config((network,), dropout, seeds=seeds, images=55_000, epochs=epochs, **fields)
    trained = []
    for seed, place in product(range(seeds), range(rates)):
        correct = right[seed, place]
        curve = pd.DataFrame(
            {
                "epoch": range(1, epochs + 1),
                "train_loss": 0.1,
                "train_accuracy": 0.9,
                "validation_accuracy": correct.mean(axis=1),
                "classes": 10,
                "seconds": 1.0,
            }
        )
        trained.append(Trained(Model(network, dropout[place], seed), curve, correct))
    return collect(config, trained)


def with_accuracies(accuracies: np.ndarray, images: int = 1_000) -> Result:
    """Return a sweep of one epoch that reaches ``accuracies`` (seeds, p), to 1 / ``images``."""
    right = np.arange(images) < np.round(np.asarray(accuracies) * images)[:, :, None]
    return made_up(right[:, :, None, :])
