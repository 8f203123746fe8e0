"""The poolings that the labs set side by side, and the block of ones that they look at."""

import torch

from core.pooling.operators import Pooling

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


def placed(side: int, block: int, row: int, column: int) -> torch.Tensor:
    """Return a ``block`` × ``block`` block of ones in zeros: (side, side) float64.

    ``row`` and ``column``, from 0, are where its upper left corner lies.
    """
    grid = torch.zeros(side, side, dtype=torch.double)
    grid[row : row + block, column : column + block] = 1
    return grid
