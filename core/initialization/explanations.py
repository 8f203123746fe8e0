"""The write-up's explanations of 1.A as testable statements, each with its own experiment.

Whether inactive units are the cause is judged in ``activation_starts``.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from core.claims import Finding, Report, exactly, ignore
from core.engines.playground import starts
from core.engines.playground.inspection import inspect
from core.initialization.two_networks import LEARNED_LOSS, LINKS
from core.limits import Checked, real, whole
from core.playground import Config as Setting
from core.playground import Network, Start, fit, prepare

VERSION = 2
LARGEST_SLOPE = 0.25
SATURATED = 0.2
FRAMES = 41
ITERATIONS = {"relu": 250, "sigmoid": 4_083}


@dataclass(frozen=True)
class Config(Checked):
    """Start network B from the constant ``constant`` as well as from 0 and at random.

    ``seeds`` random starts stand beside the constant ones. Raises ``ValueError`` for a value
    out of range.
    """

    constant: float = real(0.5, "Constant", 1e-3, 2)
    seeds: int = whole(10, "Seeds", 2, 50)


@dataclass(frozen=True)
class Result:
    """Network B's data from several starts.

    inside: activation, start (zero or constant), iteration and the columns of
    ``core.engines.playground.inspection.inspect``. losses: activation, start, seed (0 for zero and
    constant), test_loss. swaps: activation, data (A or B), start, test_loss.
    """

    config: Config
    inside: pd.DataFrame
    losses: pd.DataFrame
    swaps: pd.DataFrame


def run(config: Config, report: Report = ignore) -> Result:
    """Train B's data from 0, from a constant and at random, with both activations."""
    inside, losses, swaps = [], [], []
    for place, (activation, iterations) in enumerate(ITERATIONS.items()):
        report(place / len(ITERATIONS), f"Training with {activation}")
        setting = replace(LINKS["B"], activation=activation)
        points = prepare(setting)
        for start, value in (("zero", 0.0), ("constant", config.constant)):
            frames, test_loss = _from_constant(setting, points, value, iterations)
            inside.append(frames.assign(activation=activation, start=start))
            losses.append((activation, start, 0, test_loss))
        drawn = [
            (setting, starts.draw(setting, "uniform ±0.5 (Playground)", seed), iterations)
            for seed in range(1, config.seeds + 1)
        ]
        for seed, test_loss in enumerate(starts.fitted_losses(drawn), start=1):
            losses.append((activation, "random", seed, test_loss))
        both = {name: replace(link, activation=activation) for name, link in LINKS.items()}
        swaps.append(starts.swaps(both, iterations).assign(activation=activation))
    report(1.0, "Done")
    columns = ["activation", "start", "seed", "test_loss"]
    return Result(
        config,
        pd.concat(inside, ignore_index=True),
        pd.DataFrame(losses, columns=columns),
        pd.concat(swaps, ignore_index=True),
    )


def _from_constant(
    setting: Setting, points: Start, value: float, iterations: int
) -> tuple[pd.DataFrame, float]:
    """Train with every weight and bias at ``value``; return what is inside and the test loss."""
    network = Network(
        tuple(np.full_like(layer, value) for layer in points.network.weights),
        tuple(np.full_like(layer, value) for layer in points.network.biases),
    )
    result = fit(setting, replace(points, network=network), iterations, frames=FRAMES)
    frames = [
        inspect(setting, result.frames.at(frame), result.train).assign(iteration=iteration)
        for frame, iteration in enumerate(result.frames.iterations)
    ]
    return pd.concat(frames, ignore_index=True), float(result.losses["test_loss"].iloc[-1])


def findings(result: Result) -> list[Finding]:
    """Judge the three statements, each by its rule."""
    return [
        _saturates(result),
        _zero_itself(result),
        _start_alone(result),
    ]


def _saturates(result: Result) -> Finding:
    inside = _of(result.inside, "sigmoid", "zero")
    slope = float(inside.loc[inside["iteration"] == 0, "mean_slope"].mean())
    return Finding(
        "B's sigmoid units start saturated",
        f"Their mean slope at the start is below a fifth of the largest there is, {LARGEST_SLOPE}.",
        exactly(slope < SATURATED * LARGEST_SLOPE),
        slope,
        len(inside["layer"].unique()),
        f"The mean slope at the start is {slope:.3f} of at most {LARGEST_SLOPE}.",
        since="2026-11-24",
    )


def _zero_itself(result: Result) -> Finding:
    inside = result.inside[result.inside["start"] == "constant"]
    apart = float(inside["unit_spread"].max())
    losses = result.losses.groupby("start")["test_loss"]
    constant, random = losses.get_group("constant"), losses.get_group("random")
    return Finding(
        "the value 0 itself is the cause",
        f"With every weight at {result.config.constant:g} instead, the networks learn (test loss "
        f"below {LEARNED_LOSS}).",
        exactly((constant < LEARNED_LOSS).all()),
        float(constant.max()),
        len(constant),
        f"From the constant {result.config.constant:g} the test losses are "
        f"{', '.join(f'{loss:.3f}' for loss in constant)}, against a median of "
        f"{random.median():.3f} from random starts; units of a layer differ by at most "
        f"{apart:.1g}: any equal start leaves a layer one unit wide.",
        since="2026-11-24",
    )


def _start_alone(result: Result) -> Finding:
    losses = result.swaps.pivot(index=["activation", "data"], columns="start", values="test_loss")
    follows = ((losses["random"] < LEARNED_LOSS) & (losses["zero"] >= LEARNED_LOSS)).all()
    return Finding(
        "the start makes the difference, not the data",
        "With data and start exchanged, every random start gets below a test loss of "
        f"{LEARNED_LOSS} and no zero start does.",
        exactly(follows),
        float((losses["zero"] - losses["random"]).min()),
        len(losses),
        "Test losses (random, zero): "
        + "; ".join(
            f"{activation} on {data}'s data {row['random']:.3f}, {row['zero']:.3f}"
            for (activation, data), row in losses.iterrows()
        )
        + ".",
        since="2026-11-24",
    )


def _of(inside: pd.DataFrame, activation: str, start: str) -> pd.DataFrame:
    return inside[(inside["activation"] == activation) & (inside["start"] == start)]
