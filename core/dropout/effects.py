"""Write-up 2.D.ii: batch normalisation, dropout and small kernels, each with and without another.

A full factorial design of three factors at two levels: every network with and without each of them.
The effect of a factor is the mean where it is there less the mean where it is not; an interaction
is half of how much the effect of one factor grows with another. R. Fisher, *The Design of
Experiments*, 1935; G. Box, W. Hunter and J. Hunter, *Statistics for Experimenters*, 1978, chapter
10.
"""

from functools import partial
from itertools import combinations, product
from typing import NamedTuple

import numpy as np
import pandas as pd

from core.claims import Finding, Interval
from core.dropout.sweep import Result
from core.intervals import mean_table
from core.rules import exceeding, judged, judged_family
from core.text import points

NORMALISATION, DROPOUT, SMALL = "batch normalisation", "dropout", "3 × 3 kernels"
FACTORS = (NORMALISATION, DROPOUT, SMALL)
WITH_DROPOUT = 0.5
NEGLIGIBLE = 0.005
KERNELS = "accuracy gained by 3 × 3 kernels over 5 × 5"
MEASURES = {
    "validation accuracy": lambda curves: curves["validation_accuracy"],
    "training accuracy": lambda curves: curves["train_accuracy"],
    "gap": lambda curves: curves["train_accuracy"] - curves["validation_accuracy"],
}
"""What is compared; the gap is training accuracy less validation accuracy."""


class Cell(NamedTuple):
    """One combination of the three factors, each there or not."""

    normalisation: bool
    dropout: bool
    small: bool


CELLS = tuple(Cell(*present) for present in product((False, True), repeat=3))
NETWORKS = {
    (False, True): "course",
    (True, True): "batch normalisation",
    (False, False): "5 × 5 kernels",
    (True, False): "5 × 5 kernels, batch normalisation",
}
"""The network of ``core.engines.cnn.networks`` by (normalisation, small kernels)."""


def parameters(normalisation: bool, small: bool) -> int:
    """Return the number of weights and biases, equal to 0.6 % with either kernels."""
    from core.engines.cnn import networks as cnn

    network = cnn.NETWORKS[NETWORKS[normalisation, small]](0.0)
    return sum(one.numel() for one in network.parameters())


def seeds(result: Result, measure: str, epoch: int) -> pd.DataFrame:
    """Return a measure after an epoch: a row a seed with all eight cells, a column a cell."""
    curves = result.curves[result.curves["epoch"] == epoch]
    columns = {}
    for cell in CELLS:
        network = NETWORKS[cell.normalisation, cell.small]
        p = WITH_DROPOUT if cell.dropout else 0.0
        rows = curves[(curves["network"] == network) & (curves["p"] == p)].set_index("seed")
        columns[cell] = MEASURES[measure](rows).astype(float)
    frame = pd.concat(columns, axis=1).dropna()
    frame.columns = pd.MultiIndex.from_tuples(CELLS, names=Cell._fields)
    return frame


def dead_seeds(result: Result, epoch: int) -> set[int]:
    """Return the seeds of which a network gives every validation image one digit."""
    curves = result.curves
    dead = curves[(curves["epoch"] == epoch) & (curves["classes"] == 1)]
    return set(dead["seed"].astype(int))


def contrasts(table: pd.DataFrame) -> dict[tuple[str, ...], pd.Series]:
    """Return every main effect and interaction, one value a seed.

    table: as ``seeds`` gives it. Of three factors there are seven; each is the sum over cells of
    the measure times the product of its factors' signs, over 4.
    """
    signs = {
        factor: np.array([1 if cell[place] else -1 for cell in CELLS])
        for place, factor in enumerate(FACTORS)
    }
    return {
        term: (table * np.prod([signs[factor] for factor in term], axis=0)).sum(axis=1) / 4
        for size in (1, 2, 3)
        for term in combinations(FACTORS, size)
    }


def effects(table: pd.DataFrame) -> pd.DataFrame:
    """Return every effect with its 95 % interval, paired over seeds.

    Columns: effect (factors joined by ×), factors (how many), n (seeds), estimate, low, high.
    Empty before two seeds are whole.
    """
    found = contrasts(table) if len(table) >= 2 else {}
    terms = (((" × ".join(term), len(term)), values) for term, values in found.items())
    return mean_table(["effect", "factors"], terms, "estimate")


def cells(table: pd.DataFrame) -> pd.DataFrame:
    """Return every cell's mean with its 95 % interval.

    Columns: normalisation, dropout, small (each true or false), n (seeds), estimate, low, high.
    Empty before two seeds are whole.
    """
    return mean_table(Cell._fields, table.items() if len(table) >= 2 else (), "estimate")


def findings(result: Result) -> list[Finding]:
    """Judge the parts of 2.D.ii after the last epoch; none before two seeds have all eight cells.

    Runs that give every image one digit count like any other.
    """
    return judged_on(seeds(result, "validation accuracy", result.config.epochs))


def judged_on(table: pd.DataFrame, where: str = "") -> list[Finding]:
    """Judge the accuracies of ``table``, as ``seeds`` gives it; ``where`` ends each part's name."""
    if len(table) < 2:
        return []
    both = table[Cell(True, True, True)]
    others = {
        "batch normalisation, with dropout": Cell(False, True, True),
        "dropout, with batch normalisation": Cell(True, False, True),
        "both together, over neither": Cell(False, False, True),
    }
    return [
        judged(
            f"{KERNELS}{where}",
            "Paired over seeds (the mean of the four pairs that differ in nothing else), the 95 % "
            "interval of the difference in validation accuracy",
            exceeding(NEGLIGIBLE, ".1%"),
            contrasts(table)[SMALL,],
            partial(gained, KERNELS),
            since="2026-11-26",
        ),
        *judged_family(
            "Paired over seeds (3 × 3 kernels, both against each of the three others), the "
            "interval of the difference in validation accuracy",
            exceeding(NEGLIGIBLE, ".1%"),
            {
                f"accuracy gained by {part}{where}": both - table[cell]
                for part, cell in others.items()
            },
            gained,
            since="2026-11-29",
            changed="On 29 November 2026, after the networks had been recorded, the best of the "
            "others was no longer picked on the same data: both are compared with each, corrected "
            "for their number.",
        ),
    ]


def gained(part: str, gain: Interval) -> str:
    """Say what ``part`` gains, in percentage points."""
    return f"{part[0].upper()}{part[1:]}: {points(gain, 2)}."
