"""Write-up 2.D.ii: the factorial at a smaller learning rate, and each network at a rate of its own.

One rate for all favours the networks that bear it. So each of the eight takes the rate at which the
first half of the seeds reach the higher mean validation accuracy, and the other half judges.
"""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from core.bundled import Study
from core.claims import Finding
from core.dropout import effects, recorded_sweep
from core.dropout.effects import CELLS, Cell
from core.dropout.sweep import CURVE, MODEL, Result

ACCURACY = "validation accuracy"
STUDY = Study("learning_rates", "The recorded learning_rates.csv is")
SMALLER = replace(recorded_sweep.FACTORIAL, learning_rate=0.001)
"""What is recorded: torch's default for Adam, and a tenth of its default for RMSprop."""


def recorded() -> dict[float, Result]:
    """Return the factorial by learning rate, the write-up's course's own first.

    Raises ``DamagedData`` when a file is missing or damaged. The smaller rate's models tell no
    image apart: ``trained`` is empty.
    """
    smaller = Result(SMALLER, STUDY.table([*MODEL, *CURVE]), ())
    results = (recorded_sweep.kernels(), smaller)
    return {result.config.learning_rate: result for result in results}


def chosen(by_rate: Mapping[float, Result]) -> dict[Cell, float]:
    """Return each network's rate, chosen by the first half of the seeds after the last epoch."""
    means = {}
    for rate, result in by_rate.items():
        table = effects.seeds(result, ACCURACY, result.config.epochs)
        means[rate] = table[table.index < result.config.seeds // 2].mean()
    best = pd.DataFrame(means).idxmax(axis=1)
    return {cell: float(best[cell]) for cell in CELLS}


def tuned(by_rate: Mapping[float, Result], rates: Mapping[Cell, float]) -> Result:
    """Return the factorial with each network at its rate, without the seeds that chose it."""
    first = next(iter(by_rate.values()))
    parts = []
    for cell, rate in rates.items():
        curves, network = by_rate[rate].curves, effects.NETWORKS[cell.normalisation, cell.small]
        p = effects.WITH_DROPOUT if cell.dropout else 0.0
        judging = curves["seed"] >= by_rate[rate].config.seeds // 2
        parts.append(curves[(curves["network"] == network) & (curves["p"] == p) & judging])
    return Result(first.config, pd.concat(parts, ignore_index=True), ())


def recorded_at_own_rates() -> Result:
    """Return the recorded factorial with each network at the rate that it chose.

    Raises ``DamagedData`` when a file is missing or damaged.
    """
    by_rate = recorded()
    return tuned(by_rate, chosen(by_rate))


def findings(result: Result) -> list[Finding]:
    """Judge the parts of 2.D.ii by a ``tuned`` factorial."""
    table = effects.seeds(result, ACCURACY, result.config.epochs)
    return effects.judged_on(table, ", each network at its own learning rate")
