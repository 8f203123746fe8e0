"""Which starts let a Playground network learn: schemes from ``torch.nn.init``, and their scale."""

from dataclasses import dataclass, replace

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
    base = playground.Config(dataset=config.dataset, activation=config.activation)
    seeds = range(1, config.seeds + 1)
    cells = [(scheme, seed) for scheme in SCHEMES for seed in seeds]
    jobs = [
        (replace(base, seed=seed_text(seed)), draw(base, scheme, seed), config.iterations)
        for scheme, seed in cells
    ]
    runs = pd.DataFrame(cells, columns=["scheme", "seed"]).assign(test_loss=fitted_losses(jobs))
    runs["learned"] = runs["test_loss"] < LEARNED_LOSS
    frames = []
    for place, activation in enumerate(ACTIVATIONS):
        report(0.3 + 0.7 * place / len(ACTIVATIONS), f"Training {activation} at every scale")
        frames.append(_scales(config, activation))
    report(1.0, "Done")
    return Result(config, runs, _shares(runs, ["scheme"]), pd.concat(frames, ignore_index=True))


def _scales(config: Config, activation: str) -> pd.DataFrame:
    base = playground.Config(dataset=config.dataset, activation=activation)
    cells = [(scale, seed) for scale in SCALES for seed in range(1, config.seeds + 1)]
    jobs = [
        (
            replace(base, seed=seed_text(seed)),
            draw(base, SCALED_SCHEME, seed, scale),
            config.iterations,
        )
        for scale, seed in cells
    ]
    runs = pd.DataFrame(cells, columns=["scale", "seed"]).assign(test_loss=fitted_losses(jobs))
    runs["learned"] = runs["test_loss"] < LEARNED_LOSS
    return _shares(runs.assign(activation=activation), ["activation", "scale"])


def _shares(runs: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    rows = []
    for group, members in runs.groupby(by, sort=False):
        share = share_interval(list(members["learned"]))
        rows.append((*group, len(members), members["test_loss"].median(), *share))
    return pd.DataFrame(rows, columns=[*by, "n", "median_loss", "share", "low", "high"])
