"""Networks for MNIST that differ only in their pooling, and how they answer to a shifted digit.

A digit of 28 × 28 lies in a canvas of 36 × 36, so that a shift of up to 4 pixels cuts nothing off.
Consistency is R. Zhang's measure (*Making Convolutional Networks Shift-Invariant Again*, 2019,
arXiv:1904.11486): how often one picture under two independent random shifts is given
one class.
"""

import torch
from torch import nn
from torch.nn import functional

from core.engines.cnn.networks import predict
from core.mnist import Images
from core.pooling.compared import compared
from core.pooling.tensors import PoolingLayer

LARGEST_SHIFT = 4
CANVAS = 28 + 2 * LARGEST_SHIFT
FILTERS = 8
CLASSES = 10
STRIDED = "strided convolution"
POOLINGS = ("max", "average", STRIDED, "blur", "max blur")
HEADS = ("dense", "global average")


def network(pooling: str, head: str) -> nn.Sequential:
    """Return the network with ``pooling`` after two 3 × 3 convolutions of eight filters.

    All have the same parameters, drawn in the same order: one seed gives all the same start. The
    strided convolution computes every second place and pools nothing; each other pooling takes
    every second place of its own answer (2 × 2, stride 2). The head is dense (64 hidden units), or
    a third convolution averaged over all places, which itself does not notice a shift.
    """
    stages = [*_stage(1, pooling), *_stage(FILTERS, pooling)]
    side = CANVAS // 4
    if head == "dense":
        return nn.Sequential(
            *stages,
            nn.Flatten(),
            nn.Linear(FILTERS * side**2, 64),
            nn.ReLU(),
            nn.Linear(64, CLASSES),
        )
    return nn.Sequential(
        *stages,
        nn.Conv2d(FILTERS, 4 * FILTERS, 3, padding=1),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(4 * FILTERS, CLASSES),
    )


def _stage(channels: int, pooling: str) -> list[nn.Module]:
    if pooling == STRIDED:
        return [nn.Conv2d(channels, FILTERS, 3, stride=2, padding=1), nn.ReLU()]
    return [
        nn.Conv2d(channels, FILTERS, 3, padding=1),
        nn.ReLU(),
        PoolingLayer(compared(2, 2)[pooling]),
    ]


def parameters(head: str) -> int:
    """Return how many parameters a network with ``head`` learns, the same for every pooling."""
    return sum(weights.numel() for weights in network(STRIDED, head).parameters())


def shifted(images: torch.Tensor, dx: int, dy: int) -> torch.Tensor:
    """Return ``images`` (n, 1, 28, 28) on the canvas, ``dx`` right and ``dy`` down of its middle.

    The result is (n, 1, 36, 36); both shifts lie between −4 and 4.
    """
    margin = LARGEST_SHIFT
    return functional.pad(images, (margin + dx, margin - dx, margin + dy, margin - dy))


def centred(data: Images) -> Images:
    """Return ``data`` in the middle of the canvas."""
    return Images(shifted(data.images, 0, 0), data.labels)


def predictions(trained: nn.Sequential, data: Images) -> torch.Tensor:
    """Return the digit given to each of ``data`` (n of 28 × 28) under every shift: (9, 9, n) int64.

    The first index is dy + 4, the second dx + 4.
    """
    shifts = range(-LARGEST_SHIFT, LARGEST_SHIFT + 1)
    return torch.stack(
        [
            torch.stack(
                [
                    predict(trained, Images(shifted(data.images, dx, dy), data.labels))
                    for dx in shifts
                ]
            )
            for dy in shifts
        ]
    )


def within(predicted: torch.Tensor, shift_range: int) -> torch.Tensor:
    """Return those of ``predicted`` (9, 9, n) shifted up to ``shift_range``: (shifts, n)."""
    kept = slice(LARGEST_SHIFT - shift_range, LARGEST_SHIFT + shift_range + 1)
    return predicted[kept, kept].flatten(0, 1)


def consistency(predicted: torch.Tensor) -> float:
    """Return the share of pairs of shifts under which a picture is given one class.

    ``predicted`` is (shifts, n). Both shifts are drawn uniformly and independently, so a picture
    given class k under a share p_k of all shifts is given one class twice with Σ p_k²: the mean
    over the n pictures is exact, with no pair left to chance.
    """
    shares = functional.one_hot(predicted, CLASSES).double().mean(dim=0)
    return float((shares**2).sum(dim=1).mean())


def accuracy(predicted: torch.Tensor, labels: torch.Tensor) -> float:
    """Return the share right of ``predicted`` (shifts, n), all shifts of all pictures alike."""
    return float((predicted == labels).double().mean())
