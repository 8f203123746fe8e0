"""Python's operators over plain values and tensors, within bounds."""

import ast
import operator
import re
from collections.abc import Callable
from typing import Any

from core.engines.networks.reader.budget import WOVEN_STEPS, Budget
from core.engines.networks.reader.refusals import Refusal, Unknown
from core.engines.networks.reader.values import LayerKind

LARGEST_EXPONENT = 128
BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.MatMult: operator.matmul,
    ast.LShift: operator.lshift,
    ast.RShift: operator.rshift,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
}
UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Invert: operator.invert,
}


def _same(one: Any, other: Any) -> bool:
    """Return whether two values are one; torch's classes are, whatever stands for them here."""
    return one is other or (isinstance(one, LayerKind) and one == other)


COMPARED: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: _same,
    ast.IsNot: lambda one, other: not _same(one, other),
    ast.In: lambda one, many: one in many,
    ast.NotIn: lambda one, many: one not in many,
}
SEQUENCES = str | tuple | list
PLACE = re.compile(r"%[-+ 0]?\d{0,2}(?:\.\d{1,2})?[diufFeEgGsrxX]")
FORM = re.compile(r"(?:.?[<>^=])?[-+ ]?0?\d{0,2}[,_]?(?:\.\d{1,2})?[a-zA-Z%]?")


def binary(operation: ast.operator, left: Any, right: Any, budget: Budget) -> Any:
    """Return ``left`` and ``right`` combined; raises ``Refusal`` for what would grow too large."""
    for value in (left, right):
        if isinstance(value, Unknown):
            return value
    match operation:
        case ast.Mod() if isinstance(left, str):
            return _filled(left, right, budget)
        case ast.Mult() if isinstance(left, SEQUENCES) and isinstance(right, int):
            budget.length(len(left) * right)
        case ast.Mult() if isinstance(right, SEQUENCES) and isinstance(left, int):
            budget.length(len(right) * left)
        case ast.Pow() | ast.LShift() if isinstance(right, int | float) and isinstance(
            left, int | float
        ):
            if abs(right) > LARGEST_EXPONENT:
                raise Refusal(f"exponents may be at most {LARGEST_EXPONENT} here.", budget.line)
    return budget.fitting(BINARY[type(operation)](left, right))


def _filled(text: str, values: Any, budget: Budget) -> str:
    """Return text with its places, such as %d and %.2f, filled in."""
    given = values if isinstance(values, tuple) else (values,)
    pieces, forms = PLACE.split(text), PLACE.findall(text)
    if len(forms) != len(given) or "%" in "".join(pieces).replace("%%", ""):
        raise Refusal("places in text are filled in as %d, %s or %.2f here.", budget.line)
    written = tuple(
        form % one if plain(one, budget) else "" for form, one in zip(forms, given, strict=True)
    )
    return woven([piece.replace("%%", "%") for piece in pieces], written, budget)


def plain(value: Any, budget: Budget) -> bool:
    """Return ``True``; raises ``Refusal`` for what is no plain value."""
    if not isinstance(value, str | int | float | bool | None):
        raise Refusal("only plain values can be written into text here.", budget.line)
    return True


def written(value: Any, conversion: str, form: str, budget: Budget) -> str:
    """Return a plain value as a form such as ``,d`` or ``.2f`` writes it, in a few characters."""
    plain(value, budget)
    if not FORM.fullmatch(form):
        raise Refusal(f"numbers are not written as {form[:20]!r} here.", budget.line)
    return format(repr(value) if conversion == "r" else value, form)


def woven(pieces: list[str], values: tuple[Any, ...], budget: Budget) -> str:
    """Return pieces of text with plain values between them."""
    budget.spend(WOVEN_STEPS * len(pieces))
    text = pieces[0]
    for value, piece in zip(values, pieces[1:], strict=True):
        plain(value, budget)
        text += f"{value}{piece}"
        budget.length(len(text))
    return text
