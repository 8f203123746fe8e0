"""Write-up 2.B: how the size of a picture changes layer by layer, with padding and without."""

from dataclasses import dataclass

import pandas as pd
import torch

from core.claims import Finding, Report, exactly, ignore
from core.limits import Checked, whole
from core.padding.coverage import WITH, WITHOUT, check_odd

VERSION = 1
MOST_LAYERS = 2_000


@dataclass(frozen=True)
class Config(Checked):
    """Stack equal convolutions on a picture until nothing is left of it without padding.

    Padding is (kernel_size − 1) / 2 on each side. Raises ``ValueError`` for a value out of range,
    and for an even kernel, which no equal padding of both sides fits.
    """

    input_size: int = whole(28, "Input side", 1, MOST_LAYERS)
    kernel_size: int = whole(3, "Kernel side", 3, 99)
    stride: int = whole(1, "Stride between windows", 1, 99)

    def __post_init__(self) -> None:
        """Check every field."""
        super().__post_init__()
        check_odd("Kernel", self.kernel_size)


@dataclass(frozen=True)
class Result:
    """sizes: padding, layer (0 is the picture), formula, torch (pixels a side; 0 is nothing left).

    The last layer is the first that leaves nothing without padding.
    """

    config: Config
    sizes: pd.DataFrame


def run(config: Config, report: Report = ignore) -> Result:
    """Send a picture through torch's own convolutions and hold each size against the formula."""
    last = layers_without_padding(config) + 1
    padding = (config.kernel_size - 1) // 2
    rows = []
    for name, formula, width in (
        (WITHOUT, size_without_padding, 0),
        (WITH, size_with_padding, padding),
    ):
        layer = torch.nn.Conv2d(
            1, 1, config.kernel_size, config.stride, padding=width, bias=False, device="meta"
        )
        picture = torch.empty(1, 1, config.input_size, config.input_size, device="meta")
        rows.append((name, 0, config.input_size, config.input_size))
        for number in range(1, last + 1):
            fits = picture.shape[-1] + 2 * width >= config.kernel_size
            picture = layer(picture) if fits else picture[..., :0, :0]
            rows.append((name, number, formula(config, number), picture.shape[-1]))
    report(1.0, "Done")
    return Result(config, pd.DataFrame(rows, columns=["padding", "layer", "formula", "torch"]))


def receptive_field(config: Config, layer: int) -> int:
    """Return how many input pixels a side an output sees: 1 + (k − 1)(1 + s + … + s^(L−1))."""
    return 1 + (config.kernel_size - 1) * sum(config.stride**below for below in range(layer))


def size_without_padding(config: Config, layer: int) -> int:
    """Return the side after ``layer`` layers, ⌊(n − r) / s^L⌋ + 1, where r is the receptive field.

    Relation 6 of Dumoulin and Visin 2016 (p = 0), applied L times: floors of quotients nest. 0
    where the receptive field is larger than the picture.
    """
    left = config.input_size - receptive_field(config, layer)
    return left // config.stride**layer + 1 if left >= 0 else 0


def size_with_padding(config: Config, layer: int) -> int:
    """Return the side after ``layer`` layers, ⌈n / s^L⌉; with stride 1 the picture's own.

    Relation 6 of Dumoulin and Visin 2016 with 2p = k − 1, applied L times.
    """
    return -(-config.input_size // config.stride**layer)


def layers_without_padding(config: Config) -> int:
    """Return how many layers fit without padding; with stride 1, ⌊(n − 1) / (k − 1)⌋."""
    layers = 0
    while size_without_padding(config, layers + 1) > 0:
        layers += 1
    return layers


def kept(result: Result) -> Finding:
    """Judge whether padding keeps the size."""
    config, sizes = result.config, result.sizes
    padded = sizes[sizes["padding"] == WITH]
    layers = layers_without_padding(config)
    agrees = bool((sizes["formula"] == sizes["torch"]).all())
    last = int(padded["torch"].iloc[-1])
    return Finding(
        "size with padding after the last layer",
        f"In torch, equal to the picture's {config.input_size} pixels after every layer, and every "
        "size, with padding and without, equal to the formula.",
        exactly(agrees and (padded["torch"] == config.input_size).all()),
        float(last),
        int(padded["layer"].max()),
        f"After {int(padded['layer'].max())} layers with padding a side has {last} of its "
        f"{config.input_size} pixels; without it {layers} layers fit and no more."
        + ("" if agrees else " torch and the formula disagree."),
        float(config.input_size),
        since="2026-11-25",
    )
