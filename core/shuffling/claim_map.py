"""Write-up 1.B over many settings: where does sorting kill more units, and where shuffling?"""

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from core.claims import Interval, Report, ignore
from core.engines.descent.kernel import LOSSES
from core.engines.descent.networks import last_mark, measure
from core.engines.descent.orders import SHUFFLED, SORTED
from core.engines.descent.settings import DATASETS, Run, Setting
from core.intervals import mean_interval
from core.limits import choice, whole
from core.rules import above, family

VERSION = 2
RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
ROWS = {"loss": LOSSES, "dataset": tuple(DATASETS)}
MORE, FEWER = "sorting kills more", "shuffling kills more"
EVEN, OVERFLOW = "no clear difference", "weights overflow"
SAYINGS = (MORE, FEWER, EVEN, OVERFLOW)
DEATHS, LOST = ("deaths", "deaths_low", "deaths_high"), ("lost", "lost_low", "lost_high")
COLUMNS = ("loss", "dataset", "learning_rate", "n", "says", *DEATHS, *LOST)


@dataclass(frozen=True)
class Config(Setting):
    """Cross seven learning rates with every loss or every data set, named by ``rows``.

    Raises ``ValueError`` for a value out of range.
    """

    rows: str = choice("loss", "Rows", ROWS)
    seeds: int = whole(20, "Seeds", 2, 100)


@dataclass(frozen=True)
class Result:
    """How the sorted and the reshuffled order compare in every cell.

    cells: loss, dataset, learning_rate, n (seeds whose weights stayed finite under both orders),
    deaths (share of dead units, sorted − reshuffled) with the interval that Holm's method gives it
    among all cells, what that interval says, and lost (accuracy, reshuffled − sorted) with its
    95 % interval (``_low``, ``_high``); with n below 2 there is nothing to compare.
    """

    config: Config
    cells: pd.DataFrame


def run(config: Config, report: Report = ignore) -> Result:
    """Train both orders in every cell."""
    changes: list[dict[str, Any]] = [
        {config.rows: row, "learning_rate": rate} for row in ROWS[config.rows] for rate in RATES
    ]
    settings = [replace(config, **change) for change in changes]
    runs = [Run(setting, order) for setting in settings for order in (SORTED, SHUFFLED)]
    ends = iter(measure([(one, last_mark(one.setting)) for one in runs], report))
    measured = ["accuracy", "dead_share"]
    apart = [
        (sorted_ends[measured] - shuffled_ends[measured]).dropna()
        for sorted_ends, shuffled_ends in zip(ends, ends, strict=True)
    ]
    told = family({k: a["dead_share"] for k, a in enumerate(apart) if len(a) > 1}, above(0))
    cells = [
        _cell(setting, differences, told[place].found if place in told else None)
        for place, (setting, differences) in enumerate(zip(settings, apart, strict=True))
    ]
    return Result(config, pd.DataFrame(cells, columns=COLUMNS))


def _cell(setting: Setting, apart: pd.DataFrame, deaths: Interval | None) -> dict[str, float | str]:
    """Describe a cell by the differences ``apart``, a row a seed; it has no ``deaths`` below 2."""
    cell: dict[str, float | str] = {
        "loss": setting.loss,
        "dataset": setting.dataset,
        "learning_rate": setting.learning_rate,
        "n": len(apart),
        "says": OVERFLOW,
    }
    if deaths is None:
        return cell
    lost = mean_interval(-apart["accuracy"])
    says = MORE if deaths.low > 0 else FEWER if deaths.high < 0 else EVEN
    return (
        cell
        | {"says": says}
        | dict(zip(DEATHS, deaths, strict=True))
        | dict(zip(LOST, lost, strict=True))
    )
