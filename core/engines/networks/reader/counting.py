"""Operations counted by torch's own formulae while a network runs on a device without numbers."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry

from core.engines.networks.reader import makers, shapes, sight
from core.engines.networks.reader.budget import (
    DISPATCH_STEPS,
    PART_STEPS,
    UNKNOWN_SHAPE_STEPS,
    Budget,
)
from core.engines.networks.reader.words import words

COMPARING = words(
    """
    all any eq ne lt le gt ge logical_and logical_or logical_not
    """
)
KINDS = {
    **dict.fromkeys(COMPARING, torch.bool),
    **dict.fromkeys(("argmax", "argmin"), torch.int64),
    "_fft_r2c": torch.complex64,
    "_fft_c2r": torch.float32,
}
WITH_PLACES = frozenset(("topk", "sort"))


class Counting(TorchDispatchMode):
    """Counts multiply-accumulates of torch's operations, and follows what each result sees.

    ``torch.utils.flop_counter.FlopCounterMode`` counts the same and loads torch's compiler for it.
    """

    def __init__(self, budget: Budget, steps: int = DISPATCH_STEPS) -> None:
        """Begin with nothing counted; every operation costs ``steps``."""
        super().__init__()
        self.budget, self.steps = budget, steps
        self.operations = 0
        self._seen: dict[int, tuple[torch.Tensor, sight.Sight]] = {}
        self._from: dict[int, frozenset[int]] = {}

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Leave torch's compiler alone, which would be loaded only to be told to look away."""
        return False

    @property
    def multiply_accumulates(self) -> int:
        """Half of the operations: torch counts a product and a sum as two."""
        return self.operations // 2

    def look(self, value: torch.Tensor) -> sight.Sight:
        """Return what a value sees of the input."""
        return self._seen.get(id(value), (value, sight.NOTHING))[1]

    def enter(self, value: torch.Tensor) -> None:
        """Begin with the input itself."""
        self._seen[id(value)] = value, sight.entering(value)
        self.mark([value], 0)

    def mark(self, values: Iterable[torch.Tensor], number: int) -> None:
        """Remember the row that gave ``values``."""
        for one in values:
            self._from[id(one)] = frozenset((number,))
            self._seen.setdefault(id(one), (one, sight.NOTHING))

    def rows(self, values: Iterable[Any]) -> tuple[int, ...]:
        """Return the numbers of the rows that gave what is in ``values``."""
        return tuple(sorted(self._came_from(values)))

    def _came_from(self, values: Iterable[Any]) -> frozenset[int]:
        found = [self._from[id(one)] for one in _flat(values) if id(one) in self._from]
        return found[0] if len(found) == 1 else frozenset().union(*found)

    def _result(self, func: Any, name: str, given: Any, named: dict[str, Any]) -> Any:
        """Return what an operation gives, by its formula or by torch's kernel for this device."""
        in_place = name.endswith("_") and not name.startswith("_")
        takes, gives = _signature(func)
        if in_place:
            makers.numbered(given[0], None)
        found = shapes.results(name.rstrip("_") if in_place else name, given, named, takes)
        if found is not None and in_place and found[0] == list(given[0].shape):
            return given[0]
        if found is None or in_place:
            self.budget.spend(UNKNOWN_SHAPE_STEPS)
            return func(*given, **named)
        first = next((one for one in _flat(given) if isinstance(one, torch.Tensor)), None)
        kind = (
            named.get("dtype") or KINDS.get(name) or (torch.int64 if first is None else first.dtype)
        )
        several = [torch.empty(one, dtype=kind, device="meta") for one in found]
        if name in WITH_PLACES:
            several[1] = several[1].to(torch.int64)
        return tuple(several) if gives > 1 else several[0]

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Run one operation, count it, and keep what its results see."""
        named = kwargs or {}
        several = sum(len(one) for one in args if shapes.are_tensors(one))
        self.budget.spend(self.steps + PART_STEPS * several)
        packet = func._overloadpacket
        result = self._result(func, packet.__name__, args, named)
        if packet in flop_registry:
            self.operations += _operations(packet, args, named, result)
        came = self._came_from([*args, *named.values()])
        for one in result if isinstance(result, tuple | list) else (result,):
            if isinstance(one, torch.Tensor):
                if id(one) not in self._seen:
                    seen = sight.after(packet.__name__, args, named, one, self.look)
                    self._seen[id(one)] = one, seen
                self._from[id(one)] = came
        return result


@cache
def _signature(func: Any) -> tuple[tuple[str, ...], int]:
    """Return the names of an operation's arguments, and how many values it gives."""
    return tuple(one.name for one in func._schema.arguments), len(func._schema.returns)


def _operations(packet: Any, given: Any, named: dict[str, Any], result: Any) -> int:
    """Return torch's own count, by its formula of shapes where it has one of shapes alone.

    Torch looks for shapes in trees of values, which takes longer than all else here.
    """
    formula = flop_registry[packet]
    of_shapes = getattr(formula, "__wrapped__", None)
    if of_shapes is None:
        return formula(*given, **named, out_val=result)
    others = {name: shapes.sizes(one) for name, one in named.items()}
    return of_shapes(*map(shapes.sizes, given), **others, out_shape=shapes.sizes(result))


def _flat(values: Iterable[Any]) -> Iterator[Any]:
    for one in values:
        if isinstance(one, tuple | list):
            yield from one
        else:
            yield one
