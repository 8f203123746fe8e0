"""Write-up 1.B: what the order of the training examples does to a ReLU network.

block_length     How long may a block of one class be before the network forgets the other?
claim_map        Where does sorting kill more units, and where shuffling?
convex           What theory says of the order on a strongly convex problem
exercises        The exercises of the shuffling lab
lesson           The lesson on the order of the examples: what sorting does, and is blamed for
parts            The parts of 1.B, each judged from what every seed came to
proved_rates     How fast each order nears the optimum of a strongly convex problem: what is proved
recorded_orders  Every order at the default settings, as recorded
recorded_runs    The two runs that the page plays first, as recorded
recovery         Is the harm permanent? Trained on after sorted epochs, shuffled
remedies         What else than dying could be the harm of sorting, each tested by a control
watched_run      One seed of one order watched closely: its surface, the life of its units
"""

from dataclasses import dataclass, replace

import pandas as pd

from core.claims import Report, Verdict, ignore
from core.engines.descent.networks import even_marks, last_mark, measure
from core.engines.descent.orders import ORDERS, SHUFFLED, SORTED
from core.engines.descent.settings import MOST_POINTS, Run, Setting
from core.limits import check_whole, part_of, whole
from core.shuffling import parts, recovery
from core.shuffling.parts import CAN_DIE, CANNOT_DIE, CONTROL_RATE, MANY_UNITS, RECOVERY

__all__ = [
    "CANNOT_DIE",
    "CONTROL_RATE",
    "MANY_UNITS",
    "QUICK",
    "VERSION",
    "Config",
    "Result",
    "run",
    "verdicts",
]

VERSION = 3


@dataclass(frozen=True)
class Config(Setting):
    """Train every order on one setting; ``block`` is the length of the alternating blocks.

    Raises ``ValueError`` for a value out of range.
    """

    block: int = part_of(10, "Block length", 1, MOST_POINTS)
    records_per_epoch: int = whole(20, "Records per epoch", 2, 50)

    def __post_init__(self) -> None:
        """Check every field."""
        super().__post_init__()
        check_whole("Block length", self.block, 1, self.points)


MEASURED = ["accuracy", "dead_share", "ever_dead_share"]
QUICK = {"1.B": Config()}
FEWEST = 3
"""Seeds that a verdict takes."""


@dataclass(frozen=True)
class Result:
    """What happened along the way.

    history: the columns of ``core.engines.descent.networks.history`` for every order, or those that
    ``recorded_orders`` keeps. control: the
    same at the end of training at the rate ``parts.CONTROL_RATE``, for the sorted and the
    reshuffled order, with ``units`` that can die and that cannot. recovered: the same after
    ``parts.RECOVERY`` further, shuffled epochs.
    """

    config: Config
    history: pd.DataFrame
    control: pd.DataFrame
    recovered: pd.DataFrame

    @property
    def ends(self) -> pd.DataFrame:
        """The history's rows at the end of training."""
        return self.history[self.history["epoch"] == self.config.epochs]

    @property
    def before_positives(self) -> pd.DataFrame:
        """The history's last rows before the sorted order shows a positive example."""
        negatives = self.config.points - self.config.positives
        examples = self.history["examples"]
        return self.history[examples == examples[examples <= negatives].max()]

    @property
    def overflowed(self) -> pd.DataFrame:
        """By order, how many seeds' weights overflowed and from which epoch on: seeds, epoch."""
        lost = self.history[self.history["accuracy_negative"].isna()]
        return lost.groupby("order", sort=False).agg(
            seeds=("seed", "nunique"), epoch=("epoch", "min")
        )


def run(config: Config, report: Report = ignore) -> Result:
    """Train every seed in every order, recording along each epoch; then the controls."""
    marks = even_marks(config, config.records_per_epoch)
    pairs = [(units, order) for units in (CAN_DIE, CANNOT_DIE) for order in (SORTED, SHUFFLED)]
    controls = [
        Run(replace(config, activation=units, learning_rate=CONTROL_RATE), order)
        for units, order in pairs
    ]
    runs = [(Run(config, order, config.block), marks) for order in ORDERS]
    runs += [(one, last_mark(one.setting)) for one in controls]
    frames = measure(runs, lambda done, message: report(0.9 * done, message))
    recovered = recovery.trained(config, RECOVERY, 1)
    report(1.0, "Done")
    return Result(
        config,
        pd.concat(frames[: len(ORDERS)], ignore_index=True),
        pd.concat(
            [
                frame.assign(units=units)
                for (units, _), frame in zip(pairs, frames[len(ORDERS) :], strict=True)
            ],
            ignore_index=True,
        ),
        recovered[recovered["epoch"] == config.epochs + RECOVERY].reset_index(drop=True),
    )


def verdicts(result: Result) -> list[Verdict]:
    """Judge 1.B: does sorting harm, do units die of it for good, does dying explain the harm.

    Seeds whose weights overflowed in any of the compared runs are left out. Without ReLU units, or
    with fewer than ``FEWEST`` seeds left, the claim is not tested.
    """
    table = _compared(result)
    if result.config.activation != CAN_DIE or len(table) < FEWEST:
        return [Verdict("1.B", ())]
    accuracy, dead, ever = (table[name] for name in MEASURED)
    findings = (
        parts.harm(accuracy["end"]),
        parts.early_deaths(dead["early"]),
        parts.deaths(dead["end"]),
        parts.lasting(dead["end"][SORTED], ever["end"][SORTED]),
        parts.still_lost(accuracy["recovered"], result.config.epochs),
        parts.deaths_where_it_harms(dead[CAN_DIE], accuracy[CAN_DIE]),
        parts.explained(accuracy),
    )
    return [Verdict("1.B", findings)]


def _compared(result: Result) -> pd.DataFrame:
    """Return a row for each seed that stayed finite; columns: measure, which run, order."""
    control = result.control.groupby("units")
    frames = {
        "end": result.ends,
        "early": result.before_positives,
        "recovered": result.recovered,
        **{units: control.get_group(units) for units in (CAN_DIE, CANNOT_DIE)},
    }
    rows = pd.concat(frames, names=["which"]).reset_index("which")
    rows = rows[rows["order"].isin([SORTED, SHUFFLED])]
    return rows.pivot(index="seed", columns=["which", "order"], values=MEASURED).dropna()
