"""What stands behind the dot of a tensor."""

from typing import Any

import torch

from core.engines.networks.reader import makers
from core.engines.networks.reader.budget import PART_STEPS, Budget
from core.engines.networks.reader.names import (
    FILLING,
    KEEPING,
    KINDS,
    SILENT,
    SPLITTING,
    TENSOR,
    TENSOR_ATTRIBUTES,
)
from core.engines.networks.reader.refusals import Refusal, Unknown
from core.engines.networks.reader.values import Heedless, Known, Missing, Operation

SET = frozenset(("data", "grad", "requires_grad"))
NUMBERS = frozenset(("item", "tolist", "numpy"))


def of(tensor: torch.Tensor, name: str, budget: Budget) -> Any:
    """Return a method or attribute of a tensor, or ``Missing`` where it is not known."""
    if name == "device":
        return "cpu"
    if name in TENSOR_ATTRIBUTES:
        found = getattr(tensor, name)
        return found() if callable(found) else found
    if name in KEEPING:
        return Heedless(
            name, lambda *given, **named: _cast(tensor, name, [*given, *named.values()])
        )
    if name in NUMBERS:
        told = makers.numbers(tensor)
        if told is None:
            told = Unknown(f"{name}() of what flows through", budget.line)
        return Heedless(name, lambda *_, **__: told)
    if name in FILLING:
        return Heedless(name, lambda *_, **__: makers.numbered(tensor, None))
    if name == "new":
        return Known(name, lambda *sizes: makers.made("Tensor", sizes, {"dtype": tensor.dtype}))
    if name not in TENSOR:
        return Missing
    if name in SPLITTING:
        budget.length(max((*tensor.shape, 1)))
        budget.spend(PART_STEPS * max((*tensor.shape, 1)))
    if name in SILENT:
        return Known(name, getattr(tensor, name))
    return Operation(name, getattr(tensor, name), owner=tensor)


def _cast(tensor: torch.Tensor, name: str, given: list[Any]) -> torch.Tensor:
    """Return a tensor of another kind of numbers where one is named."""
    kind = next((one for one in given if isinstance(one, torch.dtype)), None)
    if name in KINDS:
        cast: torch.Tensor = getattr(tensor, name)()
        return cast
    return tensor if kind is None else tensor.to(kind)


def write(tensor: torch.Tensor, value: Any, line: int) -> None:
    """Set one of ``SET``, which changes no more than numbers; raises ``Refusal`` for a shape."""
    if isinstance(value, torch.Tensor) and value.shape != tensor.shape:
        raise Refusal(
            f"a tensor of shape {tuple(tensor.shape)} cannot become one of {tuple(value.shape)}.",
            line,
        )
    makers.numbered(tensor, None)
