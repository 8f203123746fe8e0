"""What a statement would change, told without working through it."""

import ast
from collections.abc import Iterator

from core.engines.networks.reader.budget import ROW_STEPS
from core.engines.networks.reader.words import words

YIELDS = "_yields"
CHANGING = words("append extend insert add_module register_module update pop")


def last_name(decorator: ast.expr) -> str:
    """Return the last name of a decorator, such as ``setter`` of ``@width.setter``."""
    return getattr(decorator, "attr", getattr(decorator, "id", ""))


def root_name(node: ast.expr) -> str:
    """Return the name that a row of dots and brackets begins with, such as ``net`` of ``net.a[0]``.

    It is empty where the row begins with something else.
    """
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


class Told:
    """The names in a statement, those that it would set, and lists and networks it would change."""

    def __init__(self, statement: ast.stmt) -> None:
        """Look through the statement, and the statements in it."""
        self.used: set[str] = set()
        self.set: set[str] = set()
        self.added_to: set[str] = set()
        self.looked_at = 0
        for node in ast.walk(statement):
            self.looked_at += 1
            match node:
                case ast.Name(id=name, ctx=context):
                    self.used.add(name)
                    if isinstance(context, ast.Store):
                        self.set.add(name)
                case ast.Call(func=ast.Attribute(value=owner, attr=method)) if method in CHANGING:
                    self.added_to.add(root_name(owner))
                case (
                    ast.AugAssign(target=owner)
                    | ast.Attribute(value=owner, ctx=ast.Store() | ast.Del())
                    | ast.Subscript(value=owner, ctx=ast.Store() | ast.Del())
                ):
                    self.added_to.add(root_name(owner))


def in_a_row(statement: ast.stmt) -> int:
    """Return the steps for the targets, names or openings that a statement has side by side."""
    return ROW_STEPS * sum(
        len(getattr(statement, row, ())) for row in ("targets", "names", "items")
    )


def yields(function: ast.FunctionDef) -> bool:
    """Return whether a function makes values one by one; it is looked through once."""
    kept: dict[str, bool] = vars(function)
    if YIELDS not in kept:
        inside = walked(function.body)
        kept[YIELDS] = any(isinstance(one, ast.Yield | ast.YieldFrom) for one in inside)
    return kept[YIELDS]


def walked(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Yield the nodes of a function's body, but not those of functions and classes inside it."""
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda):
            waiting += ast.iter_child_nodes(node)
