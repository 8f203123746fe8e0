"""Small rotations, shifts and scalings of pictures, made for a whole set at once."""

from dataclasses import dataclass
from math import radians

import torch
from torch.nn import functional

from core.limits import Checked, real

BATCH = 5_000


@dataclass(frozen=True)
class Augmentation(Checked):
    """The largest change each way: ``rotation`` in degrees, ``shift`` in pixels, ``scaling``.

    A scaling of 0.1 draws a factor from 0.9 to 1.1. Raises ``ValueError`` for a value out of range.
    """

    rotation: float = real(10, "Rotation", 0, 180)
    shift: float = real(2, "Shift", 0, 28)
    scaling: float = real(0.1, "Scaling", 0, 0.9)


def augmented(
    images: torch.Tensor, amount: Augmentation, generator: torch.Generator
) -> torch.Tensor:
    """Return each of ``images`` (n, 1, side, side) changed by its own uniform draw.

    Where a picture comes from outside the old one it is 0.
    """
    count, side = len(images), images.shape[-1]

    def drawn(largest: float, number: int) -> torch.Tensor:
        return (2 * torch.rand(number, count, generator=generator) - 1) * largest

    (angle,) = drawn(radians(amount.rotation), 1)
    (scaling,) = drawn(amount.scaling, 1)
    right, down = drawn(amount.shift, 2)
    matrices = affine(angle, 1 + scaling, right, down, side)
    changed = torch.empty_like(images)
    for index in torch.arange(count).split(BATCH):
        changed[index] = moved(images[index], matrices[index])
    return changed


def affine(
    angle: torch.Tensor, scale: torch.Tensor, right: torch.Tensor, down: torch.Tensor, side: int
) -> torch.Tensor:
    """Return the matrices (n, 2, 3) that ``moved`` takes, from new places to old ones.

    A picture is enlarged by ``scale``, turned clockwise by ``angle`` (radians) about its middle,
    and then moved ``right`` and ``down`` (pixels); all are (n,). Places run from −1 to 1 across
    ``side`` pixels, so that a pixel is 2 / ``side``.
    """
    cosine, sine = angle.cos() / scale, angle.sin() / scale
    back_right, back_down = -2 * right / side, -2 * down / side
    return torch.stack(
        [
            torch.stack([cosine, sine, cosine * back_right + sine * back_down], dim=1),
            torch.stack([-sine, cosine, -sine * back_right + cosine * back_down], dim=1),
        ],
        dim=1,
    )


def moved(images: torch.Tensor, matrices: torch.Tensor) -> torch.Tensor:
    """Return ``images`` (n, 1, side, side) read at the places of ``matrices``, bilinearly."""
    grid = functional.affine_grid(matrices, list(images.shape), align_corners=False)
    return functional.grid_sample(images, grid, align_corners=False)
