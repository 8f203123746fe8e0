"""Statements of pasted code, worked through one by one; Python itself runs none of them."""

import ast
from collections.abc import Iterable, Iterator
from itertools import repeat, takewhile
from typing import Any

import torch
from torch import nn

from core.engines.networks.reader import changed, functions, layers
from core.engines.networks.reader.binding import Binding
from core.engines.networks.reader.budget import (
    BODY_STEPS,
    CALL_STEPS,
    PASSED_OVER_STEPS,
    STATEMENT_STEPS,
    Budget,
)
from core.engines.networks.reader.changed import Told, last_name
from core.engines.networks.reader.classes import pasted_class
from core.engines.networks.reader.expressions import source
from core.engines.networks.reader.found import Found
from core.engines.networks.reader.imported import imported
from core.engines.networks.reader.refusals import Refusal, Unknown
from core.engines.networks.reader.removed import remove
from core.engines.networks.reader.values import Function, PastedClass, Scope

MANNERS = {
    "property": "property",
    "cached_property": "property",
    "staticmethod": "staticmethod",
    "classmethod": "classmethod",
}


class Leaving(Exception):
    """A statement leaves the block that it stands in."""


class Returned(Leaving):
    """A function has come to its ``return``."""

    def __init__(self, value: Any) -> None:
        """Carry the value."""
        self.value = value


class Broken(Leaving):
    """A loop has come to ``break``."""


class Continued(Leaving):
    """A turn of a loop has come to ``continue``."""


class Statements(Binding):
    """Works through statements; what the text turns out to hold is in ``found``."""

    def __init__(self, budget: Budget) -> None:
        """Begin with nothing found."""
        super().__init__(budget)
        self.found = Found()
        self._told: dict[int, Told] = {}

    def body(self, function: Function, scope: Scope) -> Any:
        """Return what a function gives, whose parameters have their values in ``scope``."""
        if isinstance(function.body, ast.expr):
            return self.evaluate(function.body, scope)
        if function.yields:
            scope.yielded = []
        try:
            self.block(function.body, scope)
        except Returned as returned:
            return returned.value if scope.yielded is None else scope.yielded
        except Leaving:
            raise Refusal("break or continue stands outside a loop.", self.budget.line) from None
        return scope.yielded

    def block(self, body: list[ast.stmt], scope: Scope) -> None:
        """Work through statements; where a scope is tolerant, pass over those not read."""
        for statement in body:
            self.budget.line = statement.lineno
            self.budget.spend(STATEMENT_STEPS + changed.in_a_row(statement))
            try:
                self._execute(statement, scope)
            except Refusal as refusal:
                if not scope.tolerant:
                    raise
                self._pass_over(statement, refusal, scope)

    def _execute(self, statement: ast.stmt, scope: Scope) -> None:
        """Work through one statement; whatever Python says of its values is a ``Refusal``."""
        work = self.worked(statement)
        try:
            work(statement, scope)
        except (Refusal, Leaving, RecursionError):
            raise
        except Exception as error:
            raise Refusal(layers.sentence(error), self.budget.line) from None

    def _pass_over(self, statement: ast.stmt, refusal: Refusal, scope: Scope) -> None:
        """Leave a statement out: what it would set is not known, nor what it would add to."""
        self.budget.spend(PASSED_OVER_STEPS)
        told = self._told.get(id(statement))
        if told is None:
            told = self._told[id(statement)] = Told(statement)
            self.budget.spend(told.looked_at)
        self.budget.spend(2 * len(told.used))
        self.found.fail(refusal, told.used)
        unknown = Unknown("what is passed over", refusal.line or statement.lineno)
        for name in told.set:
            if not isinstance(scope.names.get(name), nn.Module):
                scope.set(name, Unknown(name, refusal.line or statement.lineno))
        for name in told.added_to:
            found = scope.find(name)
            if found is not None and isinstance(found.names[name], nn.Module):
                self.found.spoil(name, refusal)
            if found is not None:
                found.names[name] = unknown

    def _expr(self, statement: ast.Expr, scope: Scope) -> None:
        result = self._stated(statement.value, scope)
        if scope.tolerant:
            self.found.state(result)

    def _stated(self, value: ast.expr, scope: Scope) -> Any:
        """Work out an expression that stands alone; a function called so is as tolerant."""
        match value:
            case ast.Call(func=ast.Name(id=name), args=[], keywords=[]) if scope.tolerant:
                found = scope.find(name)
                called = found.names[name] if found else None
                if isinstance(called, Function):
                    return self._tolerated(called, value.lineno)
            case ast.Constant(value=str()):
                return None
        return self.evaluate(value, scope)

    def _tolerated(self, called: Function, line: int) -> Any:
        self.budget.deeper()
        self.budget.spend(CALL_STEPS + BODY_STEPS)
        inner = functions.filled(called, [], {}, line)
        inner.tolerant = True
        try:
            return self.body(called, inner)
        finally:
            self.budget.depth -= 1

    def _assign(self, statement: ast.Assign, scope: Scope) -> None:
        result = self.evaluate(statement.value, scope)
        for target in statement.targets:
            self._assigned(target, result, scope)

    def _annassign(self, statement: ast.AnnAssign, scope: Scope) -> None:
        if statement.value is not None:
            self._assigned(statement.target, self.evaluate(statement.value, scope), scope)

    def _assigned(self, target: ast.expr, value: Any, scope: Scope) -> None:
        """Let a target stand for a value, and remember networks by their names."""
        self.bind(target, value, scope)
        if scope.tolerant and isinstance(target, ast.Name):
            self.found.bind(target.id, value)
        elif scope.tolerant:
            self.found.state(value)

    def _augassign(self, statement: ast.AugAssign, scope: Scope) -> None:
        target, line = statement.target, statement.lineno
        value = self.evaluate(statement.value, scope)
        before = self.evaluate(target, scope)
        if isinstance(statement.op, ast.Add):
            if isinstance(before, list):
                before += self.iterate(value, line)
                self.budget.fitting(before)
                return
            if isinstance(before, nn.ModuleList | nn.Sequential):
                before.extend(list(self.iterate(value, line)))
                return
        self.bind(target, self.combine(statement.op, before, value), scope)

    def _functiondef(self, statement: ast.FunctionDef, scope: Scope) -> None:
        name, line = statement.name, statement.lineno
        made = self.function(name, statement.args, statement.body, line, scope)
        made.yields = changed.yields(statement)
        words = [last_name(one) for one in statement.decorator_list]
        if {"setter", "deleter"} & set(words):
            return
        owner = self._added_to_class(statement, scope)
        if owner is not None:
            made.owner, owner.members[name] = owner, made
            return
        made.manner = next((MANNERS[word] for word in words if word in MANNERS), "")
        scope.set(name, made)

    def _added_to_class(self, statement: ast.FunctionDef, scope: Scope) -> PastedClass | None:
        """Return the class that ``@add_to_class(Net)`` adds a function to."""
        for one in statement.decorator_list:
            if isinstance(one, ast.Call) and last_name(one.func) == "add_to_class" and one.args:
                owner = self.evaluate(one.args[0], scope)
                return owner if isinstance(owner, PastedClass) else None
        return None

    def _classdef(self, statement: ast.ClassDef, scope: Scope) -> None:
        made = pasted_class(self, statement, scope)
        scope.set(statement.name, made)
        self.found.define(made)

    def _return(self, statement: ast.Return, scope: Scope) -> None:
        raise Returned(None if statement.value is None else self.evaluate(statement.value, scope))

    def _if(self, statement: ast.If, scope: Scope) -> None:
        holds = self.truth(statement.test, scope)
        self.block(statement.body if holds else statement.orelse, scope)

    def _match(self, statement: ast.Match, scope: Scope) -> None:
        value = self.evaluate(statement.subject, scope)
        if isinstance(value, Unknown):
            raise value.refusal("What is matched", statement.lineno)
        for case in statement.cases:
            holds = self.fits(case.pattern, value, scope)
            if holds and (case.guard is None or self.truth(case.guard, scope)):
                self.block(case.body, scope)
                return

    def _for(self, statement: ast.For, scope: Scope) -> None:
        def rounds() -> Iterator[None]:
            values = self.evaluate(statement.iter, scope)
            for value in self.iterate(values, statement.lineno):
                self.bind(statement.target, value, scope)
                yield

        self._loop(rounds(), statement, scope)

    def _while(self, statement: ast.While, scope: Scope) -> None:
        rounds = takewhile(lambda _: self.truth(statement.test, scope), repeat(None))
        self._loop(rounds, statement, scope)

    def _loop(self, rounds: Iterable[None], statement: ast.For | ast.While, scope: Scope) -> None:
        for _ in rounds:
            try:
                self.block(statement.body, scope)
            except Continued:
                continue
            except Broken:
                return
        self.block(statement.orelse, scope)

    def _with(self, statement: ast.With, scope: Scope) -> None:
        for entered in statement.items:
            if entered.optional_vars is not None:
                opened = Unknown(source(entered.context_expr), statement.lineno)
                self.bind(entered.optional_vars, opened, scope)
        self.block(statement.body, scope)

    def _try(self, statement: ast.Try, scope: Scope) -> None:
        self.block([*statement.body, *statement.orelse, *statement.finalbody], scope)

    def _import(self, statement: ast.Import, scope: Scope) -> None:
        """Let imported names stand for what is known of them; nothing is imported."""
        for alias in statement.names:
            name = alias.asname or alias.name.split(".")[0]
            path = alias.name if alias.asname else name
            scope.set(name, imported(self, path, statement.lineno))

    def _importfrom(self, statement: ast.ImportFrom, scope: Scope) -> None:
        for alias in statement.names:
            path = f"{statement.module or ''}.{alias.name}".strip(".")
            if alias.name != "*":
                scope.set(alias.asname or alias.name, imported(self, path, statement.lineno))

    def _global(self, statement: ast.Global, scope: Scope) -> None:
        scope.elsewhere.update(dict.fromkeys(statement.names, self.globals))

    def _nonlocal(self, statement: ast.Nonlocal, scope: Scope) -> None:
        for name in statement.names:
            scope.elsewhere[name] = (scope.outer and scope.outer.find(name)) or scope

    def _delete(self, statement: ast.Delete, scope: Scope) -> None:
        for target in statement.targets:
            remove(self, target, scope)

    def _assert(self, statement: ast.Assert, scope: Scope) -> None:
        value = self.evaluate(statement.test, scope)
        if isinstance(value, Unknown | torch.Tensor) or value:
            return
        raise Refusal(f"{source(statement)!r} does not hold.", statement.lineno)

    def _raise(self, statement: ast.Raise, scope: Scope) -> None:
        stopped = source(statement)
        raise Refusal(f"the code stops here itself: {stopped}.", statement.lineno)

    def _pass(self, statement: ast.Pass, scope: Scope) -> None:
        """Go on."""

    def _break(self, statement: ast.Break, scope: Scope) -> None:
        raise Broken

    def _continue(self, statement: ast.Continue, scope: Scope) -> None:
        raise Continued
