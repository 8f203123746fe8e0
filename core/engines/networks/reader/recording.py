"""The rows of a network, written while it runs: every layer, and every operation on tensors."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import Any

import torch
from torch import nn
from torch.nn.parameter import is_lazy

from core.engines.networks.reader import misfits
from core.engines.networks.reader.budget import (
    DEEPEST,
    FIRST_RUN_STEPS,
    RUN_STEPS,
    STEPPED_STEPS,
)
from core.engines.networks.reader.interpreter import Interpreter, Watcher
from core.engines.networks.reader.pasted import Pasted
from core.engines.networks.reader.refusals import Refusal, Unknown
from core.engines.networks.reader.sight import NOTHING, Sight
from core.engines.networks.reader.values import Operation

Shape = tuple[int, ...]
BYTES = 4
BLOCKS = (
    Pasted,
    nn.Sequential,
    nn.ModuleList,
    nn.ModuleDict,
    nn.Transformer,
    nn.TransformerEncoder,
    nn.TransformerDecoder,
)
UNASKED: dict[type[nn.Module], dict[str, Any]] = {
    nn.TransformerEncoder: {"is_causal": False},
    nn.TransformerDecoder: {"tgt_is_causal": False},
    nn.Transformer: {"src_is_causal": False, "tgt_is_causal": False},
}
"""What torch would find out from the numbers of a mask, of which there are none here."""
BETWEEN_TENSORS = {"Add": "addition", "Mult": "multiplication", "MatMult": "matmul"}


@dataclass(frozen=True)
class Row:
    """One layer or operation as it ran: ``name`` is its path, or that of the block it is in.

    ``inputs`` are the numbers of the rows that it takes values from; 0 is the input.
    """

    name: str
    kind: str
    output_shape: Shape
    weights: int
    biases: int
    multiply_accumulates: int
    sight: Sight
    inputs: tuple[int, ...]


class Recording(Watcher):
    """Writes a row for every layer and every operation on tensors that the text calls."""

    def __init__(self, network: nn.Module, interpreter: Interpreter) -> None:
        """Begin without rows."""
        super().__init__(interpreter)
        self.rows: list[Row] = []
        self.paths = {id(one): path for path, one in network.named_modules()}
        self.parameters = {id(one): path for path, one in network.named_parameters()}
        self._counted: set[int] = set()
        self._depth = 0
        self._blocks: list[nn.Module] = []
        self._inside: list[tuple[nn.Module, int]] = []
        self._watched: set[int] = set()
        self._ran: set[int] = set()
        self._kept: list[Any] = []

    def watch(self, network: nn.Module) -> None:
        """See every layer of ``network`` that is not seen yet."""
        waiting, looked = [network], {id(network)}
        while waiting:
            one = waiting.pop()
            if id(one) not in self._watched:
                self._watched.add(id(one))
                self._kept += [
                    one.register_forward_pre_hook(self._begin),
                    one.register_forward_hook(self._end),
                    one,
                ]
            elif isinstance(one, Pasted):
                continue  # its parts were seen with it; those made since are called one by one
            parts = [part for part in one._modules.values() if id(part) not in looked]
            looked.update(map(id, parts))
            waiting += [part for part in parts if part is not None]

    def forget(self) -> None:
        """Leave the layers as they were."""
        for one in self._kept:
            if not isinstance(one, nn.Module):
                one.remove()

    def layer(self, layer: nn.Module, given: list[Any], named: dict[str, Any]) -> Any:
        """Run a layer; raises ``Refusal`` that says what fits where something does not."""
        line = self.interpreter.budget.line
        for value in [*given, *named.values()]:
            if isinstance(value, Unknown) and not isinstance(layer, Pasted):
                raise value.refusal(f"What {type(layer).__name__} is given", line)
        self.watch(layer)
        try:
            return layer(*given, **{**UNASKED.get(type(layer), {}), **named})
        except (Refusal, RecursionError):
            raise
        except Exception as error:
            at = self._inside[-1][0] if self._inside else layer
            path = self.paths.get(id(at), "")
            raise Refusal(misfits.sentence(at, path, len(self.rows) + 1, error), line) from None

    def operation(self, operation: Operation, given: list[Any], named: dict[str, Any]) -> Any:
        """Run an operation, and write its row."""
        before = self.counting.multiply_accumulates
        self._parameters_of([*given, *named.values(), operation.owner])
        inputs = self.counting.rows([*given, *named.values(), operation.owner])
        try:
            result = operation.call(*given, **named)
        except RuntimeError as error:
            values = given if operation.owner is None else [operation.owner, *given]
            line = self.interpreter.budget.line
            raise Refusal(misfits.of_operation(values, error), line) from None
        products = self.counting.multiply_accumulates - before
        kind = operation.name
        if kind[0].isupper():
            both = all(isinstance(one, torch.Tensor) for one in given)
            kind = BETWEEN_TENSORS.get(kind, "") if both or products else ""
        if kind and first_tensor(result) is not None:
            path = self.paths.get(id(self._blocks[-1]), "") if self._blocks else ""
            self._write(path, kind, result, (0, 0), products, inputs)
        return result

    def _begin(self, layer: nn.Module, given: tuple[Any, ...]) -> tuple[Any, ...] | None:
        """Note that a layer begins; one that goes step by step is given its first step only."""
        budget = self.interpreter.budget
        budget.spend(RUN_STEPS if id(layer) in self._ran else FIRST_RUN_STEPS)
        self._ran.add(id(layer))
        self._depth += 1
        if self._depth > DEEPEST:
            raise Refusal(f"layers may nest at most {DEEPEST} deep here.", budget.line)
        if not self._inside and is_block(layer):
            self._blocks.append(layer)
            self._own_parameters(layer)
            return None
        layer.__dict__["_given"] = given
        self._inside.append((layer, self.counting.multiply_accumulates))
        if _steps(layer, given) < 2:
            return None
        budget.spend(STEPPED_STEPS)
        return given[0].narrow(_time(layer, given[0]), 0, 1), *given[1:]

    def _end(self, layer: nn.Module, given: tuple[Any, ...], result: Any) -> Any:
        """Write a layer's row; every step of one that goes step by step is like its first."""
        self._depth -= 1
        if not self._inside:
            self._blocks.pop()
            return None
        if self._inside[-1][0] is not layer:
            return None
        _, before = self._inside.pop()
        given = layer.__dict__["_given"]
        if (steps := _steps(layer, given)) > 1:
            done = self.counting.multiply_accumulates - before
            self.counting.operations += 2 * done * (steps - 1)
            output, *states = result
            shape = list(output.shape)
            shape[_time(layer, given[0])] = steps
            result = output.expand(shape), *states
        if not self._inside and first_tensor(result) is not None:
            products = self.counting.multiply_accumulates - before
            path, inputs = self.paths.get(id(layer), ""), self.counting.rows(given)
            kind = type(layer).__name__
            self._write(path, kind, result, self._learnt(layer), products, inputs)
        return result

    def _parameters_of(self, values: list[Any]) -> None:
        """Write a row for every parameter that is taken out of the layer that holds it."""
        for one in tensors(values):
            learnt = isinstance(one, nn.Parameter) and not is_lazy(one)
            if learnt and id(one) not in self._counted:
                self._counted.add(id(one))
                path = self.parameters.get(id(one), "")
                self._write(path, "Parameter", one, (one.numel(), 0), 0, ())

    def _own_parameters(self, block: nn.Module) -> None:
        """Write a row for every parameter that a block itself holds."""
        lists = (nn.ParameterList, nn.ParameterDict)
        for owner in (block, *(one for one in block.children() if isinstance(one, lists))):
            self._parameters_of(list(owner.parameters(recurse=False)))

    def _learnt(self, layer: nn.Module) -> tuple[int, int]:
        """Return a layer's weights and biases, of those that no row has yet."""
        weights = biases = 0
        for name, parameter in layer.named_parameters():
            if id(parameter) in self._counted or is_lazy(parameter):
                continue
            self._counted.add(id(parameter))
            if "bias" in name.rpartition(".")[2]:
                biases += parameter.numel()
            else:
                weights += parameter.numel()
        return weights, biases

    def _write(
        self,
        name: str,
        kind: str,
        result: Any,
        learnt: tuple[int, int],
        products: int,
        inputs: tuple[int, ...],
    ) -> None:
        value = first_tensor(result)
        assert value is not None
        shape = tuple(value.shape) if kind == "Parameter" else one_example(value)
        sight = NOTHING if kind == "Parameter" else self.counting.look(value)
        self.rows.append(Row(name, kind, shape, *learnt, products, sight, inputs))
        self.counting.mark(tensors(result), len(self.rows))


def _time(layer: Any, value: torch.Tensor) -> int:
    """Return the side along which a recurrent layer goes."""
    return 1 if layer.batch_first and value.ndim == 3 else 0


def _steps(layer: nn.Module, given: tuple[Any, ...]) -> int:
    """Return how many steps a recurrent layer takes; one that is none takes none."""
    value = given[0] if given else None
    if not isinstance(layer, nn.RNNBase) or not isinstance(value, torch.Tensor) or value.ndim < 2:
        return 0
    return value.shape[_time(layer, value)]


def is_block(layer: nn.Module) -> bool:
    """Return whether a layer is told by its parts: those of torch.nn are layers of their own."""
    of_torch = type(layer).__module__.startswith("torch.nn.")
    return isinstance(layer, BLOCKS) or (not of_torch and bool(layer._modules))


def one_example(value: torch.Tensor) -> Shape:
    """Return a value's shape without the batch of one."""
    shape = tuple(value.shape)
    return shape[1:] if shape and shape[0] == 1 else shape


def tensors(result: Any) -> Iterator[torch.Tensor]:
    """Yield the tensors in what a layer gives."""
    if isinstance(result, torch.Tensor):
        yield result
    elif isinstance(result, tuple | list | dict):
        for one in result.values() if isinstance(result, dict) else result:
            yield from tensors(one)


def first_tensor(result: Any) -> torch.Tensor | None:
    """Return the first tensor of what a layer gives."""
    return next(tensors(result), None)


def memory(row: Row) -> int:
    """Return the bytes of a row's output in float32."""
    return prod(row.output_shape) * BYTES
