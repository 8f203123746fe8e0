"""What a statement would change, told without working through it."""

import ast
from collections.abc import Iterator

from core.engines.networks.reader.words import words

CHANGING = words("append extend insert add_module register_module update pop")


def last_name(decorator: ast.expr) -> str:
    """Return the last name of a decorator, such as ``setter`` of ``@width.setter``."""
    return getattr(decorator, "attr", getattr(decorator, "id", ""))


def added_to(statement: ast.stmt) -> set[str]:
    """Return the names of lists and networks that a statement would change."""
    changed = set()
    for node in ast.walk(statement):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) if (
                method in CHANGING
            ):
                changed.add(name)
            case ast.AugAssign(target=ast.Name(id=name)):
                changed.add(name)
            case ast.Attribute(value=ast.Name(id=name), ctx=ast.Store()):
                changed.add(name)
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store()):
                changed.add(name)
    return changed


def names(statement: ast.stmt) -> list[str]:
    """Return the names that a statement would set, its inner statements' too."""
    return [
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]


def walked(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Yield the nodes of a function's body, but not those of functions and classes inside it."""
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda):
            waiting += ast.iter_child_nodes(node)
