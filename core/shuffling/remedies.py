"""Write-up 1.B: what else than dying could be the harm of sorting, each tested by a control.

An intervention takes one mechanism away from the sorted run; the share of the lost accuracy that
then comes back says how much of the harm that mechanism carries.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from core.claims import Interval, Report, ignore
from core.engines.descent.networks import last_mark, measure
from core.engines.descent.orders import SHUFFLED, SORTED
from core.engines.descent.settings import NEGLIGIBLE_ACCURACY, Run, Setting
from core.intervals import mean_interval, ratio_interval

VERSION = 2
NOTHING = "nothing changed"
SLOWER = 10
LARGE_BATCH = 32
BLOCK = 10
MIXED = f"blocks of {BLOCK} in turn"
SettingType = TypeVar("SettingType", bound=Setting)


def _slower(setting: Setting) -> dict[str, Any]:
    return {"learning_rate": setting.learning_rate / SLOWER}


CHANGES: dict[str, Callable[[Setting], dict[str, Any]]] = {
    NOTHING: lambda setting: {},
    "leaky ReLU: nothing can die": lambda setting: {"activation": "leaky ReLU"},
    "tanh: nothing can die": lambda setting: {"activation": "tanh"},
    "output bias frozen at 0": lambda setting: {"output_bias": "frozen at 0"},
    f"rate ÷ {SLOWER}": _slower,
    "momentum 0.9": lambda setting: {"optimizer": "momentum"},
    f"momentum 0.9 at rate ÷ {SLOWER}": lambda setting: (
        {"optimizer": "momentum"} | _slower(setting)
    ),
    f"batches of {LARGE_BATCH}": lambda setting: {"batch_size": min(LARGE_BATCH, setting.points)},
    "one batch an epoch": lambda setting: {"batch_size": setting.points},
}
"""What each changes of a setting, and so of every order alike."""
INTERVENTIONS = (*CHANGES, MIXED)
"""The last replaces the sorted order by short blocks of either class, and leaves the reshuffled one
as it is."""


def changed(setting: SettingType, change: str) -> SettingType:
    """Return ``setting`` under one of ``CHANGES``.

    Raises ``ValueError`` when a tenth of the rate leaves the rate's range.
    """
    return replace(setting, **CHANGES[change](setting))


def intervened(run: Run, intervention: str) -> Run:
    """Return ``run`` under one of ``INTERVENTIONS``; raises as ``changed`` does."""
    if intervention != MIXED:
        return replace(run, setting=changed(run.setting, intervention))
    return replace(run, order="alternating blocks", block=BLOCK) if run.order == SORTED else run


@dataclass(frozen=True)
class Result:
    """What the sorted and the reshuffled order come to under each intervention.

    ends: intervention, role (the order that was changed) and the columns of
    ``core.engines.descent.networks.history`` at the end of training. table: intervention, n (seeds
    whose weights stayed finite here and without intervention), the mean of sorted_accuracy,
    shuffled_accuracy, sorted_dead_share and shuffled_dead_share, and two figures with their 95 %
    intervals (``_low``, ``_high``): lost (accuracy, reshuffled − sorted, under this intervention)
    and given_back (share of the harm without intervention that the sorted order wins back; missing
    where that harm is negligible, or its own interval holds 0).
    """

    setting: Setting
    ends: pd.DataFrame
    table: pd.DataFrame


def run(setting: Setting, report: Report = ignore) -> Result:
    """Train both orders under every intervention and compare them seed by seed.

    Raises ``ValueError`` when a tenth of the rate leaves the rate's range.
    """
    cells = [(name, order) for name in INTERVENTIONS for order in (SORTED, SHUFFLED)]
    runs = [(intervened(Run(setting, order), name), last_mark(setting)) for name, order in cells]
    frames = [
        frame.assign(intervention=name, role=order)
        for (name, order), frame in zip(cells, measure(runs, report), strict=True)
    ]
    ends = pd.concat(frames, ignore_index=True)
    return Result(setting, ends, _table(ends))


def _table(ends: pd.DataFrame) -> pd.DataFrame:
    seeds = ends.pivot(
        index="seed", columns=["intervention", "role"], values=["accuracy", "dead_share"]
    )
    before = seeds["accuracy"][NOTHING]
    return pd.DataFrame(
        [
            {"intervention": name}
            | _compare(before, seeds["accuracy"][name], seeds["dead_share"][name])
            for name in INTERVENTIONS
        ]
    )


def _compare(
    before: pd.DataFrame, accuracy: pd.DataFrame, dead: pd.DataFrame
) -> dict[str, float | int]:
    """Compare seeds (rows) and orders (columns) ``before`` and under an intervention."""
    finite = (before.notna() & accuracy.notna()).all(axis=1)
    before, accuracy, dead = before[finite], accuracy[finite], dead[finite]
    lost = back = Interval(np.nan, np.nan, np.nan)
    if finite.any():
        lost = mean_interval(accuracy[SHUFFLED] - accuracy[SORTED])
        harm = before[SHUFFLED] - before[SORTED]
        if harm.mean() > NEGLIGIBLE_ACCURACY and mean_interval(harm).low > 0:
            back = ratio_interval(accuracy[SORTED] - before[SORTED], harm)
    return {
        "n": int(finite.sum()),
        "sorted_accuracy": accuracy[SORTED].mean(),
        "shuffled_accuracy": accuracy[SHUFFLED].mean(),
        "sorted_dead_share": dead[SORTED].mean(),
        "shuffled_dead_share": dead[SHUFFLED].mean(),
        "lost": lost.estimate,
        "lost_low": lost.low,
        "lost_high": lost.high,
        "given_back": back.estimate,
        "given_back_low": back.low,
        "given_back_high": back.high,
    }
