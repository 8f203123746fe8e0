"""Stochastic gradient descent on many small networks at once, compiled.

A network's parameters lie in one row: layer after layer, the weights (fan_in, units) and then the
biases (units,), so that the last number is the output's bias. The output unit is linear.
Sums may be reordered by the compiler, so results agree with torch's to rounding.
"""

import numpy as np

from core.engines.compiled import compiler

ACTIVATIONS = ("ReLU", "leaky ReLU", "tanh")
LEAKY, TANH = 1, 2
LEAK = 0.01
LOSSES = ("logistic", "squared")
SQUARED = 1
OPTIMIZERS = ("SGD", "momentum", "Adam")
MOMENTUM, ADAM = 1, 2
MOMENTUM_FACTOR = 0.9
FIRST_DECAY, SECOND_DECAY, ADAM_EPSILON = 0.9, 0.999, 1e-8

compiled = compiler(nogil=True, fastmath={"reassoc", "contract", "nsz"})


@compiled
def activate(activation: int, total: float) -> float:
    """Return what the activation makes of a unit's total input."""
    if activation == TANH:
        return np.tanh(total)
    if total > 0.0:
        return total
    return LEAK * total if activation == LEAKY else 0.0 * total


@compiled
def slope_of(activation: int, output: float) -> float:
    """Return the activation's slope, which its output tells."""
    if activation == TANH:
        return 1.0 - output * output
    if output > 0.0:
        return 1.0
    return LEAK if activation == LEAKY else 0.0


@compiled
def loss_of(loss: int, output: float, label: float) -> float:
    """Return one example's loss: ln(1 + exp(−label · output)), or ½(output − label)²."""
    if loss == SQUARED:
        return 0.5 * (output - label) ** 2
    margin = label * output
    return max(-margin, 0.0) + np.log1p(np.exp(-abs(margin)))


@compiled
def loss_slope(loss: int, output: float, label: float) -> float:
    """Return the derivative of ``loss_of`` by the output."""
    if loss == SQUARED:
        return output - label
    return -label / (1.0 + np.exp(label * output))


@compiled
def _add_gradient(
    parameters: np.ndarray,
    sizes: np.ndarray,
    activation: int,
    loss: int,
    example: np.ndarray,
    label: float,
    share: float,
    values: np.ndarray,
    errors: np.ndarray,
    gradient: np.ndarray,
) -> None:
    """Add ``share`` times the gradient of one example's loss to ``gradient``."""
    layers = len(sizes) - 1
    for source in range(sizes[0]):
        values[0, source] = example[source]
    first = 0
    for depth in range(layers):
        fan_in, units = sizes[depth], sizes[depth + 1]
        biases = first + fan_in * units
        total = values[depth + 1, :units]
        for unit in range(units):
            total[unit] = parameters[biases + unit]
        for source in range(fan_in):
            value = values[depth, source]
            weights = parameters[first + source * units : first + (source + 1) * units]
            for unit in range(units):
                total[unit] += value * weights[unit]
        if depth < layers - 1:
            for unit in range(units):
                total[unit] = activate(activation, total[unit])
        first = biases + units
    errors[layers, 0] = share * loss_slope(loss, values[layers, 0], label)
    for depth in range(layers - 1, -1, -1):
        fan_in, units = sizes[depth], sizes[depth + 1]
        first -= (fan_in + 1) * units
        error = errors[depth + 1, :units]
        for source in range(fan_in):
            value = values[depth, source]
            start = first + source * units
            weights = parameters[start : start + units]
            sums = gradient[start : start + units]
            back = 0.0
            for unit in range(units):
                back += weights[unit] * error[unit]
                sums[unit] += value * error[unit]
            if depth > 0:
                errors[depth, source] = back * slope_of(activation, value)
        sums = gradient[first + fan_in * units : first + (fan_in + 1) * units]
        for unit in range(units):
            sums[unit] += error[unit]


@compiled
def _step(
    parameters: np.ndarray,
    learned: int,
    optimizer: int,
    rate: float,
    step: int,
    gradient: np.ndarray,
    first_moment: np.ndarray,
    second_moment: np.ndarray,
) -> None:
    """Update the first ``learned`` parameters as torch.optim does, and clear the gradient."""
    if optimizer == MOMENTUM:
        for i in range(learned):
            first_moment[i] = MOMENTUM_FACTOR * first_moment[i] + gradient[i]
            parameters[i] -= rate * first_moment[i]
    elif optimizer == ADAM:
        rate /= 1.0 - FIRST_DECAY**step
        correction = np.sqrt(1.0 - SECOND_DECAY**step)
        for i in range(learned):
            slope = gradient[i]
            first_moment[i] = FIRST_DECAY * first_moment[i] + (1.0 - FIRST_DECAY) * slope
            second_moment[i] = SECOND_DECAY * second_moment[i] + (1.0 - SECOND_DECAY) * slope**2
            spread = np.sqrt(second_moment[i]) / correction + ADAM_EPSILON
            parameters[i] -= rate * first_moment[i] / spread
    else:
        for i in range(learned):
            parameters[i] -= rate * gradient[i]
    gradient[:] = 0.0


@compiled
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
    """Train ``parameters`` (networks, parameters) in place and return copies along the way.

    ``sizes`` holds the units of every layer, inputs first; ``points`` (networks, n, inputs) with
    ``labels`` (networks, n) of ±1 are shown in the order ``shown`` (networks, epochs, n), an update
    by the mean gradient after every ``batch_size`` of them and at the end of an epoch; the first
    ``learned`` parameters are updated. Returns the parameters when ``marks`` (in rising order)
    examples had been shown, (networks, marks, parameters); a mark inside a batch sees the last
    update before it.
    """
    networks, count = parameters.shape
    width = sizes.max()
    values, errors = np.empty((len(sizes), width)), np.empty((len(sizes), width))
    gradient = np.zeros(count)
    copies = np.empty((networks, len(marks), count))
    for network in range(networks):
        row = parameters[network]
        first_moment, second_moment = np.zeros(count), np.zeros(count)
        examples, mark, step = 0, 0, 0
        for epoch in shown[network]:
            for start in range(0, len(epoch), batch_size):
                batch = epoch[start : start + batch_size]
                while mark < len(marks) and marks[mark] < examples + len(batch):
                    for i in range(count):
                        copies[network, mark, i] = row[i]
                    mark += 1
                for i in batch:
                    _add_gradient(
                        row,
                        sizes,
                        activation,
                        loss,
                        points[network, i],
                        labels[network, i],
                        1.0 / len(batch),
                        values,
                        errors,
                        gradient,
                    )
                step += 1
                _step(row, learned, optimizer, rate, step, gradient, first_moment, second_moment)
                examples += len(batch)
        for last in range(mark, len(marks)):
            for i in range(count):
                copies[network, last, i] = row[i]
    return copies
