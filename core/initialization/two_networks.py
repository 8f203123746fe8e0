"""The two Playground networks trained side by side, with all that happened inside them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, TypeVar
from urllib.parse import parse_qsl
from zlib import crc32

import numpy as np
import pandas as pd

from core import playground
from core.claims import Report, ignore
from core.engines.playground import starts
from core.engines.playground.backpropagation import TRAINABLE
from core.engines.playground.inspection import inspect, outputs
from core.engines.starting_weights import SCHEMES
from core.limits import Checked, choice, whole
from core.playground import fit, parse_link, prepare

LINKS = {
    "A": playground.Config(seed="0.65409", activation="relu"),
    "B": playground.Config(seed="0.6", activation="relu", zero_start=True),
}
ITERATION_LIMIT, MOST_RESETS = 5_000, 120
SURFACE_CELLS = 48
FRAMES = 241
FURTHER_LIMIT, FURTHER = 1_000_000, 1_000
"""How many iterations the networks can be trained on, and how many at a time."""
LEARNED_LOSS = 0.1
DRAWN = ("as the link says", *SCHEMES)
"""How weights are drawn: by the Playground, or by a scheme of ``core.engines.starting_weights``."""
BIASES = (DRAWN[0], "-1", "-0.1", "0", "0.01", "0.1", "0.5", "1")
"""What every bias starts at: the Playground's 0.1, or 0 where all weights are, or a number."""
INSIDE_EVERY = 6
Kept = TypeVar("Kept")


@dataclass(frozen=True)
class Config(Checked):
    """Train networks A and B; further seeds, swaps and resets tell luck from cause.

    ``link_a`` and ``link_b`` are Playground addresses; left empty, they are the write-up's with
    this ``activation``; ``scheme_a`` and ``scheme_b`` say how their weights are drawn, ``bias_a``
    and ``bias_b`` what their biases start at, where it is not as the link says. ``rebuilds_a`` and
    ``rebuilds_b`` say how often the weights were drawn anew before training (the data stay);
    ``seeds`` counts further seeds, each trained from A's setting with a random and a zero start;
    ``resets`` counts the numbers of rebuilds of A, from 0 on, whose last losses are compared.
    Raises ``ValueError`` for a value out of range.
    """

    activation: str = choice("relu", "Activation", ("relu", "sigmoid"))
    iterations_a: int = whole(250, "Iterations of A", 1, ITERATION_LIMIT)
    iterations_b: int = whole(250, "Iterations of B", 1, ITERATION_LIMIT)
    rebuilds_a: int = whole(0, "Resets of A", 0, MOST_RESETS)
    seeds: int = whole(100, "Seeds", 2, 200)
    resets: int = whole(1, "Resets compared", 1, MOST_RESETS)
    rebuilds_b: int = whole(0, "Resets of B", 0, MOST_RESETS)
    link_a: str = ""
    link_b: str = ""
    scheme_a: str = choice(DRAWN[0], "Weights of A", DRAWN)
    scheme_b: str = choice(DRAWN[0], "Weights of B", DRAWN)
    bias_a: str = choice(BIASES[0], "Biases of A", BIASES)
    bias_b: str = choice(BIASES[0], "Biases of B", BIASES)

    def __post_init__(self) -> None:
        """Check every field."""
        super().__post_init__()
        for field, link in (("Link of A", self.link_a), ("Link of B", self.link_b)):
            if not isinstance(link, str) or len(link) > playground.MAX_LINK_LENGTH:
                raise ValueError(
                    f"{field} must be text of at most {playground.MAX_LINK_LENGTH:,} characters."
                )

    @cached_property
    def settings(self) -> dict[str, playground.Config]:
        """The Playground settings of A and of B."""
        links = {"A": self.link_a, "B": self.link_b}
        return {
            name: parse_link(links[name])
            if links[name]
            else replace(LINKS[name], activation=self.activation)
            for name in LINKS
        }

    @property
    def trainings(self) -> dict[str, tuple[playground.Config, int, int, str, str]]:
        """The setting of A and of B, its iterations, and what ``started`` makes its start of."""
        a, b = self.settings.values()
        return {
            "A": (a, self.iterations_a, self.rebuilds_a, self.scheme_a, self.bias_a),
            "B": (b, self.iterations_b, self.rebuilds_b, self.scheme_b, self.bias_b),
        }


@dataclass(frozen=True)
class Result:
    """Everything measured, as tidy frames, and the networks themselves.

    losses: network, iteration, train_loss, test_loss. surface: network, x, y (−6 to 6), output.
    points: network, split, x, y, label, output. inside: network, iteration and the columns of
    ``core.engines.playground.inspection.inspect``. seeds: seed, start (random or zero),
    test_loss; relu_seeds: the same with ReLU units. swaps: data (A or B), start, test_loss.
    resets: the columns of ``core.engines.playground.starts.resets`` for network A. others:
    those of ``core.engines.playground.starts.ends`` for B with every activation. Links of a
    visitor's own have neither relu_seeds nor others.
    """

    config: Config
    losses: pd.DataFrame
    surface: pd.DataFrame
    points: pd.DataFrame
    inside: pd.DataFrame
    seeds: pd.DataFrame
    relu_seeds: pd.DataFrame
    swaps: pd.DataFrame
    resets: pd.DataFrame
    others: pd.DataFrame

    @property
    def learned_loss(self) -> float:
        """The test loss below which a network has learned A's data.

        That is a fifth of what answering 0 everywhere costs: ``LEARNED_LOSS`` for two classes.
        """
        labels = prepare(self.config.settings["A"]).test[:, 2]
        return LEARNED_LOSS * float(np.mean(labels * labels))

    def largest(self, network: str, column: str) -> float:
        """Return the largest number that ``inside`` holds for a network, at any time."""
        return float(self.inside.loc[self.inside["network"] == network, column].max())


def differences(config: Config) -> dict[str, tuple[str, str]]:
    """Return the settings besides the start in which A and B differ, as links write them."""
    a, b = (
        dict(parse_qsl(setting.link().partition("#")[2], True)) | {"dataset": setting.dataset}
        for setting in config.settings.values()
    )
    pairs = {name: (a[name], b[name]) for name in a if name in b and name != "initZero"}
    return {name: pair for name, pair in pairs.items() if len(set(pair)) > 1}


@lru_cache(maxsize=64)
def trained(setting: playground.Config, iterations: int, *start: Any) -> playground.Result:
    """Train a network once while it is remembered; at most ``FRAMES`` of its moments are kept."""
    return fit(setting, started(setting, *start), iterations, frames=FRAMES)


def started(
    setting: playground.Config, rebuilds: int, scheme: str, bias: str = BIASES[0]
) -> playground.Start:
    """Return the start of ``setting`` after ``rebuilds``, drawn as ``scheme`` and ``bias`` say."""
    start = prepare(setting, rebuilds)
    network = start.network
    if scheme != DRAWN[0]:
        network = starts.draw(setting, scheme, crc32(f"{setting.seed} {rebuilds}".encode()))
    if bias != BIASES[0]:
        filled = tuple(np.full_like(layer, float(bias)) for layer in network.biases)
        network = replace(network, biases=filled)
    return replace(start, network=network)


def networks(config: Config) -> dict[str, playground.Result]:
    """Train A and B."""
    return {name: trained(*training) for name, training in config.trainings.items()}


def run(config: Config, report: Report = ignore) -> Result:
    """Train the two networks of the links, then the same networks from other seeds."""
    report(0.0, "Training networks A and B")
    settings, trained = config.settings, networks(config)
    inside = by_network(config.trainings, lambda training: _inside(*training))
    report(0.1, f"Training {config.seeds} other seeds with both starts")
    seeds = starts.other_seeds(settings["A"], config.iterations_b, config.seeds)
    relu_seeds, others = _compared(config, seeds, report)
    report(0.7, "Exchanging data and starting weights")
    swaps = starts.swaps(settings, config.iterations_b)
    report(0.8, "Drawing network A anew")
    resets = starts.resets(settings["A"], config.iterations_a, config.resets)
    report(1.0, "Done")
    return Result(
        config,
        losses=by_network(trained, lambda result: result.losses),
        surface=by_network(trained, plane),
        points=by_network(trained, ends),
        inside=inside,
        seeds=seeds,
        relu_seeds=relu_seeds,
        swaps=swaps,
        resets=resets,
        others=others,
    )


def _compared(
    config: Config, seeds: pd.DataFrame, report: Report
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Train the further seeds with ReLU units, and B's zero start with every activation."""
    if config.link_a or config.link_b:
        return pd.DataFrame(), pd.DataFrame()
    relu_seeds = seeds
    if config.activation != "relu":
        report(0.4, f"Training {config.seeds} other seeds with ReLU units")
        setting = replace(config.settings["A"], activation="relu")
        relu_seeds = starts.other_seeds(setting, config.iterations_b, config.seeds)
    report(0.6, "Training B with every activation")
    setting, zero = config.settings["B"], {"zero": 0.0}
    others = starts.ends(starts.activations(setting, TRAINABLE, zero, config.iterations_b))
    return relu_seeds, others


def by_network(networks: dict[str, Kept], frame: Callable[[Kept], pd.DataFrame]) -> pd.DataFrame:
    """Return the ``frame`` of every network as one, which the column network tells apart."""
    frames = {name: frame(one) for name, one in networks.items()}
    return pd.concat(frames, names=["network"]).reset_index("network").reset_index(drop=True)


def plane(result: playground.Result) -> pd.DataFrame:
    """Return what a trained network answers over the plane: x, y (−6 to 6), output."""
    axis = np.linspace(-6 + 6 / SURFACE_CELLS, 6 - 6 / SURFACE_CELLS, SURFACE_CELLS)
    grid = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    values = outputs(result.config, result.final, grid)
    return pd.DataFrame({"x": grid[:, 0], "y": grid[:, 1], "output": values})


def ends(result: playground.Result) -> pd.DataFrame:
    """Return what a trained network answers for its points: split, x, y, label, output."""
    frames = []
    for split, points in (("train", result.train), ("test", result.test)):
        frame = pd.DataFrame(points, columns=["x", "y", "label"])
        frame["output"] = outputs(result.config, result.final, points)
        frame.insert(0, "split", split)
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


@lru_cache(maxsize=64)
def _inside(*training: Any) -> pd.DataFrame:
    """Inspect every sixth of the kept networks over the training points."""
    result = trained(*training)
    kept = result.frames.iterations
    shown = range(0, len(kept), INSIDE_EVERY) if len(kept) == FRAMES else range(len(kept))
    frames = [inspect(result.config, result.frames.at(frame), result.train) for frame in shown]
    times = np.repeat(kept[shown], [len(frame) for frame in frames])
    return pd.concat(frames, ignore_index=True).assign(iteration=times)
