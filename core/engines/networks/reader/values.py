"""What a name in pasted code may stand for, beside plain values, tensors and torch's layers."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

from torch import nn


class Scope:
    """Names and what they stand for, inside what surrounds them.

    Where a scope is ``tolerant``, a statement that cannot be read is passed over: it may be about
    data or training, which a network does not need.
    """

    def __init__(self, outer: "Scope | None" = None, tolerant: bool = False) -> None:
        """Begin without names."""
        self.outer, self.tolerant = outer, tolerant
        self.names: dict[str, Any] = {}
        self.elsewhere: dict[str, Scope] = {}
        self.method: Function | None = None
        self.yielded: list[Any] | None = None
        self.instance: Any = None

    def chain(self) -> "Iterator[Scope]":
        """Yield this scope and those around it, the nearest first."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.outer

    def find(self, name: str) -> "Scope | None":
        """Return the nearest scope that has ``name``."""
        return next((scope for scope in self.chain() if name in scope.names), None)

    def of_method(self) -> "tuple[Function, Scope] | None":
        """Return the method that this scope is inside of, and the scope of its call."""
        return next(((one.method, one) for one in self.chain() if one.method), None)

    def set(self, name: str, value: Any) -> None:
        """Let ``name`` stand for ``value`` here, or where it was declared to belong."""
        self.elsewhere.get(name, self).names[name] = value


class Whole:
    """What stays one where something that holds it is copied."""

    def __deepcopy__(self, _: dict[int, Any]) -> Self:
        """Return itself."""
        return self


@dataclass(frozen=True, eq=False)
class Known(Whole):
    """A function of Python or torch that may be called with what is pasted."""

    name: str
    call: Callable[..., Any]
    steps: int = 1


@dataclass(frozen=True, eq=False)
class Heedless(Known):
    """A function whose arguments do not matter here, such as ``to(device)``."""


@dataclass(frozen=True, eq=False)
class Operation(Known):
    """A function of torch on tensors, a row of its own where a network calls it.

    ``owner`` is the tensor whose method it is.
    """

    owner: Any = None


@dataclass(frozen=True, eq=False)
class Partial(Known):
    """``functools.partial`` of a function or class."""

    func: Any = None


@dataclass(frozen=True)
class Namespace:
    """A module of torch or Python by its path, such as ``torch.nn.functional``."""

    path: str


@dataclass(frozen=True)
class LayerKind:
    """A class of ``torch.nn``."""

    kind: type[nn.Module]


@dataclass(eq=False)
class Function(Whole):
    """A function or lambda of the text, with its defaults and the scope it was made in."""

    name: str
    arguments: ast.arguments
    body: list[ast.stmt] | ast.expr
    scope: Scope
    defaults: dict[str, Any]
    line: int
    manner: str = ""
    owner: "PastedClass | None" = None
    yields: bool = False

    @property
    def placed(self) -> list[str]:
        """The names of the parameters that are given by their place, in order."""
        return [one.arg for one in [*self.arguments.posonlyargs, *self.arguments.args]]

    @property
    def named(self) -> list[str]:
        """The names of the parameters that are given by name alone."""
        return [one.arg for one in self.arguments.kwonlyargs]


@dataclass(frozen=True, eq=False)
class Method:
    """A function of a class, with the object that it is called on."""

    function: Function
    instance: Any


@dataclass(eq=False)
class PastedClass(Whole):
    """A class of the text: its own names, its bases, and the torch class that it builds on.

    ``module`` is the class of torch's modules that its objects are, once there is one.
    """

    name: str
    line: int
    bases: "tuple[PastedClass, ...]"
    members: dict[str, Any]
    fields: tuple[str, ...] = ()
    kind: type[nn.Module] | None = None
    made: bool = False
    module: type[nn.Module] | None = None

    @cached_property
    def lineage(self) -> "tuple[PastedClass, ...]":
        """The class and those it builds on, in the order in which names are looked up."""
        return tuple(dict.fromkeys([self, *(one for base in self.bases for one in base.lineage)]))

    def find(self, name: str, after: "PastedClass | None" = None) -> Any:
        """Return what ``name`` stands for in the class, or in those ``after`` one of its lineage.

        Returns ``Missing`` where none of them has it.
        """
        lineage = self.lineage
        if after in lineage:
            lineage = lineage[lineage.index(after) + 1 :]
        return next((one.members[name] for one in lineage if name in one.members), Missing)


@dataclass(eq=False)
class PastedObject:
    """An object of a class of the text that is no network."""

    made: PastedClass
    own: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Super:
    """What ``super()`` is: an object, seen from the classes after one of its own."""

    after: PastedClass
    instance: Any


@dataclass(eq=False)
class Parser:
    """An ``argparse.ArgumentParser`` of the text: what its arguments are where none is given."""

    defaults: dict[str, Any] = field(default_factory=dict)

    def add_argument(self, *names: Any, **settings: Any) -> None:
        """Keep the default of an argument, under the name that it has after parsing."""
        longest = max(map(str, names), key=len).lstrip("-").replace("-", "_")
        otherwise = False if settings.get("action") == "store_true" else None
        name = settings.get("dest", longest)
        self.defaults[str(name)] = settings.get("default", otherwise)

    def parse_args(self, *_: Any) -> PastedObject:
        """Return an object with the default of every argument."""
        return PastedObject(PastedClass("Namespace", 0, (), {}), dict(self.defaults))


class Missing:
    """Stands where nothing is found."""
