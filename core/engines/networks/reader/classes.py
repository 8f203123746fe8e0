"""Classes of the text: networks, blocks, and plain objects that hold settings."""

import ast
from typing import TYPE_CHECKING, Any

from torch import nn

from core.engines.networks.reader.budget import CLASS_STEPS, DEEPEST
from core.engines.networks.reader.refusals import Refusal, Unknown
from core.engines.networks.reader.values import (
    Function,
    LayerKind,
    Missing,
    PastedClass,
    PastedObject,
    Scope,
)

if TYPE_CHECKING:
    from core.engines.networks.reader.statements import Statements


def pasted_class(work: "Statements", node: ast.ClassDef, scope: Scope) -> PastedClass:
    """Return the class that a statement defines, its body worked through."""
    bases = [work.evaluate(base, scope) for base in node.bases]
    body = Scope(scope)
    for statement in node.body:
        if not _abstract(statement):
            work.block([statement], body)
    own = tuple(base for base in bases if isinstance(base, PastedClass))
    behind = sum(len(base.lineage) for base in own)
    work.budget.spend(CLASS_STEPS + behind)
    if behind > DEEPEST:
        raise Refusal(f"a class may build on at most {DEEPEST} others here.", node.lineno)
    made = PastedClass(node.name, node.lineno, own, body.names, _fields(node, own))
    made.kind = _kind(bases, made)
    if any(isinstance(base, Unknown) and base.source.lower().endswith("enum") for base in bases):
        made.members.update(
            {
                name: PastedObject(made, {"name": name, "value": one})
                for name, one in body.names.items()
                if not isinstance(one, Function)
            }
        )
    for value in body.names.values():
        if isinstance(value, Function):
            value.owner, value.scope = made, scope
    return made


def _kind(bases: list[Any], made: PastedClass) -> type[nn.Module] | None:
    """Return the torch class that a class builds on, if it is a network at all."""
    for base in bases:
        if isinstance(base, LayerKind):
            return base.kind
        if isinstance(base, PastedClass) and base.kind is not None:
            return base.kind
    unknown = any(isinstance(base, Unknown) for base in bases)
    of_book = any(
        isinstance(base, Unknown) and base.source.split(".")[0] == "d2l" for base in bases
    )
    return nn.Module if of_book or (unknown and made.find("forward") is not Missing) else None


def _fields(node: ast.ClassDef, bases: tuple[PastedClass, ...]) -> tuple[str, ...]:
    """Return the fields of a dataclass or named tuple, in their order."""
    inherited = tuple(name for base in bases for name in base.fields)
    own = tuple(
        one.target.id
        for one in node.body
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
    )
    return inherited + own if node.decorator_list or node.bases else own


def _abstract(statement: ast.stmt) -> bool:
    """Return whether a statement of a class body only says something, as its description does."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
