"""Pasted code worked through: what its functions, classes and layers give when they are called."""

import ast
import copy
from contextlib import suppress
from typing import Any

import torch
from torch import nn

from core.engines.networks.reader import (
    attributes,
    functions,
    layers,
    pasted,
    python_functions,
    python_names,
)
from core.engines.networks.reader.budget import (
    CALL_STEPS,
    COPIED_STEPS,
    LAYER_STEPS,
    OPERATION_STEPS,
    PART_STEPS,
    Budget,
)
from core.engines.networks.reader.counting import Counting
from core.engines.networks.reader.names import SPLITTING
from core.engines.networks.reader.refusals import Refusal, Unknown
from core.engines.networks.reader.repeated import Repeated
from core.engines.networks.reader.statements import Leaving, Statements
from core.engines.networks.reader.values import (
    Function,
    Heedless,
    Known,
    LayerKind,
    Method,
    Missing,
    Operation,
    Partial,
    PastedClass,
    PastedObject,
    Scope,
)


class Watcher:
    """Sees the operations on tensors; this one sees those of a text in which no network runs."""

    def __init__(self, interpreter: "Interpreter") -> None:
        """Watch what ``interpreter`` works through."""
        self.interpreter = interpreter
        self.counting = Counting(interpreter.budget)

    def operation(self, operation: Operation, given: list[Any], named: dict[str, Any]) -> Any:
        """Return what an operation gives."""
        with self.counting:
            return operation.call(*given, **named)

    def layer(self, layer: nn.Module, given: list[Any], named: dict[str, Any]) -> Any:
        """Remember what a network was called with; return what it gives, if it runs at all."""
        budget = self.interpreter.budget
        self.interpreter.found.seen(given)
        line, depth = budget.line, budget.depth
        if not any(isinstance(one, Unknown) for one in [*given, *named.values()]):
            with suppress(Exception), torch.no_grad(), self.counting:
                return layer(*given, **named)
        budget.line, budget.depth = line, depth
        return Unknown("what the network gives", line)


class Interpreter(Statements):
    """Works through a text, and through ``forward`` of the networks that it makes."""

    def __init__(self, budget: Budget) -> None:
        """Begin with Python's own functions."""
        super().__init__(budget)
        self.watcher = Watcher(self)
        self.repeated = Repeated(budget)
        self.known.names.update(
            {
                **python_functions.Functions(budget).table(),
                "partial": Known("partial", self._partial),
                "filter": Known("filter", self._filter),
                "namedtuple": Known("namedtuple", self._named_tuple),
                "getattr": Known("getattr", self._getattr),
                "setattr": Known("setattr", self._setattr),
                "hasattr": Known("hasattr", self._hasattr),
                "map": Known("map", self._map),
                "checkpoint": Known("checkpoint", self._checkpoint),
                "copy.copy": Known("copy", copy.copy, COPIED_STEPS),
                "copy.deepcopy": Known("deepcopy", self._deepcopy),
                "type": Known("type", self._type),
            }
        )

    def run(self, tree: ast.Module) -> None:
        """Work through a whole text; what would leave a function or loop there leaves nothing."""
        for statement in tree.body:
            with suppress(Leaving):
                self.block([statement], self.globals)

    def call(self, callee: Any, positional: list[Any], named: dict[str, Any], scope: Scope) -> Any:
        """Return what calling a value gives; raises ``Refusal`` for what is not called here."""
        self.budget.deeper()
        self.budget.spend(CALL_STEPS)
        line = self.budget.line
        try:
            return self._called(callee, positional, named)
        except Refusal as known:
            known.network |= _is_network(callee)
            raise
        except (Leaving, RecursionError):
            raise
        except Exception as error:
            refusal = Refusal(layers.sentence(error), line)
            refusal.network = _is_network(callee)
            raise refusal from None
        finally:
            self.budget.depth -= 1

    def _called(self, callee: Any, given: list[Any], named: dict[str, Any]) -> Any:
        line = self.budget.line
        match callee:
            case Unknown():
                self.found.seen([*given, *named.values()])
                return Unknown(f"{callee.source}(…)", line)
            case LayerKind(kind=kind):
                if kind is nn.Module:
                    raise Refusal("nn.Module itself is no network.", line)
                return self.repeated.layer(kind, given, named)
            case Known():
                return self._known(callee, given, named)
            case Function():
                return self.body(callee, functions.filled(callee, given, named, line))
            case Method(function=function, instance=instance):
                inner = functions.filled(function, [instance, *given], named, line)
                inner.method, inner.instance = function, instance
                return self.body(function, inner)
            case PastedClass():
                return self._instance(callee, given, named)
            case nn.Module():
                return self.watcher.layer(callee, given, named)
            case PastedObject() if callee.made.find("__call__") is not Missing:
                return self._called(attributes.read(self, callee, "__call__"), given, named)
        raise Refusal(f"{python_names.described(callee)} cannot be called.", line)

    def _known(self, callee: Known, given: list[Any], named: dict[str, Any]) -> Any:
        named = {name: one for name, one in named.items() if name not in {"device", "out"}}
        for value in [*given, *named.values()]:
            if isinstance(value, Unknown) and not isinstance(callee, Heedless):
                return value
            self.budget.small(value)
        self.budget.spend(OPERATION_STEPS if isinstance(callee, Operation) else callee.steps)
        if callee.name in SPLITTING and given and isinstance(given[0], torch.Tensor):
            self.budget.length(max((*given[0].shape, 1)))
            self.budget.spend(PART_STEPS * max((*given[0].shape, 1)))
        if isinstance(callee, Operation):
            result = self.watcher.operation(callee, given, named)
        else:
            result = callee.call(*given, **named)
        return self.budget.fitting(result)

    def combine(self, operation: ast.operator, left: Any, right: Any) -> Any:
        """Return two values combined; between tensors this is an operation of the network."""
        if isinstance(left, torch.Tensor) or isinstance(right, torch.Tensor):
            self.budget.spend(OPERATION_STEPS)
            name, combined = type(operation).__name__, super().combine
            if not isinstance(left, Unknown) and not isinstance(right, Unknown):
                made = Operation(name, lambda *both: combined(operation, *both))
                return self.watcher.operation(made, [left, right], {})
        return super().combine(operation, left, right)

    def _instance(self, made: PastedClass, given: list[Any], named: dict[str, Any]) -> Any:
        """Make an object of a class of the text."""
        made.made = True
        self.budget.spend(0 if made.kind is None else LAYER_STEPS)
        instance: Any = PastedObject(made) if made.kind is None else pasted.new(made, self._forward)
        begin = made.find("__init__")
        if isinstance(begin, Function):
            self._called(Method(begin, instance), given, named)
        elif made.fields:
            instance.own.update(zip(made.fields, given, strict=False), **named)
        elif made.kind is not None and made.kind is not nn.Module:
            layers.initialise(instance, made.kind, given, named, self.budget)
        return instance

    def _forward(self, instance: Any, given: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """Work through ``forward`` of a network of the text, called by torch."""
        forward = instance.made.find("forward")
        if isinstance(forward, Function):
            return self.call(Method(forward, instance), list(given), named, forward.scope)
        body = instance._modules.get("net")
        if instance.made.kind is nn.Module and body is not None:
            return self.call(body, list(given), named, self.globals)
        if instance.made.kind is nn.Module:
            raise Refusal(f"{instance.made.name} has no forward.", instance.made.line)
        return instance.torch_forward(*given, **named)

    def _partial(self, callee: Any, *given: Any, **named: Any) -> Known:
        return Partial(
            "partial",
            lambda *more, **others: self._called(callee, [*given, *more], {**named, **others}),
            func=callee,
        )

    def _checkpoint(self, callee: Any, *given: Any, use_reentrant: Any = None, **named: Any) -> Any:
        return self._called(callee, list(given), named)

    def __deepcopy__(self, _: dict[int, Any]) -> "Interpreter":
        """Stay one where a network that is worked through here is copied."""
        return self

    def _deepcopy(self, value: Any) -> Any:
        self.budget.spend(COPIED_STEPS * layers.size(value))
        return copy.deepcopy(value)

    def _type(self, value: Any) -> Any:
        of_python = isinstance(value, Partial | python_names.PLAIN | list | tuple | dict)
        if not of_python:
            return attributes.read(self, value, "__class__")
        name = "partial" if isinstance(value, Partial) else type(value).__name__
        return self.known.names.get(name, name)

    def _getattr(self, value: Any, name: Any, otherwise: Any = Missing) -> Any:
        if not isinstance(name, str):
            raise Refusal("getattr needs a name.", self.budget.line)
        try:
            return attributes.read(self, value, name)
        except Refusal:
            if otherwise is Missing:
                raise
            return otherwise

    def _setattr(self, value: Any, name: Any, given: Any) -> None:
        attributes.write(self, value, name, given)

    def _map(self, callee: Any, values: Any) -> list[Any]:
        line = self.budget.line
        return [self.call(callee, [one], {}, self.globals) for one in self.iterate(values, line)]

    def _filter(self, keep: Any, values: Any) -> list[Any]:
        line = self.budget.line
        kept = []
        for one in self.iterate(values, line):
            holds = one if keep is None else self.call(keep, [one], {}, self.globals)
            if isinstance(holds, Unknown):
                raise holds.refusal("What is kept", line)
            if holds:
                kept.append(one)
        return kept

    def _named_tuple(self, name: Any, names: Any, defaults: Any = ()) -> PastedClass:
        several = names.replace(",", " ").split() if isinstance(names, str) else list(names)
        values = list(defaults or ())
        last = dict(zip(several[len(several) - len(values) :], values, strict=True))
        return PastedClass(str(name), self.budget.line, (), last, tuple(map(str, several)))

    def _hasattr(self, value: Any, name: Any) -> bool:
        return self._getattr(value, name, Unknown) is not Unknown


def _is_network(callee: Any) -> bool:
    """Return whether calling a value would make a network or a layer."""
    match callee:
        case LayerKind(kind=kind):
            return not kind.__name__.endswith("Loss")
        case PastedClass(kind=kind):
            return kind is not None
    return False
