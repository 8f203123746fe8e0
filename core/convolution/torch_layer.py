"""A layer built by torch on its meta device: shapes and counts without a single number."""

from math import prod
from typing import TYPE_CHECKING

from core.engines.windows.layer import Config

if TYPE_CHECKING:
    import torch

MOST_NUMBERS = 2**63 // 4 - 1


def fits(config: Config) -> bool:
    """Say whether torch can count the layer's bytes: its 64 bits hold 9.2 · 10¹⁸ of them."""
    tensors = (
        config.in_channels * prod(side.i + side.p + side.p_after for side in config.sides),
        config.channels * prod(config.output_size),
        config.weights,
    )
    return max(tensors) <= MOST_NUMBERS


def build(config: Config) -> "torch.nn.Module":
    """Return torch's module for ``config`` on the meta device.

    One-sided padding stands in front as a module of its own, since torch's convolutions have none.
    """
    from torch import nn

    rank = len(config.sides)
    sizes = (config.kernel_size, config.stride)
    even = [side.p for side in config.sides]
    if config.operation == "max pooling":
        return getattr(nn, f"MaxPool{rank}d")(
            *sizes, even, config.dilation, ceil_mode=config.ceil_mode
        )
    if config.operation == "average pooling":
        return getattr(nn, f"AvgPool{rank}d")(*sizes, even, config.ceil_mode)
    channels = (config.in_channels, config.out_channels)
    if config.transposed:
        return getattr(nn, f"ConvTranspose{rank}d")(
            *channels,
            *sizes,
            even,
            config.output_padding,
            config.groups,
            config.bias,
            config.dilation,
            device="meta",
        )
    one_sided = any(side.p != side.p_after for side in config.sides)
    padding = config.padding if isinstance(config.padding, str) else 0 if one_sided else even
    layer = getattr(nn, f"Conv{rank}d")(
        *channels, *sizes, padding, config.dilation, config.groups, config.bias, device="meta"
    )
    if not one_sided or isinstance(config.padding, str):
        return layer
    last_side_first = [end for side in reversed(config.sides) for end in (side.p, side.p_after)]
    return nn.Sequential(getattr(nn, f"ConstantPad{rank}d")(tuple(last_side_first), 0.0), layer)


def measure(config: Config) -> dict[str, int]:
    """Return what torch gives for each quantity, or nothing where the layer is too large for it."""
    if not fits(config):
        return {}
    import torch
    from torch.utils.flop_counter import conv_flop_count

    module = build(config)
    picture = torch.empty(1, config.in_channels, *(side.i for side in config.sides), device="meta")
    output = module(picture)
    shapes = {name.rpartition(".")[2]: list(one.shape) for name, one in module.named_parameters()}
    operations = 0
    if weight := shapes.get("weight"):
        operations = conv_flop_count(
            list(picture.shape), weight, list(output.shape), config.transposed
        )
    return {
        "weights": prod(weight) if weight else 0,
        "biases": prod(shapes.get("bias", [0])),
        "parameters": sum(map(prod, shapes.values())),
        **{f"output {s.name}": o for s, o in zip(config.sides, output.shape[2:], strict=True)},
        "output channels": output.shape[1],
        "multiply-accumulates": operations // 2,
        "activation memory": output.numel() * output.element_size(),
    }
