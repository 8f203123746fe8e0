"""What theory says of 1.B: on a strongly convex problem, how fast each order nears the optimum.

The mean over n points of a loss, plus an L2 penalty, is minimised one point at a time. In epoch
k the step is min(1/L, 3/(n μ k)): first the largest stable one, then falling as 1/k, as in
Gürbüzbalaban, Ozdaglar and Parrilo (G. O. P. below), where the factor 3 has to be above 1, and
1.5 for a variance that falls as k⁻³. A constant step tuned to each budget K brings log² factors
into the rates, which flatten −2 to about −1.8 here; a falling step has none, and one run gives
the whole curve.

What is proved of each order stands in ``proved_rates``.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from core.claims import Report, ignore
from core.engines import planar
from core.engines.compiled import compiled
from core.engines.descent import orders
from core.engines.seedrandom import SeedRandom, seed_text
from core.limits import Checked, check_whole, choice, real, whole
from core.shuffling.proved_rates import PROBLEMS, RATES, compare, fit

VERSION = 2
RIDGE = 0
FACTOR = 3.0
RECORDS = 41
UPDATE_LIMIT = 20_000_000


@dataclass(frozen=True)
class Config(Checked):
    """Train on ``points`` of the gauss set for ``epochs`` with every order and every seed.

    Each seed has data and orders of its own; the start is 0. Raises ``ValueError`` for a value
    out of range, or for more updates (points × epochs × seeds) than about ten seconds' worth.
    """

    problem: str = choice(PROBLEMS[0], "Problem", PROBLEMS)
    points: int = whole(100, "Points", 50, 500)
    epochs: int = whole(1_000, "Epochs", 100, 5_000)
    penalty: float = real(0.1, "Penalty", 0.05, 10)
    seeds: int = whole(30, "Seeds", 2, 100)

    def __post_init__(self) -> None:
        """Check every field."""
        super().__post_init__()
        updates = self.points * self.epochs * self.seeds
        check_whole("Updates (points × epochs × seeds)", updates, 1, UPDATE_LIMIT)

    @property
    def first_fitted(self) -> float:
        """√K, the epoch from which slopes are fitted: the later half of a log axis."""
        return self.epochs**0.5


@dataclass(frozen=True)
class Result:
    """How far every run was from the optimum, and how fast each order came nearer.

    distances: order, seed, epoch (log-spaced, 1 to K), squared_distance to the optimum. slopes:
    the columns of ``compare``.
    """

    config: Config
    distances: pd.DataFrame
    slopes: pd.DataFrame


def run(config: Config, report: Report = ignore) -> Result:
    """Train every order on every seed, fit a slope to each run, and compare with theory."""
    cells = list(product(range(config.seeds), RATES[config.problem]))
    epochs = recorded_epochs(config.epochs)
    frames = []
    for done, (seed, order) in enumerate(cells):
        report(done / len(cells), f"Data set {seed + 1} of {config.seeds}")
        frame = pd.DataFrame({"order": order, "seed": seed, "epoch": epochs})
        frames.append(frame.assign(squared_distance=train(config, order, seed)))
    distances = pd.concat(frames, ignore_index=True)
    report(1.0, "Done")
    fitted = fit(distances, config.first_fitted)
    return Result(config, distances, compare(fitted, RATES[config.problem]))


def recorded_epochs(epochs: int) -> np.ndarray:
    """Return the epochs (records,), rising from 1 to ``epochs`` evenly on a log axis."""
    return np.unique(np.geomspace(1, epochs, RECORDS).round().astype(int))


def data(config: Config, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return inputs (points, 3), the last column 1 for the bias, and labels (points,) of ±1."""
    rows = planar.gauss(config.points, 0.0, SeedRandom(seed_text(seed)))
    return np.column_stack([rows[:, :2], np.ones(len(rows))]), rows[:, 2].copy()


def optimum(config: Config, inputs: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the weights (3,) with the smallest penalised mean loss.

    Ridge, ½(a·x − b)² + ½ penalty |x|², by its normal equations; logistic,
    log(1 + exp(−b a·x)) + ½ penalty |x|², as the root of its gradient (MINPACK's hybrid method).
    """
    identity = np.eye(inputs.shape[1])
    if config.problem == PROBLEMS[RIDGE]:
        matrix = inputs.T @ inputs / len(inputs) + config.penalty * identity
        return np.linalg.solve(matrix, inputs.T @ labels / len(inputs))

    from scipy import optimize  # slow to load, and no picture waits for it

    def wrong(weights: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(labels * (inputs @ weights)))

    def gradient(weights: np.ndarray) -> np.ndarray:
        return config.penalty * weights - inputs.T @ (labels * wrong(weights)) / len(inputs)

    def hessian(weights: np.ndarray) -> np.ndarray:
        share = wrong(weights)
        curvature = (inputs.T * (share * (1 - share))) @ inputs / len(inputs)
        return curvature + config.penalty * identity

    return optimize.root(gradient, np.zeros(len(identity)), jac=hessian, tol=1e-14).x


def step_sizes(config: Config, inputs: np.ndarray) -> np.ndarray:
    """Return the step of each epoch, (epochs,): min(1/L, 3/(n μ k)) in epoch k = 1 … K.

    L is the largest curvature of one point's loss, μ the least of their mean (for logistic
    loss, which flattens out, the penalty alone).
    """
    longest = (inputs**2).sum(axis=1).max()
    if config.problem == PROBLEMS[RIDGE]:
        smoothness = longest + config.penalty
        convexity = np.linalg.eigvalsh(inputs.T @ inputs / len(inputs))[0] + config.penalty
    else:
        smoothness, convexity = longest / 4 + config.penalty, config.penalty
    falling = FACTOR / (len(inputs) * convexity * np.arange(1, config.epochs + 1))
    return np.minimum(1 / smoothness, falling)


def train(config: Config, order: str, seed: int) -> np.ndarray:
    """Return the squared distance to the optimum at each of the ``recorded_epochs``, (records,)."""
    inputs, labels = data(config, seed)
    return _train(
        PROBLEMS.index(config.problem),
        inputs,
        labels,
        config.penalty,
        orders.schedule(order, labels, config.epochs, seed),
        step_sizes(config, inputs),
        recorded_epochs(config.epochs),
        optimum(config, inputs, labels),
    )


@compiled
def _train(
    problem: int,
    inputs: np.ndarray,
    labels: np.ndarray,
    penalty: float,
    shown: np.ndarray,
    steps: np.ndarray,
    recorded: np.ndarray,
    target: np.ndarray,
) -> np.ndarray:
    weights = np.zeros(inputs.shape[1])
    distances = np.empty(len(recorded))
    record = 0
    for epoch in range(len(shown)):
        for example in shown[epoch]:
            row, label = inputs[example], labels[example]
            output = 0.0
            for i in range(len(weights)):
                output += row[i] * weights[i]
            error = output - label
            if problem != RIDGE:
                error = -label / (1.0 + np.exp(label * output))
            for i in range(len(weights)):
                weights[i] -= steps[epoch] * (error * row[i] + penalty * weights[i])
        if epoch + 1 == recorded[record]:
            distances[record] = ((weights - target) ** 2).sum()
            record += 1
    return distances
