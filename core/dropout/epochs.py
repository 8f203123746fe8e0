"""Write-up 2.D.iii: is the best dropout probability after one epoch the best after ten?"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, log2
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from core.claims import Finding
from core.dropout import orders
from core.dropout.accuracies import accuracies, right
from core.dropout.candidates import NETWORKS
from core.dropout.recorded_sweep import RULED_AFTER
from core.dropout.sweep import Result
from core.intervals import correlation_interval, mean_table
from core.limits import Checked, choice, whole
from core.rules import above, below, certain, exceeding, judge_mean, judged, together
from core.text import points, with_ends

VERSION = 2
SINCE = "2026-11-26"
CANDIDATES, EPOCHS = 10, 10
LEAST_BUDGET = CANDIDATES * ceil(log2(CANDIDATES))
HALVES = 100
HALVING = "successive halving"
NEGLIGIBLE = 0.001


@dataclass(frozen=True)
class Config(Checked):
    """Choose among the ten p of ``network``, by successive halving with ``budget`` epochs.

    ``budget`` is 40 (one epoch before the first halving) to 400 (ten). Raises ``ValueError`` for a
    value out of range.
    """

    network: str = choice("course", "Network", NETWORKS)
    budget: int = whole(LEAST_BUDGET, "Budget", LEAST_BUDGET, LEAST_BUDGET * EPOCHS)


class Rung(NamedTuple):
    """So many ``candidates`` are trained until they have had ``epochs``; ``kept`` go on."""

    candidates: int
    epochs: int
    kept: int


@dataclass(frozen=True)
class Race:
    """What is known of the ten p while they train.

    ranks: epoch, p, accuracy (mean over seeds), rank (1 is best). agreement: epoch, estimate, low
    and high of Spearman's correlation with the last epoch (mean over seeds, by Fisher's z).
    yardstick: the mean correlation of the last epoch between two seeds. choices: strategy
    ("after 1", …, or successive halving), cost (epochs of training until the chosen one has had
    ten), estimate, low and high of the regret. ``seeds`` is how many stand behind each.
    """

    config: Config
    seeds: int
    rungs: tuple[Rung, ...]
    ranks: pd.DataFrame
    agreement: pd.DataFrame
    yardstick: float
    choices: pd.DataFrame
    findings: tuple[Finding, ...]


def run(config: Config, result: Result) -> Race:
    """Follow the models of ``result``: ten p, ten epochs, at least two whole seeds.

    Raises ``ValueError`` where it has fewer.
    """
    tables = [accuracies(result, config.network, epoch) for epoch in range(1, EPOCHS + 1)]
    values = np.stack([table.to_numpy() for table in tables], axis=2)
    if len(values) < 2:
        raise ValueError(f"Seeds is {len(values)}, but must be at least 2 to show any spread.")
    steps = rungs(config.budget)
    agree = correlations(values)
    costs, losses = regrets(right(result, config.network), steps)
    return Race(
        config,
        len(values),
        steps,
        ranks(values, list(tables[0].columns)),
        agreement(agree),
        orders.yardstick(values),
        costs.join(summarised(losses, "strategy").set_index("strategy"), on="strategy"),
        findings(losses, costs, values),
    )


def ranks(values: np.ndarray, rates: list[float]) -> pd.DataFrame:
    """Return mean accuracies of ``values`` (seeds, p, epochs) and their ranks after each epoch."""
    table = pd.DataFrame(values.mean(axis=0).T, columns=pd.Index(rates, name="p"))
    table.index = pd.RangeIndex(1, len(table) + 1, name="epoch")
    places = table.rank(axis=1, ascending=False)
    return pd.DataFrame({"accuracy": table.stack(), "rank": places.stack()}).reset_index()


def correlations(values: np.ndarray) -> pd.DataFrame:
    """Return Spearman's correlation of each epoch's accuracies with the last epoch's.

    A row a seed, a column an epoch (1, 2, …), over the p of ``values`` (seeds, p, epochs): the
    correlation of ranks, equal ones sharing their mean (Spearman 1904, *American Journal of
    Psychology* 15).
    """
    rows = [pd.DataFrame(one).corr(method="spearman").iloc[-1] for one in values]
    table = pd.DataFrame(rows).reset_index(drop=True)
    table.columns = pd.RangeIndex(1, values.shape[2] + 1, name="epoch")
    return table


def rungs(budget: int) -> tuple[Rung, ...]:
    """Return the rungs of successive halving over ten candidates and at most ten epochs.

    Each of the ⌈log₂ n⌉ rounds gets the same share of the budget, divided among those left, and
    keeps the better half, rounded down (Jamieson and Talwalkar, AISTATS 2016, figure 3).
    """
    rounds = ceil(log2(CANDIDATES))
    steps: list[Rung] = []
    left, epochs = CANDIDATES, 0
    while left > 1:
        epochs = min(EPOCHS, epochs + budget // (left * rounds))
        steps.append(Rung(left, epochs, left // 2))
        left //= 2
    return tuple(steps)


def cost(steps: tuple[Rung, ...]) -> int:
    """Return the epochs of training until the one that is left has had ten."""
    spent, before = 0, 0
    for step in steps:
        spent += step.candidates * (step.epochs - before)
        before = step.epochs
    return spent + EPOCHS - before


def halve(scores: np.ndarray, steps: tuple[Rung, ...]) -> np.ndarray:
    """Return which p is left of each race (races,), judged by ``scores`` (races, p, epochs)."""
    left = np.ones(scores.shape[:2], dtype=bool)
    for step in steps:
        standing = np.where(left, scores[:, :, step.epochs - 1], -np.inf)
        order = np.argsort(-standing, axis=1)[:, : step.kept]
        left = np.zeros_like(left)
        np.put_along_axis(left, order, True, axis=1)
    return left.argmax(axis=1)


def regrets(flags: np.ndarray, steps: tuple[Rung, ...]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what each way to choose costs in epochs, and what it loses in accuracy.

    ``flags`` (seeds, p, epochs, images) say what was right. The first frame has strategy and cost;
    the second a row a seed, a column a strategy, as ``lost`` gives it.
    """
    ways = {f"after {epoch}": after(epoch) for epoch in range(1, flags.shape[2] + 1)}
    ways[HALVING] = steps
    costs = pd.DataFrame({"strategy": list(ways), "cost": [cost(way) for way in ways.values()]})
    return costs, lost(flags, ways)


def after(epoch: int) -> tuple[Rung, ...]:
    """Return the one rung that trains all ten for so many epochs and keeps the best."""
    return (Rung(CANDIDATES, epoch, 1),)


def lost(flags: np.ndarray, ways: Mapping[str, tuple[Rung, ...]]) -> pd.DataFrame:
    """Return the regret of each way to choose: a row a seed, a column a way.

    ``flags`` (seeds, p, epochs, images) say what was right. One half of the images chooses p, the
    other says how good it is after the last epoch; its regret is what the p chosen after the last
    epoch, by the same half, does better. It is a mean over 100 random halves, both ways round, so
    that nothing is judged by what chose it; equal scores are ordered by lot.
    """
    seeds, rates, epochs, images = flags.shape
    rng = np.random.default_rng(0)
    order = np.argsort(rng.random((HALVES, images)), axis=1)
    halves = np.zeros((HALVES, images), dtype=np.float32)
    np.put_along_axis(halves, order[:, : images // 2], 1.0, axis=1)
    halves = np.concatenate([halves, 1 - halves])
    hits = flags.reshape(-1, images).astype(np.float32) @ halves.T
    hits = hits.T.reshape(-1, rates, epochs).astype(float)
    counts = np.repeat(halves.sum(axis=1), seeds)[:, None, None]
    others = np.tile(flags.sum(axis=3), (2 * HALVES, 1, 1)) - hits
    scores, judged = hits / counts, others[:, :, -1] / (images - counts[:, :, 0])
    scores += rng.random(scores.shape) * 1e-9
    races = np.arange(len(scores))
    best = judged[races, halve(scores, after(epochs))]
    return pd.DataFrame(
        {
            name: (best - judged[races, halve(scores, way)]).reshape(-1, seeds).mean(axis=0)
            for name, way in ways.items()
        }
    )


def agreement(agree: pd.DataFrame) -> pd.DataFrame:
    """Return the mean of ``correlations`` by epoch with its 95 % interval by Fisher's z."""
    rows = [(epoch, *correlation_interval(one, CANDIDATES)) for epoch, one in agree.items()]
    return pd.DataFrame(rows, columns=["epoch", "estimate", "low", "high"])


def summarised(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the mean of each column with its 95 % interval over rows."""
    return mean_table([name], table.items(), "estimate").drop(columns="n")


def findings(lost: pd.DataFrame, costs: pd.DataFrame, values: np.ndarray) -> tuple[Finding, ...]:
    """Judge what the write-up says of one epoch, and whether successive halving is the cure."""
    return (
        orders.early(
            "one epoch shows the order less well than another ten-epoch run", values, EPOCHS
        ),
        regret("choosing after one epoch costs accuracy", lost["after 1"]),
        slower(values),
        _halving_is_enough(lost[HALVING], costs.set_index("strategy")["cost"]),
    )


def regret(part: str, lost: pd.Series) -> Finding:
    """Judge what choosing after one epoch costs after the last; ``lost`` has a value a seed."""
    return judged(
        part,
        "The 95 % interval over seeds of the regret: the accuracy after the last epoch of what the "
        "last epoch chooses, less that of what one epoch chooses",
        exceeding(NEGLIGIBLE, ".1%"),
        lost,
        lambda found: f"The regret is {points(found, 2)}.",
        since=SINCE,
        changed=RULED_AFTER,
    )


def slower(values: np.ndarray) -> Finding:
    """Judge whether more dropout converges more slowly; ``values`` are (seeds, p, epochs)."""
    gained = values[:, :, -1] - values[:, :, 0]
    rates = np.arange(values.shape[1])
    found = orders.judge_correlation(
        [stats.spearmanr(rates, one).statistic for one in gained], len(rates), above, 0
    )
    return found.finding(
        "models with more dropout converge more slowly",
        "The 95 % interval over seeds (Fisher's z) of Spearman's correlation of p with the "
        "accuracy gained from the first epoch to the last lies above 0.",
        len(values),
        f"The correlation is {with_ends(found.found, '.2f')}.",
        since=SINCE,
        changed="On 29 November 2026, after the sweep had been recorded, the interval became that "
        "of Fisher's z.",
    )


def _halving_is_enough(lost: pd.Series, costs: pd.Series) -> Finding:
    last = costs[f"after {EPOCHS}"]
    found = together(
        judge_mean(lost, below(NEGLIGIBLE)), certain(costs[HALVING] <= last / 2, costs[HALVING])
    )
    return found.finding(
        "successive halving chooses as well as ten epochs of all ten, for half the training",
        f"The 95 % interval over seeds of its regret lies below {NEGLIGIBLE:.1%}, and it trains at "
        "most half as many epochs.",
        len(lost),
        f"Its regret is {points(found.found, 2)}, for {costs[HALVING]} epochs of training and not "
        f"{last}.",
        since=SINCE,
        changed=RULED_AFTER,
    )
