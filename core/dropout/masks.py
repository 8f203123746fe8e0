"""What dropout does: masks over the units of one trained network, and the mean over many masks.

A mask is drawn from a counter and not from a generator's state, so that the browser draws the same
ones: whether a unit is kept depends on the number of the mask, the unit and the probability alone,
and more of the same units go as the probability rises.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from core.claims import Report, ignore
from core.dropout import masked_network
from core.limits import Checked, choice, flag, real, whole

if TYPE_CHECKING:
    from torch import Tensor, nn

VERSION = 1
MOST_MASKS = 1_000
FIRST, SUMS, ANSWER = "after the first dropout", "sums of the hidden units", "the ten answers"
LAYERS = (FIRST, SUMS, ANSWER)
BOTH = "both"
DROPPING = (BOTH, "first", "second")
"""Which of the network's two dropouts drop units."""


@dataclass(frozen=True)
class Config(Checked):
    """Send one digit's picture through ``masks`` masked networks.

    ``p`` is the chance to drop a unit, as in torch, or, where it ``means_keep``, the chance to keep
    one, as in N. Srivastava et al. (2014). Where it ``scales``, what is kept is divided by its
    chance to be kept. Raises ``ValueError`` for a value out of range.
    """

    p: float = real(0.5, "Dropout p", 0, 1)
    digit: int = whole(3, "Digit", 0, 9)
    masks: int = whole(100, "Masks", 1, MOST_MASKS)
    means_keep: bool = flag(False, "p is the chance to keep")
    scales: bool = flag(True, "Scale what is kept")
    dropping: str = choice(BOTH, "Dropout after", DROPPING)

    @property
    def keep(self) -> float:
        """The chance of a unit to be kept."""
        return self.p if self.means_keep else 1 - self.p

    @property
    def scale(self) -> float:
        """By what a unit that is kept is multiplied; torch keeps none at p = 1."""
        return 1 / self.keep if self.scales and self.keep > 0 else 1.0


@dataclass(frozen=True)
class Result:
    """What the masked networks made of the digit, beside the whole network.

    answers: mask (from 1), digit (0 to 9), probability, whole (the whole network's). distances:
    layer (one of ``LAYERS``), masks, distance (of the mean over the first so many masks to the
    whole network's numbers, over the size of these, both as Euclidean norms), expected
    (``expected``; missing where weights stand between, and where the first dropout drops none).
    """

    config: Config
    answers: pd.DataFrame
    distances: pd.DataFrame


class Passed(NamedTuple):
    """What (n, …) float32 becomes of images: after each dropout, into the hidden units, at the end.

    ``first`` (n, 8, 13, 13) and ``second`` (n, 8, 5, 5) follow a dropout, ``sums`` (n, 64) are what
    the hidden units' ReLU is given, ``scores`` (n, 10) what the softmax is.
    """

    first: "Tensor"
    second: "Tensor"
    sums: "Tensor"
    scores: "Tensor"

    @property
    def answer(self) -> "Tensor":
        """The probability (n, 10) of every digit."""
        return self.scores.softmax(dim=1)


def chances(number: int, units: int) -> np.ndarray:
    """Return for mask ``number``, from 1, one number in [0, 1) a unit: (units,) float64.

    They are counters from ``number`` × ``units`` on, each mixed by C. Wellons' *lowbias32* (2018).
    """
    mixed = np.arange(number * units, (number + 1) * units, dtype=np.uint32)
    with np.errstate(over="ignore"):
        for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B)):
            mixed = (mixed ^ (mixed >> np.uint32(shift))) * np.uint32(factor)
    return (mixed ^ (mixed >> np.uint32(16))) / 2.0**32


def masks(config: Config, sizes: tuple[int, int]) -> "tuple[Tensor, ...]":
    """Return by what each unit of the two layers of these ``sizes`` is multiplied: a row a mask.

    It is 0 for a unit that is dropped, else ``config.scale``; a unit is kept where its chance lies
    below ``config.keep``. A layer that drops no units multiplies by 1.
    """
    import torch

    rows = np.stack([chances(number, sum(sizes)) for number in range(1, config.masks + 1)])
    factors = torch.from_numpy((rows < config.keep).astype(np.float32)) * config.scale
    return tuple(
        one if config.dropping in (BOTH, name) else torch.ones_like(one)
        for name, one in zip(DROPPING[1:], factors.split(sizes, dim=1), strict=True)
    )


def passed(network: "nn.Sequential", image: "Tensor", factors: "tuple[Tensor, ...]" = ()) -> Passed:
    """Send ``image`` (1, 1, 28, 28) through the course's network, once for each of n masks.

    ``factors`` (n, units) multiply what its two dropouts are given. Without any, dropout is off, as
    at test time.
    """
    import torch
    from torch import nn

    values, found, left = image, [], list(factors)
    with torch.no_grad():
        for module in network:
            if isinstance(module, nn.Dropout):
                if left:
                    values = values * left.pop(0).view(-1, *values.shape[1:])
                found.append(values)
            else:
                values = module(values)
                if isinstance(module, nn.Linear):
                    found.append(values)
    return Passed(*found)


def run(config: Config, report: Report = ignore) -> Result:
    """Send the digit through every masked network, and through the whole one."""
    known = masked_network.recorded()
    image = known.images[config.digit : config.digit + 1]
    whole = passed(known.network, image)
    factors = masks(config, (whole.first.numel(), whole.second.numel()))
    masked = passed(known.network, image, factors)
    answers = pd.DataFrame(
        {
            "mask": np.repeat(np.arange(1, config.masks + 1), masked_network.DIGITS),
            "digit": np.tile(np.arange(masked_network.DIGITS), config.masks),
            "probability": masked.answer.flatten().numpy(),
            "whole": whole.answer[0].repeat(config.masks).numpy(),
        }
    )
    report(1.0, f"{config.masks} masks")
    return Result(config, answers, _distances(config, masked, whole))


def _distances(config: Config, masked: Passed, whole: Passed) -> pd.DataFrame:
    number = np.arange(1, config.masks + 1)
    known = expected(config, number) if config.dropping != DROPPING[2] else np.nan
    of = {FIRST: "first", SUMS: "sums", ANSWER: "answer"}
    frames = [
        pd.DataFrame(
            {
                "layer": layer,
                "masks": number,
                "distance": distances(getattr(masked, name), getattr(whole, name)),
                "expected": known if layer == FIRST else np.nan,
            }
        )
        for layer, name in of.items()
    ]
    return pd.concat(frames, ignore_index=True)


def distances(masked: "Tensor", whole: "Tensor") -> np.ndarray:
    """Return how far the mean over the first 1, 2, … rows of ``masked`` lies from ``whole`` (n,).

    As ``Result.distances`` has it.
    """
    rows, target = masked.flatten(1).double().numpy(), whole.flatten().double().numpy()
    means = rows.cumsum(axis=0) / np.arange(1, len(rows) + 1)[:, None]
    return np.linalg.norm(means - target, axis=1) / np.linalg.norm(target)


def expected(config: Config, number: np.ndarray) -> np.ndarray:
    """Return the root mean square of ``distance`` after the first dropout for a mean over n masks.

    A unit kept with chance k and multiplied by s has the mean k·s and the variance k(1 − k)s² of
    its own value, so that the square is (k·s − 1)² + k(1 − k)s²/n: with s = 1/k it falls as 1/n,
    and without scaling it stays above p².
    """
    keep, scale = config.keep, config.scale
    return np.sqrt((keep * scale - 1) ** 2 + keep * (1 - keep) * scale**2 / number)
