"""The exercises of the initialization lab, answered by the Playground's engine and by theory."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np

from core.engines import planar
from core.engines.playground.inspection import activate, forward, inspect, slope
from core.engines.seedrandom import seed_text
from core.initialization import born_dead
from core.initialization.signal_propagation import GAINS, theory
from core.playground import Config, Network, fit, prepare, train
from core.teaching.exercises.controls import Real, Whole
from core.teaching.exercises.draws import Chance, Exercise
from core.teaching.exercises.kinds import Choice, Goal, Numeric, Outcome
from core.text import minus, written

HUNDREDTHS = Fraction(1, 200)
ITERATIONS = 100
ODD_BATCH = 9
CHANGES = {
    (False, False, True): "the output unit's bias alone",
    (False, True, True): "the output unit's weights and its bias",
    (True, True, True): "every weight and every bias",
    (False, False, False): "nothing",
}
"""What an update changes, by whether hidden units, output weights and output bias change."""
KILLING = tuple((seed, rate) for rate, seed in product((3.0, 10.0, 1.0), range(100)))
"""Seeds and learning rates of which some kill units of any network."""
DEPTHS = {
    ("LeCun normal", 64): (3, 4, 5, 6, 7, 8),
    ("He normal", 64): (3, 5, 10, 20),
    ("uniform ±0.5", 48): (3, 4, 5, 6),
    ("uniform ±0.5", 96): (3, 4),
}
"""Scheme and width of a stack, and depths at which the answer is still a handy number."""


def unit(chance: Chance) -> Exercise:
    """Ask for the output of one ReLU unit."""
    point = np.array([[chance.whole(-3, 3), chance.whole(-3, 3)]], dtype=float)
    weights = np.array([[chance.whole(-9, 9) / 10, chance.whole(-9, 9) / 10]])
    bias = np.array([chance.whole(1, 5) / 10])
    network = Network((weights, np.ones((1, 1))), (bias, np.zeros(1)))
    config = Config(hidden=(1,), activation="relu")
    output = round(float(forward(config, network, point)[1][0, 0]), 9)
    total = round(float(forward(replace(config, activation="linear"), network, point)[1][0, 0]), 9)
    numbers = [*weights[0], *point[0], bias[0], total, output]
    first, second, x, y, b, z, out = (_signed(number) for number in numbers)
    working = (
        f"The total is {first} · {x} + {second} · {y} + {b} = {z}, and the larger of 0 and "
        f"{z} is {out}."
    )
    return Exercise(
        "One ReLU unit",
        f"A hidden ReLU unit has the weights {first} and {second} and the bias {b}. It sees the "
        f"point ({x}, {y}). What does it give?",
        Numeric(Fraction(str(output)), HUNDREDTHS, -100, 100, "", working),
        r"$\max(0, w_1 x_1 + w_2 x_2 + b)$",
    )


def first_update(chance: Chance) -> Exercise:
    """Ask what the first update changes when every weight and bias starts at 0."""
    activation = chance.pick(("relu", "sigmoid", "tanh"))
    config = Config(
        dataset=chance.pick(tuple(planar.DATASETS)),
        seed=seed_text(chance.whole(0, 999)),
        hidden=(chance.whole(2, 8), chance.whole(2, 4)),
        activation=activation,
        zero_start=True,
        batch_size=ODD_BATCH,
    )
    start = prepare(config)
    last = fit(config, replace(start, train=start.train[:ODD_BATCH]), 1).final
    moved = [float(np.abs(part).max()) for part in (*last.weights, *last.biases)]
    inside = max(moved[0], moved[1], moved[3], moved[4])
    changed = CHANGES[inside > 0, moved[2] > 0, moved[5] > 0]
    figures = (
        f"After it the largest hidden weight or bias is {inside:.2g}, the largest output weight "
        f"{moved[2]:.2g} and the output bias {moved[5]:.2g} in size."
    )
    name = {"relu": "ReLU", "sigmoid": "sigmoid", "tanh": "tanh"}[activation]
    return Exercise(
        "The first update",
        f"A network with hidden layers of {config.hidden[0]} and {config.hidden[1]} {name} units "
        f"sees the {config.dataset} points. Every weight and every bias is 0. What does the first "
        f"update, by {ODD_BATCH} points, change?",
        Choice(
            {
                option: figures if option == changed else _refuted(option, inside, moved)
                for option in CHANGES.values()
            },
            changed,
        ),
        "The gradient of a weight is what comes in times what comes back. What do the hidden units "
        "give at a total of 0? And what does an output weight of 0 send back?",
    )


def steepness(chance: Chance) -> Exercise:
    """Ask for the slope of an activation."""
    activation = chance.pick(("sigmoid", "tanh"))
    total = chance.pick((-3.0, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0))
    output = activate(activation, np.array([total]))
    value = float(slope(activation, output)[0])
    formula = {
        "sigmoid": r"$\sigma'(z) = \sigma(z)\,(1 - \sigma(z))$ with $\sigma(z) = 1 / (1 + e^{-z})$",
        "tanh": r"$\tanh'(z) = 1 - \tanh(z)^2$",
    }
    working = minus(f"It gives {output[0]:.4f} there, and its slope is {value:.4f}.")
    return Exercise(
        "How steep it is",
        f"A {activation} unit has the total {_signed(total)}. How steep is its activation there?",
        Numeric(value, HUNDREDTHS, 0, 1, "", working),
        formula[activation],
    )


def spread(chance: Chance) -> Exercise:
    """Ask for the standard deviation of a scheme's weights."""
    scheme = chance.pick(("He normal", "Xavier normal", "LeCun normal"))
    width = chance.pick((8, 16, 32, 50, 64, 100, 128, 200))
    gain = GAINS[scheme](width)
    value = (gain / width) ** 0.5
    return Exercise(
        "How wide to draw",
        f"A layer has {width} inputs and {width} units. Its weights are drawn by the scheme "
        f"“{scheme}”. What is their standard deviation?",
        Numeric(value, Fraction(1, 1_000), 0, 10, "", f"√({gain:g} / {width}) = {value:.4f}."),
        "The variance is 2 / inputs (He), 2 / (inputs + units) (Xavier) or 1 / inputs (LeCun). The "
        "standard deviation is its root.",
    )


def deep(chance: Chance) -> Exercise:
    """Ask what becomes of a signal's variance in a deep ReLU stack."""
    scheme, width = chance.pick(tuple(DEPTHS))
    layers = chance.pick(DEPTHS[scheme, width])
    gain = GAINS[scheme](width)
    ahead = theory("relu", gain, layers)
    variances = ahead[ahead["direction"] == "forward"].set_index("layer")["variance"]
    value = float(variances[layers] / variances[1])
    tolerance = Fraction(f"{value / 100:.0e}")
    working = (
        f"({gain:g} / 2)^{layers - 1} = {value:.4g}: every layer multiplies the variance "
        f"by {gain / 2:g}."
    )
    return Exercise(
        "Through a deep stack",
        f"A stack of {layers} layers has {width} ReLU units in each, and no biases. Its weights "
        f"have a variance of {gain:g} / {width}. How many times as large is the variance of the "
        f"totals in layer {layers} as in layer 1?",
        Numeric(value, tolerance, 0, 1_000, "times", working),
        r"ReLU throws half of the signal's power away: each further layer multiplies by "
        r"$\tfrac{1}{2} \cdot \text{inputs} \cdot \text{variance of a weight}$.",
    )


def stillborn(chance: Chance) -> Exercise:
    """Ask for the bound on how often a deep network is dead before training."""
    width, hidden = chance.whole(2, 4), chance.pick((2, 3, 4, 5, 6, 8, 10))
    value = born_dead.upper_bound(width, hidden + 1)
    return Exercise(
        "Dead before training",
        f"A ReLU network has {hidden} hidden layers of {width} units, biases of 0 and symmetric "
        "random weights. On one point each unit is off with probability 1/2. With which "
        "probability is every unit of some hidden layer off there?",
        Numeric(value, HUNDREDTHS, 0, 1, "", f"1 − (1 − 2^−{width})^{hidden} = {value:.4f}."),
        r"One layer is off with probability $2^{-n}$ for $n$ units. First find the probability "
        "that no layer is.",
    )


def killed(chance: Chance) -> Exercise:
    """Ask for a seed and a learning rate at which hidden units die."""
    dataset, hidden = chance.pick(tuple(planar.DATASETS)), (chance.whole(3, 8), chance.whole(2, 4))
    config = Config(dataset=dataset, hidden=hidden, activation="relu")
    seed, rate = chance.whole(0, 999), 0.03
    alive, _ = _dead_and_loss(config, seed, rate)
    wanted = next(dead for one in KILLING if (dead := _dead_and_loss(config, *one)[0]) > alive)

    def run(seed: int, rate: float) -> Outcome:
        dead, loss = _dead_and_loss(config, seed, rate)
        return Outcome(
            dead >= wanted,
            f"After {ITERATIONS} iterations {dead} of {sum(hidden)} hidden units are dead, and the "
            f"test loss is {loss:.3f}.",
        )

    return Exercise(
        "Kill a unit",
        f"The Playground's network with hidden layers of {hidden[0]} and {hidden[1]} ReLU units "
        f"trains on the {dataset} points for {ITERATIONS} iterations. Set seed and learning rate "
        f"so that at the end at least {wanted} hidden "
        f"{'unit is' if wanted == 1 else 'units are'} dead: 0 on every training point.",
        Goal(
            {"Seed": Whole(0, 999, seed), "Learning rate": Real(0.001, 10, rate)},
            run,
            lambda: KILLING,
        ),
        "A large step can push a unit's total below 0 for every point. From there no gradient "
        "brings it back.",
    )


QUESTIONS = (unit, first_update, steepness, spread, deep, stillborn, killed)


def _dead_and_loss(config: Config, seed: int, rate: float) -> tuple[int, float]:
    """Train, and return how many hidden units are dead and the test loss.

    Weights stay finite at any rate up to 10: tanh bounds what comes back.
    """
    result = train(
        replace(config, seed=seed_text(seed), learning_rate=float(rate)),
        ITERATIONS,
        every=ITERATIONS,
    )
    inside = inspect(result.config, result.final, result.train)
    dead = inside["dead_share"].to_numpy() @ np.array(config.hidden)
    return round(float(dead)), float(result.losses["test_loss"].iloc[-1])


def _signed(value: float) -> str:
    return written(Fraction(str(float(value))))


def _refuted(option: str, inside: float, moved: list[float]) -> str:
    """Return the figure that speaks against ``option``."""
    hidden, weights, bias = next(said for said, name in CHANGES.items() if name == option)
    if bias != (moved[5] > 0):
        return f"The output bias is {moved[5]:.2g} in size after the update."
    if weights != (moved[2] > 0):
        return f"The largest output weight is {moved[2]:.2g} in size after the update."
    return f"The largest hidden weight or bias is {inside:.2g} in size after the update."
