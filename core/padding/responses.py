"""Write-up 2.B: responses near a border, true ones and those of five paddings.

Every picture goes through filters of its own, all at once: pictures lie side by side as groups of
channels, (1, pictures · channels, height, width).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch.nn import functional

from core import mnist
from core.engines.cnn import networks as cnn
from core.padding import textures

CHANNELS = 16
RANDOM = "random"
KERNELS = {
    "blur": [[1, 2, 1], [2, 4, 2], [1, 2, 1]],
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    "Sobel (vertical edges)": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "Sobel (horizontal edges)": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
    "Laplacian": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
}
ACTIVATIONS = {"ReLU": torch.relu, "linear": torch.clone}
ZEROS, PARTIAL = "zeros", "partial"
MODES = {
    ZEROS: "constant",
    "reflect": "reflect",
    "replicate": "replicate",
    "circular": "circular",
    PARTIAL: "constant",
}


@dataclass(frozen=True)
class Source:
    """Pictures to cut: ``load(count, seed)`` gives wholes, (count, 1, side, side) in [0, 1].

    ``crop`` is the side of the cut-out and ``margin`` what surrounds it, in pixels; ``mean`` and
    ``deviation`` are those of the pictures.
    """

    load: Callable[[int, int], torch.Tensor]
    crop: int
    margin: int
    mean: float
    deviation: float


def _photographs(count: int, seed: int) -> torch.Tensor:
    source = SOURCES["photo-like"]
    return textures.photographs(count, source.crop + 2 * source.margin, seed)


def _digits(count: int, seed: int) -> torch.Tensor:
    digits = mnist.load()
    order = torch.randperm(len(digits), generator=torch.Generator().manual_seed(seed))
    return digits.take(order[:count]).images


SOURCES = {
    "photo-like": Source(_photographs, 32, 12, textures.MEAN, textures.DEVIATION),
    "MNIST digits": Source(_digits, 14, 7, cnn.MEAN, cnn.DEVIATION),
}


def random_layers(count: int, depth: int, size: int, seed: int) -> list[torch.Tensor]:
    """Return ``depth`` weights of ``size`` × ``size`` for ``count`` pictures, 16 filters each.

    Normal with variance 2 / fan_in (K. He and others, *Delving deep into rectifiers*, 2015).
    """
    generator = torch.Generator().manual_seed(seed)
    layers = []
    for in_channels in (1, *[CHANNELS] * (depth - 1)):
        deviation = (2 / (in_channels * size**2)) ** 0.5
        shape = (count * CHANNELS, in_channels, size, size)
        layers.append(torch.randn(shape, generator=generator) * deviation)
    return layers


def named_layers(count: int, depth: int, name: str) -> list[torch.Tensor]:
    """Return a named 3 × 3 kernel ``depth`` times, its absolute weights adding up to 1."""
    kernel = torch.tensor(KERNELS[name], dtype=torch.float32)[None, None]
    return [(kernel / kernel.abs().sum()).repeat(count, 1, 1, 1)] * depth


def reach(kernel_size: int, depth: int) -> int:
    """Return how many pixels from the border an invented border is felt: depth · (k − 1) / 2."""
    return depth * (kernel_size - 1) // 2


def convolve(values: torch.Tensor, weight: torch.Tensor, padding: str) -> torch.Tensor:
    """Return the convolution of ``values`` with ``weight`` at the same size, bordered as asked.

    values: (1, groups · in_channels, height, width); weight: (groups · out_channels, in_channels,
    k, k), k odd. "partial" scales the zero-padded response by k² over the number of window cells
    inside the picture (G. Liu and others, *Partial convolution based padding*, 2018, section 3);
    the others are those of ``torch.nn.functional.pad``.
    """
    size = weight.shape[-1]
    border = (size // 2,) * 4
    response = _grouped(functional.pad(values, border, MODES[padding]), weight)
    if padding != PARTIAL:
        return response
    inside = functional.pad(torch.ones_like(values[:, :1]), border)
    return response * (size**2 / functional.conv2d(inside, torch.ones_like(weight[:1, :1])))


def true_responses(
    wholes: torch.Tensor, layers: list[torch.Tensor], source: Source, activation: str
) -> Iterator[torch.Tensor]:
    """Yield the response (pictures, channels, crop, crop) after each layer, seeing the wholes.

    Ends at the layer that looks beyond them.
    """
    values = wholes.transpose(0, 1)
    for depth, weight in enumerate(layers, 1):
        shift = source.margin - reach(weight.shape[-1], depth)
        if shift < 0:
            return
        values = ACTIVATIONS[activation](_grouped(values, weight))
        inside = slice(shift, shift + source.crop)
        yield values[:, :, inside, inside].unflatten(1, (len(wholes), -1))[0]


def padded_responses(
    crops: torch.Tensor, layers: list[torch.Tensor], padding: str, activation: str
) -> Iterator[torch.Tensor]:
    """Yield the response (pictures, channels, crop, crop) after each layer, seeing the crops."""
    values = crops.transpose(0, 1)
    for weight in layers:
        values = ACTIVATIONS[activation](convolve(values, weight, padding))
        yield values.unflatten(1, (len(crops), -1))[0]


def _grouped(values: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    return functional.conv2d(values, weight, groups=values.shape[1] // weight.shape[1])
