"""What many small networks do with a whole set of examples, compiled.

Parameters lie in rows as ``core.engines.descent.kernel`` trains them.
"""

import numpy as np

from core.engines.descent.kernel import activate, compiled, loss_of, loss_slope, slope_of

MEASURES = (
    "accuracy_negative",
    "accuracy_positive",
    "loss_negative",
    "loss_positive",
    "mean_output_negative",
    "mean_output_positive",
    "gradient_norm_negative",
    "gradient_norm_positive",
    "gradient_cosine",
    "output_bias",
    "weight_norm",
)


@compiled
def _forward_all(
    parameters: np.ndarray,
    sizes: np.ndarray,
    activation: int,
    inputs: np.ndarray,
    values: np.ndarray,
) -> None:
    """Fill ``values`` (layers + 1, width, n) with what every unit makes of ``inputs``."""
    layers = len(sizes) - 1
    for source in range(sizes[0]):
        for i in range(inputs.shape[1]):
            values[0, source, i] = inputs[source, i]
    first = 0
    for depth in range(layers):
        fan_in, units = sizes[depth], sizes[depth + 1]
        for unit in range(units):
            total = values[depth + 1, unit]
            total[:] = parameters[first + fan_in * units + unit]
            for source in range(fan_in):
                weight = parameters[first + source * units + unit]
                value = values[depth, source]
                for i in range(len(total)):
                    total[i] += weight * value[i]
            if depth < layers - 1:
                for i in range(len(total)):
                    total[i] = activate(activation, total[i])
        first += (fan_in + 1) * units


@compiled
def _gradients_by_class(
    parameters: np.ndarray,
    sizes: np.ndarray,
    activation: int,
    loss: int,
    negatives: int,
    labels: np.ndarray,
    values: np.ndarray,
    errors: np.ndarray,
    gradients: np.ndarray,
) -> None:
    """Fill ``gradients`` (2, parameters) with the gradient of each class's mean loss."""
    layers, count = len(sizes) - 1, len(labels)
    for i in range(count):
        members = negatives if i < negatives else count - negatives
        errors[layers, 0, i] = loss_slope(loss, values[layers, 0, i], labels[i]) / members
    first = parameters.size
    for depth in range(layers - 1, -1, -1):
        fan_in, units = sizes[depth], sizes[depth + 1]
        first -= (fan_in + 1) * units
        if depth > 0:
            for source in range(fan_in):
                back, value = errors[depth, source], values[depth, source]
                back[:] = 0.0
                for unit in range(units):
                    weight = parameters[first + source * units + unit]
                    error = errors[depth + 1, unit]
                    for i in range(count):
                        back[i] += weight * error[i]
                for i in range(count):
                    back[i] *= slope_of(activation, value[i])
        for unit in range(units):
            error = errors[depth + 1, unit]
            for part in range(2):
                low, high = (0, negatives) if part == 0 else (negatives, count)
                total = 0.0
                for i in range(low, high):
                    total += error[i]
                gradients[part, first + fan_in * units + unit] = total
                for source in range(fan_in):
                    value = values[depth, source]
                    total = 0.0
                    for i in range(low, high):
                        total += value[i] * error[i]
                    gradients[part, first + source * units + unit] = total


@compiled
def inspect_networks(
    parameters: np.ndarray,
    sizes: np.ndarray,
    activation: int,
    loss: int,
    inputs: np.ndarray,
    labels: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Measure every row of ``parameters`` (rows, parameters) on one whole set of examples.

    ``inputs`` (inputs, n) and ``labels`` (n,) stand with every −1 before every +1. Returns the
    ``MEASURES`` (rows, 11), and for every hidden unit, layer by layer, whether its output differs
    from 0 on any example of each class, (rows, units, 2).
    """
    rows, count = len(parameters), len(labels)
    positives = 0
    for label in labels:
        positives += label > 0.0
    negatives = count - positives
    layers, width = len(sizes) - 1, sizes.max()
    values, errors = np.empty((layers + 1, width, count)), np.empty((layers + 1, width, count))
    gradients = np.empty((2, parameters.shape[1]))
    measures = np.zeros((rows, len(MEASURES)))
    active = np.zeros((rows, sizes[1:-1].sum(), 2), dtype=np.bool_)
    for row in range(rows):
        _forward_all(parameters[row], sizes, activation, inputs, values)
        _gradients_by_class(
            parameters[row], sizes, activation, loss, negatives, labels, values, errors, gradients
        )
        output, found = values[layers, 0], measures[row]
        for i in range(count):
            part = 0 if i < negatives else 1
            members = negatives if part == 0 else count - negatives
            found[part] += output[i] * labels[i] > 0.0
            found[2 + part] += loss_of(loss, output[i], labels[i]) / members
            found[4 + part] += output[i] / members
        found[0] /= negatives
        found[1] /= count - negatives
        for i in range(parameters.shape[1]):
            found[6] += gradients[0, i] ** 2
            found[7] += gradients[1, i] ** 2
            found[8] += gradients[0, i] * gradients[1, i]
        found[6], found[7] = np.sqrt(found[6]), np.sqrt(found[7])
        found[8] /= found[6] * found[7]
        found[9] = parameters[row, -1]
        first, unit_place = 0, 0
        for depth in range(layers):
            for i in range(first, first + sizes[depth] * sizes[depth + 1]):
                found[10] += parameters[row, i] ** 2
            first += (sizes[depth] + 1) * sizes[depth + 1]
            if depth < layers - 1:
                for unit in range(sizes[depth + 1]):
                    for i in range(count):
                        if values[depth + 1, unit, i] != 0.0:
                            active[row, unit_place, 0 if i < negatives else 1] = True
                    unit_place += 1
        found[10] = np.sqrt(found[10])
    return measures, active


@compiled
def network_outputs(
    parameters: np.ndarray, sizes: np.ndarray, activation: int, inputs: np.ndarray
) -> np.ndarray:
    """Return what every row of ``parameters`` makes of ``inputs`` (inputs, n): (rows, n)."""
    values = np.empty((len(sizes), sizes.max(), inputs.shape[1]))
    found = np.empty((len(parameters), inputs.shape[1]))
    for row in range(len(parameters)):
        _forward_all(parameters[row], sizes, activation, inputs, values)
        for i in range(inputs.shape[1]):
            found[row, i] = values[len(sizes) - 1, 0, i]
    return found
