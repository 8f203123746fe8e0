"""A stack of layers as rows, a kind and its arguments each, and as code."""

import ast
import inspect
import re
from collections.abc import Iterator, Sequence
from typing import Any

from torch import nn

from core.engines.networks.reader import layers
from core.engines.networks.reader.networks import read
from core.engines.networks.reader.refusals import Refusal
from core.limits import quoted

KINDS = tuple(
    name
    for name in dir(nn)
    if (kind := layers.kind(name))
    and not issubclass(kind, layers.HOLDERS)
    and not name.endswith("Loss")
)
MOST_ROWS = 1_000
NEXT_LINE = ",\n"
SIZES = frozenset(("kernel_size", "stride", "padding", "dilation", "output_padding"))
Row = tuple[str, str]


def of(text: str) -> list[Row]:
    """Return the layers of the first network in ``text``, with arguments that are no defaults.

    Raises ``Refusal`` for a text that is not read, and for a network that is no plain stack.
    """
    return [(type(one).__name__, _arguments(one)) for one in _stacked(read(text)[0].module)]


def code(rows: Sequence[Row]) -> str:
    """Return PyTorch code that makes ``rows`` as ``model``.

    Raises ``Refusal``, with the number of the row, for one that is no layer of ``torch.nn``.
    """
    if not 1 <= len(rows) <= MOST_ROWS:
        raise Refusal(f"There are {len(rows):,} rows, but must be 1 to {MOST_ROWS:,}.")
    calls = [_call(number, *row) for number, row in enumerate(rows, 1)]
    try:
        read(f"nn.Sequential({NEXT_LINE.join(calls)})")
    except Refusal as refusal:
        raise Refusal(re.sub("^Line", "Row", str(refusal))) from None
    inside = "".join(f"    {call},\n" for call in calls)
    return f"from torch import nn\n\nmodel = nn.Sequential(\n{inside})\n"


def _call(number: int, kind: str, arguments: str) -> str:
    """Return a row as one call, on one line."""
    if kind not in KINDS:
        raise Refusal(f"Row {number}: the layer is {quoted(kind)}, but must be one of torch.nn's.")
    written = f"nn.{kind}({arguments})"
    try:
        tree = ast.parse(written, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        tree = None
    if not isinstance(tree, ast.Call) or ast.unparse(tree.func) != f"nn.{kind}":
        raise Refusal(f"Row {number}: {quoted(written)} is no layer with its arguments.")
    return ast.unparse(tree)


def _stacked(module: nn.Module) -> Iterator[nn.Module]:
    """Yield the layers of Sequentials inside one another, from first to last."""
    if type(module) is nn.Sequential:
        for part in module:
            yield from _stacked(part)
    elif type(module).__name__ in KINDS and not list(module.children()):
        yield module
    else:
        raise Refusal(
            "This network is more than a stack of layers, which is all that rows can hold; change "
            "its code instead."
        )


def _arguments(layer: nn.Module) -> str:
    """Return the arguments that make a layer anew, those without a default first."""
    kind = nn.RNNBase if isinstance(layer, nn.RNNBase) else type(layer)
    written = []
    for one in [*inspect.signature(kind.__init__).parameters.values()][1:]:
        value = getattr(layer, one.name, one.default)
        if one.name == "bias":
            value = value is not None and value is not False
        if one.name == "mode" and kind is nn.RNNBase:
            continue
        if one.default is one.empty:
            written += [repr(_short(one.name, value))] if value is not one.empty else []
        elif value != one.default and _short(one.name, value) != one.default:
            written.append(f"{one.name}={_short(one.name, value)!r}")
    if isinstance(layer, nn.RNN) and layer.nonlinearity != "tanh":
        written.append(f"nonlinearity={layer.nonlinearity!r}")
    return ", ".join(written)


def _short(name: str, value: Any) -> Any:
    """Return a size that is the same on every side as one number."""
    alike = name in SIZES and isinstance(value, tuple) and len(set(value)) == 1
    return value[0] if alike else value
