"""What a sweep reached, as tables that have a row a seed and a column a dropout probability."""

import numpy as np
import pandas as pd

from core.dropout.sweep import Result


def accuracies(result: Result, network: str, epoch: int) -> pd.DataFrame:
    """Return validation accuracies of ``network`` after ``epoch``: a row a seed, a column a p.

    Seeds that lack a p of the sweep are left out.
    """
    curves = result.curves
    rows = curves[(curves["network"] == network) & (curves["epoch"] == epoch)]
    table = rows.pivot(index="seed", columns="p", values="validation_accuracy")
    return table.reindex(columns=list(result.config.dropout)).dropna().astype(float)


def rank_correlation(table: pd.DataFrame) -> float:
    """Return how far accuracies of one seed rise and fall together, from −1 to 1.

    The mean over all pairs of columns of ``accuracies`` of Spearman's rank correlation over seeds
    (Spearman 1904); a column without spread has none and is left out.
    """
    pairs = table.corr("spearman").to_numpy()[np.triu_indices(table.shape[1], 1)]
    return float(np.nanmean(pairs))


def right(result: Result, network: str) -> np.ndarray:
    """Return which validation images ``network`` gets right: (seeds, p, epochs, images) bool.

    Seeds are those of ``accuracies`` after the last epoch, in its order.
    """
    seeds = accuracies(result, network, result.config.epochs).index
    flags = {
        (one.model.network, one.model.p, one.model.seed): one.correct for one in result.trained
    }
    return np.stack(
        [np.stack([flags[network, p, seed] for p in result.config.dropout]) for seed in seeds]
    )
