"""The networks that a pasted text holds, and what each of them is, layer by layer."""

import re
from collections import OrderedDict
from dataclasses import dataclass, replace

import pandas as pd
from torch import nn
from torch.nn.modules.lazy import LazyModuleMixin

from core.engines.networks.reader import printed, text
from core.engines.networks.reader.budget import MOST_STEPS, Budget
from core.engines.networks.reader.interpreter import Interpreter
from core.engines.networks.reader.recording import Row, memory
from core.engines.networks.reader.refusals import Refusal
from core.engines.networks.reader.running import Run, Shape, parameters, run

COLUMNS = (
    "layer",
    "name",
    "kind",
    "output_shape",
    "weights",
    "biases",
    "parameters",
    "multiply_accumulates",
    "memory",
    "receptive_field",
    "jump",
    "start",
    "inputs",
)
OTHER_LIBRARIES = {
    "Keras": r"\b(?:import|from) (?:tensorflow|keras)|\b(?:keras|tf|layers)\.[A-Z]|\bDense\(",
    "JAX": r"\b(?:import|from) (?:flax|haiku|jax)\b",
    "MXNet": r"\b(?:import|from) mxnet\b|\bgluon\.",
    "scikit-learn": r"\bMLP(?:Classifier|Regressor)\(",
}
"""What tells that a text is written for another library."""
OURS = re.compile(r"\btorch\b|\bnn\.Module\b")


@dataclass(frozen=True, eq=False)
class Network:
    """A network of a text: its name there, its module, and notes on how it was read.

    ``shown`` are the classes of its own where it is what ``print(model)`` writes.
    """

    name: str
    module: nn.Module
    interpreter: Interpreter
    text: str
    notes: tuple[str, ...] = ()
    shown: printed.Shown | None = None

    def run(self, input_shape: Shape) -> Run:
        """Return the network as it runs on one example; raises ``Refusal`` where it cannot.

        A network with lazy layers, which keep the sizes of the first input they meet, is read anew.
        """
        if self.shown and self.shown.joining:
            raise self._only_printed(self.shown.joining)
        network, budget = self, self.interpreter.budget
        if any(isinstance(one, LazyModuleMixin) for one in self.module.modules()):
            network = next(one for one in read(self.text) if one.name == self.name)
            used, budget = MOST_STEPS - budget.steps, network.interpreter.budget
            budget.spend(used)
            budget.keep()
        budget.renew()
        try:
            found = run(network.module, input_shape, network.interpreter)
        except Refusal:
            if self.shown:
                raise self._only_printed(self.shown.own) from None
            raise
        return replace(found, notes=(*self.notes, *found.notes))

    def _only_printed(self, classes: tuple[str, ...]) -> Refusal:
        count = parameters(self.module)
        layers = sum(not one._modules for one in self.module.modules())
        return Refusal(
            "what print(model) writes does not tell what "
            f"{', '.join(classes[:4])} does in forward, so there are no shapes and no "
            f"multiply-accumulates; the {layers:,} layers that it lists have {count:,} parameters "
            "(those that a class holds itself are not printed); paste the class for the rest."
        )


def read(pasted: str) -> list[Network]:
    """Return the networks in a text, the one that is most likely meant first.

    Nothing of the text is run, imported or evaluated by Python. Raises ``Refusal``, whose one
    sentence names the first thing that was in the way, for a text without a network.
    """
    interpreter = Interpreter(Budget())
    tree = text.tree(pasted, interpreter.budget)
    try:
        interpreter.run(tree)
        networks = list(_networks(interpreter, pasted))
    except RecursionError:  # from torch's own walks over layers, too
        raise Refusal("the code nests too deeply to be read.", interpreter.budget.line) from None
    if not networks:
        raise _nothing(interpreter, pasted)
    interpreter.budget.keep()
    return networks


def _networks(interpreter: Interpreter, pasted: str) -> list[Network]:
    found = interpreter.found
    named = {name: one for name, one in found.networks.items() if not _loss(one)}
    parts = {id(part) for one in named.values() for part in one.modules() if part is not one}
    whole = {name: one for name, one in named.items() if id(one) not in parts}
    if found.last_failed is not None:
        raise found.last_failed
    networks = [Network(name, one, interpreter, pasted) for name, one in reversed(whole.items())]
    networks += [
        Network(name, one, interpreter, pasted) for name, one in named.items() if name not in whole
    ]
    stated = [one for one in found.stated if not _loss(one)]
    if stated and not networks:
        shown = printed.shown(pasted)
        notes = _printed_notes(shown)
        networks.append(Network("the layers", _row(stated), interpreter, pasted, notes, shown))
    if not networks:
        networks += _classes(interpreter, pasted)
    return networks


def _row(layers: list[nn.Module]) -> nn.Module:
    return (
        layers[0]
        if len(layers) == 1
        else nn.Sequential(OrderedDict((str(i), one) for i, one in enumerate(layers)))
    )


def _classes(interpreter: Interpreter, pasted: str) -> list[Network]:
    """Return networks made of the classes that the text defines and never makes."""
    networks: list[Network] = []
    first: Refusal | None = None
    classes = reversed(interpreter.found.classes)
    built_on = {id(base) for one in interpreter.found.classes for base in one.bases}
    for made in sorted(classes, key=lambda one: one.made):
        if made.kind is None or (networks and made.made):
            continue
        if id(made) in built_on:
            continue
        interpreter.budget.line = made.line
        try:
            module = interpreter.call(made, [], {}, interpreter.globals)
        except Refusal as refusal:
            meant = (one for one, used in interpreter.found.failures if made.name in used)
            first = first or next(meant, refusal)
            continue
        networks.append(Network(made.name, module, interpreter, pasted))
    if not networks and first is not None:
        raise first
    return networks


def _loss(module: nn.Module) -> bool:
    return type(module).__name__.endswith("Loss")


def _printed_notes(shown: printed.Shown | None) -> tuple[str, ...]:
    if shown is None:
        return ()
    return (
        f"What {', '.join(shown.own)} does in forward is not in what was printed: the layers are "
        "taken in the order in which they stand; paste the class to be sure.",
    )


def _nothing(interpreter: Interpreter, pasted: str) -> Refusal:
    """Return the refusal of a text in which no network was found."""
    libraries = {} if OURS.search(pasted) else OTHER_LIBRARIES
    for library, signs in libraries.items():
        found = re.search(signs, pasted)
        if found:
            return Refusal(
                f"this is {library}, not PyTorch; paste the network in PyTorch.",
                pasted.count("\n", 0, found.start()) + 1,
            )
    reading = interpreter.found
    if reading.failures:
        return reading.failures[0][0]
    if reading.unknown is not None:
        return Refusal(
            f"{reading.unknown.source} is nothing that is read here; paste the definition of the "
            "network itself.",
            reading.unknown.line,
        )
    return Refusal(
        "there is no network; paste a class with forward, or layers such as "
        "nn.Sequential(nn.Linear(2, 1)).",
        1,
    )


def table(found: Run) -> pd.DataFrame:
    """Return one row a layer, with the numbers of what flows into it among its columns.

    layer: number, from 1. name: its path in the network, or that of the block that an operation is
    in. kind: in ``torch.nn``, or the operation. output_shape: of one example, channels or features
    first. weights, biases, parameters: those that are learnt. multiply_accumulates: of weights with
    inputs, for one example. memory: of the output, bytes of float32. receptive_field, jump, start:
    a value a side in input pixels (``core.engines.windows.receptive_field.Field``), empty where the
    sides are not followed. inputs: the layers that it takes values from; 0 is the input.
    """
    return pd.DataFrame(
        [_record(number, row) for number, row in enumerate(found.rows, 1)],
        columns=COLUMNS,
        dtype=object,
    )


def _record(number: int, row: Row) -> tuple[object, ...]:
    fields = [side.field for side in row.sight.sides]
    return (
        number,
        row.name,
        row.kind,
        row.output_shape,
        row.weights,
        row.biases,
        row.weights + row.biases,
        row.multiply_accumulates,
        memory(row),
        *(tuple(getattr(field, part) for field in fields) for part in ("size", "jump", "start")),
        row.inputs,
    )
