"""A network run on torch's meta device, which has shapes and no numbers: a row a layer."""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.nn.parameter import is_lazy

from core.engines.networks.reader.interpreter import Interpreter, Watcher
from core.engines.networks.reader.pasted import Pasted
from core.engines.networks.reader.recording import Recording, Row, Shape, first_tensor, one_example
from core.engines.networks.reader.refusals import Refusal, Unknown
from core.engines.networks.reader.values import Function


@dataclass(frozen=True)
class Run:
    """A network that ran: its rows, and what it gives for one example.

    ``parts`` are the kinds of its own parts, by the names that they have in it.
    """

    rows: tuple[Row, ...]
    parameters: int
    multiply_accumulates: int
    output_shape: Shape
    notes: tuple[str, ...]
    parts: dict[str, str]


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
            result = recording.layer(network, [example] * inputs(network), {})
    except RecursionError:
        raise Refusal("layers nest too deeply here.") from None
    finally:
        interpreter.watcher = Watcher(interpreter)
        recording.forget()
    if isinstance(result, Unknown):
        raise result.refusal("What forward gives", 0)
    value = first_tensor(result)
    if value is None:
        raise Refusal("forward gives no tensor; does it return anything?")
    total = parameters(network)
    return Run(
        tuple(recording.rows),
        total,
        recording.counting.multiply_accumulates,
        one_example(value),
        tuple(_notes(network, recording, value, result, total)),
        {name: type(one).__name__ for name, one in network.named_children()},
    )


def parameters(network: nn.Module) -> int:
    """Return how many numbers a network learns, but for lazy ones that no input has given sizes."""
    return sum(one.numel() for one in network.parameters() if not is_lazy(one))


def inputs(network: nn.Module) -> int:
    """Return how many values a network has to be given."""
    if isinstance(network, Pasted) and isinstance(found := network.made.find("forward"), Function):
        placed = [*found.arguments.posonlyargs, *found.arguments.args]
        return max(1, len(placed) - len(found.arguments.defaults) - 1)
    given = inspect.signature(type(network).forward).parameters.values()
    needed = [
        one for one in given if one.default is one.empty and one.kind is one.POSITIONAL_OR_KEYWORD
    ]
    return max(1, len(needed) - 1)


def _notes(
    network: nn.Module, recording: Recording, value: torch.Tensor, result: Any, total: int
) -> Iterator[str]:
    if value.ndim > 1 and value.shape[0] != 1:
        yield (
            f"One example comes out as {value.shape[0]:,} rows: a view or a reshape mixes places "
            "with examples."
        )
    if inputs(network) > 1:
        yield f"It takes {inputs(network)} inputs; each is an example of this shape."
    if not isinstance(result, torch.Tensor):
        yield "The network gives several values; the shape is that of the first."
    counted = sum(row.weights + row.biases for row in recording.rows)
    if counted != total:
        yield f"{total - counted:,} parameters are in layers that forward does not call."
    unknown = sum(map(is_lazy, network.parameters()))
    if unknown:
        yield (
            f"{unknown:,} weights or biases belong to lazy layers that forward does not call: they "
            "have no sizes, and are not counted."
        )
