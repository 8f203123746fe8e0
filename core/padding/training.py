"""Two small networks that differ in the padding of their convolutions and in nothing else."""

from collections.abc import Iterator

import torch
from torch import nn
from torch.nn import functional

from core.engines.cnn.networks import DEVIATION, MEAN
from core.padding.digits import BOX, CANVAS, MIDDLE, placed
from core.padding.zero_scale import scaled

NETWORKS = {"padded": 1, "unpadded": 0}
ANYWHERE, CENTRE = "anywhere", "in the middle"
TRAINING = (ANYWHERE, CENTRE)
BATCH, LEARNING_RATE = 32, 0.005
EVALUATION_BATCH = 500


def network(padding: int) -> nn.Sequential:
    """Return three 3 × 3 convolutions with ``padding`` 0 or 1, for (n, 1, 40, 40) images.

    6,218 parameters whatever the padding: the largest response of each filter anywhere in the
    picture goes into the last layer. Pooling in ceil mode, so that no row or column is dropped.
    """
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=padding),
        nn.MaxPool2d(2, ceil_mode=True),
        nn.ReLU(),
        nn.Conv2d(8, 16, 3, padding=padding),
        nn.MaxPool2d(2, ceil_mode=True),
        nn.ReLU(),
        nn.Conv2d(16, 32, 3, padding=padding),
        nn.ReLU(),
        nn.AdaptiveMaxPool2d(1),
        nn.Flatten(),
        nn.Linear(32, 10),
    )


def parameters() -> int:
    """Return the number of parameters of either network."""
    return sum(parameter.numel() for parameter in network(0).parameters())


def margins() -> list[int]:
    """Return for each convolution how many input pixels a side it loses without padding.

    (k − 1) / 2 steps of the layer, a step being as many input pixels as the pooling before has made
    of it (A. Araujo and others, *Computing receptive fields of convolutional neural networks*,
    Distill, 2019).
    """
    step, lost = 1, []
    for layer in network(0):
        if isinstance(layer, nn.Conv2d):
            lost.append((layer.kernel_size[0] - 1) // 2 * step)
        elif isinstance(layer, nn.MaxPool2d):
            step *= int(layer.stride)  # type: ignore[arg-type]
    return lost


def learn(
    model: nn.Sequential,
    boxes: torch.Tensor,
    labels: torch.Tensor,
    epochs: int,
    training: str,
    zero_means: str,
    seed: int,
) -> Iterator[float]:
    """Train on boxes (n, 20, 20) put anywhere or in the middle; yield each epoch's mean loss.

    Adam (Kingma and Ba 2015), its rate falling in a straight line to 0. Order and places follow
    ``seed``, so that two networks can see the same.
    """
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, foreach=True)
    steps = epochs * -(-len(boxes) // BATCH)
    falling = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 - step / steps)
    for _ in range(epochs):
        total = 0.0
        for index in torch.randperm(len(boxes), generator=generator).split(BATCH):
            top, left = _places(training, len(index), generator)
            images = _prepared(placed(boxes[index], top, left), zero_means)
            loss = functional.cross_entropy(model(images), labels[index])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            falling.step()
            total += loss.item() * len(index)
        yield total / len(boxes)


@torch.no_grad()
def accuracy(
    model: nn.Sequential, images: torch.Tensor, labels: torch.Tensor, zero_means: str
) -> float:
    """Return the share of ``images`` (n, 1, 40, 40) whose digit is read right."""
    batches = _prepared(images, zero_means).split(EVALUATION_BATCH)
    predicted = torch.cat([model(batch).argmax(dim=1) for batch in batches])
    return float((predicted == labels).double().mean())


def _places(training: str, count: int, generator: torch.Generator) -> torch.Tensor:
    """Return rows and columns (2, count) for the boxes of a training batch."""
    if training == CENTRE:
        return torch.full((2, count), MIDDLE)
    return torch.randint(0, CANVAS - BOX + 1, (2, count), generator=generator)


def _prepared(images: torch.Tensor, zero_means: str) -> torch.Tensor:
    values = scaled(images, MEAN, DEVIATION, zero_means)
    return values.contiguous(memory_format=torch.channels_last)
