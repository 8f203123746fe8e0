"""New tensors as a text asks for them: their shapes alone, on a device without numbers."""

import math
from collections.abc import Callable
from typing import Any

import torch

from core.engines.networks.reader.words import words

Made = tuple[list[int] | tuple[int, ...], torch.dtype]
OF_SIZE = words("empty ones rand randn zeros")
ALIKE = words(
    """
    empty_like full_like ones_like rand_like randn_like zeros_like
    """
)
TYPED = {
    "Tensor": torch.float32,
    "FloatTensor": torch.float32,
    "LongTensor": torch.int64,
    "IntTensor": torch.int32,
    "BoolTensor": torch.bool,
}
MAKERS = (
    OF_SIZE
    | ALIKE
    | words("arange as_tensor eye from_numpy full linspace normal randint randperm tensor")
    | TYPED.keys()
)


def made(name: str, given: tuple[Any, ...], named: dict[str, Any]) -> torch.Tensor:
    """Return the tensor that ``torch.<name>`` would make, without its numbers."""
    if name in ALIKE:
        return torch.empty(list(given[0].shape), dtype=given[0].dtype, device="meta")
    if name in TYPED:
        named = {"dtype": TYPED[name], **named}
    maker: Callable[..., Made] = _sized if name in OF_SIZE else _OTHERS[name]
    size, kind = maker(*given, **_own(named))
    wanted = named.get("dtype")
    return torch.empty(
        size, dtype=wanted if isinstance(wanted, torch.dtype) else kind, device="meta"
    )


PASSED_OVER = words(
    """
    device dtype generator requires_grad pin_memory layout
    """
)


def _own(named: dict[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in named.items() if name not in PASSED_OVER}


def _sized(*sizes: Any, size: Any = ()) -> Made:
    several = sizes[0] if len(sizes) == 1 and isinstance(sizes[0], list | tuple) else sizes
    return list(several or size), torch.float32


def _typed(*given: Any) -> Made:
    """Return what ``torch.Tensor(2, 3)`` and ``torch.Tensor([2, 3])`` are: a size, and numbers."""
    whole = all(isinstance(one, int) for one in given)
    return _sized(*given) if whole else _tensor(*given)


def _normal(mean: Any, std: Any = 1, size: Any = ()) -> Made:
    first = next((one for one in (mean, std) if isinstance(one, torch.Tensor)), None)
    return list(size if first is None else first.shape), torch.float32


def _arange(start: Any, end: Any = None, step: Any = 1) -> Made:
    start, end = (0, start) if end is None else (start, end)
    whole = all(isinstance(one, int) for one in (start, end, step))
    count = max(0, math.ceil((end - start) / step))
    return [count], torch.int64 if whole else torch.float32


def _eye(rows: int, columns: int | None = None) -> Made:
    return [rows, rows if columns is None else columns], torch.float32


def _full(size: Any, fill_value: Any = 0) -> Made:
    return list(size), torch.int64 if type(fill_value) is int else torch.float32


def _linspace(start: Any, end: Any, steps: int = 100) -> Made:
    return [steps], torch.float32


def _randint(*ends: Any, size: Any = None, **_: Any) -> Made:
    return list(ends[-1] if size is None else size), torch.int64


def _tensor(data: Any) -> Made:
    if isinstance(data, torch.Tensor):
        return tuple(data.shape), data.dtype
    size, first = [], data
    while isinstance(first, list | tuple):
        size.append(len(first))
        first = first[0] if first else 0.0
    return size, torch.int64 if isinstance(first, int) else torch.float32


_OTHERS: dict[str, Callable[..., Made]] = {
    "arange": _arange,
    "eye": _eye,
    "full": _full,
    "linspace": _linspace,
    "normal": _normal,
    "randint": _randint,
    "randperm": lambda count: ([count], torch.int64),
    **dict.fromkeys(("tensor", "as_tensor", "from_numpy"), _tensor),
    **dict.fromkeys(TYPED, _typed),
}
