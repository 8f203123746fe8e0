"""A digit on paper, scanned or photographed, made into ink and then into a picture as MNIST's.

MNIST's digits are white on black, their strokes two to three of 20 pixels wide and nothing else in
sight; a scan has paper of any brightness, light from one side, noise, specks, and pens of any
width. Every step can be looked at.
"""

from dataclasses import dataclass

import numpy as np
import torch
from scipy import ndimage

from core.dropout.final.handwriting import BOX, boxed, centred
from core.engines.picture_files import grey

LARGEST_SIDE = 256
SMALLEST_PART = 0.3  # of the longest piece of ink; what is shorter is a speck
FAINTEST = 6.0  # how many deviations of the paper's noise ink must stand out by
LEAST_CONTRAST = 0.08
THINNEST = 2.0  # a stroke's width in the box of 20 pixels


@dataclass(frozen=True, eq=False)
class Scan:
    """A digit on its way: (rows, columns) arrays from 0 to 1, and what the network is given.

    ``grey`` is the picture, black 0; ``ink`` the digit alone, ink 1; ``cut`` is it scaled to 20
    pixels; ``picture`` (1, 1, 28, 28) has its centre of mass in the middle.
    """

    grey: np.ndarray
    ink: np.ndarray
    cut: np.ndarray
    picture: torch.Tensor


def read(data: bytes) -> Scan:
    """Return the digit in the PNG or JPEG file ``data``.

    Raises ``ValueError`` as ``picture_files.grey`` does, and for a picture without ink on it.
    """
    return prepared(grey(data, LARGEST_SIDE))


def prepared(picture: np.ndarray) -> Scan:
    """Return the digit in a grey ``picture`` (rows, columns) from 0 to 1.

    Raises ``ValueError`` for one on which nothing stands out from the paper.
    """
    ink = thickened(lone(inked(picture)))
    cut = boxed(ink)
    if cut is None:
        raise ValueError(
            "Nothing stands out from the paper, but the picture must hold one digit, dark on "
            "light or light on dark."
        )
    return Scan(picture, ink, cut, centred(cut))


def inked(picture: np.ndarray) -> np.ndarray:
    """Return how much ink is on each pixel, 0 paper and 1 ink, whichever of the two is brighter.

    The paper is most of the picture: its brightness is a surface of the second degree, fitted to
    the pixels that do not stand out.
    """
    smooth = ndimage.gaussian_filter(picture, 0.8)
    away = smooth - _paper(smooth)
    low, high = np.quantile(away, (0.005, 0.995))
    away = away if high > -low else -away
    threshold = _between(away)
    noise = 1.4826 * np.median(np.abs(away))
    full = np.median(away[away > threshold]) if (away > threshold).any() else 0.0
    if full < max(LEAST_CONTRAST, FAINTEST * noise):
        return np.zeros_like(picture)
    floor = min(max(2 * noise, 0.25 * full), 0.5 * full)
    ink: np.ndarray = np.clip((away - floor) / (full - floor), 0, 1)
    return ink


def lone(ink: np.ndarray) -> np.ndarray:
    """Return ``ink`` without specks: pieces much shorter than the longest one."""
    near = ndimage.binary_dilation(ink > 0.5, iterations=2)  # thin strokes break in noise
    places, count = ndimage.label(near, structure=np.ones((3, 3)))
    if not count:
        return ink * 0
    boxes = ndimage.find_objects(places)
    sizes = np.array([max(side.stop - side.start for side in one) for one in boxes])
    kept = 1 + np.flatnonzero(sizes >= SMALLEST_PART * sizes.max())
    return np.where(np.isin(places, kept), ink, 0)


def thickened(ink: np.ndarray) -> np.ndarray:
    """Return ``ink`` with strokes at least as wide as MNIST's thin ones, once it is scaled."""
    mask = ink > 0.5
    if not mask.any():
        return ink
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    pixel = max(np.ptp(rows), np.ptp(columns)) + 1
    inside = ndimage.distance_transform_edt(mask)
    width = 4 * inside[mask].mean() - 1  # of a stroke w wide the distances average (w + 1) / 4
    missing = THINNEST * pixel / BOX - width
    if missing <= 0:
        return ink
    padded = np.pad(ink, int(missing) + 1)
    outside = ndimage.distance_transform_edt(padded <= 0.5)
    return np.maximum(padded, np.clip(1 + missing / 2 - outside, 0, 1))


def _paper(picture: np.ndarray) -> np.ndarray:
    """Return the brightness of the paper under each pixel."""
    rows, columns = (np.linspace(-1, 1, size) for size in picture.shape)
    y, x = (one.ravel() for one in np.meshgrid(rows, columns, indexing="ij"))
    terms = np.stack([np.ones_like(x), x, y, x * y, x * x, y * y], axis=1)
    values = picture.ravel()
    surface = np.full_like(values, np.median(values))
    for _ in range(3):
        away = np.abs(values - surface)
        paper = away <= max(3 * np.median(away), 0.02)
        surface = terms @ np.linalg.lstsq(terms[paper], values[paper], rcond=None)[0]
    return surface.reshape(picture.shape)


def _between(values: np.ndarray) -> float:
    """Return the threshold that parts ``values`` best into two classes (N. Otsu, 1979)."""
    counts, edges = np.histogram(values, 128)
    middles = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)
    sums = np.cumsum(counts * middles)
    above = below[-1] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = sums / below - (sums[-1] - sums) / above
        spread = np.nan_to_num(below * above * apart**2)
    return float(middles[spread.argmax()])
