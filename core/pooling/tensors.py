"""Every pooling of the lab as an operator on torch's tensors, and as a layer.

Sources: max, average and Lᵖ pooling as ``torch.nn`` has them; blur pooling as R. Zhang, *Making
Convolutional Networks Shift-Invariant Again*, 2019 (arXiv:1904.11486).
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional

from core.engines.windows.sliding import Pair, Sides, per_side
from core.pooling.operators import Pooling, binomial


def pool(values: Tensor, pooling: Pooling) -> Tensor:
    """Pool ``values`` (batch, channels, height, width), or (channels, height, width).

    The result has the sides of ``pooling.pooled_size``. Not-a-numbers and infinities propagate as
    in torch. Raises ``ValueError`` as ``pooled_size`` does.
    """
    pooling.pooled_size(tuple(values.shape[-2:]))
    return _POOLS[pooling.operator](values, pooling)


class PoolingLayer(nn.Module):
    """``pool`` as a layer for networks; it has no parameters and takes any number of channels."""

    def __init__(self, pooling: Pooling) -> None:
        """Make the layer of ``pooling``."""
        super().__init__()
        self.pooling = pooling

    def forward(self, values: Tensor) -> Tensor:
        """Pool ``values`` (batch, channels, height, width)."""
        return pool(values, self.pooling)


def blur(values: Tensor, pooling: Pooling) -> Tensor:
    """Reflect the border of ``values``, and convolve each channel with the binomial filter."""
    row = torch.tensor(binomial(pooling.blur_size), dtype=values.dtype, device=values.device)
    weights = torch.outer(row, row) / 4 ** (pooling.blur_size - 1)
    channels = values.shape[-3]
    return functional.conv2d(
        functional.pad(values, pooling.reflected * 2, mode="reflect"),
        weights.expand(channels, 1, -1, -1),
        stride=pooling.stride,
        groups=channels,
    )


def _max(values: Tensor, pooling: Pooling) -> Tensor:
    return functional.max_pool2d(
        values,
        pooling.kernel_size,
        pooling.stride,
        pooling.padding,
        pooling.dilation,
        pooling.ceil_mode,
    )


def _average(values: Tensor, pooling: Pooling) -> Tensor:
    return functional.avg_pool2d(
        values,
        pooling.kernel_size,
        pooling.stride,
        pooling.padding,
        pooling.ceil_mode,
        pooling.count_include_pad,
    )


def _lp(values: Tensor, pooling: Pooling) -> Tensor:
    kernel_size, stride = _pair(pooling.kernel_size), _pair(pooling.stride)
    return functional.lp_pool2d(values, pooling.norm_type, kernel_size, stride, pooling.ceil_mode)


def _subsample(values: Tensor, pooling: Pooling) -> Tensor:
    down, across = _pair(pooling.stride)
    return values[..., ::down, ::across]


def _pair(sides: Sides) -> Pair:
    height, width = per_side("sides", sides, 2, 0)
    return height, width


_POOLS: dict[str, Callable[[Tensor, Pooling], Tensor]] = {
    "max": _max,
    "average": _average,
    "Lp": _lp,
    "adaptive max": lambda values, pooling: functional.adaptive_max_pool2d(
        values, _pair(pooling.output_size)
    ),
    "adaptive average": lambda values, pooling: functional.adaptive_avg_pool2d(
        values, _pair(pooling.output_size)
    ),
    "global max": lambda values, _: functional.adaptive_max_pool2d(values, 1),
    "global average": lambda values, _: functional.adaptive_avg_pool2d(values, 1),
    "subsampling": _subsample,
    "blur": blur,
    "max blur": lambda values, pooling: blur(
        functional.max_pool2d(values, pooling.kernel_size, 1), pooling
    ),
}
