"""A digit drawn by hand, made into a picture as MNIST's were.

Y. LeCun, C. Cortes and C. Burges, *The MNIST database of handwritten digits*
(http://yann.lecun.com/exdb/mnist/): the digits were "size normalized to fit in a 20x20 pixel box
while preserving their aspect ratio", which made them grey "as a result of the anti-aliasing
technique", and "centered in a 28x28 image by computing the center of mass of the pixels, and
translating the image so as to position this point at the center of the 28x28 field".
"""

from collections.abc import Sequence

import numpy as np
import torch
from PIL import Image, ImageDraw

SIDE = 28
# Where MNIST's digits have their centre of mass, in pixels from the edge: the middle of pixel 14.
MIDDLE = 14.5
BOX = 20
CANVAS = 280
PEN, THIN_PEN = 24, 12
SMALLEST = 0.6  # of the canvas: a smaller drawing is enlarged, so that the pen does not blot it
LARGEST_SCALE = 8
SMOOTHING = 2
VISIBLE = 0.05
MOST_POINTS = 20_000
Stroke = Sequence[Sequence[float]]


def rasterised(strokes: Sequence[Stroke], width: float = PEN) -> np.ndarray:
    """Return the strokes as ink from 0 to 1: (280, 280) float32.

    A stroke is a row of points (x, y) with 0 ≤ x, y ≤ 1 from the upper left corner, joined by a
    round pen ``width`` pixels wide; one point is a dot. A drawing of less than 0.6 of the canvas is
    enlarged to that, its pen as wide as before. Raises ``ValueError`` for anything else.
    """
    side = CANVAS * SMOOTHING
    picture = Image.new("L", (side, side))
    pen = ImageDraw.Draw(picture)
    radius = width * SMOOTHING / 2
    for points in enlarged(checked(strokes)):
        places = [(x * side, y * side) for x, y in points]
        pen.line(places, fill=255, width=round(2 * radius))
        for x, y in places:
            pen.ellipse((x - radius, y - radius, x + radius - 1, y + radius - 1), fill=255)
    smooth = picture.resize((CANVAS, CANVAS), Image.Resampling.BOX)
    return np.asarray(smooth, dtype=np.float32) / 255


def enlarged(strokes: list[np.ndarray]) -> list[np.ndarray]:
    """Return a small drawing up to eight times as large, in the middle of the canvas."""
    points = np.concatenate([np.empty((0, 2)), *strokes])
    side = np.ptp(points, axis=0).max() if len(points) else 0
    if not 0 < side < SMALLEST:
        return strokes
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    scale = min(SMALLEST / side, LARGEST_SCALE)
    return [0.5 + scale * (one - middle) for one in strokes]


def checked(strokes: Sequence[Stroke]) -> list[np.ndarray]:
    """Return the strokes as arrays (points, 2), empty ones left out.

    Raises ``ValueError`` unless all are pairs of numbers from 0 to 1, 20,000 at most.
    """
    try:
        arrays = [np.array(points, dtype=float) for points in strokes if len(points)]
    except (TypeError, ValueError) as error:
        raise ValueError("A drawing must be lists of points (x, y).") from error
    if any(array.ndim != 2 or array.shape[1] != 2 for array in arrays):
        raise ValueError("A drawing must be lists of points (x, y).")
    if any(not ((array >= 0) & (array <= 1)).all() for array in arrays):
        raise ValueError("A drawing has a point off the canvas: x and y must be from 0 to 1.")
    if (count := sum(map(len, arrays))) > MOST_POINTS:
        raise ValueError(f"A drawing has {count:,} points, but must have at most {MOST_POINTS:,}.")
    return arrays


def prepared(ink: np.ndarray) -> torch.Tensor | None:
    """Return ``ink`` (rows, columns) from 0 to 1 as MNIST would: (1, 1, 28, 28); none if empty.

    What is inked is ``boxed``; then its centre of mass moves to the middle of the picture, by whole
    pixels, so that nothing is blurred.
    """
    cut = boxed(ink)
    return None if cut is None else centred(cut)


def boxed(ink: np.ndarray) -> np.ndarray | None:
    """Return what is inked, antialiased to fit 20 × 20, its aspect kept; none if empty."""
    rows, columns = (np.flatnonzero((ink > VISIBLE).any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return None
    cut = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = BOX / max(cut.shape)
    height, width = (max(1, round(side * scale)) for side in cut.shape)
    scaled = Image.fromarray((255 * cut).astype(np.uint8)).resize(
        (width, height), Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC
    )
    return np.asarray(scaled, dtype=np.float32) / 255


def centred(ink: np.ndarray) -> torch.Tensor:
    """Return ``ink`` (up to 20 × 20) with its centre of mass in the middle of 28 × 28."""
    picture = np.zeros((SIDE, SIDE), dtype=np.float32)
    places = []
    for axis, size in enumerate(ink.shape):
        mass = ink.sum(axis=1 - axis)
        centre = float((mass * (np.arange(size) + 0.5)).sum() / mass.sum())
        places.append(int(np.clip(round(MIDDLE - centre), 0, SIDE - size)))
    row, column = places
    picture[row : row + ink.shape[0], column : column + ink.shape[1]] = ink
    return torch.from_numpy(picture)[None, None]
