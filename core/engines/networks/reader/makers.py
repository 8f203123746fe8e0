"""New tensors as a text asks for them: their shapes alone, on a device without numbers."""

import math
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch.utils.weak import WeakTensorKeyDictionary

from core.engines.networks.reader.words import words

Made = tuple[list[int] | tuple[int, ...], torch.dtype]
MOST_NUMBERS = 1_000
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
_TOLD = WeakTensorKeyDictionary()
"""The numbers of those tensors that tell them, for as long as the tensors are kept."""


def made(name: str, given: tuple[Any, ...], named: dict[str, Any]) -> torch.Tensor:
    """Return the tensor that ``torch.<name>`` would make, without its numbers."""
    if name in ALIKE:
        return torch.empty(list(given[0].shape), dtype=given[0].dtype, device="meta")
    if name in TYPED:
        named = {"dtype": TYPED[name], **named}
    maker: Callable[..., Made] = _sized if name in OF_SIZE else _OTHERS[name]
    size, kind = maker(*given, **_own(named))
    wanted = named.get("dtype")
    tensor = torch.empty(
        size, dtype=wanted if isinstance(wanted, torch.dtype) else kind, device="meta"
    )
    numbers = _NUMBERS[name](*given, **_own(named)) if name in _NUMBERS else None
    return tensor if numbers is None else numbered(tensor, numbers)


def numbered(tensor: torch.Tensor, numbers: Any) -> torch.Tensor:
    """Return a tensor that tells its numbers from now on: one, those in a row, or none."""
    if numbers is not None:
        _TOLD[tensor] = numbers
    else:
        _TOLD.pop(tensor, None)
    return tensor


def numbers(tensor: torch.Tensor) -> Any:
    """Return the number of a tensor or those in its row, or ``None`` where they are not known."""
    return _TOLD.get(tensor)


def parts(tensor: torch.Tensor) -> Iterator[torch.Tensor]:
    """Yield the parts of a tensor, with their numbers where they are known."""
    told = numbers(tensor)
    for place, part in enumerate(tensor):
        yield part if told is None else numbered(part, told[place])


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


def _in_steps(start: Any, end: Any, steps: int = 100) -> list[float] | None:
    step = (end - start) / max(1, steps - 1)
    return [start + step * place for place in range(steps)] if steps <= MOST_NUMBERS else None


def _counted(*given: Any) -> list[Any] | None:
    start, end, step = given if len(given) == 3 else (*([0, *given][-2:]), 1)
    count = _arange(*given)[0][0]
    return [start + step * place for place in range(count)] if count <= MOST_NUMBERS else None


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
_NUMBERS: dict[str, Callable[..., list[Any] | None]] = {"arange": _counted, "linspace": _in_steps}
