"""Write-up 1.B: what the order of the training examples does to a ReLU network.

block_length  How long may a block of one class be before the network forgets the other?
claim_map     Where does sorting kill more units, and where shuffling?
convex        What theory says of the order on a strongly convex problem
exercises     The exercises of the shuffling lab
lesson        The lesson on the order of the examples: what sorting does, and what it is blamed for
proved_rates  How fast each order nears the optimum of a strongly convex problem: what is proved
remedies      What else than dying could be the harm of sorting, each tested by a control
watched_run   One seed of one order watched closely: its surface, the life of its units
"""

from dataclasses import dataclass, replace

import pandas as pd

from core.claims import Finding, Outcome, Report, Verdict, ignore
from core.engines.descent.networks import even_marks, last_mark, measure
from core.engines.descent.orders import ORDERS, SHUFFLED, SORTED
from core.engines.descent.settings import MOST_OF_THE_HARM, NEGLIGIBLE_ACCURACY, Run, Setting
from core.intervals import ratio_interval
from core.limits import check_whole
from core.rules import above, exceeding, judge_mean, judged

VERSION = 3
CANNOT_DIE = "leaky ReLU"
MANY_UNITS = 0.10
PERMANENT = 0.9


@dataclass(frozen=True)
class Config(Setting):
    """Train every order on one setting; ``block`` is the length of the alternating blocks.

    Raises ``ValueError`` for a value out of range.
    """

    block: int = 10
    records_per_epoch: int = 20

    def __post_init__(self) -> None:
        """Check every field."""
        super().__post_init__()
        check_whole("Block length", self.block, 1, self.points)
        check_whole("Records per epoch", self.records_per_epoch, 2, 50)


QUICK = {"1.B": Config()}


@dataclass(frozen=True)
class Result:
    """What happened along the way.

    history: the columns of ``core.engines.descent.networks.history`` for every order. control: the
    same at the end of training, for the sorted and the reshuffled order with units that cannot die.
    """

    config: Config
    history: pd.DataFrame
    control: pd.DataFrame

    @property
    def ends(self) -> pd.DataFrame:
        """The history's rows at the end of training."""
        return self.history[self.history["epoch"] == self.config.epochs]

    @property
    def overflowed(self) -> pd.DataFrame:
        """By order, how many seeds' weights overflowed and from which epoch on: seeds, epoch."""
        lost = self.history[self.history["loss_negative"].isna()]
        return lost.groupby("order", sort=False).agg(
            seeds=("seed", "nunique"), epoch=("epoch", "min")
        )


def run(config: Config, report: Report = ignore) -> Result:
    """Train every seed in every order, recording along each epoch."""
    control = replace(config, activation=CANNOT_DIE)
    marks = even_marks(config, config.records_per_epoch)
    runs = [(Run(config, order, config.block), marks) for order in ORDERS]
    runs += [(Run(control, order), last_mark(control)) for order in (SORTED, SHUFFLED)]
    frames = measure(runs, report)
    return Result(
        config,
        pd.concat(frames[: len(ORDERS)], ignore_index=True),
        pd.concat(frames[len(ORDERS) :], ignore_index=True),
    )


def verdicts(result: Result) -> list[Verdict]:
    """Judge 1.B: does sorting harm, do units die of it for good, does dying explain the harm.

    Seeds whose weights overflowed in any of the compared runs are left out. Without ReLU units, or
    with fewer than two seeds left, the claim is not tested.
    """
    compared = pd.concat([result.ends, result.control], keys=["ends", "control"], names=["part"])
    compared = compared[compared["order"].isin([SORTED, SHUFFLED])].reset_index("part")
    table = compared.pivot(
        index="seed",
        columns=["part", "order"],
        values=["accuracy", "dead_share", "ever_dead_share"],
    ).dropna()
    if result.config.activation != "ReLU" or len(table) < 2:
        return [Verdict("1.B", ())]
    accuracy, dead = table["accuracy"]["ends"], table["dead_share"]["ends"]
    findings = (
        _harm(accuracy),
        _deaths(dead),
        _lasting(dead[SORTED], table["ever_dead_share"]["ends"][SORTED]),
        _explained(accuracy, table["accuracy"]["control"]),
    )
    return [Verdict("1.B", findings)]


def _harm(accuracy: pd.DataFrame) -> Finding:
    return judged(
        "accuracy lost to sorting",
        "Student's paired t over seeds: the 95 % interval of accuracy (reshuffled − negatives "
        "first, mean of both classes, after the last epoch)",
        exceeding(NEGLIGIBLE_ACCURACY),
        accuracy[SHUFFLED] - accuracy[SORTED],
        lambda lost: (
            f"Over {len(accuracy)} seeds sorting costs {lost.estimate:.2f} of accuracy "
            f"({lost.low:.2f} to {lost.high:.2f})."
        ),
        since="2026-11-24",
    )


def _deaths(dead: pd.DataFrame) -> Finding:
    found = judge_mean(dead[SORTED] - dead[SHUFFLED], exceeding(MANY_UNITS))
    more = found.found
    return Finding(
        "share of units killed by sorting",
        "Student's paired t over seeds: the 95 % interval of dead units (negatives first − "
        f"reshuffled) lies above 0, and the mean above {MANY_UNITS}: the claim says many.",
        found.outcome,
        more,
        len(dead),
        f"{dead[SORTED].mean():.3f} of the units are dead after sorting and "
        f"{dead[SHUFFLED].mean():.3f} after reshuffling: a difference of {more.estimate:.3f} "
        f"({more.low:.3f} to {more.high:.3f}).",
        since="2026-11-24",
        would_decide=found.would_decide,
        threshold=found.threshold,
    )


def _lasting(dead: pd.Series, ever_dead: pd.Series) -> Finding:
    """``dead`` and ``ever_dead`` hold the share of units for each seed."""
    touched = ever_dead > 0
    part, rule = (
        "share of deaths that last",
        "Of the units that were dead at any record of the sorted order, the share still dead at "
        f"the end; the 95 % interval over seeds lies above {PERMANENT}: the claim says "
        "permanently.",
    )
    if not touched.any():
        why = "No unit was dead at any time."
        return Finding(part, rule, Outcome.UNDECIDED, 0.0, 0, why, since="2026-11-24")
    found = judge_mean((dead / ever_dead)[touched], above(PERMANENT))
    last = found.found
    return Finding(
        part,
        rule,
        found.outcome,
        last,
        int(touched.sum()),
        f"Of the units that were dead at some time, {last.estimate:.0%} are dead at the end "
        f"({last.low:.0%} to {last.high:.0%}); the others came back to life.",
        since="2026-11-24",
        would_decide=found.would_decide,
        threshold=found.threshold,
    )


def _explained(accuracy: pd.DataFrame, leaky: pd.DataFrame) -> Finding:
    lost = accuracy[SHUFFLED] - accuracy[SORTED]
    part, rule = (
        "share of the harm gone when no unit can die",
        f"With {CANNOT_DIE} units nothing can die; the share of the lost accuracy that the sorted "
        "order wins back, its 95 % interval from pairs of seeds drawn again (bootstrap), lies "
        f"above {MOST_OF_THE_HARM}.",
    )
    if _harm(accuracy).outcome is not Outcome.HOLDS:
        why = "There is no clear harm to explain."
        return Finding(part, rule, Outcome.UNDECIDED, 0.0, len(lost), why, since="2026-11-24")
    back = ratio_interval(leaky[SORTED] - accuracy[SORTED], lost)
    return Finding(
        part,
        rule,
        above(MOST_OF_THE_HARM).outcome(back),
        back,
        len(lost),
        f"Where no unit can die, {back.estimate:.0%} of the lost accuracy comes back "
        f"({back.low:.0%} to {back.high:.0%}).",
        since="2026-11-24",
    )
