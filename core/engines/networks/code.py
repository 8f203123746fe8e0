"""PyTorch code of a stack of layers: read without running any of it, and written so that it runs.

What is read: imports of torch and torch.nn (or ``from collections import OrderedDict``), then one
network, bare or assigned to a name. A network is one layer of ``core.engines.networks.kinds.KINDS``
or a ``Sequential`` of layers and further Sequentials; each may be written ``nn.X``, ``torch.nn.X``
or ``X``. Layers take their torch arguments, by place or by name: whole and decimal numbers, ``+ - *
//`` of them, tuples, text, ``True``, ``False`` and ``None``. Everything else is refused. The code
goes through ``ast.parse`` alone: nothing is compiled, evaluated or looked up by a pasted name.
"""

import ast
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import MISSING, fields
from itertools import islice
from typing import Any

from core.engines.networks.kinds import KINDS, Layer, Residual
from core.limits import quoted

MOST_CHARACTERS = 100_000
MOST_LAYERS = 1_000
DEEPEST = 20
LARGEST_NUMBER = 10**9
IMPORTS = (
    "import torch",
    "import torch.nn",
    "import torch.nn as nn",
    "from torch import nn",
    "from collections import OrderedDict",
)
_OPERATIONS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
}
_RESIDUAL = '''
class Residual(nn.Module):
    """Add what two paths make of one input; an empty shortcut passes it on."""

    def __init__(self, main, shortcut):
        super().__init__()
        self.main, self.shortcut = main, shortcut

    def forward(self, values):
        return self.main(values) + self.shortcut(values)

'''


class NetworkCodeError(ValueError):
    """Code that is not read: one sentence with the line, what was found and what is allowed."""


class _Refusal(Exception):
    """A piece of code that is not allowed, and what is."""

    def __init__(self, node: ast.expr | ast.stmt, allowed: str) -> None:
        self.node, self.allowed = node, allowed


def parse(text: str) -> tuple[Layer, ...]:
    """Return the layers that ``text`` lists, nested Sequentials laid out in one row.

    ``text`` has at most 100,000 characters and 1,000 layers, and nests at most 20 deep.
    Raises ``NetworkCodeError`` for anything else, whatever ``text`` holds.
    """
    try:
        layers = tuple(islice(_layers(_network(_tree(text)), depth=1), MOST_LAYERS + 1))
    except _Refusal as refusal:
        found = quoted(ast.get_source_segment(text, refusal.node))
        raise NetworkCodeError(
            f"Line {refusal.node.lineno}: found {found}, but {refusal.allowed}."
        ) from None
    if not 1 <= len(layers) <= MOST_LAYERS:
        found = f"more than {MOST_LAYERS:,}" if layers else "no"
        raise NetworkCodeError(
            f"Line 1: the network has {found} layers, but must have 1 to {MOST_LAYERS:,}."
        )
    return layers


def parse_rows(rows: Sequence[tuple[str, str]]) -> tuple[Layer, ...]:
    """Return the layers of ``rows``: a kind each and its arguments, such as ``"3, 16, 5"``.

    Raises ``NetworkCodeError`` as ``parse`` does, with the number of the row.
    """
    if not 1 <= len(rows) <= MOST_LAYERS:
        raise NetworkCodeError(f"There are {len(rows):,} rows, but must be 1 to {MOST_LAYERS:,}.")
    return tuple(_row(number, *row) for number, row in enumerate(rows, 1))


def _row(number: int, kind: str, arguments: str) -> Layer:
    if kind not in KINDS:
        raise NetworkCodeError(
            f"Row {number}: the layer is {quoted(kind)}, but must be one of {', '.join(KINDS)}."
        )
    try:
        (layer,) = parse(f"nn.{kind}({arguments})")
    except NetworkCodeError as error:
        raise NetworkCodeError(
            re.sub(r"^(Line \d+|The code)", f"Row {number}", str(error))
        ) from None
    return layer


def export(layers: Sequence[Layer | Residual]) -> str:
    """Return PyTorch code that makes ``layers`` as ``model``; ``parse`` reads it back.

    Code with residual blocks defines their class first, which ``parse`` refuses.
    """
    residual = any(isinstance(layer, Residual) for layer in layers)
    head = "from torch import nn\n" + ("\n" + _RESIDUAL if residual else "")
    return f"{head}\nmodel = {_sequential(layers, '')}\n"


def _sequential(layers: Iterable[Layer | Residual], margin: str) -> str:
    deeper = margin + "    "
    lines = [f"{deeper}{_expression(layer, deeper)},\n" for layer in layers]
    return f"nn.Sequential(\n{''.join(lines)}{margin})" if lines else "nn.Sequential()"


def _expression(layer: Layer | Residual, margin: str) -> str:
    if isinstance(layer, Layer):
        return layer.code()
    deeper = margin + "    "
    paths = [_sequential(path, deeper) for path in (layer.main, layer.shortcut)]
    return f"Residual(\n{deeper}{paths[0]},\n{deeper}{paths[1]},\n{margin})"


def _tree(text: str) -> ast.Module:
    """Parse ``text`` into Python's own syntax tree, which runs nothing."""
    if len(text) > MOST_CHARACTERS:
        raise NetworkCodeError(
            f"The code has {len(text):,} characters, but may have at most {MOST_CHARACTERS:,}."
        )
    unreadable = re.search("[\0\ud800-\udfff]", text)
    if unreadable:
        line = text.count("\n", 0, unreadable.start()) + 1
        raise NetworkCodeError(
            f"Line {line}: found a character that is no text, but only text can be read as code."
        )
    try:
        return ast.parse(text)
    except SyntaxError as error:
        raise NetworkCodeError(
            f"Line {error.lineno or 1}: this is not Python ({quoted(error.msg)}), but must be "
            "code such as nn.Sequential(nn.ReLU())."
        ) from None
    except (ValueError, RecursionError, MemoryError):
        raise NetworkCodeError(
            f"Line 1: found code that nests too deeply, but code may nest at most {DEEPEST} deep."
        ) from None


def _network(tree: ast.Module) -> ast.expr:
    """Return the one expression beside the imports."""
    found: ast.expr | None = None
    for statement in tree.body:
        match statement:
            case ast.Import() | ast.ImportFrom():
                _check_import(statement)
                continue
            case ast.Expr(value=value) | ast.Assign(targets=[ast.Name()], value=value):
                network = value
            case _:
                raise _Refusal(statement, "only imports of torch and one nn.Sequential are allowed")
        if found is not None:
            raise _Refusal(statement, "only one network can be read at a time")
        found = network
    if found is None:
        raise NetworkCodeError("Line 1: there is no network, but nn.Sequential(...) is expected.")
    return found


def _check_import(statement: ast.Import | ast.ImportFrom) -> None:
    match statement:
        case ast.ImportFrom(module="torch.nn", level=0, names=aliases) if all(
            alias.asname is None and alias.name in {"Sequential", *KINDS} for alias in aliases
        ):
            return
    if ast.unparse(statement) not in IMPORTS:
        allowed = ", ".join((*IMPORTS, "from torch.nn import Conv2d"))
        raise _Refusal(statement, f"only imports such as these are allowed: {allowed}")


def _layers(node: ast.expr, depth: int) -> Iterator[Layer]:
    """Yield the layers that an expression makes, from first to last."""
    _check_depth(node, depth)
    name = _callee(node)
    if not isinstance(node, ast.Call) or name is None:
        raise _Refusal(node, "only calls such as nn.Sequential(...) or nn.Conv2d(...) are allowed")
    if name == "Sequential":
        for part in _parts(node):
            yield from _layers(part, depth + 1)
    elif name in KINDS:
        yield _layer(node, KINDS[name], depth)
    else:
        raise _Refusal(node.func, f"only Sequential and these are allowed: {', '.join(KINDS)}")


def _callee(node: ast.expr) -> str | None:
    """Return the name that is called as ``X``, ``nn.X`` or ``torch.nn.X``."""
    match node:
        case ast.Call(
            func=ast.Name(id=name)
            | ast.Attribute(value=ast.Name(id="nn"), attr=name)
            | ast.Attribute(value=ast.Attribute(value=ast.Name(id="torch"), attr="nn"), attr=name)
        ):
            return name
    return None


def _parts(call: ast.Call) -> list[ast.expr]:
    """Return the parts of a Sequential, also of one made from an OrderedDict of named parts."""
    if call.keywords:
        raise _Refusal(call.keywords[0].value, "Sequential takes no arguments by name")
    match call.args:
        case [ast.Call(func=ast.Name(id="OrderedDict"), args=[ast.List() as pairs], keywords=[])]:
            return _named_parts(pairs)
    return call.args


def _named_parts(pairs: ast.List) -> list[ast.expr]:
    parts: dict[str, ast.expr] = {}
    for pair in pairs.elts:
        match pair:
            case ast.Tuple(elts=[ast.Constant(value=str(name)), part]) if name not in parts:
                parts[name] = part
            case _:
                raise _Refusal(
                    pair, 'an OrderedDict holds pairs such as ("conv1", nn.ReLU()), each name once'
                )
    return list(parts.values())


def _layer(call: ast.Call, kind: type[Layer], depth: int) -> Layer:
    """Make a layer of a class out of our own table, from arguments that are plain values."""
    names = [field.name for field in fields(kind)]
    places = [field.name for field in fields(kind) if not field.kw_only]
    if len(call.args) > len(places):
        raise _Refusal(call, f"{kind.__name__} takes at most {len(places)} arguments without name")
    values: dict[str, Any] = {}
    placed = [ast.keyword(name, node) for name, node in zip(places, call.args, strict=False)]
    for argument in placed + call.keywords:
        name, node = argument.arg, argument.value
        if name not in names:
            takes = ", ".join(names) or "no arguments"
            raise _Refusal(node, f"{kind.__name__} takes {takes}, and not {quoted(name)}")
        if name in values:
            raise _Refusal(node, f"{name} may be given only once")
        values[name] = _value(node, depth + 1)
    needed = [field.name for field in fields(kind) if field.default is MISSING]
    missing = [name for name in needed if name not in values]
    if missing:
        raise _Refusal(call, f"{kind.__name__} also needs {', '.join(missing)}")
    try:
        return kind(**values)
    except ValueError as error:
        raise NetworkCodeError(f"Line {call.lineno}, {kind.__name__}: {error}") from None


def _value(node: ast.expr, depth: int) -> Any:
    """Return the plain value that an argument stands for."""
    _check_depth(node, depth)
    match node:
        case ast.Constant(value=bool() | int() | float() | str() | None as value):
            return value
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return tuple(_value(part, depth + 1) for part in parts)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_number(operand, depth + 1)
        case ast.BinOp(left=left, op=operation, right=right) if type(operation) in _OPERATIONS:
            numbers = _number(left, depth + 1), _number(right, depth + 1)
            if isinstance(operation, ast.FloorDiv) and numbers[1] == 0:
                raise _Refusal(node, "nothing can be divided by 0")
            return _OPERATIONS[type(operation)](*numbers)
    raise _Refusal(
        node, "only numbers, + - * // of them, tuples, text, True, False and None are allowed"
    )


def _number(node: ast.expr, depth: int) -> int | float:
    """Return a number to calculate with, small enough that the result stays small."""
    value = _value(node, depth)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _Refusal(node, "only numbers can be calculated with")
    if not abs(value) <= LARGEST_NUMBER:
        raise _Refusal(node, f"numbers to calculate with are at most {LARGEST_NUMBER:,}")
    return value


def _check_depth(node: ast.expr, depth: int) -> None:
    if depth > DEEPEST:
        raise _Refusal(node, f"code may nest at most {DEEPEST} deep")
