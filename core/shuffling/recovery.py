"""Write-up 1.B: is the harm of sorting permanent? Train on after sorted epochs, shuffled.

A unit that had died for good would not come back, and with it the accuracy would not.
"""

from dataclasses import dataclass, fields

import pandas as pd

from core.claims import Report, ignore
from core.engines.descent.networks import even_marks, measure
from core.engines.descent.orders import SHUFFLED, SORTED
from core.engines.descent.settings import NEGLIGIBLE_ACCURACY, Run, Setting
from core.intervals import mean_table
from core.limits import whole

VERSION = 1
RECORDS_PER_EPOCH = 10


@dataclass(frozen=True)
class Config(Setting):
    """Train the setting's epochs sorted, then ``shuffled_after`` epochs reshuffled.

    Raises ``ValueError`` for a value out of range.
    """

    shuffled_after: int = whole(3, "Shuffled epochs after the sorted ones", 1, 10)


@dataclass(frozen=True)
class Result:
    """Every seed sorted and then shuffled, and shuffled from the start.

    history: the columns of ``core.engines.descent.networks.history``; the order "negatives first"
    is sorted for the setting's epochs and reshuffled after, "reshuffled" is so throughout. epochs:
    see ``by_epoch``.
    """

    config: Config
    history: pd.DataFrame
    epochs: pd.DataFrame


def run(config: Config, report: Report = ignore) -> Result:
    """Train every seed in both ways, recording ten times along each epoch."""
    history = trained(config, config.shuffled_after, RECORDS_PER_EPOCH, report)
    return Result(config, history, by_epoch(history, config.epochs))


def trained(
    setting: Setting, shuffled_after: int, per_epoch: int, report: Report = ignore
) -> pd.DataFrame:
    """Return the history of both orders, recorded ``per_epoch`` times along each epoch."""
    plain = Setting(**{field.name: getattr(setting, field.name) for field in fields(Setting)})
    runs = [Run(plain, order, shuffled_after=shuffled_after) for order in (SORTED, SHUFFLED)]
    marks = even_marks(plain, per_epoch, shuffled_after)
    return pd.concat(measure([(one, marks) for one in runs], report), ignore_index=True)


def by_epoch(history: pd.DataFrame, epochs: int) -> pd.DataFrame:
    """Compare both ways after every whole epoch from the last sorted one on.

    Columns: after (shuffled epochs since), n (seeds whose weights stayed finite both ways),
    accuracy of the networks that were sorted with its 95 % interval (low, high), lowest (of any
    seed), back (seeds within a negligible accuracy of the same seed shuffled throughout), and
    dead_share.
    """
    whole = history[(history["epoch"] >= epochs) & (history["epoch"] % 1 == 0)]
    table = whole.pivot(
        index=["epoch", "seed"], columns="order", values=["accuracy", "dead_share"]
    ).dropna()
    accuracy = table["accuracy"]
    groups = accuracy[SORTED].groupby("epoch")
    means = mean_table(["epoch"], groups, "accuracy")
    back = accuracy[SORTED] >= accuracy[SHUFFLED] - NEGLIGIBLE_ACCURACY
    return means.assign(
        lowest=groups.min().to_numpy(),
        back=back.groupby("epoch").sum().to_numpy(),
        dead_share=table["dead_share"][SORTED].groupby("epoch").mean().to_numpy(),
        after=(means["epoch"] - epochs).astype(int),
    ).drop(columns="epoch")
