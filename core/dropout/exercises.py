"""The exercises of the dropout lab, answered by its networks, its record and its theory."""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import permutations, product

import numpy as np
import pandas as pd
import torch

from core.claims import DROPOUT_RATES
from core.dropout import effects as dropout_effects
from core.dropout import epochs as dropout_epochs
from core.dropout import recorded_sweep
from core.dropout.accuracies import accuracies
from core.dropout.candidates import NETWORKS
from core.dropout.dead import runs as dead_runs
from core.dropout.selection_bias import expected_maximum
from core.engines.cnn import networks as cnn
from core.teaching.exercises.controls import Pick, Whole
from core.teaching.exercises.draws import Chance, Exercise, Table
from core.teaching.exercises.kinds import Choice, Goal, Numeric, Outcome

RATES = tuple(f"{p:.1f}" for p in DROPOUT_RATES)
LAYERS = {
    "course": "a convolution from 1 to 8 channels and one from 8 to 8 channels (both 3 × 3), a "
    "dense layer from 200 to 64 and one from 64 to 10",
    "batch normalisation": "a convolution from 1 to 8 channels and one from 8 to 8 channels (both "
    "3 × 3), batch normalisation of 8 channels after either of them, a dense layer from 200 to 64 "
    "and one from 64 to 10",
    "5 × 5 kernels": "a convolution from 1 to 7 channels and one from 7 to 11 channels (both "
    "5 × 5), a dense layer from 176 to 64 and one from 64 to 10",
    "5 × 5 kernels, batch normalisation": "a convolution from 1 to 7 channels and one from 7 to 11 "
    "channels (both 5 × 5), batch normalisation after either of them, a dense layer from 176 to 64 "
    "and one from 64 to 10",
}
"""What the networks of ``core.engines.cnn`` learn with; all else in them has no parameters."""
CANDIDATES = (2, 3, 5, 10, 20, 50, 100)


def counted(chance: Chance) -> Exercise:
    """Ask for the parameters of one of the lab's networks."""
    name = chance.pick(tuple(LAYERS))
    layers = [[part.numel() for part in layer.parameters()] for layer in cnn.NETWORKS[name](0.0)]
    sums = [sum(parts) for parts in layers if parts]
    working = f"{' + '.join(f'{part:,}' for part in sums)} = {sum(sums):,}."
    return Exercise(
        "What the network learns",
        f"A network has {LAYERS[name]}. Every layer has biases. How many numbers does it learn?",
        Numeric(sum(sums), Fraction(0), 1, 1_000_000, "parameters", working),
        "A convolution has (inputs · kernel sides + 1) · outputs, a dense layer (inputs + 1) · "
        "outputs. Batch normalisation learns a scale and a shift for each channel.",
    )


def kept(chance: Chance) -> Exercise:
    """Ask what dropout makes of a unit that it keeps."""
    p, value = chance.whole(1, 8) / 10, chance.whole(2, 30) / 10
    with torch.random.fork_rng():
        torch.manual_seed(0)
        passed = cnn.Dropout(p).train()(torch.full((1_000,), value, dtype=torch.double))
    result = round(float(passed.max()), 6)
    working = (
        f"{value:g} / (1 − {p:g}) = {result:.3f}. Of 1,000 such units "
        f"{int((passed == 0).sum())} became 0, and the mean of all is "
        f"{float(passed.mean()):.2f}."
    )
    return Exercise(
        "A unit that is kept",
        f"In training, dropout with p = {p:g} keeps a unit whose value is {value:g}. What is its "
        "value after dropout?",
        Numeric(result, Fraction(1, 200), 0, 1_000, "", working),
        "What is kept is made larger, so that the mean over kept and dropped units stays.",
    )


def best(chance: Chance) -> Exercise:
    """Ask which dropout probability did best in the recorded sweep."""
    network, epoch = chance.pick(NETWORKS), chance.pick((1, 2, 5, 10))
    table = _recorded(network, epoch)
    means = table.mean()
    winner = float(means.idxmax())
    others = [p for p in DROPOUT_RATES if p != winner]
    offered = sorted([winner, *chance.shuffled(others)[:3]])
    remarks = {
        f"p = {p:.1f}": f"p = {p:.1f} reached {means[p]:.4f}, the mean of {len(table)} seeds."
        for p in offered
    }
    return Exercise(
        "The best p on record",
        f"The recorded sweep trains the {_named(network)} from {len(table)} seeds. Which p has the "
        f"highest mean validation accuracy after {_epochs(epoch)}?",
        Choice(remarks, f"p = {winner:.1f}"),
        "Look at “Sweep” and “Luck”. Does the write-up's favourite, p = 0.5, hold up over several "
        "seeds?",
    )


def dead(chance: Chance) -> Exercise:
    """Ask how many recorded runs died in one cell of the grid."""
    runs = dead_runs.recorded("grid").runs
    ended = runs[runs["rate"].isin([0.003, 0.01, 0.03])].groupby(["rate", "p"])["classes"]
    counts = ended.agg(lambda classes: int((classes == 1).sum()))
    rate, p = chance.pick(list(counts.index))
    count, seeds = int(counts[rate, p]), len(runs[(runs["rate"] == rate) & (runs["p"] == p)])
    images = dead_runs.RUNS["grid"].images
    working = f"{count} of {seeds} runs gave one digit to every image."
    return Exercise(
        "Dead runs on record",
        f"“Lost digits” has, under “What kills a run?”, {seeds} recorded runs on {images:,} images "
        f"at learning rate {rate:g} and p = {p:.1f}. How many of them ended by giving every image "
        "one digit?",
        Numeric(count, Fraction(0), 0, seeds, "runs", working),
        "Ask “What kills a run?” and read the grid of rates and probabilities.",
    )


def luck(chance: Chance) -> Exercise:
    """Ask how far the best of several equal networks lies above the truth."""
    count, spread = chance.pick(CANDIDATES), chance.whole(10, 40) / 100
    height = _height(count)
    value = spread * height
    heights = ", ".join(f"{_height(k):.2f} of {k}" for k in CANDIDATES)
    working = (
        f"The largest of {count} standard normal numbers is {height:.3f} on average, and "
        f"{spread:g} · {height:.3f} = {value:.3f}."
    )
    return Exercise(
        "How much is luck",
        f"{count} networks are equally good. By chance their measured accuracies scatter around "
        f"the true one with a standard deviation of {spread:g} percentage points, independently "
        "and normally. How far above the true accuracy do you expect the best of them to lie?",
        Numeric(value, Fraction(1, 100), 0, 10, "percentage points", working),
        f"The largest of several standard normal numbers is on average: {heights}.",
    )


def halving(chance: Chance) -> Exercise:
    """Ask what successive halving costs."""
    least, most = dropout_epochs.LEAST_BUDGET, 4 * dropout_epochs.LEAST_BUDGET
    budget = chance.pick(range(least, most + 1, 20))
    steps = dropout_epochs.rungs(budget)
    cost = dropout_epochs.cost(steps)
    told = "; ".join(f"{step.candidates} until epoch {step.epochs}" for step in steps)
    working = (
        f"{_spent(steps)} = {cost}. Training all ten to the end takes "
        f"{dropout_epochs.CANDIDATES * dropout_epochs.EPOCHS}."
    )
    return Exercise(
        "What halving costs",
        f"Successive halving chooses among ten p: {told}. After each of these steps the better "
        "half, rounded down, goes on. The one that is left is trained until epoch "
        f"{dropout_epochs.EPOCHS}. How many epochs are trained in all?",
        Numeric(cost, Fraction(0), 1, 1_000, "epochs", working),
        "Each step trains its candidates only from where they stand: multiply how many there are "
        "by the epochs that are new.",
    )


def effect(chance: Chance) -> Exercise:
    """Ask for a main effect of eight accuracies."""
    factor = chance.pick(dropout_effects.FACTORS)
    values = np.array([chance.whole(900, 990) / 10 for _ in dropout_effects.CELLS])
    frame = pd.DataFrame([values], columns=pd.MultiIndex.from_tuples(dropout_effects.CELLS))
    value = round(float(dropout_effects.contrasts(frame)[factor,].iloc[0]), 9)
    there = np.array(dropout_effects.CELLS)[:, dropout_effects.FACTORS.index(factor)]
    with_it, without = values[there].mean(), values[~there].mean()
    rows = [
        (*("yes" if there else "no" for there in cell), f"{one:.1f}")
        for cell, one in zip(dropout_effects.CELLS, values, strict=True)
    ]
    working = f"{with_it:.3f} with it less {without:.3f} without it is {value:.3f}.".replace(
        "-", "−"
    )
    return Exercise(
        "An effect",
        "Eight networks are trained with and without each of three things. Here are their "
        f"accuracies, in percent. What is the main effect of {factor}?",
        Numeric(value, Fraction(1, 20), -100, 100, "percentage points", working),
        "The mean of the four networks that have it, less the mean of the four that do not.",
        Table(tuple(rows), (*dropout_effects.FACTORS, "accuracy (%)")),
    )


def overtaken(chance: Chance) -> Exercise:
    """Ask for a seed and two probabilities whose order changes with more training."""
    network, later = chance.pick(NETWORKS), chance.pick((4, 6, 8, 10))
    tables = {
        epoch: _recorded(network, epoch).rename(columns=lambda p: f"{p:.1f}")
        for epoch in (1, later)
    }
    seeds = len(tables[later])

    def run(seed: int, first: str, second: str) -> Outcome:
        if first == second:
            raise ValueError(f"Both p are {first}, but must be two different ones.")
        before, after = (tables[epoch].loc[seed, [first, second]] for epoch in (1, later))
        return Outcome(
            bool(before[first] > before[second] and after[second] > after[first]),
            f"p = {first} and p = {second} reach {before[first]:.4f} and {before[second]:.4f} "
            f"after one epoch, {after[first]:.4f} and {after[second]:.4f} after {later}.",
        )

    def settings() -> Sequence[tuple[int, str, str]]:
        return [(seed, *pair) for seed, pair in product(range(seeds), permutations(RATES, 2))]

    return Exercise(
        "Overtaken",
        f"In the recorded sweep of the {_named(network)}, set a seed and two dropout probabilities "
        f"so that the first has the higher validation accuracy after one epoch, and the second "
        f"after {later} epochs.",
        Goal(
            {"Seed": Whole(0, seeds - 1, 0), "First p": Pick(RATES), "Second p": Pick(RATES[::-1])},
            run,
            settings,
        ),
        "More dropout learns more slowly at first. Which p is then likely to be overtaken, and "
        "which to overtake?",
    )


QUESTIONS = (counted, kept, best, dead, luck, halving, effect, overtaken)


@lru_cache(maxsize=32)
def _recorded(network: str, epoch: int) -> pd.DataFrame:
    """Return recorded accuracies: a row a seed, a column a p."""
    sweep = recorded_sweep.one_epoch() if epoch == 1 else recorded_sweep.ten_epochs()
    return accuracies(sweep, network, epoch)


_height = lru_cache(maxsize=None)(expected_maximum)


def _named(network: str) -> str:
    return "course's network" if network == "course" else "network with batch normalisation"


def _epochs(count: int) -> str:
    return "one epoch" if count == 1 else f"{count} epochs"


def _spent(steps: Sequence[dropout_epochs.Rung]) -> str:
    """Return the sum of what each step trains, as it is worked out by hand."""
    before = [0, *(step.epochs for step in steps)]
    parts = [
        f"{step.candidates} · {step.epochs - start}"
        for step, start in zip(steps, before, strict=False)
    ]
    return " + ".join([*parts, f"1 · {dropout_epochs.EPOCHS - steps[-1].epochs}"])
