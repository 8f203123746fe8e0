"""The same mathematics in numpy alone: the first picture of a server that has compiled nothing.

Its numbers are those of ``kernel`` and ``inspection`` up to rounding. Watching one small network
takes it a quarter of a second; many networks are for the compiled engine.
"""

import numpy as np

from core.engines.descent import inspection, networks
from core.engines.descent.inspection import MEASURES
from core.engines.descent.kernel import (
    ADAM,
    ADAM_EPSILON,
    FIRST_DECAY,
    LEAK,
    LEAKY,
    MOMENTUM,
    MOMENTUM_FACTOR,
    SECOND_DECAY,
    SQUARED,
    TANH,
)

IN_CACHE = 256
"""Points that are looked at together, so that what is made of them stays in the cache."""
Layer = tuple[np.ndarray, np.ndarray]


def train_networks(
    parameters: np.ndarray,
    sizes: np.ndarray,
    activation: int,
    loss: int,
    optimizer: int,
    rate: float,
    learned: int,
    batch_size: int,
    points: np.ndarray,
    labels: np.ndarray,
    shown: np.ndarray,
    marks: np.ndarray,
) -> np.ndarray:
    """Train as ``kernel.train_networks`` does, a network after the other."""
    copies = np.empty((len(parameters), len(marks), parameters.shape[1]))
    for network, row in enumerate(parameters):
        gradient, moments = np.zeros_like(row), np.zeros((2, len(row)))
        layers, slopes = _layers(row, sizes), _layers(gradient, sizes)
        examples = mark = step = 0
        for epoch in shown[network]:
            for first in range(0, len(epoch), batch_size):
                batch = epoch[first : first + batch_size]
                while mark < len(marks) and marks[mark] < examples + len(batch):
                    copies[network, mark] = row
                    mark += 1
                values = _forward(layers, activation, points[network, batch])
                error = _loss_slope(loss, values[-1], labels[network, batch, None]) / len(batch)
                _backward(layers, activation, values, error, slopes)
                step += 1
                row[:learned] -= _change(optimizer, rate, step, gradient, moments)[:learned]
                examples += len(batch)
        copies[network, mark:] = row
    return copies


def inspect_networks(
    parameters: np.ndarray,
    sizes: np.ndarray,
    activation: int,
    loss: int,
    inputs: np.ndarray,
    labels: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Measure as ``inspection.inspect_networks`` does."""
    classes = [np.flatnonzero(labels < 0), np.flatnonzero(labels > 0)]
    measures = np.empty((len(parameters), len(MEASURES)))
    active = np.empty((len(parameters), sizes[1:-1].sum(), 2), dtype=bool)
    for row, (one, found) in enumerate(zip(parameters, measures, strict=True)):
        layers, gradients = _layers(one, sizes), np.zeros((2, len(one)))
        values = _forward(layers, activation, inputs.T)
        hidden = np.concatenate(values[1:-1], axis=1) != 0
        for part, members in enumerate(classes):
            output, label = values[-1][members], labels[members, None]
            found[part] = (output * label > 0).mean()
            found[2 + part] = _loss(loss, output, label).mean()
            found[4 + part] = output.mean()
            error = _loss_slope(loss, output, label) / len(members)
            own = [value[members] for value in values]
            _backward(layers, activation, own, error, _layers(gradients[part], sizes))
            active[row, :, part] = hidden[members].any(axis=0)
        found[6:8] = np.linalg.norm(gradients, axis=1)
        found[8] = gradients[0] @ gradients[1] / (found[6] * found[7])
        found[9] = one[-1]
        found[10] = np.sqrt(sum((weights**2).sum() for weights, _ in layers))
    return measures, active


def network_outputs(
    parameters: np.ndarray, sizes: np.ndarray, activation: int, inputs: np.ndarray
) -> np.ndarray:
    """Return what every row of ``parameters`` makes of ``inputs`` (inputs, n): (rows, n)."""
    pieces = np.array_split(np.ascontiguousarray(inputs.T), -(-inputs.shape[1] // IN_CACHE))
    rows = []
    for row in parameters:
        layers = _layers(row, sizes)
        rows.append([_forward(layers, activation, piece)[-1][:, 0] for piece in pieces])
    return np.stack([np.concatenate(row) for row in rows])


def _layers(row: np.ndarray, sizes: np.ndarray) -> list[Layer]:
    """Return every layer's weights (fan_in, units) and biases (units,), which lie in ``row``."""
    layers, first = [], 0
    for fan_in, units in zip(sizes[:-1], sizes[1:], strict=True):
        last = first + fan_in * units
        layers.append((row[first:last].reshape(fan_in, units), row[last : last + units]))
        first = last + units
    return layers


def _forward(layers: list[Layer], activation: int, inputs: np.ndarray) -> list[np.ndarray]:
    """Return what every layer, the inputs first, makes of ``inputs`` (n, fan_in): (n, units)."""
    values = [inputs]
    for weights, biases in layers[:-1]:
        total = values[-1] @ weights + biases
        if activation == TANH:
            values.append(np.tanh(total))
        else:
            leak = LEAK if activation == LEAKY else 0.0
            values.append(np.maximum(total, leak * total))
    weights, biases = layers[-1]
    return [*values, values[-1] @ weights + biases]


def _backward(
    layers: list[Layer],
    activation: int,
    values: list[np.ndarray],
    error: np.ndarray,
    slopes: list[Layer],
) -> None:
    """Fill ``slopes`` with the gradient, from the ``error`` (n, 1) at the output."""
    for depth in range(len(layers) - 1, -1, -1):
        weights, biases = slopes[depth]
        np.dot(values[depth].T, error, out=weights)
        error.sum(axis=0, out=biases)
        if depth:
            value = values[depth]
            flat = LEAK if activation == LEAKY else 0.0
            slope = 1 - value**2 if activation == TANH else np.where(value > 0, 1.0, flat)
            error = error @ layers[depth][0].T * slope


def _loss(loss: int, output: np.ndarray, label: np.ndarray) -> np.ndarray:
    return (output - label) ** 2 / 2 if loss == SQUARED else np.logaddexp(0, -label * output)


def _loss_slope(loss: int, output: np.ndarray, label: np.ndarray) -> np.ndarray:
    return output - label if loss == SQUARED else -label / (1 + np.exp(label * output))


def _change(
    optimizer: int, rate: float, step: int, gradient: np.ndarray, moments: np.ndarray
) -> np.ndarray:
    """Return by how much the parameters fall, as ``torch.optim`` has it; ``moments`` go along."""
    first, second = moments
    if optimizer == MOMENTUM:
        first[:] = MOMENTUM_FACTOR * first + gradient
        return rate * first
    if optimizer == ADAM:
        first[:] = FIRST_DECAY * first + (1 - FIRST_DECAY) * gradient
        second[:] = SECOND_DECAY * second + (1 - SECOND_DECAY) * gradient**2
        spread = np.sqrt(second) / np.sqrt(1 - SECOND_DECAY**step) + ADAM_EPSILON
        return rate / (1 - FIRST_DECAY**step) * first / spread
    return rate * gradient


UNCOMPILED = networks.Engine(train_networks, inspect_networks, network_outputs)


def ready() -> networks.Engine:
    """Return the compiled engine once all of it is compiled or loaded, and until then this one."""
    return networks.COMPILED if inspection.network_outputs.signatures else UNCOMPILED
