"""Write-up 1.B: how long may a block of one class be before the network forgets the other?"""

from dataclasses import dataclass

import pandas as pd

from core.claims import Report, ignore
from core.engines.descent.networks import last_mark, measure
from core.engines.descent.orders import SHUFFLED
from core.engines.descent.settings import NEGLIGIBLE_ACCURACY, Run, Setting
from core.intervals import mean_table

VERSION = 2
LENGTHS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000)


@dataclass(frozen=True)
class Result:
    """Accuracy after the last epoch by length of the alternating blocks.

    ends: the columns of ``core.engines.descent.networks.history`` for every block length, and for
    the reshuffled order. table: block, n (seeds whose weights stayed finite), accuracy with its 95
    % interval (low, high), dead_share. reshuffled: mean accuracy of the reshuffled order.
    """

    setting: Setting
    ends: pd.DataFrame
    table: pd.DataFrame
    reshuffled: float


def lengths(setting: Setting) -> list[int]:
    """Return the lengths to try: up to that of the larger class, which is the sorted order."""
    longest = max(setting.positives, setting.points - setting.positives)
    return [length for length in LENGTHS if length < longest] + [longest]


def run(setting: Setting, report: Report = ignore) -> Result:
    """Train every seed with blocks of every length."""
    runs = [Run(setting, "alternating blocks", length) for length in lengths(setting)]
    runs.append(Run(setting, SHUFFLED))
    frames = measure([(one, last_mark(setting)) for one in runs], report)
    ends = pd.concat(frames, ignore_index=True)
    blocks = ends[ends["order"] != SHUFFLED].dropna(subset="accuracy").groupby("block")
    table = mean_table(["block"], blocks["accuracy"], "accuracy")
    table["dead_share"] = [dead.mean() for _, dead in blocks["dead_share"]]
    return Result(setting, ends, table, frames[-1]["accuracy"].mean())


def longest_harmless(result: Result) -> int | None:
    """Return the longest block up to which every length costs at most a negligible accuracy."""
    harmless = result.table["accuracy"] >= result.reshuffled - NEGLIGIBLE_ACCURACY
    kept = result.table[harmless.cummin()]
    return None if kept.empty else int(kept["block"].iloc[-1])
