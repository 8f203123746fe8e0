"""What stands behind a dot or in brackets: of layers, tensors, classes and plain values."""

from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from core.engines.networks.reader import layers, makers, python_names, tensor_methods, torch_names
from core.engines.networks.reader.budget import PART_STEPS
from core.engines.networks.reader.names import KEEPING
from core.engines.networks.reader.pasted import Pasted
from core.engines.networks.reader.refusals import LONGEST_SOURCE, Refusal, Unknown
from core.engines.networks.reader.values import (
    Function,
    Heedless,
    Known,
    LayerKind,
    Method,
    Missing,
    Namespace,
    Parser,
    Partial,
    PastedClass,
    PastedObject,
    Super,
)
from core.engines.networks.reader.words import words

if TYPE_CHECKING:
    from core.engines.networks.reader.expressions import Expressions

PARSING = frozenset(("add_argument", "parse_args"))
MASK = "generate_square_subsequent_mask"
PYTHONS_OWN = frozenset(("copy", "functools", "collections", "typing", "torch.utils.checkpoint"))
OF_RESULTS = frozenset(("values", "indices"))
"""Parts of what ``torch.max`` and its like give."""
LISTED = words("children modules parameters named_children named_modules named_parameters")
UNCHANGED = words("eval train requires_grad_ apply zero_grad share_memory compile")
CONTAINER = words("append extend insert keys values items pop update")


def well_known(name: str, line: int) -> Any:
    """Return what a name stands for that the text itself does not define."""
    found = torch_names.bare(name) if len(name) <= LONGEST_SOURCE else Missing
    return Unknown(name, line) if found is Missing else found


def read(work: "Expressions", value: Any, name: str) -> Any:
    """Return an attribute; raises ``Refusal`` for one that is not known."""
    line = work.budget.line
    found: Any = Missing
    match value:
        case Unknown():
            return value
        case Namespace():
            return _of_namespace(work, value, name)
        case LayerKind():
            found = _of_kind(work, value.kind, name)
        case Super():
            found = _of_super(work, value, name)
        case PastedClass():
            found = value.name if name == "__name__" else _of_class(value, name)
        case PastedObject():
            found = _of_object(work, value, name)
        case Pasted():
            found = _of_object(work, value, name)
            if found is Missing:
                found = _of_layer(work, value, name)
        case nn.Module():
            found = _of_layer(work, value, name)
        case torch.Tensor():
            found = tensor_methods.of(value, name, work.budget)
        case Parser() if name in PARSING:
            found = Heedless(name, getattr(value, name))
        case Function() | Known() if name == "__name__":
            return value.name
        case Partial() if name == "func":
            return value.func
        case tuple() if name in OF_RESULTS and hasattr(value, name):
            return getattr(value, name)
        case _:
            found = python_names.method(value, name, work.budget) or Missing
    if found is Missing:
        raise Refusal(f"{python_names.described(value)} has no {name} that is read here.", line)
    return found


def _of_namespace(work: "Expressions", value: Namespace, name: str) -> Any:
    own = f"copy.{name}" if value.path == "copy" else name
    known = work.known.names.get(own) if value.path in PYTHONS_OWN else None
    try:
        return known or torch_names.member(value, name, work.budget.line)
    except Refusal:  # a name that torch has not was compared with its own
        work.budget.spend(torch_names.COMPARED_STEPS)
        raise


def _of_super(work: "Expressions", value: Super, name: str) -> Any:
    found = _bound(work, value.instance, value.instance.made.find(name, value.after))
    if found is Missing and name == "__init__":
        return _init(work, value.instance)
    if found is Missing and name == "forward":
        return Known("forward", value.instance.torch_forward)
    return found


def _of_class(made: PastedClass, name: str) -> Any:
    found = made.find(name)
    forward = made.find("forward")
    if name == "apply" and found is Missing and isinstance(forward, Function):
        return Method(forward, Unknown("what is kept for going backward", made.line))
    of_class = isinstance(found, Function) and found.manner == "classmethod"
    return Method(found, made) if of_class else found


def _of_object(work: "Expressions", value: Any, name: str) -> Any:
    if name == "__class__":
        return value.made
    if name in value.own:
        return value.own[name]
    if isinstance(value, Pasted) and any(
        name in table for table in (value._modules, value._parameters, value._buffers)
    ):
        return Missing
    return _bound(work, value, value.made.find(name))


def _bound(work: "Expressions", instance: Any, found: Any) -> Any:
    if not isinstance(found, Function) or found.manner == "staticmethod":
        return found
    if found.manner == "property":
        return work.call(Method(found, instance), [], {}, found.scope)
    return Method(found, instance.made if found.manner == "classmethod" else instance)


def _init(work: "Expressions", instance: Any) -> Known:
    """Return the ``__init__`` of the torch class that a class of the text builds on."""

    def begin(*given: Any, **named: Any) -> None:
        if isinstance(instance, Pasted) and instance.made.kind not in (None, nn.Module):
            assert instance.made.kind is not None
            layers.initialise(instance, instance.made.kind, list(given), named, work.budget)

    return Known("__init__", begin)


def _of_kind(work: "Expressions", kind: type[nn.Module], name: str) -> Any:
    """Return ``nn.Module.__init__`` or ``nn.Sequential.forward``, called with an object."""
    if name == "__name__":
        return kind.__name__
    if name == "__init__":
        return Known(
            name, lambda instance, *given, **named: _init(work, instance).call(*given, **named)
        )
    return Known(name, subsequent_mask) if name == MASK and kind is nn.Transformer else Missing


def subsequent_mask(sz: int, **_: Any) -> torch.Tensor:
    """Return the shape of a mask that hides what comes later."""
    return makers.made("zeros", (sz, sz), {})


def _of_layer(work: "Expressions", layer: nn.Module, name: str) -> Any:
    """Return a part, a plain setting or a harmless method of a layer."""
    line = work.budget.line
    for table in (layer._modules, layer._parameters, layer._buffers):
        if name in table:
            return table[name]
    if name == "__class__":
        return LayerKind(type(layer))
    if name in KEEPING | UNCHANGED:
        return Heedless(name, lambda *_, **__: layer)
    if name == "register_buffer":
        return Known(name, lambda name, value, **_: layer._buffers.update({name: value}))
    if name in LISTED:
        work.budget.spend(PART_STEPS * sum(1 for _ in layer.modules()))
        return Known(name, lambda *_, **__: list(getattr(layer, name)()))
    if name == "state_dict":
        return Heedless(name, lambda *_, **__: Unknown("state_dict", line))
    if name == "load_state_dict":
        return Heedless(name, lambda *_, **__: None)
    if name in {"add_module", "register_module"}:
        return Heedless(name, lambda name, module: _added(work, layer, name, module))
    if name == "register_parameter":
        return Known(name, lambda name, param: write(work, layer, name, param))
    if name == "forward":
        return layer
    if isinstance(layer, nn.Transformer) and name == MASK:
        return Known(name, subsequent_mask)
    if name in CONTAINER and isinstance(layer, layers.CONTAINERS) and hasattr(layer, name):
        return Heedless(name, lambda *given: _contained(work, layer, name, given))
    return _setting(layer, name)


def _setting(layer: nn.Module, name: str) -> Any:
    found = layer.__dict__.get(name, Missing) if not name.startswith("_") else Missing
    plain = found is None or isinstance(found, str | int | float | bool | tuple | torch.Tensor)
    return found if plain else Missing


def _added(work: "Expressions", layer: nn.Module, name: Any, module: Any) -> None:
    _all_known(work, name, module)
    write(work, layer, name, module)


def _contained(work: "Expressions", layer: nn.Module, name: str, given: tuple[Any, ...]) -> Any:
    """Call a method of a Sequential, ModuleList or ModuleDict."""
    _all_known(work, *given)
    work.budget.length(len(layer) + 1)  # type: ignore[arg-type]
    work.budget.spend(len(layer))  # type: ignore[arg-type]
    result = getattr(layer, name)(*given)
    return result if isinstance(result, nn.Module | None) else list(result)


def _all_known(work: "Expressions", *given: Any) -> None:
    for one in given:
        work.budget.small(one)
        if isinstance(one, Unknown):
            raise one.refusal("A layer", work.budget.line)


def write(work: "Expressions", owner: Any, name: str, value: Any) -> None:
    """Set an attribute of an object of the text, or a part or setting of a layer."""
    line = work.budget.line
    if isinstance(owner, Unknown):
        return
    if not isinstance(name, str) or not name or "." in name or name.startswith("__"):
        raise Refusal("a part needs a plain name without dots.", line)
    if isinstance(owner, PastedObject):
        owner.own[name] = value
    elif isinstance(owner, PastedClass):
        owner.members[name] = value
    elif isinstance(owner, nn.Module):
        _write_layer(work, owner, name, value)
    elif isinstance(owner, torch.Tensor) and name in tensor_methods.SET:
        tensor_methods.write(owner, value, line)
    else:
        raise Refusal(f"nothing can be set on {python_names.described(owner)} here.", line)


def _write_layer(work: "Expressions", layer: nn.Module, name: str, value: Any) -> None:
    if isinstance(value, nn.Module):
        for table in (layer._parameters, getattr(layer, "own", {})):
            table.pop(name, None)
        layer._modules[name] = value
    elif isinstance(value, nn.Parameter) or (value is None and name in layer._parameters):
        layer._parameters[name] = value
    elif isinstance(value, Unknown) and name in layer._modules:
        raise value.refusal(f"What {name} becomes", work.budget.line)
    elif isinstance(layer, Pasted):
        layer._modules.pop(name, None)
        layer.own[name] = value
    elif _setting(layer, name) is not Missing and isinstance(value, int | float | str | tuple):
        work.budget.small(value)
        layer.__dict__[name] = value
    elif not isinstance(value, Unknown):
        raise Refusal(f"{name} of {type(layer).__name__} cannot be changed here.", work.budget.line)


def item(work: "Expressions", value: Any, place: Any) -> Any:
    """Return a part of a collection, tensor or container of layers, or a slice of it."""
    for one in (value, place):
        if isinstance(one, Unknown):
            return one
    if isinstance(value, PastedObject | Pasted) and value.made.find("__getitem__") is not Missing:
        return work.call(read(work, value, "__getitem__"), [place], {}, work.globals)
    if isinstance(value, PastedObject) and value.made.fields:
        return python_names.fields(value)[place]
    if isinstance(value, (str, list, tuple, dict, range, torch.Tensor, *layers.HOLDERS)):
        work.budget.small(place)
        if isinstance(value, layers.HOLDERS) and isinstance(place, slice):
            work.budget.spend(PART_STEPS * len(value))
        found = work.budget.fitting(value[place])
        told = makers.numbers(value) if isinstance(value, torch.Tensor) else None
        if told is not None and isinstance(place, int | slice):
            return makers.numbered(found, told[place])
        return list(found) if isinstance(found, nn.ModuleList) else found
    if isinstance(value, LayerKind | PastedClass | Known):
        return value
    raise Refusal(f"{python_names.described(value)} has no parts.", work.budget.line)


def put(work: "Expressions", owner: Any, place: Any, value: Any) -> None:
    """Set a part of a list, dictionary, tensor or container of layers."""
    if isinstance(owner, torch.Tensor):
        makers.numbered(owner, None)
    if isinstance(owner, Unknown | torch.Tensor):
        return
    work.budget.small(place)
    if isinstance(owner, dict):
        owner[work.key(place)] = value
    elif isinstance(owner, list):
        owner[place] = value
    elif isinstance(owner, layers.CONTAINERS) and isinstance(value, nn.Module):
        owner[place] = value  # type: ignore[index]
    else:
        raise Refusal(
            f"no part of {python_names.described(owner)} can be set here.", work.budget.line
        )
    work.budget.fitting(owner)
