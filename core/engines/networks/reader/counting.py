"""Operations counted by torch's own formulae while a network runs on a device without numbers."""

from collections.abc import Iterator
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry

from core.engines.networks.reader import shapes, sight
from core.engines.networks.reader.budget import Budget
from core.engines.networks.reader.words import words

COMPARING = words(
    """
    eq ne lt le gt ge logical_and logical_or logical_not
    """
)


class Counting(TorchDispatchMode):
    """Counts multiply-accumulates of torch's operations, and follows what each result sees.

    ``torch.utils.flop_counter.FlopCounterMode`` counts the same and loads torch's compiler for it.
    """

    def __init__(self, budget: Budget) -> None:
        """Begin with nothing counted."""
        super().__init__()
        self.budget = budget
        self.operations = 0
        self._seen: dict[int, tuple[torch.Tensor, sight.Sight]] = {}

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

    def _result(self, func: Any, name: str, given: Any, named: dict[str, Any]) -> Any:
        """Return what an operation gives, by its formula or by torch's kernel for this device."""
        in_place = name.endswith("_") and not name.startswith("_")
        found = shapes.results(name.rstrip("_") if in_place else name, given, named)
        if found is not None and in_place and found[0] == list(given[0].shape):
            return given[0]
        if found is None or in_place:
            return func(*given, **named)
        first = next(one for one in _flat(given) if isinstance(one, torch.Tensor))
        kind = torch.bool if name in COMPARING else first.dtype
        several = tuple(torch.empty(one, dtype=kind, device="meta") for one in found)
        return several if len(func._schema.returns) > 1 else several[0]

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Run one operation, count it, and keep what its results see."""
        named = kwargs or {}
        self.budget.spend(5)
        packet = func._overloadpacket
        result = self._result(func, packet.__name__, args, named)
        if packet in flop_registry:
            self.operations += flop_registry[packet](*args, **named, out_val=result)
        for one in result if isinstance(result, tuple | list) else (result,):
            if isinstance(one, torch.Tensor) and id(one) not in self._seen:
                seen = sight.after(packet.__name__, args, named, one, self.look)
                self._seen[id(one)] = one, seen
        return result


def _flat(values: Any) -> Iterator[Any]:
    for one in values:
        if isinstance(one, tuple | list):
            yield from one
        else:
            yield one
