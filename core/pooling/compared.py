"""The poolings that the labs set side by side, and the block of ones that they look at."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from core.engines.windows.sliding import per_side
from core.pooling.operators import Pooling, binomial

COMPARED = ("max", "average", "L²", "subsampling", "blur", "max blur")


def compared(kernel_size: int, stride: int) -> dict[str, Pooling]:
    """Return the six poolings of ``COMPARED``, all with one stride.

    Max, average, L² and max blur have a window of ``kernel_size``; a blur has Zhang's binomial
    filter of 3 × 3 (1904.11486), and subsampling keeps single numbers. Raises ``ValueError`` for
    sizes below 1.
    """
    return {
        "max": Pooling("max", kernel_size, stride),
        "average": Pooling("average", kernel_size, stride),
        "L²": Pooling("Lp", kernel_size, stride, norm_type=2),
        "subsampling": Pooling("subsampling", stride=stride),
        "blur": Pooling("blur", stride=stride),
        "max blur": Pooling("max blur", kernel_size, stride),
    }


def placed(side: int, block: int, row: int, column: int) -> np.ndarray:
    """Return a ``block`` × ``block`` block of ones in zeros: (side, side) float64.

    ``row`` and ``column``, from 0, are where its upper left corner lies.
    """
    grid = np.zeros((side, side))
    grid[row : row + block, column : column + block] = 1
    return grid


def pooled(grids: np.ndarray, pooling: Pooling) -> np.ndarray:
    """Pool ``grids`` (…, side, side) float64 by one of ``compared``, as ``tensors.pool`` does."""
    kernel_size, stride = (
        per_side(name, getattr(pooling, name), 2)[0] for name in ("kernel_size", "stride")
    )
    if pooling.operator == "subsampling":
        return grids[..., ::stride, ::stride]
    if pooling.operator == "blur":
        return _blurred(grids, pooling, stride)
    if pooling.operator == "max blur":
        return _blurred(_windows(grids, kernel_size, 1).max(axis=(-2, -1)), pooling, stride)
    windows = _windows(grids, kernel_size, stride)
    if pooling.operator == "Lp":
        powers: np.ndarray = windows**pooling.norm_type
        return powers.sum(axis=(-2, -1)) ** (1 / pooling.norm_type)
    return windows.max(axis=(-2, -1)) if pooling.operator == "max" else windows.mean(axis=(-2, -1))


def _windows(grids: np.ndarray, size: int, stride: int) -> np.ndarray:
    every = sliding_window_view(grids, (size, size), axis=(-2, -1))
    return every[..., ::stride, ::stride, :, :]


def _blurred(grids: np.ndarray, pooling: Pooling, stride: int) -> np.ndarray:
    row, untouched = np.array(binomial(pooling.blur_size)), [(0, 0)] * (grids.ndim - 2)
    around = np.pad(grids, [*untouched, pooling.reflected, pooling.reflected], "reflect")
    weights = np.outer(row, row) / 4 ** (pooling.blur_size - 1)
    return (_windows(around, pooling.blur_size, stride) * weights).sum(axis=(-2, -1))
