"""A network run on torch's meta device, which has shapes and no numbers: a row a layer."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import prod
from typing import Any

import torch
from torch import nn

from core.engines.networks.reader import misfits
from core.engines.networks.reader.budget import DEEPEST, OPERATION_STEPS
from core.engines.networks.reader.interpreter import Interpreter, Watcher
from core.engines.networks.reader.pasted import Pasted
from core.engines.networks.reader.refusals import Refusal
from core.engines.networks.reader.sight import NOTHING, Sight
from core.engines.networks.reader.values import Operation

Shape = tuple[int, ...]
BLOCKS = (
    Pasted,
    nn.Sequential,
    nn.ModuleList,
    nn.ModuleDict,
    nn.Transformer,
    nn.TransformerEncoder,
    nn.TransformerDecoder,
)
BETWEEN_TENSORS = {"Add": "addition", "Mult": "multiplication", "MatMult": "matmul"}


@dataclass(frozen=True)
class Row:
    """One layer or operation as it ran: ``name`` is its path in the network."""

    name: str
    kind: str
    output_shape: Shape
    weights: int
    biases: int
    multiply_accumulates: int
    sight: Sight


@dataclass(frozen=True)
class Run:
    """A network that ran: its rows, and what it gives for one example."""

    rows: tuple[Row, ...]
    parameters: int
    multiply_accumulates: int
    output_shape: Shape
    notes: tuple[str, ...]


class Recording(Watcher):
    """Writes a row for every layer and every operation on tensors that the text calls."""

    def __init__(self, network: nn.Module, interpreter: Interpreter) -> None:
        """Begin without rows."""
        super().__init__(interpreter)
        self.rows: list[Row] = []
        self.paths = {id(one): path for path, one in network.named_modules()}
        self._counted: set[int] = set()
        self._depth = 0
        self._inside: list[tuple[nn.Module, int]] = []
        self._watched: set[int] = set()
        self._kept: list[Any] = []

    def watch(self, network: nn.Module) -> None:
        """See every layer of ``network`` that is not seen yet."""
        for one in network.modules():
            if id(one) not in self._watched:
                self._watched.add(id(one))
                self._kept += [
                    one.register_forward_pre_hook(self._begin),
                    one.register_forward_hook(self._end),
                    one,
                ]

    def forget(self) -> None:
        """Leave the layers as they were."""
        for one in self._kept:
            if not isinstance(one, nn.Module):
                one.remove()

    def layer(self, layer: nn.Module, given: list[Any], named: dict[str, Any]) -> Any:
        """Run a layer; raises ``Refusal`` that says what fits where something does not."""
        line = self.interpreter.budget.line
        self.watch(layer)
        try:
            return layer(*given, **named)
        except (Refusal, RecursionError):
            raise
        except Exception as error:
            at = self._inside[-1][0] if self._inside else layer
            path = self.paths.get(id(at), "")
            raise Refusal(misfits.sentence(at, path, len(self.rows) + 1, error), line) from None

    def operation(self, operation: Operation, given: list[Any], named: dict[str, Any]) -> Any:
        """Run an operation, and write its row."""
        before = self.counting.multiply_accumulates
        result = operation.call(*given, **named)
        products = self.counting.multiply_accumulates - before
        kind = operation.name
        if kind[0].isupper():
            both = all(isinstance(one, torch.Tensor) for one in given)
            kind = BETWEEN_TENSORS.get(kind, "") if both or products else ""
        for one in result if isinstance(result, tuple | list) else (result,):
            if isinstance(one, torch.Tensor) and kind:
                self._write("", kind, one, 0, 0, products)
                break
        return result

    def _begin(self, layer: nn.Module, given: tuple[Any, ...]) -> None:
        budget = self.interpreter.budget
        budget.spend(OPERATION_STEPS)
        self._depth += 1
        if self._depth > DEEPEST:
            raise Refusal(f"layers may nest at most {DEEPEST} deep here.", budget.line)
        if isinstance(layer, BLOCKS) and not self._inside:
            self._own_parameters(layer)
            return
        if isinstance(layer, nn.RNNBase):
            steps = sum(one.shape[0] * one.shape[-2] for one in given[:1] if one.ndim >= 2)
            budget.spend(steps * layer.num_layers * OPERATION_STEPS)
        layer.__dict__["_given"] = given
        self._inside.append((layer, self.counting.multiply_accumulates))

    def _end(self, layer: nn.Module, given: tuple[Any, ...], result: Any) -> None:
        self._depth -= 1
        if not self._inside or self._inside[-1][0] is not layer:
            return
        _, before = self._inside.pop()
        if self._inside:
            return
        value = first_tensor(result)
        if value is not None:
            products = self.counting.multiply_accumulates - before
            weights, biases = self._learnt(layer)
            path = self.paths.get(id(layer), "")
            self._write(path, type(layer).__name__, value, weights, biases, products)

    def _own_parameters(self, block: nn.Module) -> None:
        """Write a row for every parameter that a block itself holds."""
        for name, parameter in block.named_parameters(recurse=False):
            if id(parameter) not in self._counted:
                self._counted.add(id(parameter))
                path = ".".join(filter(None, (self.paths.get(id(block), ""), name)))
                shape = tuple(parameter.shape)
                row = Row(path, "Parameter", shape, parameter.numel(), 0, 0, NOTHING)
                self.rows.append(row)

    def _learnt(self, layer: nn.Module) -> tuple[int, int]:
        """Return a layer's weights and biases, of those that no row has yet."""
        weights = biases = 0
        for name, parameter in layer.named_parameters():
            if id(parameter) in self._counted:
                continue
            self._counted.add(id(parameter))
            if "bias" in name.rpartition(".")[2]:
                biases += parameter.numel()
            else:
                weights += parameter.numel()
        return weights, biases

    def _write(
        self, name: str, kind: str, value: torch.Tensor, weights: int, biases: int, products: int
    ) -> None:
        sight = self.counting.look(value)
        row = Row(name, kind, one_example(value), weights, biases, products, sight)
        self.rows.append(row)


def one_example(value: torch.Tensor) -> Shape:
    """Return a value's shape without the batch of one."""
    shape = tuple(value.shape)
    return shape[1:] if len(shape) > 1 and shape[0] == 1 else shape


def first_tensor(result: Any) -> torch.Tensor | None:
    """Return the first tensor of what a layer gives."""
    if isinstance(result, torch.Tensor):
        return result
    parts = result.values() if isinstance(result, dict) else result
    if isinstance(result, tuple | list | dict):
        return next((found for one in parts if (found := first_tensor(one)) is not None), None)
    return None


@contextmanager
def without_shortcuts() -> Iterator[None]:
    """Let torch's attention run its plain operations, which are counted, and no fused one."""
    before = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)
    try:
        with torch.no_grad():
            yield
    finally:
        torch.backends.mha.set_fastpath_enabled(before)


def run(network: nn.Module, input_shape: Shape, interpreter: Interpreter) -> Run:
    """Run ``network`` on one example of ``input_shape``; raises ``Refusal`` where it cannot."""
    whole = any(isinstance(one, nn.Embedding | nn.EmbeddingBag) for one in network.modules())
    kinds = (torch.float32, torch.int64) if whole else (torch.float32,)
    for kind in kinds:
        recording = Recording(network, interpreter)
        try:
            return _run(network, torch.empty(1, *input_shape, dtype=kind, device="meta"), recording)
        except Refusal as refusal:
            if kind is kinds[-1] or "indices" not in str(refusal):
                raise
    raise AssertionError("one kind of numbers is always tried")


def _run(network: nn.Module, example: torch.Tensor, recording: Recording) -> Run:
    interpreter = recording.interpreter
    recording.counting.enter(example)
    interpreter.watcher = recording
    interpreter.budget.line = 0
    try:
        for one in network.modules():
            one.training = False
        with without_shortcuts(), recording.counting:
            result = recording.layer(network, [example], {})
    except RecursionError:
        raise Refusal("layers nest too deeply here.") from None
    finally:
        interpreter.watcher = Watcher(interpreter)
        recording.forget()
    value = first_tensor(result)
    if value is None:
        raise Refusal("forward gives no tensor; does it return anything?")
    total = sum(one.numel() for one in network.parameters())
    return Run(
        tuple(recording.rows),
        total,
        recording.counting.multiply_accumulates,
        one_example(value),
        tuple(_notes(recording, value, result, total)),
    )


def _notes(recording: Recording, value: torch.Tensor, result: Any, total: int) -> Iterator[str]:
    if value.ndim > 1 and value.shape[0] != 1:
        yield (
            f"One example comes out as {value.shape[0]:,} rows: a view or a reshape mixes places "
            "with examples."
        )
    if not isinstance(result, torch.Tensor):
        yield "The network gives several values; the shape is that of the first."
    counted = sum(row.weights + row.biases for row in recording.rows)
    if counted != total:
        yield f"{total - counted:,} parameters are in layers that forward does not use."


def memory(row: Row) -> int:
    """Return the bytes of a row's output in float32."""
    return prod(row.output_shape) * 4
