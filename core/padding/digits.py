"""MNIST digits in their 20 × 20 boxes, put anywhere on a black canvas of 40 × 40 pixels."""

import torch
from torch.nn import functional

BOX, CANVAS = 20, 40
MIDDLE = (CANVAS - BOX) // 2
SHIFTS = (0, 2, 4, 6, 8, MIDDLE)
DIRECTIONS = ((0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1))


def boxed(images: torch.Tensor) -> torch.Tensor:
    """Return each digit in the middle of its 20 × 20 box: (n, 28, 28) to (n, 20, 20).

    MNIST fits every digit into such a box before it centres the digit's mass (LeCun and others
    1998), so nothing is cut off.
    """
    ink = images > 0
    starts = []
    for axis in (2, 1):
        used = ink.any(dim=axis).int()
        first = used.argmax(dim=1)
        end = used.shape[1] - used.flip(1).argmax(dim=1)
        starts.append(first - (BOX - (end - first)) // 2)
    around = functional.pad(images, (BOX,) * 4)
    return _windows(around, starts[0] + BOX, starts[1] + BOX)


def placed(boxes: torch.Tensor, top: torch.Tensor, left: torch.Tensor) -> torch.Tensor:
    """Return black canvases (n, 1, 40, 40) with each box (20 × 20) at its row and column, 0 to 20.

    The canvas is a window of the box's own black surroundings.
    """
    return _windows(functional.pad(boxes, (BOX,) * 4), BOX - top, BOX - left, CANVAS)[:, None]


def shifted(boxes: torch.Tensor, shift: int) -> torch.Tensor:
    """Return canvases (n, 1, 40, 40) with each box ``shift`` pixels (0 to 10) from the middle.

    The boxes go towards the four sides and the four corners in turn.
    """
    directions = torch.tensor(DIRECTIONS)[torch.arange(len(boxes)) % len(DIRECTIONS)]
    top, left = (MIDDLE + shift * directions).T
    return placed(boxes, top, left)


def _windows(
    images: torch.Tensor, top: torch.Tensor, left: torch.Tensor, side: int = BOX
) -> torch.Tensor:
    """Cut a window (side × side) out of each image (n, h, w), at its own row and column."""
    span = torch.arange(side)
    image = torch.arange(len(images))[:, None, None]
    return images[image, (top[:, None] + span)[:, :, None], (left[:, None] + span)[:, None, :]]
