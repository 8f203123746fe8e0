"""What happens inside a Playground network: outputs, activations, slopes and gradients."""

import numpy as np
import pandas as pd

from core.engines.playground.backpropagation import LEAK
from core.engines.playground.engine import Config, Network, features

LARGEST_SLOPE = {
    "relu": 1.0,
    "tanh": 1.0,
    "sigmoid": 0.25,
    "linear": 1.0,
    "leaky relu": 1.0,
    "sigmoid - 1/2": 0.25,
}
COLUMNS = [
    "layer",
    "active_share",
    "mean_slope",
    "weight_gradient_norm",
    "unit_spread",
    "mean_activation",
    "activation_deviation",
    "weight_deviation",
    "dead_share",
    "saturated_share",
]


def outputs(config: Config, network: Network, points: np.ndarray) -> np.ndarray:
    """Return the network's output (points,) at ``points`` (points, 2 or more).

    That of a classifier lies between −1 and 1.
    """
    layers = forward(config, network, points)
    return layers[-1][:, 0]


def forward(config: Config, network: Network, points: np.ndarray) -> list[np.ndarray]:
    """Return every layer's output (points, units), the inputs first."""
    layers = [features(config, points)]
    last = len(network.weights) - 1
    for depth, (weights, biases) in enumerate(zip(network.weights, network.biases, strict=True)):
        total = layers[-1] @ weights.T + biases
        layers.append(activate(config.answer if depth == last else config.activation, total))
    return layers


def activate(activation: str, total: np.ndarray) -> np.ndarray:
    """Return the activation of each total input."""
    if activation == "relu":
        return np.maximum(0, total)
    if activation == "tanh":
        return np.tanh(total)
    if activation == "sigmoid":
        return 1 / (1 + np.exp(-total))
    if activation == "leaky relu":
        return np.maximum(LEAK * total, total)
    if activation == "sigmoid - 1/2":
        return 1 / (1 + np.exp(-total)) - 0.5
    return total


def slope(activation: str, output: np.ndarray) -> np.ndarray:
    """Return the activation's derivative, from the activation's output."""
    if activation == "relu":
        return (output > 0).astype(float)
    if activation == "tanh":
        return 1 - output * output
    if activation == "sigmoid":
        return output * (1 - output)
    if activation == "leaky relu":
        return np.where(output > 0, 1.0, LEAK)
    if activation == "sigmoid - 1/2":
        return 0.25 - output * output
    return np.ones_like(output)


def inspect(config: Config, network: Network, points: np.ndarray) -> pd.DataFrame:
    """Look inside the hidden layers over ``points`` (points, 3).

    Columns: layer (1 is the first hidden one), active_share (units × points with an output
    above 0), mean_slope (of the activation), weight_gradient_norm (Euclidean norm of the loss's
    gradient by the layer's weights), unit_spread (largest difference between two units' weights),
    mean_activation, activation_deviation, weight_deviation (standard deviations over units ×
    points and over weights), dead_share (units that pass no gradient at any point) and
    saturated_share (units × points with a slope below a fifth of the activation's largest).
    """
    layers = forward(config, network, points)
    labels = points[:, 2:3]
    delta = (layers[-1] - labels) * slope(config.answer, layers[-1]) / len(points)
    rows = []
    for depth in range(len(network.weights) - 2, -1, -1):
        output, weights = layers[depth + 1], network.weights[depth]
        slopes = slope(config.activation, output)
        delta = (delta @ network.weights[depth + 1]) * slopes
        rows.append(
            (
                depth + 1,
                float((output > 0).mean()),
                float(slopes.mean()),
                float(np.linalg.norm(delta.T @ layers[depth])),
                float(np.ptp(weights, axis=0).max()),
                float(output.mean()),
                float(output.std()),
                float(weights.std()),
                float((slopes == 0).all(axis=0).mean()),
                float((slopes < LARGEST_SLOPE[config.activation] / 5).mean()),
            )
        )
    return pd.DataFrame(rows[::-1], columns=COLUMNS)
