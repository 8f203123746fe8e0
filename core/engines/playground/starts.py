"""Many networks from many starts, on both cores: other seeds, exchanged starts, more resets."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pandas as pd
import torch

from core.engines.playground.engine import Config, Network, Start, fit, prepare, train
from core.engines.seedrandom import seed_text
from core.engines.starting_weights import SCHEMES

BIAS = 0.1


def draw(config: Config, scheme: str, seed: int, scale: float = 1.0) -> Network:
    """Draw a network by ``scheme``, its weights times ``scale``; biases are the Playground's 0.1.

    The zero scheme starts its biases at 0 too, as the Playground's ``initZero`` does.
    """
    generator = torch.Generator().manual_seed(seed)
    sizes = config.layer_sizes
    weights = []
    for fan_in, units in zip(sizes[:-1], sizes[1:], strict=True):
        layer = torch.empty(units, fan_in, dtype=torch.float64)
        SCHEMES[scheme](layer, generator)
        weights.append(layer.numpy() * scale)
    bias = 0.0 if scheme == "zero" else BIAS
    return Network(tuple(weights), tuple(np.full(units, bias) for units in sizes[1:]))


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
    rows = [(seed, start) for seed in texts for start in ("random", "zero")]
    runs = [
        (replace(config, seed=seed, zero_start=start == "zero"), iterations, 0)
        for seed, start in rows
    ]
    frame = pd.DataFrame(rows, columns=["seed", "start"])
    return frame.assign(test_loss=last_losses(runs)["test_loss"])


def swaps(settings: dict[str, Config], iterations: int) -> pd.DataFrame:
    """Train each setting's data with both starts. Columns: data, start, test_loss."""
    rows = [(data, start) for data in settings for start in ("random", "zero")]
    runs = [
        (replace(settings[data], zero_start=start == "zero"), iterations, 0) for data, start in rows
    ]
    frame = pd.DataFrame(rows, columns=["data", "start"])
    return frame.assign(test_loss=last_losses(runs)["test_loss"])


def resets(config: Config, iterations: int, count: int) -> pd.DataFrame:
    """Train after 0, 1, … resets. Columns: rebuilds, train_loss, test_loss."""
    frame = last_losses([(config, iterations, rebuilds) for rebuilds in range(count)])
    frame.insert(0, "rebuilds", range(count))
    return frame
