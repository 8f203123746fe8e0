"""Grey pictures to look at through a kernel: a made-up photo, a digit, or a visitor's own file.

A picture is (rows, columns) float64, from 0, black, to 1, white.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.engines.picture_files import grey
from core.limits import check_whole

SIDE = 128
LARGEST_SIDE = 256
LARGEST_NUMBER = 59_999
SMALLEST_LEAF, LARGEST_LEAF = 8, 60


@dataclass(frozen=True, eq=False)
class Picture:
    """A grey picture: ``pixels`` (rows, columns) float64 in [0, 1], and what to call it."""

    name: str
    pixels: np.ndarray

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.pixels.shape
        return rows, columns


@lru_cache(maxsize=16)
def synthetic(seed: int) -> Picture:
    """Return a photo-like picture of 128 × 128 pixels, drawn with ``seed``.

    Things of all sizes hide one another, which gives edges, corners and the spectrum of
    photographs (dead leaves: A. Lee, D. Mumford and J. Huang, 2001, *Occlusion models for natural
    images*); each is shaded smoothly and has a texture whose amplitude falls as 1/frequency
    (D. Field, 1987). Raises ``ValueError`` for a seed out of range.
    """
    check_whole("Number", seed, 0, LARGEST_NUMBER)
    generator = np.random.default_rng(seed)
    pixels = np.full((SIDE, SIDE), np.nan)
    while np.isnan(pixels).any():
        leaf = _leaf(generator) & np.isnan(pixels)
        pixels[leaf] = _surface(generator)[leaf]
    return Picture(f"made-up photo {seed}", np.clip(pixels, 0, 1))


def digit(index: int) -> Picture:
    """Return MNIST's training digit ``index``, 28 × 28 pixels.

    Raises ``ValueError`` for an index out of range and ``DamagedData`` as ``mnist.load`` does.
    """
    import torch

    from core import mnist

    check_whole("Number", index, 0, LARGEST_NUMBER)
    one = mnist.load().take(torch.tensor([index]))
    pixels = one.images[0, 0].double().numpy()
    return Picture(f"MNIST digit {index}, a {one.labels[0]}", pixels)


def uploaded(data: bytes) -> Picture:
    """Return the PNG or JPEG picture in ``data``, grey, at most 256 pixels a side.

    Raises ``ValueError`` as ``picture_files.grey`` does.
    """
    return Picture("your picture", grey(data, LARGEST_SIDE))


def _leaf(generator: np.random.Generator) -> np.ndarray:
    """Return where a new thing lies: a disc or a turned rectangle, few of them large.

    The density of sizes falls as size⁻³, so that the picture looks the same at every scale.
    """
    ends = np.array([SMALLEST_LEAF, LARGEST_LEAF], dtype=float) ** -2
    size = generator.uniform(*ends[::-1]) ** -0.5
    x, y = _places() - generator.uniform(-size, SIDE + size, 2)[:, None, None]
    if generator.random() < 0.5:
        return np.hypot(x, y) < size
    angle, ratio = generator.uniform(0, np.pi), generator.uniform(0.3, 1)
    across = x * np.cos(angle) + y * np.sin(angle)
    along = y * np.cos(angle) - x * np.sin(angle)
    return (abs(across) < size) & (abs(along) < ratio * size)


def _surface(generator: np.random.Generator) -> np.ndarray:
    """Return a brightness that changes smoothly across the picture, with a texture on it."""
    x, y = _places() / SIDE - 0.5
    angle = generator.uniform(0, 2 * np.pi)
    shade = generator.uniform(0, 0.4) * (x * np.cos(angle) + y * np.sin(angle))
    return generator.uniform(0.1, 0.9) + shade + generator.uniform(0, 0.06) * _texture(generator)


def _texture(generator: np.random.Generator) -> np.ndarray:
    """Return noise of deviation 1 whose amplitude falls as 1/frequency."""
    frequency = np.hypot(np.fft.fftfreq(SIDE)[:, None], np.fft.rfftfreq(SIDE)[None, :])
    frequency[0, 0] = np.inf
    spectrum = np.fft.rfft2(generator.standard_normal((SIDE, SIDE))) / frequency
    noise = np.fft.irfft2(spectrum, (SIDE, SIDE))
    return noise / noise.std()


def _places() -> np.ndarray:
    """Return x and y of every pixel, (2, rows, columns)."""
    y, x = np.indices((SIDE, SIDE), dtype=float)
    return np.stack([x, y])
