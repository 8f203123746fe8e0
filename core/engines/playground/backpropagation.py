"""Backpropagation, compiled: the inner loops of the Playground's engine.

Arrays are padded to the widest layer. The weights stay the same within a batch, so its points go
through a layer together; the order of every sum is the original's, so that results agree to the
last digits. A weight's penalty follows tensorflow/playground, ``src/nn.ts``: L2 adds
rate · w, L1 rate · sign(w), and a weight that crosses zero under L1 stays 0.
"""

import numpy as np

from core.engines.compiled import compiled

ACTIVATIONS = ("relu", "tanh", "sigmoid", "linear")
"""The Playground's own activations."""
TRAINABLE = (*ACTIVATIONS, "leaky relu", "sigmoid - 1/2")
"""Those, and two controls: a ReLU that always passes a gradient, a sigmoid that gives 0 at 0."""
RELU, TANH, SIGMOID, LEAKY, CENTRED = 0, 1, 2, 4, 5
LEAK = 0.01
PENALTIES = ("none", "L1", "L2")
L1, L2 = 1, 2
State = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]
"""What training goes on from: the first arguments of ``train_network``."""


@compiled
def _activate(activation: int, totals: np.ndarray, outputs: np.ndarray) -> None:
    if activation == RELU:
        for i in range(len(totals)):
            outputs[i] = max(0.0, totals[i])
    elif activation == TANH:
        for i in range(len(totals)):
            outputs[i] = np.tanh(totals[i])
    elif activation == SIGMOID:
        for i in range(len(totals)):
            outputs[i] = 1.0 / (1.0 + np.exp(-totals[i]))
    elif activation == LEAKY:
        for i in range(len(totals)):
            outputs[i] = max(LEAK * totals[i], totals[i])
    elif activation == CENTRED:
        for i in range(len(totals)):
            outputs[i] = 1.0 / (1.0 + np.exp(-totals[i])) - 0.5
    else:
        for i in range(len(totals)):
            outputs[i] = totals[i]


@compiled
def _times_slope(activation: int, outputs: np.ndarray, errors: np.ndarray) -> None:
    """Multiply ``errors`` by the activation's slope, which its output tells."""
    if activation == RELU:
        for i in range(len(errors)):
            errors[i] = errors[i] if outputs[i] > 0.0 else 0.0
    elif activation == TANH:
        for i in range(len(errors)):
            errors[i] *= 1.0 - outputs[i] * outputs[i]
    elif activation == SIGMOID:
        for i in range(len(errors)):
            errors[i] *= outputs[i] * (1.0 - outputs[i])
    elif activation == LEAKY:
        for i in range(len(errors)):
            errors[i] *= 1.0 if outputs[i] > 0.0 else LEAK
    elif activation == CENTRED:
        for i in range(len(errors)):
            errors[i] *= 0.25 - outputs[i] * outputs[i]


@compiled
def _show(inputs: np.ndarray, first: int, count: int, values: np.ndarray) -> None:
    for source in range(len(inputs)):
        for i in range(count):
            values[0, source, i] = inputs[source, first + i]


@compiled
def _forward(
    weights: np.ndarray,
    biases: np.ndarray,
    sizes: np.ndarray,
    activation: int,
    answer: int,
    count: int,
    totals: np.ndarray,
    values: np.ndarray,
) -> np.ndarray:
    last = len(sizes) - 2
    for depth in range(last + 1):
        for unit in range(sizes[depth + 1]):
            total = totals[:count]
            total[:] = biases[depth, unit]
            for source in range(sizes[depth]):
                weight = weights[depth, unit, source]
                value = values[depth, source, :count]
                for i in range(count):
                    total[i] += weight * value[i]
            _activate(
                answer if depth == last else activation, total, values[depth + 1, unit, :count]
            )
    return values[last + 1, 0, :count]


@compiled
def _backward(
    weights: np.ndarray,
    sizes: np.ndarray,
    activation: int,
    answer: int,
    labels: np.ndarray,
    values: np.ndarray,
    errors: np.ndarray,
    weight_sums: np.ndarray,
    bias_sums: np.ndarray,
) -> None:
    last, count = len(sizes) - 2, len(labels)
    for i in range(count):
        errors[last, 0, i] = values[last + 1, 0, i] - labels[i]
    for depth in range(last, -1, -1):
        for unit in range(sizes[depth + 1]):
            error = errors[depth, unit, :count]
            if depth < last:
                error[:] = 0.0
                for target in range(sizes[depth + 2]):
                    weight = weights[depth + 1, target, unit]
                    later = errors[depth + 1, target, :count]
                    for i in range(count):
                        error[i] += weight * later[i]
            _times_slope(
                answer if depth == last else activation, values[depth + 1, unit, :count], error
            )
            bias_sum = bias_sums[depth, unit]
            for i in range(count):
                bias_sum += error[i]
            bias_sums[depth, unit] = bias_sum
            for source in range(sizes[depth]):
                value = values[depth, source, :count]
                weight_sum = weight_sums[depth, unit, source]
                for i in range(count):
                    weight_sum += error[i] * value[i]
                weight_sums[depth, unit, source] = weight_sum


@compiled
def _update(
    weights: np.ndarray,
    biases: np.ndarray,
    sizes: np.ndarray,
    rate: float,
    penalty: int,
    penalty_rate: float,
    frozen: np.ndarray,
    weight_sums: np.ndarray,
    bias_sums: np.ndarray,
    count: int,
) -> None:
    for depth in range(len(sizes) - 1):
        for unit in range(sizes[depth + 1]):
            biases[depth, unit] -= rate * bias_sums[depth, unit] / count
            bias_sums[depth, unit] = 0.0
            for source in range(sizes[depth]):
                if frozen[depth, unit, source]:
                    continue
                old = weights[depth, unit, source]
                new = old - (rate / count) * weight_sums[depth, unit, source]
                pull = 0.0
                if penalty == L1:
                    pull = np.sign(old)
                elif penalty == L2:
                    pull = old
                shrunk = new - (rate * penalty_rate) * pull
                if penalty == L1 and new * shrunk < 0:
                    shrunk = 0.0
                    frozen[depth, unit, source] = True
                weights[depth, unit, source] = shrunk
                weight_sums[depth, unit, source] = 0.0


@compiled
def _loss(
    weights: np.ndarray,
    biases: np.ndarray,
    sizes: np.ndarray,
    activation: int,
    answer: int,
    inputs: np.ndarray,
    labels: np.ndarray,
    totals: np.ndarray,
    values: np.ndarray,
) -> float:
    count = len(labels)
    _show(inputs, 0, count, values)
    outputs = _forward(weights, biases, sizes, activation, answer, count, totals, values)
    loss = 0.0
    for i in range(count):
        loss += 0.5 * (outputs[i] - labels[i]) ** 2
    return loss / count


@compiled
def _copy(
    weights: np.ndarray, biases: np.ndarray, kept_weights: np.ndarray, kept_biases: np.ndarray
) -> None:
    for depth in range(len(biases)):
        for unit in range(biases.shape[1]):
            kept_biases[depth, unit] = biases[depth, unit]
            for source in range(weights.shape[2]):
                kept_weights[depth, unit, source] = weights[depth, unit, source]


@compiled
def train_network(
    weights: np.ndarray,
    biases: np.ndarray,
    frozen: np.ndarray,
    weight_sums: np.ndarray,
    bias_sums: np.ndarray,
    count: np.ndarray,
    sizes: np.ndarray,
    activation: int,
    answer: int,
    train: np.ndarray,
    train_labels: np.ndarray,
    test: np.ndarray,
    test_labels: np.ndarray,
    batch_size: int,
    rate: float,
    penalty: int,
    penalty_rate: float,
    recorded: np.ndarray,
    kept: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Train ``weights`` (layers, width, width) and ``biases`` (layers, width) in place.

    So are the weights that L1 has ``frozen``, and the sums of the gradients of the ``count`` (1,)
    points since the last update. ``sizes`` holds the units of every layer, inputs first; ``train``
    and ``test`` are inputs (inputs, points) with labels (points,); ``activation`` of the hidden
    units and ``answer`` of the output unit index ``TRAINABLE``, ``penalty`` indexes ``PENALTIES``;
    ``recorded`` (records,) names, in rising order, the iterations after which losses are taken,
    from where training begins to where it ends, and ``kept`` (frames,) those after which the network is
    copied. Returns the train and test losses (records, 2) and the copies (frames, layers, width,
    width), (frames, layers, width).
    """
    most = max(len(train_labels), len(test_labels))
    width = biases.shape[1]
    totals, values = np.empty(most), np.empty((len(sizes), width, most))
    errors = np.empty((len(biases), width, batch_size))
    losses = np.empty((len(recorded), 2))
    kept_weights = np.empty((len(kept), *weights.shape))
    kept_biases = np.empty((len(kept), *biases.shape))
    record, frame = 0, 0
    for iteration in range(recorded[0], recorded[-1] + 1):
        if iteration > recorded[0]:
            for first in range(0, len(train_labels), batch_size):
                labels = train_labels[first : first + batch_size]
                _show(train, first, len(labels), values)
                _forward(weights, biases, sizes, activation, answer, len(labels), totals, values)
                _backward(
                    weights,
                    sizes,
                    activation,
                    answer,
                    labels,
                    values,
                    errors,
                    weight_sums,
                    bias_sums,
                )
                count[0] += len(labels)
                if len(labels) == batch_size:
                    _update(
                        weights,
                        biases,
                        sizes,
                        rate,
                        penalty,
                        penalty_rate,
                        frozen,
                        weight_sums,
                        bias_sums,
                        count[0],
                    )
                    count[0] = 0
        if iteration == recorded[record]:
            losses[record, 0] = _loss(
                weights, biases, sizes, activation, answer, train, train_labels, totals, values
            )
            losses[record, 1] = _loss(
                weights, biases, sizes, activation, answer, test, test_labels, totals, values
            )
            record += 1
        if frame < len(kept) and iteration == kept[frame]:
            _copy(weights, biases, kept_weights[frame], kept_biases[frame])
            frame += 1
    return losses, kept_weights, kept_biases
