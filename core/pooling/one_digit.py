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
from core.pooling.tensors import pool

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

    label: the digit's class. shifts: by operator, the digit itself first, (9, 9, height, width)
    float32: under every shift, the first index dy + 4, the second dx + 4. changes: operator, side
    (of the view, pixels), change (of this digit), n (pictures), mean, low and high (95 % interval
    over pictures); a change is the sum of all absolute differences over the sum of the view as it
    is.
    """

    config: Config
    label: int
    shifts: dict[str, np.ndarray]
    changes: pd.DataFrame

    @property
    def views(self) -> dict[str, np.ndarray]:
        """The digit as it is and shifted, by operator: (2, height, width) float32."""
        down, right = LARGEST_SHIFT + self.config.dy, LARGEST_SHIFT + self.config.dx
        return {
            name: np.stack([shifts[LARGEST_SHIFT, LARGEST_SHIFT], shifts[down, right]])
            for name, shifts in self.shifts.items()
        }


def run(config: Config, report: Report = ignore) -> Result:
    """Pool the first 500 validation digits, as they are and shifted."""
    digits = mnist.splits(SPLIT_SEED).validation.first(PICTURES)
    before, after = shifted(digits.images, 0, 0), shifted(digits.images, config.dx, config.dy)
    everywhere = every_shift(digits.images[config.picture])
    pairs, shifts = {UNPOOLED: (before, after)}, {UNPOOLED: everywhere}
    for name, pooling in compared(config.kernel_size, config.stride).items():
        pairs[name] = (pool(before, pooling), pool(after, pooling))
        shifts[name] = pool(everywhere, pooling)
    changes = {}
    for name, (one, other) in pairs.items():
        change = ((other - one).abs().sum(dim=(1, 2, 3)) / one.sum(dim=(1, 2, 3))).double().numpy()
        changes[name, one.shape[-1], float(change[config.picture])] = change
    return Result(
        config,
        int(digits.labels[config.picture]),
        {name: views.numpy() for name, views in shifts.items()},
        mean_table(["operator", "side", "change"], changes.items()),
    )


def every_shift(image: torch.Tensor) -> torch.Tensor:
    """Return ``image`` (1, 28, 28) on the canvas under every shift: (9, 9, 36, 36)."""
    reach = range(-LARGEST_SHIFT, LARGEST_SHIFT + 1)
    return torch.stack(
        [torch.cat([shifted(image[None], dx, dy)[0] for dx in reach]) for dy in reach]
    )
