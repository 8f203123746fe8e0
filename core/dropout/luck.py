"""Write-up 2.D: how much of the best dropout probability's win is luck?

A seed sets a model's first weights and the order of its images, and is the same for every p. How
much the accuracies of one seed have in common is left open: seeds are resampled as whole rows
(paired), and what is exchanged, is exchanged within a seed.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.claims import DROPOUT_RATES, Finding, Interval
from core.dropout.accuracies import accuracies
from core.dropout.best import leads
from core.dropout.candidates import NETWORKS
from core.dropout.recorded_sweep import RULED_AFTER
from core.dropout.sweep import Result
from core.intervals import MOST_RUNS, mean_interval, power, smallest, wilson_interval
from core.limits import Checked, choice, quoted, real
from core.rules import above, judge_share, together
from core.text import points

VERSION = 1
SINCE = "2026-11-26"
SHARPENED = (
    "On 29 November 2026, after the sweep had been recorded, the comparison with several rivals "
    "was corrected for their number."
)
EPOCHS = {"one": 1, "ten": 10}
CLAIMED_BEST = 0.5
RESAMPLES = 10_000
TIE = 1e-9


@dataclass(frozen=True)
class Config(Checked):
    """Ask whether ``first`` beats its neighbours, and what separates it from ``second``.

    ``epochs`` is "one" or "ten", the length of training. ``power`` is the chance to find the
    difference with the number of seeds wanted, in [0.5, 0.99]. Raises ``ValueError`` for a value
    out of range.
    """

    network: str = choice("course", "Network", NETWORKS)
    epochs: str = choice("one", "Epochs", EPOCHS)
    first: float = CLAIMED_BEST
    second: float = 0.4
    power: float = real(0.8, "Power", 0.5, 0.99)

    def __post_init__(self) -> None:
        """Check every field."""
        super().__post_init__()
        for field, p in (("Judged p", self.first), ("Compared with", self.second)):
            if p not in DROPOUT_RATES:
                raise ValueError(f"{field} is {quoted(p)}, but must be one of {_rates()}.")
        if self.first == self.second:
            raise ValueError(
                f"Compared with is {self.second}, but must be another p than the judged one."
            )


@dataclass(frozen=True)
class Separation:
    """What it takes to tell two dropout probabilities apart by a paired t-test at the 5 % level.

    ``difference`` is the mean over seeds of accuracy(first) − accuracy(second), ``spread`` its
    standard deviation, ``n`` the seeds behind both. ``seeds`` is the smallest number that finds a
    difference of this size with the power asked for, and ``fewest`` and ``most`` that number at the
    ends of the difference's interval; none where more than 100,000 are needed.
    """

    difference: Interval
    spread: float
    n: int
    seeds: int | None
    fewest: int | None
    most: int | None


@dataclass(frozen=True)
class Luck:
    """How the best p fares when seeds are drawn again.

    accuracies: seed, p, validation_accuracy. winners: p, seeds (how many are averaged), wins (share
    of draws in which p has the highest mean). lucky: among ("its neighbours" or "all"), seeds,
    wins (of ``first`` if it and its neighbours were interchangeable), measured (its wins in truth).
    power: seeds, power.
    """

    config: Config
    accuracies: pd.DataFrame
    winners: pd.DataFrame
    lucky: pd.DataFrame
    power: pd.DataFrame
    separation: Separation
    findings: tuple[Finding, ...]


def run(config: Config, result: Result) -> Luck:
    """Judge the sweep ``result``, which has at least two seeds of ``config.network``.

    Raises ``ValueError`` where it has fewer.
    """
    table = accuracies(result, config.network, result.config.epochs)
    if len(table) < 2:
        raise ValueError(f"Seeds is {len(table)}, but must be at least 2 to show any luck.")
    apart = separation(table[config.first] - table[config.second], config.power)
    return Luck(
        config,
        table.melt(ignore_index=False, value_name="validation_accuracy").reset_index(),
        pd.concat([winners(table, 1), winners(table, len(table))], ignore_index=True),
        lucky(table, config.first),
        power_curve(apart),
        apart,
        findings(table),
    )


def winners(table: pd.DataFrame, seeds: int) -> pd.DataFrame:
    """Return how often each p has the highest mean over ``seeds`` drawn rows of ``table``.

    Rows are drawn with replacement, 10,000 times (Efron and Tibshirani, *An Introduction to the
    Bootstrap*, 1993, chapter 6); with one row every row is counted once, which is exact. Equal
    means share a win. Columns: p, seeds, wins.
    """
    drawn = np.eye(len(table))
    if seeds > 1:
        shares = np.full(len(table), 1 / len(table))
        drawn = np.random.default_rng(0).multinomial(seeds, shares, RESAMPLES) / seeds
    wins = shared_wins(drawn @ table.to_numpy()).mean(axis=0)
    return pd.DataFrame({"p": table.columns, "seeds": seeds, "wins": wins})


def shared_wins(means: np.ndarray) -> np.ndarray:
    """Return ``means`` (draws, p) as shares of a win (draws, p): 1, or less where several tie."""
    best = means >= means.max(axis=1, keepdims=True) - TIE
    return np.asarray(best / best.sum(axis=1, keepdims=True))


def neighbours(table: pd.DataFrame, p: float) -> list[float]:
    """Return ``p`` and the one or two columns beside it, in order."""
    place = list(table.columns).index(p)
    return list(table.columns[max(0, place - 1) : place + 2])


def lucky(table: pd.DataFrame, p: float) -> pd.DataFrame:
    """Return how often ``p`` would win if nothing separated it from its neighbours.

    Under that null hypothesis its accuracy and theirs are exchangeable within a seed: they change
    places at random in each, 10,000 times; the other p keep theirs (Good, *Permutation, Parametric
    and Bootstrap Tests of Hypotheses*, 2005, chapter 3). Judged by one seed at random and by the
    mean of all. Columns: among, seeds, wins, measured.
    """
    near = neighbours(table, p)
    places = [list(table.columns).index(one) for one in near]
    own, own_near = list(table.columns).index(p), near.index(p)
    values = table.to_numpy()
    draws = np.repeat(values[None], RESAMPLES, axis=0)
    rng = np.random.default_rng(0)
    draws[:, :, places] = rng.permuted(draws[:, :, places], axis=2)
    single = draws[np.arange(RESAMPLES), rng.integers(len(table), size=RESAMPLES)]
    rows = []
    for among, columns, place in (
        ("its neighbours", places, own_near),
        ("all", list(range(values.shape[1])), own),
    ):
        for seeds, null, truth in (
            (1, single, values),
            (len(table), draws.mean(axis=1), values.mean(axis=0, keepdims=True)),
        ):
            wins = shared_wins(null[:, columns])[:, place].mean()
            measured = shared_wins(truth[:, columns])[:, place].mean()
            rows.append((among, seeds, float(wins), float(measured)))
    return pd.DataFrame(rows, columns=["among", "seeds", "wins", "measured"])


def separation(differences: pd.Series, wanted: float) -> Separation:
    """Return what it takes to find the mean of paired ``differences`` with power ``wanted``."""
    found = mean_interval(differences)
    spread = float(differences.std(ddof=1))

    def seeds(difference: float) -> int | None:
        if difference == 0:
            return None
        return smallest(difference / spread if spread else np.inf, wanted)

    ends = sorted((abs(found.low), abs(found.high)))
    nearest = 0.0 if found.low <= 0 <= found.high else ends[0]
    return Separation(
        found, spread, len(differences), seeds(found.estimate), seeds(ends[1]), seeds(nearest)
    )


def power_curve(apart: Separation) -> pd.DataFrame:
    """Return power against the number of seeds, 2 to ten times what is needed or 1,000."""
    last = min(10 * (apart.seeds or MOST_RUNS), 1_000)
    seeds = np.unique(np.geomspace(2, max(last, 20), 60).round().astype(int))
    if apart.spread == 0:
        return pd.DataFrame({"seeds": seeds, "power": float(apart.difference.estimate != 0)})
    return pd.DataFrame(
        {"seeds": seeds, "power": power(apart.difference.estimate / apart.spread, seeds)}
    )


def findings(table: pd.DataFrame) -> tuple[Finding, ...]:
    """Judge what the write-up's sweep of one run each says about the best p."""
    return (_is_best(table), _beats_its_neighbours(table), _one_run_is_enough(table))


def _is_best(table: pd.DataFrame) -> Finding:
    found = leads(table, CLAIMED_BEST)
    rival, closest = next(iter(found.items()))
    lead = together(*found.values())
    return lead.finding(
        f"dropout of {CLAIMED_BEST} is the best",
        f"Paired over seeds, its lead over each of the {len(found)} others, corrected for their "
        "number (Holm): every interval lies above 0.",
        len(table),
        f"Against p = {rival}, its closest rival, the difference is {points(closest.found, 2)}.",
        since="2026-11-29",
        changed=SHARPENED,
    )


def _beats_its_neighbours(table: pd.DataFrame) -> Finding:
    others = [p for p in neighbours(table, CLAIMED_BEST) if p != CLAIMED_BEST]
    found = leads(table, CLAIMED_BEST, others)
    lead = together(*found.values())
    said = " and ".join(
        f"{points(one.found, 2)} against p = {p}" for p, one in sorted(found.items())
    )
    return lead.finding(
        f"dropout of {CLAIMED_BEST} is better than its neighbours",
        "Paired over seeds, the interval of the difference to each neighbour, corrected for their "
        "number (Holm), lies above 0.",
        len(table),
        f"The difference is {said}.",
        since="2026-11-29",
        changed=SHARPENED,
    )


def _one_run_is_enough(table: pd.DataFrame) -> Finding:
    best = table.mean().idxmax()
    won = table.idxmax(axis=1) == best
    found = judge_share(int(won.sum()), len(won), above(0.5), wilson_interval)
    return found.finding(
        "one run of each p finds the best one",
        "The 95 % interval of the share of seeds in which the winner of all seeds together also "
        "wins alone lies above one half.",
        len(table),
        f"p = {best} has the highest mean of all seeds and wins {int(won.sum())} of {len(table)} "
        "seeds alone.",
        since=SINCE,
        changed=RULED_AFTER,
    )


def _rates() -> str:
    return ", ".join(map(str, DROPOUT_RATES))
