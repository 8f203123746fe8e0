"""Many networks from many starts, on both cores: other seeds, exchanged starts, more resets."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd

from core.engines.playground.engine import (
    MAX_ITERATIONS,
    Config,
    Network,
    Result,
    Start,
    fit,
    prepare,
    train,
)
from core.engines.playground.inspection import inspect
from core.engines.seedrandom import seed_text
from core.engines.starting_weights import drawn

BIAS = 0.1
WINDOW = 50


def draw(config: Config, scheme: str, seed: int) -> Network:
    """Draw a network by ``scheme``; biases are the Playground's 0.1.

    The zero scheme starts its biases at 0 too, as the Playground's ``initZero`` does.
    """
    shapes = list(zip(config.layer_sizes[1:], config.layer_sizes[:-1], strict=True))
    bias = 0.0 if scheme == "zero" else BIAS
    biases = tuple(np.full(units, bias) for units, _ in shapes)
    return Network(tuple(drawn(scheme, shapes, seed)), biases)


def last_losses(runs: Sequence[tuple[Config, int, int]]) -> pd.DataFrame:
    """Train every (config, iterations, rebuilds); return train_loss and test_loss, a row each."""

    def last(run: tuple[Config, int, int]) -> pd.Series:
        config, iterations, rebuilds = run
        return train(config, iterations, rebuilds, every=max(iterations, 1)).losses.iloc[-1]

    with ThreadPoolExecutor() as pool:
        rows = list(pool.map(last, runs))
    return pd.DataFrame(rows)[["train_loss", "test_loss"]].reset_index(drop=True)


def fitted_losses(runs: Sequence[tuple[Config, Network, int]]) -> list[float]:
    """Train every (config, network, iterations) on the config's data; return last test losses."""

    def last(run: tuple[Config, Network, int]) -> float:
        config, network, iterations = run
        points = prepare(config)
        start = Start(network, points.train, points.test)
        losses = fit(config, start, iterations, every=max(iterations, 1)).losses
        return float(losses["test_loss"].iloc[-1])

    with ThreadPoolExecutor() as pool:
        return list(pool.map(last, runs))


def other_seeds(config: Config, iterations: int, seeds: int) -> pd.DataFrame:
    """Train seeds 0.00001, 0.00002, … with both starts.

    Columns: seed (the text that a link carries), start (random or zero), test_loss.
    """
    texts = [seed_text(number) for number in range(1, seeds + 1)]
    return _both_starts("seed", {text: replace(config, seed=text) for text in texts}, iterations)


def swaps(settings: dict[str, Config], iterations: int) -> pd.DataFrame:
    """Train each setting's data with both starts. Columns: data, start, test_loss."""
    return _both_starts("data", settings, iterations)


def _both_starts(column: str, settings: dict[str, Config], iterations: int) -> pd.DataFrame:
    """Train each of the settings, which ``column`` names, with both starts."""
    rows = list(product(settings, ("random", "zero")))
    runs = [
        (replace(settings[name], zero_start=start == "zero"), iterations, 0) for name, start in rows
    ]
    frame = pd.DataFrame(rows, columns=[column, "start"])
    return frame.assign(test_loss=last_losses(runs)["test_loss"])


def resets(config: Config, iterations: int, count: int) -> pd.DataFrame:
    """Train after 0, 1, … resets.

    Columns: rebuilds, train_loss and test_loss at the end, and steepest (see ``steepest_fall``).
    """

    def one(rebuilds: int) -> tuple[int, float, float, float]:
        losses = train(config, iterations, rebuilds).losses
        last = losses.iloc[-1]
        steepest = steepest_fall(losses["train_loss"].to_numpy())
        return (rebuilds, last["train_loss"], last["test_loss"], steepest)

    with ThreadPoolExecutor() as pool:
        rows = list(pool.map(one, range(count)))
    return pd.DataFrame(rows, columns=["rebuilds", "train_loss", "test_loss", "steepest"])


def steepest_fall(losses: np.ndarray) -> float:
    """Return the iteration about which ``losses`` (iterations + 1,) fall most within 50 of them.

    A few passes at the very start only settle the output's bias; 50 see past them. NaN where there
    are fewer.
    """
    falls = losses[:-WINDOW] - losses[WINDOW:]
    return float(np.argmax(falls) + WINDOW // 2) if len(falls) else np.nan


def scaled(config: Config, scale: float) -> Start:
    """Return the Playground's own start with every weight and every bias times ``scale``."""
    start = prepare(replace(config, zero_start=False))
    return replace(start, network=times(start.network, scale))


def times(network: Network, scale: float) -> Network:
    """Return ``network`` with every weight and every bias times ``scale``."""
    return Network(
        tuple(layer * scale for layer in network.weights),
        tuple(layer * scale for layer in network.biases),
    )


def activations(
    config: Config,
    names: Sequence[str],
    scales: Mapping[str, float],
    iterations: int,
    every: int = MAX_ITERATIONS,
) -> dict[tuple[str, str], Result]:
    """Train every activation from every scaled start on one setting's data.

    ``scales`` maps a start's name to what the Playground's own start is multiplied by; losses are
    taken every ``every`` iterations and at the ends. Keys: activation and start.
    """
    cells = [(name, start) for name in names for start in scales]

    def one(cell: tuple[str, str]) -> Result:
        setting = replace(config, activation=cell[0])
        return fit(setting, scaled(setting, scales[cell[1]]), iterations, every)

    with ThreadPoolExecutor() as pool:
        return dict(zip(cells, pool.map(one, cells), strict=True))


def ends(runs: Mapping[tuple[str, str], Result]) -> pd.DataFrame:
    """Return what ``activations`` came to, a row a run.

    Columns: activation, start, dead_share (hidden units that pass no gradient at any training
    point, before training), weight_change (largest, over all weights), train_loss, test_loss.
    """
    rows = []
    for (activation, start), result in runs.items():
        inside = inspect(result.config, result.initial, result.train)
        changes = [
            float(np.abs(last - first).max())
            for first, last in zip(result.initial.weights, result.final.weights, strict=True)
        ]
        dead = float(np.average(inside["dead_share"], weights=result.config.hidden))
        last = result.losses.iloc[-1]
        rows.append((activation, start, dead, max(changes), last["train_loss"], last["test_loss"]))
    columns = ["activation", "start", "dead_share", "weight_change", "train_loss", "test_loss"]
    return pd.DataFrame(rows, columns=columns)
