"""Expressions of pasted code, worked out one by one; nothing is evaluated by Python itself."""

import ast
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import torch
from torch import nn

from core.engines.networks.reader import arithmetic, attributes, functions, python_names
from core.engines.networks.reader.budget import (
    FUNCTION_STEPS,
    NODE_STEPS,
    OPERATION_STEPS,
    Budget,
)
from core.engines.networks.reader.refusals import Refusal, Unknown
from core.engines.networks.reader.values import Function, Heedless, PastedClass, Scope, Super

Work = Callable[[Any, Scope], Any]
LONGEST = 100
MOST_NODES = 200
WRITTEN = "_written"


def source(node: ast.AST) -> str:
    """Return the beginning of what a node is written as; what is very long is not written out."""
    kept: dict[str, str] = vars(node)
    if WRITTEN not in kept:
        nodes = sum(1 for _ in islice(_nodes(node), MOST_NODES))
        kept[WRITTEN] = (
            ast.unparse(node)[:LONGEST] if nodes < MOST_NODES else "a very long expression"
        )
    return kept[WRITTEN]


def _nodes(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _nodes(child)


class Expressions:
    """Works out expressions; ``Interpreter`` adds statements, functions and classes."""

    def __init__(self, budget: Budget) -> None:
        """Work within ``budget``."""
        self.budget = budget
        self._work: dict[type[ast.AST], Work] = {}
        self.known = Scope()
        self.globals = Scope(self.known, tolerant=True)

    def call(self, callee: Any, positional: list[Any], named: dict[str, Any], scope: Scope) -> Any:
        """Return what calling a value gives."""
        raise NotImplementedError

    def evaluate(self, node: ast.expr, scope: Scope) -> Any:
        """Return the value of an expression; raises ``Refusal`` for what is not read."""
        self.budget.line = node.lineno
        self.budget.spend(NODE_STEPS)
        return self.worked(node)(node, scope)

    def worked(self, node: ast.AST) -> Work:
        """Return the method that works a kind of node out; raises ``Refusal`` where none does."""
        kind = type(node)
        work = self._work.get(kind)
        if work is None:
            work = getattr(self, f"_{kind.__name__.lower()}", None)
            if work is None:
                raise self.unread(node)
            self._work[kind] = work
        return work

    def unread(self, node: ast.AST) -> Refusal:
        """Return the refusal of a kind of code that is not read."""
        written = source(node).split("\n")[0]
        return Refusal(
            f"{written!r} is not read here; write it with plain values, calls and loops.",
            getattr(node, "lineno", self.budget.line),
        )

    def truth(self, node: ast.expr, scope: Scope) -> bool:
        """Return whether an expression holds; raises ``Refusal`` where only data can tell."""
        value = self.evaluate(node, scope)
        if isinstance(value, Unknown):
            raise value.refusal(f"Whether {source(node)!r} holds", node.lineno)
        if isinstance(value, torch.Tensor):
            raise Refusal(
                f"whether {source(node)!r} holds depends on the data that flow through; "
                "only conditions on plain values are read.",
                node.lineno,
            )
        return len(value) > 0 if isinstance(value, nn.ModuleList | nn.Sequential) else bool(value)

    def iterate(self, value: Any, line: int) -> Iterator[Any]:
        """Yield what a loop runs over; raises ``Refusal`` for what has no end or is not known."""
        if isinstance(value, Unknown):
            raise value.refusal("What this loop runs over", line)
        self.budget.line = line
        return python_names.iterated(value, self.budget)

    def _constant(self, node: ast.Constant, scope: Scope) -> Any:
        if isinstance(node.value, bytes | complex):
            raise self.unread(node)
        return self.budget.fitting(node.value)

    def _name(self, node: ast.Name, scope: Scope) -> Any:
        found = scope.find(node.id)
        return found.names[node.id] if found else attributes.well_known(node.id, node.lineno)

    def _attribute(self, node: ast.Attribute, scope: Scope) -> Any:
        value = self.evaluate(node.value, scope)
        self.budget.line = node.lineno
        return attributes.read(self, value, node.attr)

    def _call(self, node: ast.Call, scope: Scope) -> Any:
        match node.func:
            case ast.Name(id="super") if not scope.find("super"):
                return self._super(node, scope)
            case ast.Attribute(attr="save_hyperparameters"):
                return functions.keep_arguments(scope)
        callee = self.evaluate(node.func, scope)
        positional = self._several(node.args, scope)
        named: dict[str, Any] = {}
        for keyword in node.keywords:
            value = self.evaluate(keyword.value, scope)
            if keyword.arg is not None:
                named[keyword.arg] = value
            elif isinstance(value, dict) and all(isinstance(name, str) for name in value):
                named.update(value)
            elif isinstance(value, Unknown) and not isinstance(callee, Unknown | Heedless):
                raise value.refusal(f"What {source(node.func)} is given", node.lineno)
            elif not isinstance(value, Unknown):
                raise self.unread(node)
        self.budget.line = node.lineno
        return self.call(callee, positional, named, scope)

    def _super(self, node: ast.Call, scope: Scope) -> Super:
        match scope.of_method():
            case Function(owner=PastedClass() as owner), call:
                return Super(owner, call.instance)
        raise self.unread(node)

    def _several(self, nodes: list[ast.expr], scope: Scope) -> list[Any]:
        """Return the values of expressions in a row, of which some may be starred."""
        values: list[Any] = []
        for node in nodes:
            if isinstance(node, ast.Starred):
                values += self.iterate(self.evaluate(node.value, scope), node.lineno)
            else:
                values.append(self.evaluate(node, scope))
        self.budget.fitting(values)
        return values

    def _tuple(self, node: ast.Tuple, scope: Scope) -> tuple[Any, ...]:
        return tuple(self._several(node.elts, scope))

    def _list(self, node: ast.List, scope: Scope) -> list[Any]:
        return self._several(node.elts, scope)

    def _set(self, node: ast.Set, scope: Scope) -> set[Any]:
        return {self.key(value) for value in self._several(node.elts, scope)}

    def _dict(self, node: ast.Dict, scope: Scope) -> Any:
        made: dict[Any, Any] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            worth = self.evaluate(value, scope)
            if key is not None:
                made[self.key(self.evaluate(key, scope))] = worth
            elif isinstance(worth, dict):
                made.update(worth)
            else:
                raise self.unread(node)
        return made

    def key(self, value: Any) -> Any:
        """Return a value that may stand in a dictionary: plain ones, and tuples of them."""
        parts = value if isinstance(value, tuple) else (value,)
        if not all(isinstance(one, str | int | float | bool | None | type) for one in parts):
            raise Refusal(
                "only plain values can be the keys of a dictionary here.", self.budget.line
            )
        return value

    def _binop(self, node: ast.BinOp, scope: Scope) -> Any:
        left, right = self.evaluate(node.left, scope), self.evaluate(node.right, scope)
        self.budget.line = node.lineno
        return self.combine(node.op, left, right)

    def combine(self, operation: ast.operator, left: Any, right: Any) -> Any:
        """Return two values combined by an operator."""
        return arithmetic.binary(operation, left, right, self.budget)

    def _unaryop(self, node: ast.UnaryOp, scope: Scope) -> Any:
        if isinstance(node.op, ast.Not):
            value = self.evaluate(node.operand, scope)
            return value if isinstance(value, Unknown) else not value
        value = self.evaluate(node.operand, scope)
        return value if isinstance(value, Unknown) else arithmetic.UNARY[type(node.op)](value)

    def _boolop(self, node: ast.BoolOp, scope: Scope) -> Any:
        stops = isinstance(node.op, ast.Or)
        value: Any = None
        for part in node.values:
            value = self.evaluate(part, scope)
            if isinstance(value, Unknown) or bool(value) == stops:
                return value
        return value

    def _compare(self, node: ast.Compare, scope: Scope) -> Any:
        left = self.evaluate(node.left, scope)
        result: Any = True
        for operation, part in zip(node.ops, node.comparators, strict=True):
            right = self.evaluate(part, scope)
            for value in (left, right):
                if isinstance(value, Unknown):
                    return value
                self.budget.small(value)
            result = arithmetic.COMPARED[type(operation)](left, right)
            if result is False:
                return False
            left = right
        return result

    def _ifexp(self, node: ast.IfExp, scope: Scope) -> Any:
        return self.evaluate(node.body if self.truth(node.test, scope) else node.orelse, scope)

    def _namedexpr(self, node: ast.NamedExpr, scope: Scope) -> Any:
        value = self.evaluate(node.value, scope)
        scope.set(node.target.id, value)
        return value

    def _lambda(self, node: ast.Lambda, scope: Scope) -> Function:
        return self.function("lambda", node.args, node.body, node.lineno, scope)

    def function(
        self,
        name: str,
        arguments: ast.arguments,
        body: list[ast.stmt] | ast.expr,
        line: int,
        scope: Scope,
    ) -> Function:
        """Return a function of the text, its defaults worked out."""
        self.budget.spend(FUNCTION_STEPS)
        placed = [*arguments.posonlyargs, *arguments.args]
        pairs = list(
            zip(placed[len(placed) - len(arguments.defaults) :], arguments.defaults, strict=True)
        )
        pairs += [
            (one, default)
            for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
            if default is not None
        ]
        defaults = {one.arg: self.evaluate(default, scope) for one, default in pairs}
        return Function(name, arguments, body, scope, defaults, line)

    def _subscript(self, node: ast.Subscript, scope: Scope) -> Any:
        value = self.evaluate(node.value, scope)
        place = self.evaluate(node.slice, scope)
        self.budget.line = node.lineno
        if isinstance(value, torch.Tensor):
            self.budget.spend(OPERATION_STEPS)
        return attributes.item(self, value, place)

    def _slice(self, node: ast.Slice, scope: Scope) -> Any:
        parts = [
            part and self.evaluate(part, scope) for part in (node.lower, node.upper, node.step)
        ]
        for part in parts:
            if isinstance(part, Unknown):
                return part
        return slice(*parts)

    def _joinedstr(self, node: ast.JoinedStr, scope: Scope) -> Any:
        pieces, values = [""], []
        for part in node.values:
            match part:
                case ast.Constant(value=str(text)):
                    pieces[-1] += text
                case ast.FormattedValue(value=value, conversion=conversion, format_spec=spec):
                    self.budget.spend()
                    form = "" if spec is None else self.evaluate(spec, scope)
                    worth = self.evaluate(value, scope)
                    if not isinstance(worth, str | int | float | bool | None):
                        worth = Unknown("a text of what is no plain value", node.lineno)
                    values.append(
                        next((one for one in (worth, form) if isinstance(one, Unknown)), None)
                        or arithmetic.written(worth, chr(max(conversion, 0)), form, self.budget)
                    )
                    pieces.append("")
                case _:
                    raise self.unread(node)
        unknown = next((one for one in values if isinstance(one, Unknown)), None)
        return unknown or arithmetic.woven(pieces, tuple(values), self.budget)
