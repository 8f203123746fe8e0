"""The exercises of the shuffling lab, answered by its orders and by networks trained at once."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import isnan

import numpy as np
import pandas as pd

from core.engines.descent.kernel import LOSSES, loss_slope
from core.engines.descent.networks import history
from core.engines.descent.orders import ORDERS, SHUFFLED, SORTED, schedule
from core.engines.descent.settings import DATASETS, Run, Setting
from core.shuffling.remedies import INTERVENTIONS, NOTHING, intervened
from core.teaching.exercises.controls import Pick, Real, Whole
from core.teaching.exercises.draws import Chance, Exercise
from core.teaching.exercises.kinds import Choice, Goal, Numeric, Outcome
from core.text import minus, written

POINTS = tuple(range(140, 261, 20))
SMALL = Setting(epochs=1)
SORTED_ORDERS = {SORTED: "−1", "positives first": "+1"}
"""The sorted orders, and the class that each shows first."""
KILLING = tuple((seed, rate) for rate, seed in product((1.0, 0.3, 3.0), range(100)))
"""Seeds and learning rates of which some kill units of any network."""
ENDS = {
    (False, True): "It calls most points +1",
    (True, False): "It calls most points −1",
    (True, True): "It tells the two classes apart",
    (False, False): "It is wrong on both classes",
}
"""Where training ends, by whether more than half of the −1 and of the +1 is right."""
CURES = tuple(name for name in INTERVENTIONS if name != NOTHING)
MIXED = CURES[-1]
SEEDS = 6
CURED = Setting(points=200, epochs=3, seeds=SEEDS)


def forgotten(chance: Chance) -> Exercise:
    """Ask for an order after half of which one class is never recognised."""
    points = chance.pick(POINTS)
    setting = replace(SMALL, dataset=chance.pick(("circle", "moons")), points=points)
    seed, lost = chance.whole(0, 99), chance.pick(("+1", "−1"))

    def run(order: str, rate: float) -> Outcome:
        row = _after(Run(replace(setting, learning_rate=rate), order), seed, points // 2)
        figures = {"−1": row["accuracy_negative"], "+1": row["accuracy_positive"]}
        return Outcome(
            figures[lost] == 0,
            f"After {points // 2} of the {points} examples {figures['−1']:.0%} of the −1 and "
            f"{figures['+1']:.0%} of the +1 are right.",
        )

    def settings() -> Sequence[tuple[str, float]]:
        return [(order, rate) for rate, order in product((0.1, 0.03, 0.3), ORDERS)]

    return Exercise(
        "Forget a class",
        f"The lab's network sees the {setting.dataset} points one by one, {points // 2} of each "
        f"class. Set the order and the learning rate so that after the first {points // 2} "
        f"examples of the epoch the accuracy on {lost} is 0.",
        Goal(
            {
                "Order": Pick((SHUFFLED, *(order for order in ORDERS if order != SHUFFLED))),
                "Learning rate": Real(0.001, 1, 0.1),
            },
            run,
            settings,
        ),
        "What does a network call every point when all the examples it has seen had one label?",
    )


def end_of_epoch(chance: Chance) -> Exercise:
    """Ask what a network says after a whole sorted epoch."""
    order = chance.pick(tuple(SORTED_ORDERS))
    setting = replace(SMALL, dataset=chance.pick(("circle", "moons")), points=chance.pick(POINTS))
    row = _after(Run(setting, order), chance.whole(0, 99), setting.points)
    shares = (float(row["accuracy_negative"]), float(row["accuracy_positive"]))
    right = ENDS[shares[0] > 0.5, shares[1] > 0.5]
    figures = f"{shares[0]:.0%} of the −1 and {shares[1]:.0%} of the +1 are right."
    return Exercise(
        "After a sorted epoch",
        f"The lab's network sees the {setting.dataset} points one by one, first all "
        f"{setting.points // 2} labelled {SORTED_ORDERS[order]}, then all of the other class. The "
        f"learning rate is {setting.learning_rate:g}. What does it do at the end of this epoch?",
        Choice({end: figures for end in ENDS.values()}, right),
        "The examples seen last have moved the weights last.",
    )


def blocks(chance: Chance) -> Exercise:
    """Ask how many examples of one class alternating blocks have shown."""
    negatives, positives = chance.whole(30, 60), chance.whole(30, 60)
    block, shown = chance.pick((4, 5, 8, 10, 15, 20)), chance.whole(25, 55)
    labels = np.repeat([-1.0, 1.0], [negatives, positives])
    order = schedule("alternating blocks", labels, 1, 0, block)[0]
    count = int((labels[order[:shown]] < 0).sum())
    working = (
        f"The first {shown} examples hold {count} labelled −1 and {shown - count} labelled +1."
    )
    return Exercise(
        "Counting blocks",
        f"There are {negatives} examples labelled −1 and {positives} labelled +1. They are shown "
        f"in alternating blocks of {block}, a block of −1 first. How many of the first {shown} "
        "examples are labelled −1?",
        Numeric(count, Fraction(0), 0, 1_000, "examples", working),
        "Two blocks in turn hold as many of either class. What is left over starts with −1, "
        "unless a class is used up.",
    )


def missed(chance: Chance) -> Exercise:
    """Ask which share of the examples an epoch with replacement leaves out."""
    count = chance.pick((5, 10, 20, 50, 100, 200))
    epochs = max(200, 20_000 // count)
    shown = schedule("with replacement", np.ones(count), epochs, chance.whole(0, 999))
    value = float(np.mean([1 - len(np.unique(row)) / count for row in shown]))
    working = f"Over {epochs:,} epochs {value:.3f} of the examples are missed, on average."
    return Exercise(
        "Drawn with replacement",
        f"Each epoch draws {count} times from {count} examples, with replacement. Which share of "
        "the examples does an epoch miss, on average?",
        Numeric(value, Fraction(1, 100), 0, 1, "", working),
        r"One draw misses an example with probability $1 - 1/n$. All $n$ draws must miss it.",
    )


def one_step(chance: Chance) -> Exercise:
    """Ask for the output bias after one example."""
    loss, label = chance.pick(LOSSES), chance.pick((-1, 1))
    output, bias = chance.whole(-4, 4) / 2, chance.whole(-5, 5) / 10
    rate = chance.pick((0.1, 0.2, 0.5))
    slope = float(loss_slope(LOSSES.index(loss), output, float(label)))
    after = bias - rate * slope
    formula = {
        "logistic": r"$\log(1 + e^{-y f})$, with the slope $-y / (1 + e^{y f})$",
        "squared": r"$\tfrac{1}{2}(f - y)^2$, with the slope $f - y$",
    }
    texts = [written(Fraction(str(value))) for value in (output, bias, rate)]
    working = minus(
        f"The loss has the slope {slope:.4f}, and {bias:g} − {rate:g} · "
        f"({slope:.4f}) = {after:.4f}."
    )
    return Exercise(
        "One step",
        f"A network gives the output f = {texts[0]} for an example labelled y = "
        f"{'+1' if label > 0 else '−1'}. The loss is {loss}, the learning rate {texts[2]}, and the "
        f"output unit's bias is {texts[1]}. What is the bias after this step?",
        Numeric(after, Fraction(1, 200), -100, 100, "", working),
        f"The loss is {formula[loss]} by the output. The bias adds straight to the output, and "
        "descent subtracts the rate times the slope.",
    )


def best_cure(chance: Chance) -> Exercise:
    """Ask which change helps a network that sees its examples sorted."""
    setting = replace(CURED, dataset=chance.pick(("circle", "moons")))
    names = chance.shuffled((*chance.shuffled(CURES[:-1])[:3], MIXED))
    means = {name: _sorted_accuracy(setting, name) for name in names}
    remarks = {
        name: f"With it the sorted order ends at an accuracy of {mean:.2f}, the mean of {SEEDS} "
        "seeds."
        for name, mean in means.items()
    }
    return Exercise(
        "The best cure",
        f"The lab's network sees {setting.points} {setting.dataset} points sorted, −1 first, for "
        f"{setting.epochs} epochs, and ends at an accuracy of "
        f"{_sorted_accuracy(setting, NOTHING):.2f} (mean of both classes and of {SEEDS} seeds). "
        "You may change one thing. Which change gives it the highest accuracy?",
        Choice(remarks, max(means, key=lambda name: means[name])),
        "Is it dying units that do the harm, too large steps, or that the last hundred examples "
        "all say the same?",
    )


def killed(chance: Chance) -> Exercise:
    """Ask for a seed and a learning rate at which a sorted epoch kills units."""
    setting = replace(
        SMALL,
        dataset=chance.pick(tuple(DATASETS)),
        points=chance.pick(POINTS),
        hidden=chance.pick((8, 12, 16)),
    )
    units = setting.layers * setting.hidden
    seed, rate = chance.whole(0, 999), 0.01

    def ended(seed: int, rate: float) -> tuple[float, float]:
        row = _after(Run(replace(setting, learning_rate=float(rate)), SORTED), seed, setting.points)
        return float(row["dead_share"]) * units, float(row["accuracy"])

    alive, _ = ended(seed, rate)
    wanted = next(round(dead) for one in KILLING if (dead := ended(*one)[0]) > alive)

    def run(seed: int, rate: float) -> Outcome:
        dead, accuracy = ended(seed, rate)
        if isnan(dead):
            return Outcome(False, "The weights overflow at this rate, so nothing can be counted.")
        return Outcome(
            round(dead) >= wanted,
            f"After the epoch {dead:.0f} of {units} hidden units are dead, and the accuracy is "
            f"{accuracy:.2f}.",
        )

    return Exercise(
        "Kill units",
        f"A network of {setting.layers} hidden layers with {setting.hidden} ReLU units each sees "
        f"the {setting.points} {setting.dataset} points sorted, −1 first, one by one, for one "
        f"epoch. Set seed and learning rate so that at the end at least {wanted} hidden "
        f"{'unit is' if wanted == 1 else 'units are'} dead: 0 on every point.",
        Goal(
            {"Seed": Whole(0, 999, seed), "Learning rate": Real(0.0001, 10, rate)},
            run,
            lambda: KILLING,
        ),
        "Large steps in one direction push totals below 0. Too large ones overflow.",
    )


QUESTIONS = (forgotten, end_of_epoch, blocks, missed, one_step, best_cure, killed)


def _after(run: Run, seed: int, examples: int) -> pd.Series:
    """Return what one seed of ``run`` has come to after so many examples."""
    return history(run, np.array([examples]), [seed]).iloc[0]


@lru_cache(maxsize=32)
def _sorted_accuracy(setting: Setting, intervention: str) -> float:
    """Return the mean accuracy over seeds after training sorted under an intervention."""
    run = intervened(Run(setting, SORTED), intervention)
    ends = history(run, np.array([run.setting.examples]), range(run.setting.seeds))
    return float(ends["accuracy"].mean())
