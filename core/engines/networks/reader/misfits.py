"""What does not fit in a layer, and the number that would."""

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import torch
from torch import nn

from core.engines.networks.reader import layers
from core.text import shape_text

Windowed = (
    nn.modules.conv._ConvNd
    | nn.modules.pooling._MaxPoolNd
    | nn.modules.pooling._AvgPoolNd
    | nn.modules.pooling._LPPoolNd
)
VIEW = re.compile(r"shape '\[([-\d, ]*)\]' is invalid for input of size (\d+)")


def sentence(layer: nn.Module, path: str, number: int, error: Exception) -> str:
    """Return what is wrong at the layer of row ``number``, with the number that fits."""
    kind = type(layer).__name__
    named = not path.replace(".", "").isdigit() and path
    where = f"Layer {number}, {path} ({kind})" if named else f"Layer {number}, {kind}"
    given = layer.__dict__.get("_given", ())
    value = given[0] if given and isinstance(given[0], torch.Tensor) else None
    said = None
    with suppress(TypeError, ValueError, IndexError):  # settings of another kind than torch takes
        said = _fitting(layer, value) if value is not None else None
    return f"{where}: {said or layers.sentence(error)}"


def of_operation(given: Sequence[Any], error: Exception) -> str:
    """Return what is wrong with an operation on tensors, with the number that fits."""
    view = VIEW.search(str(error))
    value = given[0] if given and isinstance(given[0], torch.Tensor) else None
    if view is None or value is None:
        return layers.sentence(error)
    count = value.numel() // value.shape[0] if value.ndim and value.shape[0] else 0
    wanted = view[1].replace("-1", "−1").replace(", ", " × ")
    return (
        f"what comes in is {written(value)}, {count:,} numbers, which do not go into {wanted}; "
        f"put {count:,} there."
    )


def _fitting(layer: Any, value: torch.Tensor) -> str | None:
    comes = f"what comes in is {written(value)}"
    match layer:
        case nn.Linear() if value.shape[-1] != layer.in_features:
            return _features(layer, value, comes)
        case nn.modules.conv._ConvNd() | nn.modules.batchnorm._BatchNorm() | nn.GroupNorm():
            said = _channels(layer, value, comes)
            if said is not None:
                return said
        case nn.LayerNorm() if tuple(value.shape[-len(layer.normalized_shape) :]) != (
            layer.normalized_shape
        ):
            last = tuple(value.shape[-len(layer.normalized_shape) :])
            return (
                f"normalized_shape is {shape_text(layer.normalized_shape)}, but {comes}; set it to "
                f"{last[0] if len(last) == 1 else last}."
            )
        case nn.RNNBase() if value.shape[-1] != layer.input_size:
            return (
                f"input_size is {layer.input_size:,}, but {comes}; set it to {value.shape[-1]:,}."
            )
        case nn.MultiheadAttention() if value.shape[-1] != layer.embed_dim:
            return f"embed_dim is {layer.embed_dim:,}, but {comes}; set it to {value.shape[-1]:,}."
    return _window(layer, value, comes) if isinstance(layer, Windowed) else None


def _features(layer: nn.Linear, value: torch.Tensor, comes: str) -> str:
    wanted = layer.in_features
    flat = value[0].numel() if value.ndim > 2 else 0
    if flat == wanted:
        return (
            f"in_features is {wanted:,}, and {comes}; flatten it first, with x.flatten(1) or "
            "nn.Flatten()."
        )
    last = f", {value.shape[-1]:,} at the end" if value.ndim > 2 else ""
    flattened = f", or flatten it first and set it to {flat:,}" if value.ndim > 3 else ""
    return (
        f"in_features is {wanted:,}, but {comes}{last}; set in_features to "
        f"{value.shape[-1]:,}{flattened}."
    )


def _channels(layer: Any, value: torch.Tensor, comes: str) -> str | None:
    """Say which channels a layer is made for where others come in."""
    kind = type(layer).__name__
    rank = int(kind[-2]) if kind[-2:] in {"1d", "2d", "3d"} else None
    least = 2 if kind == "BatchNorm1d" else (rank or 0) + 1
    if rank is not None and not least <= value.ndim <= rank + 2:
        return f"{comes}, but must have channels and {rank} side{'s' * (rank > 1)}."
    convolution = isinstance(layer, nn.modules.conv._ConvNd)
    name = (
        "in_channels"
        if convolution
        else next(one for one in ("num_features", "num_channels") if hasattr(layer, one))
    )
    wanted = getattr(layer, name)
    channels = value.shape[-(rank or 0) - 1] if convolution else value.shape[1]
    if wanted == channels:
        return None
    otherwise = ", or take another input" if convolution else ""
    return f"{name} is {wanted:,}, but {comes}; set {name} to {channels:,}{otherwise}."


def _window(layer: Any, value: torch.Tensor, comes: str) -> str | None:
    """Say how large a window may be where it is larger than what it slides over."""
    rank = int(type(layer).__name__[-2])
    kernel, padding, dilation = (
        one if isinstance(one, tuple) else (one,) * rank
        for one in (
            layer.kernel_size, getattr(layer, "padding", 0), getattr(layer, "dilation", 1)
        )
    )  # fmt: skip
    if isinstance(layer.__dict__.get("padding"), str) or "Transpose" in type(layer).__name__:
        return None
    sizes = [size + 2 * more for size, more in zip(value.shape[-rank:], padding, strict=True)]
    spans = [d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True)]
    if all(span <= size for span, size in zip(spans, sizes, strict=True)):
        return None
    most = [(size - 1) // d + 1 for size, d in zip(sizes, dilation, strict=True)]
    halved = "Pool" in type(layer).__name__ and 2 * max(padding) > min(most)
    smaller = "" if halved else f"set kernel_size to at most {min(most):,}, or "
    return (
        f"a window of {shape_text(spans)} does not fit into {shape_text(sizes)}, of which the "
        f"padding is a part; {smaller}take a larger input."
    )


def written(value: torch.Tensor) -> str:
    """Return a shape for reading, without the batch."""
    return shape_text(value.shape[1:] if value.ndim > 1 and value.shape[0] == 1 else value.shape)
