"""Which starts let a Playground network learn: schemes from ``torch.nn.init``, and their scale."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import pandas as pd

from core import playground
from core.claims import Report, ignore
from core.engines.planar import DATASETS
from core.engines.playground.starts import draw, fitted_losses
from core.engines.seedrandom import seed_text
from core.engines.starting_weights import SCHEMES
from core.initialization.two_networks import LEARNED_LOSS
from core.intervals import share_interval
from core.limits import Checked, choice, whole

VERSION = 2
SCALES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
SCALED_SCHEME = "Xavier normal"
ACTIVATIONS = ("relu", "tanh", "sigmoid")


@dataclass(frozen=True)
class Config(Checked):
    """Train ``seeds`` networks from every scheme, and from every scale with every activation.

    ``learned`` means a test loss below 0.1 after ``iterations`` passes at the Playground's
    defaults. Raises ``ValueError`` for a value out of range.
    """

    dataset: str = choice("circle", "Data", DATASETS)
    activation: str = choice("relu", "Activation", playground.ACTIVATIONS)
    iterations: int = whole(250, "Iterations", 1, 2_000)
    seeds: int = whole(20, "Seeds", 2, 100)


@dataclass(frozen=True)
class Result:
    """One row a network, and one a group.

    runs: scheme, seed, test_loss, learned. schemes: scheme, n, median_loss, share, low, high
    (Wilson's 95 % interval of the share that learned). scales: activation, scale, n, share, low,
    high; weights are Xavier normal times ``scale``.
    """

    config: Config
    runs: pd.DataFrame
    schemes: pd.DataFrame
    scales: pd.DataFrame


def run(config: Config, report: Report = ignore) -> Result:
    """Train every scheme, then every scale; the same seed draws the same data throughout."""
    report(0.0, f"Training {len(SCHEMES)} schemes")
    schemes = {scheme: (scheme, 1.0) for scheme in SCHEMES}
    runs = _trained(config, config.activation, "scheme", schemes)
    frames = []
    for place, activation in enumerate(ACTIVATIONS):
        report(0.3 + 0.7 * place / len(ACTIVATIONS), f"Training {activation} at every scale")
        scales = {scale: (SCALED_SCHEME, scale) for scale in SCALES}
        scaled = _trained(config, activation, "scale", scales).assign(activation=activation)
        frames.append(_shares(scaled, ["activation", "scale"]))
    report(1.0, "Done")
    return Result(config, runs, _shares(runs, ["scheme"]), pd.concat(frames, ignore_index=True))


def _trained(
    config: Config, activation: str, column: str, starts: Mapping[Any, tuple[str, float]]
) -> pd.DataFrame:
    """Train every seed from each of ``starts`` (scheme and scale), which ``column`` names."""
    base = playground.Config(dataset=config.dataset, activation=activation)
    cells = list(product(starts, range(1, config.seeds + 1)))
    jobs = []
    for name, seed in cells:
        scheme, scale = starts[name]
        start = draw(base, scheme, seed, scale)
        jobs.append((replace(base, seed=seed_text(seed)), start, config.iterations))
    runs = pd.DataFrame(cells, columns=[column, "seed"]).assign(test_loss=fitted_losses(jobs))
    return runs.assign(learned=runs["test_loss"] < LEARNED_LOSS)


def _shares(runs: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    rows = []
    for group, members in runs.groupby(by, sort=False):
        share = share_interval(list(members["learned"]))
        rows.append((*group, len(members), members["test_loss"].median(), *share))
    return pd.DataFrame(rows, columns=[*by, "n", "median_loss", "share", "low", "high"])
