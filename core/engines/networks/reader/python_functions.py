"""Python's own functions, as far as pasted code may call them."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from core.engines.networks.reader import makers
from core.engines.networks.reader.budget import Budget
from core.engines.networks.reader.python_names import PLAIN, TYPES, described, iterated
from core.engines.networks.reader.refusals import Refusal
from core.engines.networks.reader.values import Heedless, Known, LayerKind, PastedClass

MOST_DIGITS = 20


class Functions:
    """Python's functions within a budget."""

    def __init__(self, budget: Budget) -> None:
        """Stay within ``budget``."""
        self.budget = budget

    def table(self) -> dict[str, Any]:
        """Return the functions by their names in Python."""
        table: dict[str, Callable[..., Any]] = {
            "len": self.length,
            "range": range,
            "int": self.whole,
            "float": self.fraction,
            "str": self.text,
            "bool": bool,
            "abs": abs,
            "round": self.rounded,
            "min": lambda *values: min(self.numbers(values)),
            "max": lambda *values: max(self.numbers(values)),
            "sum": lambda values, start=0: sum(self.parts(values), start),
            "any": lambda values: any(self.parts(values)),
            "all": lambda values: all(self.parts(values)),
            "list": self.parts,
            "tuple": lambda values=(): tuple(self.parts(values)),
            "set": lambda values=(): set(self.parts(values)),
            "dict": self.dictionary,
            "OrderedDict": self.dictionary,
            "defaultdict": lambda made=None: defaultdict(made and made.call),
            "enumerate": lambda values, start=0: list(enumerate(self.parts(values), start)),
            "zip": self.zipped,
            "reversed": lambda values: self.parts(values)[::-1],
            "sorted": self.ordered,
            "isinstance": self.instance,
            "next": lambda values: next(iterated(values, self.budget)),
            "iter": self.parts,
            "callable": lambda value: isinstance(value, Known | nn.Module),
            "divmod": divmod,
            "cast": lambda kind, value: value,
        }
        known: dict[str, Any] = {name: Known(name, call) for name, call in table.items()}
        return {**known, "print": Heedless("print", lambda *_, **__: None)}

    def parts(self, value: Any = ()) -> list[Any]:
        """Return the parts of a collection."""
        return list(iterated(value, self.budget))

    def numbers(self, values: tuple[Any, ...]) -> list[Any]:
        """Return what ``min`` and ``max`` compare: several values, or the parts of one."""
        self.budget.small(values)
        return self.parts(values[0]) if len(values) == 1 else list(values)

    def length(self, value: Any) -> int:
        """Return how many parts a value has."""
        return len(value)

    def rounded(self, value: Any, digits: int | None = None) -> Any:
        """Return a number with so many digits; beyond ``MOST_DIGITS`` nothing changes."""
        places = None if digits is None else max(-MOST_DIGITS, min(MOST_DIGITS, digits))
        return round(value, places)

    def whole(self, value: Any = 0) -> int:
        """Return a number or text as a whole number."""
        return int(self._number("int", value))

    def fraction(self, value: Any = 0.0) -> float:
        """Return a number or text as a number."""
        return float(self._number("float", value))

    def _number(self, name: str, value: Any) -> Any:
        told = makers.numbers(value) if isinstance(value, torch.Tensor) else value
        if not isinstance(told, str | int | float):
            raise Refusal(f"{name}() takes a number, not {described(value)}.", self.budget.line)
        return told

    def text(self, value: Any = "") -> str:
        """Return a plain value as text."""
        if not isinstance(value, PLAIN):
            raise Refusal("only plain values can be written as text here.", self.budget.line)
        return str(value)

    def dictionary(self, *pairs: Any, **named: Any) -> dict[Any, Any]:
        """Return a dictionary made of another, of pairs, or of names."""
        given = pairs[0] if pairs else {}
        found = given if isinstance(given, dict) else {key: one for key, one in self.parts(given)}
        return {**found, **named}

    def zipped(self, *rows: Any, strict: bool = False) -> list[Any]:
        """Return the parts of several collections side by side."""
        return list(zip(*(self.parts(row) for row in rows), strict=bool(strict)))

    def ordered(self, values: Any, reverse: bool = False) -> list[Any]:
        """Return the parts of a collection in their order."""
        self.budget.small(values)
        return sorted(self.parts(values), reverse=bool(reverse))

    def instance(self, value: Any, kind: Any) -> bool:
        """Return whether a value is of a kind, or of one of several."""
        kinds = kind if isinstance(kind, tuple) else (kind,)
        return any(is_a(value, one) for one in kinds)


def is_a(value: Any, kind: Any) -> bool:
    """Return whether ``isinstance`` would hold."""
    match kind:
        case Known(name=name) if name in TYPES:
            return isinstance(value, TYPES[name])
        case LayerKind(kind=one):
            return isinstance(value, one)
        case PastedClass():
            made = getattr(value, "made", None)
            return isinstance(made, PastedClass) and kind in made.lineage
    return False
