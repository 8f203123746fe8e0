"""Training that goes on from where it ended, its past kept in ever fewer frames."""

from copy import deepcopy
from dataclasses import replace

import numpy as np
import pandas as pd

from core.engines.playground.engine import Result, Start, Trajectory, advance

PAST, FRESH = 141, 100
"""How many frames are kept of what has been, and how many are taken of what is trained next."""


def go_on(result: Result, iterations: int) -> Result:
    """Train ``result`` for as many ``iterations`` more, 1 at least, as if it had never ended.

    However often this is done, the frames stay at most ``PAST`` + ``FRESH`` + 1, and the losses are
    those of the frames, and of the first iteration at which they were no longer numbers.
    """
    first = int(result.losses["iteration"].iloc[-1])
    fresh = first + np.unique(np.linspace(0, iterations, FRESH + 1).round().astype(np.int64))
    start = Start(result.initial, result.train, result.test)
    later = advance(result.config, start, deepcopy(result.state), fresh, fresh)
    frames = _joined(_thinned(result.frames, first), later.frames)
    losses = _losses(result, later, frames.iterations)
    return replace(later, losses=losses, frames=frames)


def _thinned(frames: Trajectory, end: int) -> Trajectory:
    """Return at most ``PAST`` of the frames before ``end``, spread as evenly as they allow."""
    wanted = np.linspace(0, end, PAST, endpoint=False)
    before = frames.iterations[frames.iterations < end]
    chosen = np.unique(np.abs(before[:, None] - wanted).argmin(axis=0))
    return Trajectory(
        frames.iterations[chosen],
        tuple(layer[chosen] for layer in frames.weights),
        tuple(layer[chosen] for layer in frames.biases),
    )


def _joined(past: Trajectory, later: Trajectory) -> Trajectory:
    return Trajectory(
        np.concatenate([past.iterations, later.iterations]),
        tuple(map(np.concatenate, zip(past.weights, later.weights, strict=True))),
        tuple(map(np.concatenate, zip(past.biases, later.biases, strict=True))),
    )


def _losses(result: Result, later: Result, kept: np.ndarray) -> pd.DataFrame:
    losses = pd.concat([result.losses[:-1], later.losses], ignore_index=True)
    broken = ~np.isfinite(losses[["train_loss", "test_loss"]]).all(axis=1)
    first_broken = broken & (broken.cumsum() == 1)
    return losses[losses["iteration"].isin(kept) | first_broken].reset_index(drop=True)
