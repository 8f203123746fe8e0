"""Which activation learns from which start: at zero weights its value at 0 decides, not its slope.

With every weight and bias at 0 a hidden unit gives f(0) to the next layer. The gradient of an
output weight is what comes in times what comes back, f(0) times the output's error; that of any
other weight passes through the output weights, which are 0. So where f(0) is 0 no weight ever
moves, whatever the slope f′(0), and where it is not, the output weights move first.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.claims import Finding, Report, exactly, ignore
from core.engines.playground import starts
from core.engines.playground.backpropagation import TRAINABLE
from core.engines.playground.inspection import activate, slope
from core.initialization.two_networks import LEARNED_LOSS, LINKS
from core.limits import Checked, choice, whole
from core.playground import Result as Trained

VERSION = 1
NAMES = {
    "relu": "ReLU",
    "leaky relu": "leaky ReLU",
    "tanh": "tanh",
    "linear": "linear",
    "sigmoid - 1/2": "sigmoid − ½",
    "sigmoid": "sigmoid",
}
"""Every activation as it is shown, in that order; only the last does not give 0 at 0."""
STARTED = "Playground's"
STARTS = {"zero": 0.0, "tiny": 0.01, STARTED: 1.0}
"""Every start by what it multiplies the Playground's weights and biases by."""
STILL, MOVES, LEARNS = "stands still", "moves", "learns"
RECORDS = 200
ADDED, SEEN = "2026-11-29", "On 29 November 2026, after the runs had been seen, this was added."


@dataclass(frozen=True)
class Config(Checked):
    """Train every activation from every start on the data of network A or B, seed and split alike.

    Raises ``ValueError`` for a value out of range.
    """

    iterations: int = whole(4_083, "Iterations", 1, 10_000)
    data: str = choice("B", "Data of network", tuple(LINKS)[::-1])


@dataclass(frozen=True)
class Result:
    """What every start came to.

    cells: the columns of ``core.engines.playground.starts.ends`` with value_at_zero f(0),
    slope_at_zero f′(0), and outcome: stands still (no weight changes in any digit), moves, or
    learns (test loss below 0.1). losses: activation, start, iteration, test_loss.
    """

    config: Config
    cells: pd.DataFrame
    losses: pd.DataFrame


def run(config: Config, report: Report = ignore) -> Result:
    """Train every activation from every start."""
    report(0.0, f"Training {len(NAMES) * len(STARTS)} networks")
    trained = starts.activations(
        LINKS[config.data],
        tuple(NAMES),
        STARTS,
        config.iterations,
        every=max(1, config.iterations // RECORDS),
    )
    report(1.0, "Done")
    return Result(config, described(starts.ends(trained)), _losses(trained))


def described(ends: pd.DataFrame) -> pd.DataFrame:
    """Return ``ends`` with f(0), f′(0) and the outcome of every run."""
    at_zero = {name: activate(name, np.zeros(1)) for name in TRAINABLE}
    outcomes = np.select(
        [ends["weight_change"] == 0, ends["test_loss"] < LEARNED_LOSS], [STILL, LEARNS], MOVES
    )
    return ends.assign(
        value_at_zero=[float(at_zero[name][0]) for name in ends["activation"]],
        slope_at_zero=[float(slope(name, at_zero[name])[0]) for name in ends["activation"]],
        outcome=outcomes,
    )


def findings(result: Result) -> list[Finding]:
    """Judge what is said to hold B back, each by its rule."""
    return [
        inactivity_holds_b_back(result.cells),
        _value_at_zero_does(result),
        _too_small_for_good(result),
    ]


def inactivity_holds_b_back(cells: pd.DataFrame) -> Finding:
    """Judge by ``cells`` with a zero start whether B moves where no unit is inactive."""
    zero = cells[(cells["start"] == "zero") & (cells["dead_share"] == 0)]
    free = zero["outcome"] != STILL
    still = zero[~free]
    return Finding(
        "B stands still because its ReLU units never activate",
        "Take the cause away: with every activation whose units pass a gradient at each training "
        "point, B's weights move from zero within the same iterations.",
        exactly(free.all()),
        float(free.mean()),
        len(zero),
        f"Of {len(zero)} activations that pass a gradient everywhere, {_named(zero[free])} "
        f"{'moves' if free.sum() == 1 else 'move'}; {_named(still)} stay at "
        f"{_losses_of(still)}, as ReLU does. Inactive units go with the standstill; they are not "
        "its cause.",
        since=ADDED,
        changed=SEEN,
    )


def _value_at_zero_does(result: Result) -> Finding:
    zero = result.cells[result.cells["start"] == "zero"]
    as_said = (zero["value_at_zero"] == 0) == (zero["outcome"] == STILL)
    silent, speaking = (zero[(zero["value_at_zero"] == 0) == none] for none in (True, False))
    return Finding(
        "what holds B back is that its units give 0 at 0",
        "From zero weights no weight of any activation with f(0) = 0 changes in any digit, and "
        "weights of every other activation do. The sigmoid and the sigmoid − ½ differ in f(0) "
        "alone.",
        exactly(as_said.all()),
        float(as_said.mean()),
        len(zero),
        f"{_named(silent)} give 0 at 0, with slopes f′(0) of "
        f"{', '.join(f'{slope:g}' for slope in silent['slope_at_zero'])}: the largest change of "
        f"a weight is {silent['weight_change'].max():g}. {_named(speaking)} gives "
        f"{speaking['value_at_zero'].min():g}, and a weight changes by "
        f"{speaking['weight_change'].min():.2g}.",
        since=ADDED,
        changed=SEEN,
    )


def _too_small_for_good(result: Result) -> Finding:
    cells = result.cells.set_index(["activation", "start"])["test_loss"]
    tiny = float(cells["relu", "tiny"])
    return Finding(
        "weights that are too small stop a ReLU network for good",
        f"From {STARTS['tiny']:.0%} of the Playground's weights and biases the test loss is still "
        f"{LEARNED_LOSS} or more at the last iteration.",
        exactly(tiny >= LEARNED_LOSS),
        tiny,
        1,
        f"At iteration {result.config.iterations:,} it is {tiny:.2g}; from the Playground's own "
        f"start {cells['relu', STARTED]:.2g}, from zero {cells['relu', 'zero']:.2g}. Too small is "
        "slow, zero is for ever.",
        since=ADDED,
        changed=SEEN,
    )


def _named(rows: pd.DataFrame) -> str:
    names = [NAMES[name] for name in rows["activation"]]
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]])) or "none"


def _losses_of(rows: pd.DataFrame) -> str:
    return " to ".join(sorted({f"{loss:.3f}" for loss in rows["test_loss"]}))


def _losses(trained: dict[tuple[str, str], Trained]) -> pd.DataFrame:
    frames = [
        result.losses[["iteration", "test_loss"]].assign(activation=activation, start=start)
        for (activation, start), result in trained.items()
    ]
    return pd.concat(frames, ignore_index=True)
