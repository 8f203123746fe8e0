"""One digit through every pooling, as it is and shifted, and how much the shift changes of it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch

from core import mnist
from core.claims import Report, ignore
from core.intervals import mean_table
from core.limits import Checked, whole
from core.pooling.compared import compared
from core.pooling.networks import LARGEST_SHIFT, shifted
from core.pooling.operators import pool

VERSION = 1
SPLIT_SEED = 0
PICTURES = 500
UNPOOLED = "no pooling"
LARGEST_WINDOW = 6


@dataclass(frozen=True)
class Config(Checked):
    """Shift validation digit ``picture`` (from 0) by ``dx`` pixels right and ``dy`` down.

    Raises ``ValueError`` for a value out of range.
    """

    picture: int = whole(0, "Digit", 0, PICTURES - 1)
    dx: int = whole(1, "Pixels right", -LARGEST_SHIFT, LARGEST_SHIFT)
    dy: int = whole(0, "Pixels down", -LARGEST_SHIFT, LARGEST_SHIFT)
    kernel_size: int = whole(2, "Window", 1, LARGEST_WINDOW)
    stride: int = whole(2, "Stride", 1, LARGEST_WINDOW)


@dataclass(frozen=True)
class Result:
    """What the poolings make of the digit.

    label: the digit's class. views: by operator, the digit itself first, (2, height, width)
    float32: as it is, and shifted. changes: operator, side (of the view, pixels), change (of this
    digit), n (pictures), mean, low and high (95 % interval over pictures); a change is the sum of
    all absolute differences over the sum of the view as it is.
    """

    config: Config
    label: int
    views: dict[str, np.ndarray]
    changes: pd.DataFrame


def run(config: Config, report: Report = ignore) -> Result:
    """Pool the first 500 validation digits, as they are and shifted."""
    digits = mnist.splits(SPLIT_SEED).validation.first(PICTURES)
    before, after = shifted(digits.images, 0, 0), shifted(digits.images, config.dx, config.dy)
    pairs = {UNPOOLED: (before, after)}
    for name, pooling in compared(config.kernel_size, config.stride).items():
        pairs[name] = (pool(before, pooling), pool(after, pooling))
    changes = {}
    for name, (one, other) in pairs.items():
        change = ((other - one).abs().sum(dim=(1, 2, 3)) / one.sum(dim=(1, 2, 3))).double().numpy()
        changes[name, one.shape[-1], float(change[config.picture])] = change
    views = {
        name: torch.cat([one[config.picture], other[config.picture]]).numpy()
        for name, (one, other) in pairs.items()
    }
    return Result(
        config,
        int(digits.labels[config.picture]),
        views,
        mean_table(["operator", "side", "change"], changes.items()),
    )
