"""What does not fit in a layer, and the number that would."""

import re
from typing import Any

import torch
from torch import nn

from core.engines.networks.reader import layers


def sentence(layer: nn.Module, path: str, number: int, error: Exception) -> str:
    """Return what is wrong at the layer of row ``number``, with the number that fits."""
    kind = type(layer).__name__
    named = not path.replace(".", "").isdigit() and path
    where = f"Layer {number}, {path} ({kind})" if named else f"Layer {number}, {kind}"
    given = layer.__dict__.get("_given", ())
    value = given[0] if given and isinstance(given[0], torch.Tensor) else None
    said = _fitting(layer, value, str(error)) if value is not None else None
    return f"{where}: {said or layers.sentence(error)}"


def _fitting(layer: Any, value: torch.Tensor, error: str) -> str | None:
    comes = f"what comes in is {written(value)}"
    match layer:
        case nn.Linear() if value.shape[-1] != layer.in_features:
            flat = value[0].numel() if value.ndim > 2 else 0
            if flat == layer.in_features:
                return (
                    f"in_features is {layer.in_features:,}, and {comes}; flatten it first, with "
                    "x.flatten(1) or nn.Flatten()."
                )
            last = f", {value.shape[-1]:,} at the end" if value.ndim > 2 else ""
            return (
                f"in_features is {layer.in_features:,}, but {comes}{last}; set in_features to "
                f"{value.shape[-1]:,}."
            )
        case nn.modules.conv._ConvNd():
            rank = len(layer.kernel_size)
            if value.ndim not in (rank + 1, rank + 2):
                return f"{comes}, but must have channels and {rank} sides."
            if value.shape[-rank - 1] != layer.in_channels:
                channels = value.shape[-rank - 1]
                return (
                    f"in_channels is {layer.in_channels:,}, but {comes}; set in_channels to "
                    f"{channels:,}, or take another input."
                )
        case nn.modules.batchnorm._NormBase():
            features = getattr(layer, "num_features", 0)
            if isinstance(features, int) and value.ndim > 1 and value.shape[1] != features:
                return f"num_features is {features:,}, but {comes}; set it to {value.shape[1]:,}."
        case nn.RNNBase() if value.shape[-1] != layer.input_size:
            return (
                f"input_size is {layer.input_size:,}, but {comes}; set it to {value.shape[-1]:,}."
            )
    too_large = re.search(r"input size per channel: \(([^)]*)\)\. Kernel size: \(([^)]*)\)", error)
    if too_large:
        return (
            f"the window ({too_large[2]}) is larger than what comes in with its padding "
            f"({too_large[1]}); take a larger input or a smaller window."
        )
    return None


def written(value: torch.Tensor) -> str:
    """Return a shape for reading, without the batch."""
    shape = value.shape[1:] if value.ndim > 1 and value.shape[0] == 1 else value.shape
    return " × ".join(f"{size:,}" for size in shape)
