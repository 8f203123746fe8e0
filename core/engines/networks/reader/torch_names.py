"""What the names of torch stand for: layers, functions on tensors, and what is passed over."""

from collections.abc import Callable
from difflib import get_close_matches
from functools import cache, lru_cache, partial
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from core.engines.networks.reader import axes, layers, makers, published, python_names
from core.engines.networks.reader.budget import MAKER_STEPS, NUMBER_STEPS
from core.engines.networks.reader.makers import MAKERS
from core.engines.networks.reader.names import FUNCTIONAL, TORCH
from core.engines.networks.reader.refusals import Refusal, Unknown
from core.engines.networks.reader.values import (
    Heedless,
    Known,
    LayerKind,
    Missing,
    Namespace,
    Operation,
    Parser,
    PastedClass,
    PastedObject,
)
from core.engines.networks.reader.words import words

NN, F = "torch.nn", "torch.nn.functional"
ALIASES = {
    "torch": "torch",
    "nn": NN,
    "F": F,
    "functional": F,
    "init": "torch.nn.init",
    "math": "math",
    "np": "numpy",
    "numpy": "numpy",
    "copy": "copy",
    "functools": "functools",
    "collections": "collections",
    "typing": "typing",
    "argparse": "argparse",
    "torchvision": "torchvision",
    "models": "torchvision.models",
    "einops": "einops",
    "d2l": "d2l",
}
INSIDE = {
    "torch": {
        "nn": NN,
        "cuda": "torch.cuda",
        "accelerator": "torch.cuda",
        "xpu": "torch.cuda",
        "mps": "torch.cuda",
        "backends": "torch.backends",
        "functional": "torch",
        "fft": "torch.fft",
        "linalg": "torch.linalg",
        "utils": "torch.utils",
        "autograd": "torch.autograd",
        "jit": "torch.jit",
    },
    NN: {"functional": F, "init": "torch.nn.init", "utils": "torch.nn.utils", "modules": NN},
    "torch.backends": {"mps": "torch.cuda", "cuda": "torch.cuda", "cudnn": "torch.cuda"},
    "torch.nn.utils": {"parametrizations": "torch.nn.utils"},
    "torch.utils": {"checkpoint": "torch.utils.checkpoint"},
    "torchvision": {"models": "torchvision.models"},
    "einops": {"layers": "einops", "torch": "einops"},
}
SETTINGS = words(
    """
    manual_seed no_grad inference_mode enable_grad set_grad_enabled set_default_dtype
    set_default_device set_printoptions set_num_threads use_deterministic_algorithms
    set_float32_matmul_precision
    """
)
NORMS: dict[str, Callable[..., Any]] = {
    "spectral_norm": nn.utils.spectral_norm,
    "weight_norm": nn.utils.weight_norm,
}
FOURIER = words("fft ifft fft2 ifft2 fftn ifftn rfft irfft rfft2 irfft2 rfftn irfftn")
NORMS_OF_VALUES = frozenset(("norm", "vector_norm"))
LIMITS = {"finfo": words("bits eps max min tiny"), "iinfo": words("bits max min")}
AXES = frozenset(("rearrange", "repeat", "reduce"))
AXES_LAYERS = frozenset(("Rearrange", "Reduce"))
MOST_CLASSES = 100_000
NUMBERED = frozenset(("arange", "linspace"))
OF_NUMPY = NUMBERED | words("eye full ones zeros float32 float64 int32 int64 bool")
NORM_STEPS = 6_500
COMPARED_STEPS = 650
LIGHTNING = frozenset(("LightningModule", "PyTorchModelHubMixin"))


@lru_cache(256)
def bare(name: str) -> Any:
    """Return what a name stands for that the text does not define, or ``Missing``."""
    if name in ALIASES:
        return Namespace(ALIASES[name])
    if name == "__name__":
        return "__main__"
    if name in LIGHTNING or name == "Module":
        return LayerKind(nn.Module)
    if name in {"rearrange", "Rearrange"}:
        return member(Namespace("einops"), name, 0)
    if name in {"Parameter", "DataParallel"}:
        return member(Namespace(NN), name, 0)
    kind = layers.kind(name)
    return LayerKind(kind) if kind else Missing


def member(namespace: Namespace, name: str, line: int) -> Any:
    """Return what ``name`` stands for in a module of torch, numpy or math."""
    path = namespace.path
    if name in INSIDE.get(path, {}):
        return Namespace(INSIDE[path][name])
    match path:
        case "torch":
            found = _torch(name)
        case "torch.nn":
            return _nn(name, line)
        case "torch.nn.functional":
            found = Operation(name, getattr(functional, name)) if name in FUNCTIONAL else None
        case "torch.fft" | "torch.linalg" if name in FOURIER | NORMS_OF_VALUES:
            found = Operation(name, getattr(getattr(torch, path[6:]), name))
        case "torchvision.models" if published.NAMES.fullmatch(name):
            found = Heedless(name, partial(_published, name, line), published.STEPS)
        case "einops" if name in AXES:
            found = Operation(name, getattr(axes, name))
        case "einops" if name in AXES_LAYERS:
            found = LayerKind(getattr(axes, name))
        case "torch.nn.init":
            found = Heedless(name, lambda tensor=None, *_, **__: tensor)
        case "torch.nn.utils" if name in NORMS:
            found = Known(name, lambda layer, *_, **__: NORMS[name](layer), NORM_STEPS)
        case "torch.cuda" if name in {"is_available", "is_built"}:
            found = Known(name, lambda: False)
        case "torch.jit" if name == "is_scripting":
            found = Known(name, lambda: False)
        case "argparse" if name == "ArgumentParser":
            found = Heedless(name, lambda *_, **__: Parser())
        case "numpy" if name in OF_NUMPY:
            found = _torch(name)
        case "numpy" if name == "array":
            found = _torch("tensor")
        case "torch.autograd" if name == "Variable":
            found = Heedless(name, lambda data, *_, **__: data)
        case "math" | "numpy" if name in python_names.MATHS:
            found = Known(name, python_names.MATHS[name])
        case "math" | "numpy":
            found = python_names.CONSTANTS.get(name)
        case _:
            found = None
    return Unknown(f"{path}.{name}", line) if found is None else found


def _published(name: str, line: int, *_: Any, num_classes: Any = 1000, **__: Any) -> nn.Module:
    if isinstance(num_classes, Unknown):
        raise num_classes.refusal(f"The num_classes of {name}", line)
    if not isinstance(num_classes, int) or not 1 <= num_classes <= MOST_CLASSES:
        raise Refusal(f"{name} has 1 to {MOST_CLASSES:,} classes here.", line)
    return published.network(name, num_classes)


def _torch(name: str) -> Any:
    value = getattr(torch, name, None) if name.isidentifier() and name[0] != "_" else None
    if isinstance(value, torch.dtype):
        return value
    if name in MAKERS:
        steps = MAKER_STEPS + NUMBER_STEPS * (name in NUMBERED)
        return Known(name, lambda *given, **named: makers.made(name, given, named), steps)
    if name in TORCH and value is not None:
        return Operation(name, value)
    if name in LIMITS:
        return Known(name, lambda kind=torch.float32: _limits(name, kind))
    if name == "device":
        return Heedless(name, lambda *_, **__: "cpu")
    if name == "Size":
        return Known(name, lambda sizes=(): torch.Size(sizes))
    if name == "compile":
        return Heedless(name, lambda layer, *_, **__: layer)
    if name in SETTINGS:
        return Heedless(name, lambda *_, **__: None)
    return None


def _limits(name: str, kind: torch.dtype) -> PastedObject:
    """Return the ends of a kind of numbers, as ``torch.finfo(kind)`` has them."""
    whole = getattr(torch, name)(kind)
    ends = {end: getattr(whole, end) for end in LIMITS[name]}
    return PastedObject(PastedClass(name, 0, (), {}), ends)


def _nn(name: str, line: int) -> Any:
    if name == "Module":
        return LayerKind(nn.Module)
    if name == "Parameter":
        return Known(
            name,
            lambda data, requires_grad=True: nn.Parameter(data, bool(requires_grad)),
            MAKER_STEPS,
        )
    if name == "DataParallel":
        return Heedless(name, lambda layer, *_, **__: layer)
    kind = layers.kind(name)
    if kind is not None:
        return LayerKind(kind)
    near = get_close_matches(name[:40], _kinds(), n=1)
    hint = f"; is {near[0]} meant?" if near else "."
    raise Refusal(f"torch.nn has no layer {name[:40]!r} that is read here{hint}", line)


@cache
def _kinds() -> tuple[str, ...]:
    return tuple(name for name in dir(nn) if layers.kind(name))
