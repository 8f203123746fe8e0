"""Layers of torch made from plain values, on a device without numbers."""

import inspect
from collections import OrderedDict
from contextlib import AbstractContextManager, ExitStack, nullcontext
from functools import cache
from typing import Any

import torch
from torch import nn
from torch.nn.modules.lazy import LazyModuleMixin

from core.engines.networks.reader.budget import (
    LAYER_STEPS,
    MAKING_STEPS,
    PART_STEPS,
    WATCHED_STEPS,
    Budget,
)
from core.engines.networks.reader.counting import Counting
from core.engines.networks.reader.names import NEVER
from core.engines.networks.reader.refusals import Refusal, Unknown
from core.engines.networks.reader.values import Known
from core.engines.networks.reader.words import words

MOST_STACKED = 100
STACKED_STEPS = {"Transformer": 30 * LAYER_STEPS}
STACKED = words("num_layers num_encoder_layers num_decoder_layers")
OF_RECURRENT = (
    *("input_size", "hidden_size", "num_layers", "bias", "batch_first", "dropout"),
    *("bidirectional", "proj_size", "device"),
)
"""What those of ``torch.nn`` take as ``*args``."""
CONTAINERS = (nn.Sequential, nn.ModuleList, nn.ModuleDict)
FILLING = ("reset_parameters", "_reset_parameters")
"""Methods that fill a new layer's weights with numbers, of which there are none here."""
COMPOSED = 4
"""How much more than a layer's own parts those of layers made of others, and lazy ones, cost."""
HOLDERS = (*CONTAINERS, nn.ParameterList, nn.ParameterDict)
PLACING = ("device", "dtype")
OF_A_FEW_TENSORS = (
    nn.Linear,
    nn.Bilinear,
    nn.Embedding,
    nn.EmbeddingBag,
    nn.LayerNorm,
    nn.GroupNorm,
    nn.PReLU,
    nn.modules.conv._ConvNd,
    nn.modules.batchnorm._NormBase,
)
"""Layers that make their few tensors where they are told to, so that nothing need be watched."""


def kind(name: str) -> type[nn.Module] | None:
    """Return the layer of ``torch.nn`` with this name, if there is one."""
    found = getattr(nn, name, None) if name.isidentifier() and name[0] != "_" else None
    is_layer = isinstance(found, type) and issubclass(found, nn.Module)
    return found if is_layer and name not in NEVER else None


@cache
def parameters(made: type[nn.Module]) -> tuple[str, ...]:
    """Return the names of a constructor's arguments in their order."""
    if issubclass(made, nn.RNNBase):
        return OF_RECURRENT
    return tuple(inspect.signature(made.__init__).parameters)[1:]


def make(
    made: type[nn.Module], given: list[Any], named: dict[str, Any], budget: Budget
) -> nn.Module:
    """Return a new layer; raises ``Refusal`` for arguments that it does not take."""
    layer = made.__new__(made)
    initialise(layer, made, given, named, budget)
    return layer


def initialise(
    layer: nn.Module, made: type[nn.Module], given: list[Any], named: dict[str, Any], budget: Budget
) -> None:
    """Run torch's own ``__init__`` of ``made`` on ``layer``."""
    budget.spend(LAYER_STEPS + PART_STEPS * len(given) * issubclass(made, HOLDERS))
    line = budget.line
    takes = parameters(made)  # type: ignore[arg-type]
    named = {name: one for name, one in named.items() if name not in PLACING}
    placed = [*takes, *["layers"] * len(given)]
    for name, value in [*zip(placed, given, strict=False), *named.items()]:
        _check(made, name, value, budget)
        if name in STACKED and isinstance(value, int):
            if value > MOST_STACKED:
                raise Refusal(f"{name} may be at most {MOST_STACKED} here.", line)
            kind = made.__name__.removesuffix("Encoder").removesuffix("Decoder")
            budget.spend(STACKED_STEPS.get(kind, LAYER_STEPS) * abs(value))
    if "device" in takes:
        where = takes.index("device")
        given = given[:where] + given[where + len(PLACING) :]
    given = [_plain(value) for value in given]
    named = {name: _plain(value) for name, value in named.items()}
    if _told_where(made):
        named["device"] = "meta"
    vars(layer).update(dict.fromkeys(FILLING, lambda: None))
    try:
        with _watched(made, takes, budget):
            made.__init__(layer, *given, **named)
        if not isinstance(layer, HOLDERS):
            lazy = isinstance(layer, LazyModuleMixin)
            many = COMPOSED if lazy or layer._modules else 1
            budget.spend(PART_STEPS * size(layer) * many)
    except Refusal:
        raise
    except Exception as error:
        said = sentence(error).removeprefix(f"{made.__name__} ")
        raise Refusal(f"{made.__name__}: {said}", line) from None
    finally:
        for name in FILLING:
            del vars(layer)[name]


def _watched(
    made: type[nn.Module], takes: tuple[str, ...], budget: Budget
) -> AbstractContextManager[Any]:
    """Return what keeps a new layer's tensors from having numbers, and counts how they are made.

    A layer that makes none need not be watched, nor one that makes a few where it is told to.
    """
    makes_none = "device" not in takes and STACKED.isdisjoint(takes)
    if makes_none or _told_where(made):
        return nullcontext()
    budget.spend(WATCHED_STEPS)
    both = ExitStack()
    both.enter_context(torch.device("meta"))
    both.enter_context(Counting(budget, MAKING_STEPS))
    return both


def _told_where(made: type[nn.Module]) -> bool:
    return issubclass(made, OF_A_FEW_TENSORS) and not issubclass(made, LazyModuleMixin)


def of_a_few_tensors(layer: nn.Module) -> bool:
    """Return whether a layer is told by its settings and a few tensors of its own, or none."""
    kind = type(layer)
    return _told_where(kind) or not (layer._modules or layer._parameters or layer._buffers)


def size(value: Any) -> int:
    """Return how many layers, parameters and plain values a value holds."""
    if isinstance(value, nn.Module):
        return sum(1 + len(one._parameters) for one in value.modules())
    return sum(map(size, value)) if isinstance(value, list | tuple) else 1


def _check(made: type[nn.Module], name: str, value: Any, budget: Budget) -> None:
    """Raise ``Refusal`` for an argument that is no plain value, layer or function of torch."""
    budget.small(value)
    leaves = _leaves(value)
    budget.spend(2 * len(leaves))
    for one in leaves:
        if isinstance(one, Unknown):
            raise one.refusal(f"The {name} of {made.__name__}", budget.line)
        allowed = one is None or isinstance(
            one, str | int | float | bool | torch.dtype | torch.Tensor | nn.Module | Known
        )
        if not allowed:
            raise Refusal(f"{made.__name__} takes plain values for {name}.", budget.line)
        if isinstance(one, nn.Module) and not issubclass(made, CONTAINERS) and _own(one):
            raise Refusal(f"{made.__name__} takes layers of torch.nn here.", budget.line)


def _own(layer: nn.Module) -> bool:
    return not type(layer).__module__.startswith("torch.")


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in _leaves(one)]
    if isinstance(value, tuple | list):
        return [leaf for one in value for leaf in _leaves(one)]
    return [value]


def _plain(value: Any) -> Any:
    """Return a value as torch takes it: a Sequential's named parts in an ``OrderedDict``."""
    if isinstance(value, dict):
        return OrderedDict(value)
    return value.call if isinstance(value, Known) else value


def sentence(error: Exception) -> str:
    """Return the first line of what torch says, without its own hints."""
    said = error.args[0] if isinstance(error, KeyError) and error.args else error
    said = str(said).strip().split("\n")[0] or type(error).__name__
    said = said.replace(".__init__()", "").strip()
    said = said if len(said) <= 300 else said[:299] + "…"
    return said if said.endswith((".", "…")) else f"{said}."
