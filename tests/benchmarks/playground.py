"""How fast the Playground engine is: ``python -m tests.benchmarks.playground``.

The same training, with both losses after every iteration, by the compiled engine, by plain numpy
and by plain torch autograd, interleaved in one run; ratios of medians over the rounds.
"""

from statistics import median
from time import perf_counter

import numpy as np
import torch

from core.initialization import LINKS, SIGMOID
from core.playground import Config, Start, features, fit, prepare, train

ROUNDS = 5
ENGINE_ITERATIONS, NUMPY_ITERATIONS, TORCH_ITERATIONS = 1_000, 100, 10


def with_numpy(config: Config, start: Start, iterations: int) -> list[tuple[float, float]]:
    """Train with batched numpy; ReLU only, a batch that divides the points."""
    weights = [layer.copy() for layer in start.network.weights]
    biases = [layer.copy() for layer in start.network.biases]
    inputs = [features(config, points) for points in (start.train, start.test)]
    labels = [points[:, 2:] for points in (start.train, start.test)]

    def forward(batch: np.ndarray) -> list[np.ndarray]:
        layers = [batch]
        for depth, (layer, bias) in enumerate(zip(weights, biases, strict=True)):
            total = layers[-1] @ layer.T + bias
            last = depth == len(weights) - 1
            layers.append(np.tanh(total) if last else np.maximum(0, total))
        return layers

    def loss(part: int) -> float:
        return float(0.5 * ((forward(inputs[part])[-1] - labels[part]) ** 2).mean())

    losses = [(loss(0), loss(1))]
    for _ in range(iterations):
        for first in range(0, len(inputs[0]), config.batch_size):
            batch = slice(first, first + config.batch_size)
            layers = forward(inputs[0][batch])
            delta = (layers[-1] - labels[0][batch]) * (1 - layers[-1] ** 2) / config.batch_size
            for depth in range(len(weights) - 1, -1, -1):
                gradient, bias_gradient = delta.T @ layers[depth], delta.sum(axis=0)
                if depth:
                    delta = (delta @ weights[depth]) * (layers[depth] > 0)
                weights[depth] -= config.learning_rate * gradient
                biases[depth] -= config.learning_rate * bias_gradient
        losses.append((loss(0), loss(1)))
    return losses


def with_torch(config: Config, start: Start, iterations: int) -> list[tuple[float, float]]:
    """Train with torch autograd; ReLU only."""
    weights = [torch.tensor(layer, requires_grad=True) for layer in start.network.weights]
    biases = [torch.tensor(layer, requires_grad=True) for layer in start.network.biases]
    parts = (start.train, start.test)
    inputs = [torch.tensor(features(config, points)) for points in parts]
    labels = [torch.tensor(points[:, 2]) for points in parts]

    def loss(batch: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
        for depth, (layer, bias) in enumerate(zip(weights, biases, strict=True)):
            total = batch @ layer.T + bias
            batch = torch.tanh(total) if depth == len(weights) - 1 else torch.relu(total)
        return 0.5 * ((batch[:, 0] - wanted) ** 2).mean()

    def both() -> tuple[float, float]:
        with torch.no_grad():
            return float(loss(inputs[0], labels[0])), float(loss(inputs[1], labels[1]))

    losses = [both()]
    for _ in range(iterations):
        for batch, wanted in zip(
            inputs[0].split(config.batch_size), labels[0].split(config.batch_size), strict=True
        ):
            gradients = torch.autograd.grad(loss(batch, wanted), weights + biases)
            with torch.no_grad():
                for parameter, gradient in zip(weights + biases, gradients, strict=True):
                    parameter.sub_(gradient, alpha=config.learning_rate)
        losses.append(both())
    return losses


def main() -> None:
    """Check that the three agree, then time them in turn and print the ratios."""
    torch.set_num_threads(1)
    config = LINKS["A"]
    start = prepare(config)
    engine = fit(config, start, TORCH_ITERATIONS).losses[["train_loss", "test_loss"]].to_numpy()
    np.testing.assert_allclose(with_numpy(config, start, TORCH_ITERATIONS), engine, rtol=1e-10)
    np.testing.assert_allclose(with_torch(config, start, TORCH_ITERATIONS), engine, rtol=1e-10)
    runs = {
        "engine": (lambda: fit(config, start, ENGINE_ITERATIONS), ENGINE_ITERATIONS),
        "numpy": (lambda: with_numpy(config, start, NUMPY_ITERATIONS), NUMPY_ITERATIONS),
        "torch": (lambda: with_torch(config, start, TORCH_ITERATIONS), TORCH_ITERATIONS),
    }
    rates: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, (run, iterations) in runs.items():
            begun = perf_counter()
            run()
            rates[name].append(iterations / (perf_counter() - begun))
    middle = {name: median(values) for name, values in rates.items()}
    for name, values in rates.items():
        print(
            f"{name:7} {middle[name]:10,.0f} iterations/s ({min(values):,.0f} to "
            f"{max(values):,.0f}, {ROUNDS} rounds)"
        )
    print(f"engine over torch autograd: {middle['engine'] / middle['torch']:.0f} times")
    print(f"engine over plain numpy:    {middle['engine'] / middle['numpy']:.1f} times")
    begun = perf_counter()
    for name, setting in SIGMOID.settings.items():
        train(setting, SIGMOID.iterations_b, SIGMOID.rebuilds_a if name == "A" else 0)
    print(f"longest run (A and B, sigmoid, 4,083 iterations): {perf_counter() - begun:.2f} s")


if __name__ == "__main__":
    main()
