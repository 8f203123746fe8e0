"""What is known of Python: the parts of collections, and the methods of text and lists."""

import math
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import torch
from torch import nn

from core.engines.networks.reader import makers
from core.engines.networks.reader.arithmetic import woven, written
from core.engines.networks.reader.budget import LARGEST_NUMBER, LONGEST, Budget
from core.engines.networks.reader.refusals import Refusal
from core.engines.networks.reader.values import (
    Known,
    LayerKind,
    PastedClass,
    PastedObject,
)
from core.engines.networks.reader.words import words

PLAIN = str | int | float | bool | None
METHODS: dict[type, frozenset[str]] = {
    list: words(
        """
    append extend insert pop index copy reverse count clear
    """
    ),
    tuple: frozenset(("index", "count")),
    dict: words("items keys values get update pop setdefault copy"),
    set: frozenset(("add", "copy")),
    str: words(
        """
    count endswith find isdigit lower lstrip rsplit rstrip split startswith strip title upper
    """
    ),
    int: frozenset(("bit_length",)),
    float: frozenset(("is_integer",)),
}


def product(values: Any) -> Any:
    """Return the product of numbers; raises ``ValueError`` for one larger than numbers may be."""
    if not abs(math.prod(map(float, values))) <= LARGEST_NUMBER:
        raise ValueError("this product is larger than numbers may be here")
    return math.prod(values)


MATHS: dict[str, Callable[..., Any]] = {
    "prod": product,
    **{
        name: getattr(math, name)
        for name in words("sqrt floor ceil log log2 log10 exp gcd sin cos tan fabs")
    },
}
BRACED = re.compile(r"(?<!{){(\d?)(?::([^{}]*))?}(?!})")
CONSTANTS = {"pi": math.pi, "e": math.e, "inf": math.inf}
TYPES: dict[str, type] = {
    "int": int, "float": float, "str": str, "bool": bool, "list": list, "tuple": tuple,
    "dict": dict, "set": set, "Tensor": torch.Tensor,
}  # fmt: skip


def iterated(value: Any, budget: Budget) -> Iterator[Any]:
    """Yield the parts of ``value``; raises ``Refusal`` for what has none or too many."""
    match value:
        case str() | list() | tuple() | dict() | set() | range():
            count = len(value)
        case nn.Sequential() | nn.ModuleList() | nn.ModuleDict() | nn.ParameterList():
            count = len(value)
        case torch.Tensor() if value.ndim:
            count = len(value)
            budget.length(count)
            budget.spend(count)
        case PastedObject() if value.made.fields:
            value = fields(value)
            count = len(value)
        case _:
            raise Refusal(
                f"{described(value)} has no parts that a loop could run over.", budget.line
            )
    if not isinstance(value, range):
        budget.length(count)
    whole: Any = value
    parts = list(whole) if isinstance(value, nn.Module) else whole
    if isinstance(value, torch.Tensor):
        parts = makers.parts(value)
    for done, part in enumerate(parts):
        budget.spend()
        if done > LONGEST:
            budget.length(done)
        yield part


def fields(value: PastedObject) -> list[Any]:
    """Return what a named tuple of the text holds, in its order."""
    return [value.own.get(name, value.made.find(name)) for name in value.made.fields]


def described(value: Any) -> str:
    """Return what kind of thing a value is, in a few words."""
    match value:
        case torch.Tensor():
            return "a tensor"
        case nn.Module():
            return f"the layer {type(value).__name__}"
        case LayerKind():
            return f"the class {value.kind.__name__}"
        case PastedClass():
            return f"the class {value.name}"
        case PastedObject():
            return f"an object of {value.made.name}"
        case None:
            return "None"
    return f"a value of the kind {type(value).__name__}"


def method(value: Any, name: str, budget: Budget) -> Any:
    """Return a method of a plain value or a collection, or ``None`` where it is not known."""
    if isinstance(value, str) and name == "format":
        return Known("format", lambda *values: _formatted(value, values, budget))
    if isinstance(value, str) and name == "replace":
        return Known(name, lambda old, new: _joined(new, value.split(old), budget))
    if isinstance(value, str) and name == "join":
        return Known("join", lambda parts: _joined(value, parts, budget))
    for kind, names in METHODS.items():
        if isinstance(value, kind) and name in names:
            return Known(name, partial(_changed, value, name, budget))
    return None


def _changed(value: Any, name: str, budget: Budget, *given: Any, **named: Any) -> Any:
    for one in given:
        budget.small(one)
    result = getattr(value, name)(*given, **named)
    budget.fitting(value)
    return list(result) if name in {"items", "keys", "values"} else result


def _formatted(text: str, values: tuple[Any, ...], budget: Budget) -> str:
    """Return text with its places, such as {}, {0} and {:.2f}, filled in."""
    places = BRACED.findall(text)
    pieces = BRACED.sub("\0", text).replace("{{", "{").replace("}}", "}").split("\0")
    if re.search("[{}]", BRACED.sub("", text).replace("{{", "").replace("}}", "")):
        raise Refusal("places in text are filled in as {} or {:.2f} here.", budget.line)
    given = [
        written(values[int(place) if place else number], "", form, budget)
        for number, (place, form) in enumerate(places)
    ]
    return woven(pieces, tuple(given), budget)


def _joined(text: str, parts: Any, budget: Budget) -> str:
    pieces = list(iterated(parts, budget))
    if not all(isinstance(piece, str) for piece in pieces):
        raise Refusal("only text can be joined.", budget.line)
    budget.length(sum(map(len, pieces)) + len(text) * len(pieces))
    return text.join(pieces)
