"""What ``del`` takes away: a name, a part of an object or layer, an entry of a collection."""

import ast
from typing import TYPE_CHECKING, Any

from torch import nn

from core.engines.networks.reader import layers, python_names
from core.engines.networks.reader.refusals import Refusal, Unknown
from core.engines.networks.reader.values import PastedObject, Scope

if TYPE_CHECKING:
    from core.engines.networks.reader.expressions import Expressions


def remove(work: "Expressions", target: ast.expr, scope: Scope) -> None:
    """Take a target of ``del`` away; raises ``Refusal`` for what is not there."""
    match target:
        case ast.Name(id=name):
            scope.names.pop(name, None)
        case ast.Attribute(value=owner, attr=name):
            _attribute(work, work.evaluate(owner, scope), name)
        case ast.Subscript(value=owner, slice=place):
            _entry(work, work.evaluate(owner, scope), work.evaluate(place, scope))
        case ast.Tuple(elts=several) | ast.List(elts=several):
            for one in several:
                remove(work, one, scope)


def _attribute(work: "Expressions", owner: Any, name: str) -> None:
    if isinstance(owner, Unknown):
        return
    tables = [owner.own] if isinstance(owner, PastedObject) else []
    if isinstance(owner, nn.Module):
        tables = [owner._modules, owner._parameters, owner._buffers, getattr(owner, "own", {})]
    for table in tables:
        if name in table:
            del table[name]
            return
    raise Refusal(f"{python_names.described(owner)} has no {name} to be deleted.", work.budget.line)


def _entry(work: "Expressions", owner: Any, place: Any) -> None:
    if isinstance(owner, Unknown):
        return
    if isinstance(place, Unknown):
        raise place.refusal("What is deleted", work.budget.line)
    if not isinstance(owner, (list, dict, *layers.CONTAINERS)):
        raise Refusal(f"no part of {python_names.described(owner)} is deleted.", work.budget.line)
    work.budget.spend(len(owner))  # type: ignore[arg-type]
    del owner[place]  # type: ignore[arg-type]
