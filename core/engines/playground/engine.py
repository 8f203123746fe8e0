"""The engine of TensorFlow Playground, number for number.

Hidden units use the chosen activation; the output unit is tanh where classes are learned and linear
where numbers are. The loss is ½(output − label)², averaged over the points, without the penalty.
An iteration is one pass over the training points in a fixed order, with an update by the mean
gradient after every ``batch_size`` points (what is left over at the end of a pass counts towards
the next update). Source: tensorflow/playground, ``src/nn.ts`` and ``src/playground.ts``.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import numpy as np
import pandas as pd

from core.engines import planar
from core.engines.playground.backpropagation import PENALTIES, TRAINABLE, State, train_network
from core.engines.seedrandom import SeedRandom
from core.limits import (
    Checked,
    check_choice,
    check_several,
    check_whole,
    checked,
    choice,
    flag,
    quoted,
    real,
    whole,
)

PLAYGROUND = "https://playground.tensorflow.org/#"
DATASETS = planar.DATASETS | planar.REGRESSIONS
POINTS = {"classification": 500, "regression": 1_200}
INPUTS = {
    "x": lambda x, y: x,
    "y": lambda x, y: y,
    "xSquared": lambda x, y: x * x,
    "ySquared": lambda x, y: y * y,
    "xTimesY": lambda x, y: x * y,
    "sinX": lambda x, y: np.sin(x),
    "sinY": lambda x, y: np.sin(y),
}
MAX_ITERATIONS = 20_000
MAX_REBUILDS = 1_000


def _check_seed(seed: Any) -> None:
    """Refuse a seed that a link cannot carry: links separate their fields by ``&``."""
    if not isinstance(seed, str) or len(seed) > 100 or not seed.strip() or "&" in seed:
        raise ValueError(
            f"seed is {quoted(seed)}, but must be text of 1 to 100 characters, not blank, "
            "without “&”."
        )


@dataclass(frozen=True)
class Config(Checked):
    """One Playground experiment; the defaults are the Playground's own.

    The ``dataset`` says what is learned: two classes, or with one of ``planar.REGRESSIONS`` a
    number. ``noise`` and ``train_percent`` are percentages, ``hidden`` the units of each hidden
    layer, ``inputs`` names from ``INPUTS``. Raises ``ValueError`` for a value out of range.
    """

    dataset: str = choice("circle", "dataset", DATASETS)
    noise: float = real(0, "noise", 0, 100)
    train_percent: float = real(50, "percTrainData", 1, 99)
    seed: str = checked("0.5", _check_seed)
    inputs: tuple[str, ...] = ("x", "y")
    hidden: tuple[int, ...] = (4, 2)
    activation: str = choice("tanh", "activation", TRAINABLE)
    zero_start: bool = flag(False, "initZero")
    batch_size: int = whole(10, "batchSize", 1, 30)
    learning_rate: float = real(0.03, "learningRate", 0, 1e9)
    regularization: str = choice("none", "regularization", PENALTIES)
    regularization_rate: float = real(0, "regularizationRate", 0, 1e9)

    def __post_init__(self) -> None:
        """Check every field."""
        super().__post_init__()
        check_several("inputs", self.inputs, 1, len(INPUTS))
        for name in self.inputs:
            check_choice("inputs", name, INPUTS)
        if self.inputs != tuple(name for name in INPUTS if name in self.inputs):
            raise ValueError(
                f"inputs is {quoted(self.inputs)}, but must name each once, in the order "
                f"{', '.join(INPUTS)}."
            )
        check_several("networkShape", self.hidden, 0, 6)
        for units in self.hidden:
            check_whole("networkShape (units of a layer)", units, 1, 8)

    def link(self) -> str:
        """Return the address that opens this experiment in the original Playground."""
        data = "dataset" if self.problem == "classification" else "regDataset"
        fields = {
            "activation": self.activation,
            "regularization": self.regularization,
            "batchSize": self.batch_size,
            data: self.dataset,
            "learningRate": self.learning_rate,
            "regularizationRate": self.regularization_rate,
            "noise": self.noise,
            "networkShape": ",".join(str(units) for units in self.hidden),
            "seed": quote(self.seed, errors="replace"),
            "percTrainData": self.train_percent,
            "problem": self.problem,
            "initZero": str(self.zero_start).lower(),
        }
        fields |= {name: str(name in self.inputs).lower() for name in INPUTS}
        return PLAYGROUND + "&".join(f"{name}={value}" for name, value in fields.items())

    @property
    def problem(self) -> str:
        """What is learned: classification (labels ±1) or regression (labels about −1 to 1)."""
        return "regression" if self.dataset in planar.REGRESSIONS else "classification"

    @property
    def answer(self) -> str:
        """The activation of the output unit."""
        return "linear" if self.problem == "regression" else "tanh"

    @property
    def layer_sizes(self) -> tuple[int, ...]:
        """Units of every layer, inputs first, the single output unit last."""
        return (len(self.inputs), *self.hidden, 1)


@dataclass(frozen=True)
class Network:
    """Weights and biases: one array (units, fan_in) and one array (units,) a layer."""

    weights: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]


@dataclass(frozen=True)
class Trajectory:
    """A network through time: one array (frames, units, fan_in) and (frames, units) a layer.

    ``iterations`` (frames,) says when each frame was taken.
    """

    iterations: np.ndarray
    weights: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]

    def at(self, frame: int) -> Network:
        """Return the network of one frame."""
        return Network(
            tuple(layer[frame] for layer in self.weights),
            tuple(layer[frame] for layer in self.biases),
        )


@dataclass(frozen=True)
class Start:
    """What training begins with: a network, and points (n, 3) of x, y and the label."""

    network: Network
    train: np.ndarray
    test: np.ndarray


@dataclass(frozen=True)
class Result:
    """What a training run leaves behind.

    ``losses`` has the columns iteration (from 0 on), train_loss and test_loss; ``train`` and
    ``test`` are arrays (points, 3) of x, y and the label; ``frames`` holds as many networks
    as were asked for. ``state`` is what training goes on from.
    """

    config: Config
    losses: pd.DataFrame
    initial: Network
    final: Network
    train: np.ndarray
    test: np.ndarray
    frames: Trajectory
    state: State


def train(
    config: Config, iterations: int, rebuilds: int = 0, every: int = 1, frames: int = 0
) -> Result:
    """Train for ``iterations`` passes after drawing the network anew ``rebuilds`` times.

    A rebuild is the Playground's Reset: new weights from the running stream, the same data.
    Raises ``ValueError`` for rebuilds outside 0 to 1,000, and as ``fit`` does.
    """
    return fit(config, prepare(config, rebuilds), iterations, every, frames)


def prepare(config: Config, rebuilds: int = 0) -> Start:
    """Draw the points, split them, and draw the network ``rebuilds`` + 1 times, keeping the last.

    Raises ``ValueError`` unless 0 ≤ rebuilds ≤ 1,000.
    """
    check_whole("rebuilds", rebuilds, 0, MAX_REBUILDS)
    random = SeedRandom(config.seed)
    points = DATASETS[config.dataset](POINTS[config.problem], config.noise / 100, random)
    points = planar.shuffled(points, random)
    split = int(len(points) * config.train_percent / 100)
    for _ in range(rebuilds):
        build(config, random)
    return Start(build(config, random), points[:split], points[split:])


def build(config: Config, random: SeedRandom) -> Network:
    """Draw a network: weights uniform in [−0.5, 0.5), biases 0.1; all 0 with ``zero_start``."""
    scale = 0.0 if config.zero_start else 1.0
    sizes = config.layer_sizes
    weights = [
        (random.many(units * fan_in).reshape(units, fan_in) - 0.5) * scale
        for fan_in, units in zip(sizes[:-1], sizes[1:], strict=True)
    ]
    biases = [np.full(units, 0.1 * scale) for units in sizes[1:]]
    return Network(tuple(weights), tuple(biases))


def features(config: Config, points: np.ndarray) -> np.ndarray:
    """Return the chosen inputs (points, inputs) of ``points`` (points, 2 or more)."""
    return np.column_stack([INPUTS[name](points[:, 0], points[:, 1]) for name in config.inputs])


def fit(config: Config, start: Start, iterations: int, every: int = 1, frames: int = 0) -> Result:
    """Train the network of ``start`` for ``iterations`` passes with the compiled engine.

    Losses are taken every ``every`` iterations and at the last; ``frames`` networks are kept,
    evenly spread over the iterations. Raises ``ValueError`` unless 0 ≤ iterations ≤ 20,000,
    1 ≤ every ≤ 20,000 and 0 ≤ frames ≤ 20,000.
    """
    check_whole("iterations", iterations, 0, MAX_ITERATIONS)
    check_whole("every", every, 1, MAX_ITERATIONS)
    check_whole("frames", frames, 0, MAX_ITERATIONS)
    recorded = np.union1d(np.arange(0, iterations + 1, every), [iterations])
    kept = np.unique(np.linspace(0, iterations, frames).round().astype(np.int64))
    return advance(config, start, padded(config, start.network), recorded, kept)


def advance(
    config: Config, start: Start, state: State, recorded: np.ndarray, kept: np.ndarray
) -> Result:
    """Train on from ``state``, which becomes the result's, until the last iteration ``recorded``.

    Losses are taken at every one of these, of which the first is where ``state`` stands; at
    ``kept``, as integers too, the network.
    """
    losses, kept_weights, kept_biases = train_network(
        *state,
        np.array(config.layer_sizes),
        TRAINABLE.index(config.activation),
        TRAINABLE.index(config.answer),
        np.ascontiguousarray(features(config, start.train).T),
        np.ascontiguousarray(start.train[:, 2]),
        np.ascontiguousarray(features(config, start.test).T),
        np.ascontiguousarray(start.test[:, 2]),
        config.batch_size,
        float(config.learning_rate),
        PENALTIES.index(config.regularization),
        float(config.regularization_rate),
        recorded,
        kept,
    )
    frame = pd.DataFrame(losses, columns=["train_loss", "test_loss"])
    frame.insert(0, "iteration", recorded)
    final = _trajectory(config, recorded[-1:], state[0][None], state[1][None]).at(0)
    trajectory = _trajectory(config, kept, kept_weights, kept_biases)
    return Result(config, frame, start.network, final, start.train, start.test, trajectory, state)


def padded(config: Config, network: Network) -> State:
    """Return what training begins with: ``network``, padded with 0, and nothing learned yet."""
    width = max(config.layer_sizes)
    weights = np.zeros((len(network.weights), width, width))
    biases = np.zeros((len(network.biases), width))
    for depth, (layer, bias) in enumerate(zip(network.weights, network.biases, strict=True)):
        weights[depth, : layer.shape[0], : layer.shape[1]] = layer
        biases[depth, : len(bias)] = bias
    frozen, count = np.zeros(weights.shape, bool), np.zeros(1, np.int64)
    return weights, biases, frozen, np.zeros_like(weights), np.zeros_like(biases), count


def _trajectory(
    config: Config, iterations: np.ndarray, weights: np.ndarray, biases: np.ndarray
) -> Trajectory:
    """Take the padding off ``weights`` (frames, layers, width, width) and ``biases``."""
    shapes = list(zip(config.layer_sizes[1:], config.layer_sizes[:-1], strict=True))
    return Trajectory(
        iterations,
        tuple(weights[:, depth, :units, :fan_in] for depth, (units, fan_in) in enumerate(shapes)),
        tuple(biases[:, depth, :units] for depth, (units, _) in enumerate(shapes)),
    )
