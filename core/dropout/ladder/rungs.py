"""How high an accuracy can be without a digit, and how well a recipe explains a table.

An image whose digit is never given is always wrong. So without the digits L, which are a share
s(L) of the images, an accuracy is (1 − s(L)) · r, where r ≤ 1 is the accuracy on the rest: with ten
digits of about a tenth each, a ladder of ten rungs.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats

from core.dropout.ladder.recipes import Recipe

DIGITS = tuple(range(10))
BANDWIDTH = 0.01
"""Of an accuracy: runs and figures that differ by less are on one rung, at one height."""
NEAR = 2 * BANDWIDTH


def shares(labels: ArrayLike) -> np.ndarray:
    """Return the share (10,) of each digit among ``labels`` (n,), 0 to 9."""
    counts = np.bincount(np.asarray(labels), minlength=len(DIGITS))
    return counts / counts.sum()


def heights(share: np.ndarray, rest: float) -> pd.DataFrame:
    """Return how high each rung is where the accuracy on the digits still given is ``rest``.

    ``share`` (10,) is that of each digit. Columns: given (how many digits, 10 to 1), and low and
    high, the lowest and highest accuracy over all choices of the digits that are lost.
    """
    ordered = np.sort(share)
    rows = [
        (given, rest * ordered[:given].sum(), rest * ordered[len(ordered) - given :].sum())
        for given in range(len(ordered), 0, -1)
    ]
    return pd.DataFrame(rows, columns=["given", "low", "high"])


def readings(figure: float, share: np.ndarray, rest: tuple[float, float]) -> pd.DataFrame:
    """Return which digits a run can have lost that reached the accuracy ``figure``.

    ``rest`` is the lowest and highest accuracy on the digits still given that is thought possible.
    Columns: lost (such as "1 7"), digits (how many are lost), rest (the accuracy on the others that
    it takes). The reading that loses fewest comes first.
    """
    rows = [
        (" ".join(map(str, lost)), size, figure / (1 - share[list(lost)].sum()))
        for size in range(len(DIGITS))
        for lost in combinations(DIGITS, size)
    ]
    table = pd.DataFrame(rows, columns=["lost", "digits", "rest"])
    return table[table["rest"].between(*rest)].reset_index(drop=True)


def read(runs: pd.DataFrame, share: np.ndarray) -> pd.DataFrame:
    """Return ``runs`` (columns accuracy and given) with what is lost and how the rest does.

    More columns: digits (how many are given), lost (such as "1 7"), rest (accuracy on the images
    of the digits that are given; missing where none is). ``share`` is that of the same images.
    """
    kept = [[int(digit) for digit in given.split()] for given in runs["given"]]
    reached = np.array([share[digits].sum() for digits in kept])
    return runs.assign(
        digits=[len(digits) for digits in kept],
        lost=[" ".join(str(one) for one in DIGITS if one not in digits) for digits in kept],
        rest=runs["accuracy"].to_numpy() / np.where(reached > 0, reached, np.nan),
    )


def explained(runs: pd.DataFrame, figures: Mapping[float, float]) -> pd.DataFrame:
    """Return how well each recipe explains ``figures``, the reported accuracy at each p.

    ``runs`` has the columns of ``Result.runs``. Columns: those of ``Recipe``, n (runs at each p),
    near (how many figures have a run of this p within ``NEAR``), likelihood (natural logarithm, of
    all figures together), own (that of a table of the recipe's own, mean over its seeds), surprise
    (own − likelihood: how much stranger the figures are to the recipe than its own runs), rare
    (share of the recipe's own tables and the figures that are at least as unlikely as these), whole
    (share of runs that give all ten digits). The recipe to which they are least strange comes
    first.

    A figure's density is that of the runs at its p, each a normal curve of ``BANDWIDTH``, with one
    more run that could be anywhere from 0 to 1, so that no figure is impossible and none has more
    weight than the runs can carry; 0 is what guessing evenly is worth. A table of a recipe's own is
    one seed's runs, judged by the other seeds.
    """
    rows = []
    for recipe, of_recipe in runs.groupby(list(Recipe._fields), sort=False):
        table = of_recipe.pivot(index="seed", columns="p", values="accuracy")[list(figures)]
        reached, told = table.to_numpy(), np.array(list(figures.values()))
        near = (np.abs(reached - told) <= NEAR).any(axis=0).sum()
        own = np.array(
            [
                likelihood(np.delete(reached, seed, axis=0), reached[seed])
                for seed in range(len(reached))
            ]
        )
        found = likelihood(reached, told)
        rare = (1 + (own <= found).sum()) / (1 + len(own))
        whole = of_recipe["given"].str.split().str.len().eq(len(DIGITS)).mean()
        rows.append((*recipe, len(table), near, found, own.mean(), own.mean() - found, rare, whole))
    columns = [*Recipe._fields, "n", "near", "likelihood", "own", "surprise", "rare", "whole"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values("surprise", ignore_index=True, kind="stable")


def likelihood(reached: np.ndarray, figures: Sequence[float] | np.ndarray) -> float:
    """Return the logarithm of the density of all ``figures`` (k,) given runs ``reached`` (n, k)."""
    curves = stats.norm.pdf(figures, reached, BANDWIDTH)
    return float(np.log((curves.sum(axis=0) + 1) / (len(reached) + 1)).sum())
