"""Names bound to values: by assignments, loops and comprehensions."""

import ast
from collections.abc import Callable
from typing import Any

from core.engines.networks.reader import attributes
from core.engines.networks.reader.expressions import Expressions
from core.engines.networks.reader.refusals import Refusal, Unknown
from core.engines.networks.reader.values import Scope


class Binding(Expressions):
    """Adds what binds names to expressions that only read them."""

    def _listcomp(self, node: ast.ListComp, scope: Scope) -> list[Any]:
        made: list[Any] = []
        self._loops(
            node.generators, Scope(scope), lambda inner: made.append(self.evaluate(node.elt, inner))
        )
        self.budget.fitting(made)
        return made

    def _generatorexp(self, node: ast.GeneratorExp, scope: Scope) -> list[Any]:
        return self._listcomp(
            ast.copy_location(ast.ListComp(node.elt, node.generators), node), scope
        )

    def _setcomp(self, node: ast.SetComp, scope: Scope) -> set[Any]:
        alike = ast.ListComp(node.elt, node.generators)
        return {self.key(one) for one in self._listcomp(ast.copy_location(alike, node), scope)}

    def _dictcomp(self, node: ast.DictComp, scope: Scope) -> dict[Any, Any]:
        made: dict[Any, Any] = {}

        def add(inner: Scope) -> None:
            made[self.key(self.evaluate(node.key, inner))] = self.evaluate(node.value, inner)

        self._loops(node.generators, Scope(scope), add)
        return made

    def _loops(
        self, loops: list[ast.comprehension], scope: Scope, each: Callable[[Scope], None]
    ) -> None:
        """Call ``each`` for every turn of loops inside one another."""
        if not loops:
            each(scope)
            return
        first, *rest = loops
        values = self.evaluate(first.iter, scope)
        for value in self.iterate(values, first.iter.lineno):
            self.budget.spend()
            self.bind(first.target, value, scope)
            if all(self.truth(test, scope) for test in first.ifs):
                self._loops(rest, scope, each)

    def _yield(self, node: ast.Yield, scope: Scope) -> None:
        value = None if node.value is None else self.evaluate(node.value, scope)
        self._yielded(node, scope).append(value)

    def _yieldfrom(self, node: ast.YieldFrom, scope: Scope) -> None:
        values = self.iterate(self.evaluate(node.value, scope), node.lineno)
        self._yielded(node, scope).extend(values)

    def _yielded(self, node: ast.expr, scope: Scope) -> list[Any]:
        found = next((one.yielded for one in scope.chain() if one.yielded is not None), None)
        if found is None:
            raise self.unread(node)
        return self.budget.fitting(found)

    def fits(self, pattern: ast.pattern, value: Any, scope: Scope) -> bool:
        """Return whether a value is what a ``case`` describes, and bind the name that it gives."""
        match pattern:
            case ast.MatchValue(value=wanted):
                return bool(self._same(value, self.evaluate(wanted, scope)))
            case ast.MatchSingleton(value=wanted):
                return value is wanted
            case ast.MatchOr(patterns=several):
                return any(self.fits(one, value, scope) for one in several)
            case ast.MatchAs(pattern=inner, name=name) if inner is None or self.fits(
                inner, value, scope
            ):
                if name is not None:
                    scope.set(name, value)
                return True
            case ast.MatchAs():
                return False
        raise self.unread(pattern)

    def _same(self, value: Any, wanted: Any) -> bool:
        plain = str | int | float | bool | None
        return value is wanted or (
            isinstance(value, plain) and isinstance(wanted, plain) and value == wanted
        )

    def bind(self, target: ast.expr, value: Any, scope: Scope) -> None:
        """Let a target of an assignment stand for ``value``."""
        match target:
            case ast.Name(id=name):
                scope.set(name, value)
            case ast.Tuple(elts=targets) | ast.List(elts=targets):
                self._unpack(targets, value, target.lineno, scope)
            case ast.Attribute(value=owner, attr=name):
                attributes.write(self, self.evaluate(owner, scope), name, value)
            case ast.Subscript(value=owner, slice=place):
                attributes.put(
                    self, self.evaluate(owner, scope), self.evaluate(place, scope), value
                )
            case _:
                raise self.unread(target)

    def _unpack(self, targets: list[ast.expr], value: Any, line: int, scope: Scope) -> None:
        if isinstance(value, Unknown):
            values: list[Any] = [value] * len(targets)
        else:
            values = list(self.iterate(value, line))
        starred = [i for i, one in enumerate(targets) if isinstance(one, ast.Starred)]
        if starred and not isinstance(value, Unknown):
            first, after = starred[0], len(targets) - starred[0] - 1
            end = len(values) - after
            values = [*values[:first], values[first:end], *values[end:]]
        if len(values) != len(targets):
            raise Refusal(f"{len(values)} values cannot go into {len(targets)} names.", line)
        for target, one in zip(targets, values, strict=True):
            self.bind(target.value if isinstance(target, ast.Starred) else target, one, scope)
