"""How often scans of digits are read right: ``python -m tests.benchmarks.scans``.

A thousand test digits, drawn large on a canvas and scanned: on paper of any brightness, lit from
one side, off-centre, of any size, some with a thin pen, noise and specks; light on dark and dark on
light. Before: as a drawing is prepared. After: as ``core.dropout.final.scan`` prepares them.
"""

import argparse
from collections.abc import Callable

import numpy as np
import torch
from scipy import ndimage
from torch.nn import functional

from core import mnist
from core.dropout.final import handwriting, network, results, scan

DIGITS = 1_000
HEIGHT, WIDTH = 240, 200
Prepared = Callable[[np.ndarray], torch.Tensor]


def scanned(digit: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Return ``digit`` (28, 28), ink 1, as dark ink on a sheet of paper: (240, 200), 0 black."""
    large = ndimage.zoom(digit, chance.uniform(2.5, 6), order=3, grid_mode=True, mode="nearest")
    if chance.random() < 0.5:
        large = by_a_thin_pen(large)
    sheet = np.zeros((HEIGHT, WIDTH))
    row, column = (chance.integers(0, 1 + room - side) for room, side in
                   zip(sheet.shape, large.shape, strict=True))  # fmt: skip
    sheet[row : row + large.shape[0], column : column + large.shape[1]] = large
    ink = ndimage.gaussian_filter(np.clip(2.5 * (sheet - 0.5) + 0.5, 0, 1), chance.uniform(0, 1))
    specks = chance.random(sheet.shape) < chance.uniform(0, 3e-4)
    ink = np.maximum(ink, ndimage.binary_dilation(specks))
    y, x = np.mgrid[-1 : 1 : HEIGHT * 1j, -1 : 1 : WIDTH * 1j]
    light = 1 + chance.uniform(0, 0.15) * np.cos(chance.uniform(0, 6.3)) * x
    light += chance.uniform(-0.15, 0.15) * y
    paper = chance.uniform(0.7, 0.9)
    seen = light * (paper + ink * (chance.uniform(0.05, 0.4) - paper))
    return np.clip(seen + chance.normal(0, chance.uniform(0.01, 0.06), sheet.shape), 0, 1)


def by_a_thin_pen(digit: np.ndarray) -> np.ndarray:
    """Return the middle of every stroke, about half as wide."""
    away = ndimage.distance_transform_edt(digit > 0.5)
    return digit * (away > 0.5 * ndimage.maximum_filter(away, 9))


def as_drawing(picture: np.ndarray) -> torch.Tensor:
    """Return a grey picture prepared as a drawing is, an empty one as black."""
    found = handwriting.prepared(picture.astype(np.float32))
    return torch.zeros(1, 1, 28, 28) if found is None else found


def as_scan(picture: np.ndarray) -> torch.Tensor:
    """Return a grey picture prepared as a scan is, an empty one as black."""
    try:
        return scan.prepared(picture).picture
    except ValueError:
        return torch.zeros(1, 1, 28, 28)


def accuracies(count: int = DIGITS) -> dict[str, float]:
    """Return the large network's share right of each way to see and to prepare the digits."""
    digits = mnist.load(train=False).first(count)
    large = functional.interpolate(digits.images, (handwriting.CANVAS,) * 2, mode="bilinear")
    chance = np.random.default_rng(0)
    dark = [scanned(digit[0].numpy(), chance) for digit in digits.images]
    light = [1 - picture for picture in dark]
    ways: dict[str, tuple[list[np.ndarray], Prepared]] = {
        "drawn": ([one[0].numpy() for one in large], as_drawing),
        "scanned light on dark, before": (light, as_drawing),
        "scanned light on dark, after": (light, as_scan),
        "scanned dark on light, before": (dark, as_drawing),
        "scanned dark on light, after": (dark, as_scan),
    }
    judge = results.opened("large", results.weights("large"))
    return {
        way: network.accuracy(
            judge, mnist.Images(torch.cat([prepare(one) for one in pictures]), digits.labels)
        )
        for way, (pictures, prepare) in ways.items()
    }


def main() -> None:
    """Print every accuracy."""
    asked = argparse.ArgumentParser(description="Read scanned digits.")
    asked.add_argument("--digits", type=int, default=DIGITS)
    for way, accuracy in accuracies(asked.parse_args().digits).items():
        print(f"{way:32}{accuracy:8.1%}")


if __name__ == "__main__":
    main()
