"""Many small networks at once: what they learn from one order of the examples.

A ``Setting`` describes data, network and training; a ``Run`` trains all its seeds in one order.
Every seed has its own data, start and order, and the same data and start under every order.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
import torch

from core.claims import Report, ignore
from core.engines import planar
from core.engines.descent.inspection import MEASURES, inspect_networks, network_outputs
from core.engines.descent.kernel import ACTIVATIONS, LOSSES, OPTIMIZERS, train_networks
from core.engines.descent.orders import schedule
from core.engines.seedrandom import SeedRandom
from core.engines.starting_weights import SCHEMES
from core.limits import check_choice, check_real, check_whole

DATASETS = planar.DATASETS | {"moons": planar.moons}
OUTPUT_BIASES = ("learned", "frozen at 0")
ORDER_SEEDS = 1_000_000
MOST_WORK = 125_000_000
"""Most seeds × examples × parameters: about ten seconds for all orders on two cores."""
SEEDS_AT_ONCE = 8
NEGLIGIBLE_ACCURACY = 0.05
"""Differences of accuracy up to this one do not count as harm."""
MOST_OF_THE_HARM = 0.5
"""A cause explains the harm when more than this share of it goes with the cause."""


@dataclass(frozen=True)
class Setting:
    """Data, network and training; the same for every order that is compared.

    ``noise`` is the Playground's, as a share; ``positive_share`` is the share of points labelled
    +1; biases start at 0; momentum is 0.9, Adam's decays 0.9 and 0.999. Raises ``ValueError`` for
    a value out of range, a batch larger than the data, a class without a point, or more work than
    ``MOST_WORK``.
    """

    dataset: str = "circle"
    points: int = 1000
    noise: float = 0.0
    positive_share: float = 0.5
    layers: int = 2
    hidden: int = 16
    activation: str = "ReLU"
    loss: str = "logistic"
    optimizer: str = "SGD"
    learning_rate: float = 0.1
    batch_size: int = 1
    initialization: str = "He normal"
    output_bias: str = "learned"
    epochs: int = 3
    seeds: int = 30

    def __post_init__(self) -> None:
        """Check every field."""
        check_choice("Data", self.dataset, DATASETS)
        check_whole("Points", self.points, 20, 2_000)
        check_real("Noise", self.noise, 0, 0.5)
        check_real("Share of +1", self.positive_share, 0.01, 0.99)
        if not 0 < self.positives < self.points:
            raise ValueError(
                f"Share of +1 is {self.positive_share:g}, but of {self.points} points it leaves "
                f"one class without any; it must be from {1 / self.points:g} to "
                f"{1 - 1 / self.points:g}."
            )
        check_whole("Hidden layers", self.layers, 1, 4)
        check_whole("Hidden units", self.hidden, 1, 64)
        check_choice("Activation", self.activation, ACTIVATIONS)
        check_choice("Loss", self.loss, LOSSES)
        check_choice("Optimizer", self.optimizer, OPTIMIZERS)
        check_real("Learning rate", self.learning_rate, 1e-7, 10)
        check_whole("Batch size", self.batch_size, 1, self.points)
        check_choice("Initialization", self.initialization, SCHEMES)
        check_choice("Output bias", self.output_bias, OUTPUT_BIASES)
        check_whole("Epochs", self.epochs, 1, 10)
        check_whole("Seeds", self.seeds, 2, 100)
        work = self.seeds * self.examples * self.parameters
        if work > MOST_WORK:
            raise ValueError(
                f"{self.seeds} seeds × {self.examples:,} examples × {self.parameters:,} weights "
                f"and biases make {work:,}, but must make at most {MOST_WORK:,}: take fewer seeds, "
                "points or epochs, or a smaller network."
            )

    @property
    def positives(self) -> int:
        """How many points are labelled +1."""
        return round(self.points * self.positive_share)

    @property
    def layer_sizes(self) -> tuple[int, ...]:
        """Units of every layer, inputs first."""
        return (2, *(self.hidden,) * self.layers, 1)

    @property
    def parameters(self) -> int:
        """How many weights and biases the network has."""
        sizes = self.layer_sizes
        pairs = zip(sizes[:-1], sizes[1:], strict=True)
        return sum((fan_in + 1) * units for fan_in, units in pairs)

    @property
    def examples(self) -> int:
        """How many examples are shown in all epochs together."""
        return self.epochs * self.points


@dataclass(frozen=True)
class Run:
    """All seeds of ``setting`` shown their examples in ``order``.

    ``block`` is the length of an alternating block. Raises ``ValueError`` for a block longer than
    the data.
    """

    setting: Setting
    order: str
    block: int = 1

    def __post_init__(self) -> None:
        """Check the length of the block."""
        check_whole("Block length", self.block, 1, self.setting.points)


def data(setting: Setting, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return one seed's points (points, 2) and their labels (points,) of ±1, not to be written.

    Points come from the set's own generator, as often as it takes to fill both classes; each class
    keeps what it needs of them, evenly spaced (a spiral's arm comes from the inside out).
    """
    return _data(setting.dataset, setting.points, setting.noise, setting.positives, seed)


@lru_cache(512)
def _data(
    dataset: str, points: int, noise: float, positives: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    random = SeedRandom(str(seed))
    wanted = {1.0: positives, -1.0: points - positives}
    rows = np.empty((0, 3))
    while any((rows[:, 2] == label).sum() < count for label, count in wanted.items()):
        more = DATASETS[dataset](2 * max(wanted.values()), noise, random)
        rows = np.concatenate([rows, more])
    members = {label: np.flatnonzero(rows[:, 2] == label) for label in wanted}
    kept = [members[label][np.arange(n) * len(members[label]) // n] for label, n in wanted.items()]
    rows = rows[np.sort(np.concatenate(kept))]
    return rows[:, :2].copy(), rows[:, 2].copy()


def start(setting: Setting, seed: int) -> np.ndarray:
    """Return one seed's parameters before training, in the kernel's order; biases are 0."""
    generator = torch.Generator().manual_seed(seed)
    parts = []
    sizes = setting.layer_sizes
    for fan_in, units in zip(sizes[:-1], sizes[1:], strict=True):
        weights = torch.empty(units, fan_in, dtype=torch.float64)
        SCHEMES[setting.initialization](weights, generator)
        parts += [weights.T.reshape(-1).numpy(), np.zeros(units)]
    return np.concatenate(parts)


def shown_order(run: Run, seed: int) -> np.ndarray:
    """Return one seed's examples in the order in which they are shown, (epochs, points)."""
    _, labels = data(run.setting, seed)
    return schedule(run.order, labels, run.setting.epochs, ORDER_SEEDS + seed, run.block)


def train(run: Run, seeds: Sequence[int], marks: np.ndarray) -> np.ndarray:
    """Train ``seeds`` of one run together; return (seeds, marks, parameters).

    ``marks`` (marks,) names, in rising order, after how many examples the parameters are copied.
    """
    setting = run.setting
    sets = [data(setting, seed) for seed in seeds]
    parameters = np.stack([start(setting, seed) for seed in seeds])
    learned = parameters.shape[1] - (setting.output_bias != "learned")
    return train_networks(
        parameters,
        np.array(setting.layer_sizes),
        ACTIVATIONS.index(setting.activation),
        LOSSES.index(setting.loss),
        OPTIMIZERS.index(setting.optimizer),
        setting.learning_rate,
        learned,
        setting.batch_size,
        np.stack([points for points, _ in sets]),
        np.stack([labels for _, labels in sets]),
        np.stack([shown_order(run, seed) for seed in seeds]),
        np.asarray(marks),
    )


def inspect(setting: Setting, seed: int, parameters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Measure one seed's ``parameters`` (rows, parameters) on all its points.

    Returns ``MEASURES`` (rows, 11), and whether each hidden unit's output differs from 0 on any
    example labelled −1 and on any labelled +1, (rows, units, 2).
    """
    points, labels = data(setting, seed)
    by_class = np.argsort(labels, kind="stable")
    return inspect_networks(
        parameters,
        np.array(setting.layer_sizes),
        ACTIVATIONS.index(setting.activation),
        LOSSES.index(setting.loss),
        np.ascontiguousarray(points[by_class].T),
        labels[by_class],
    )


def outputs(setting: Setting, parameters: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Return what ``parameters`` (rows, parameters) make of ``points`` (n, 2): (rows, n)."""
    return network_outputs(
        parameters,
        np.array(setting.layer_sizes),
        ACTIVATIONS.index(setting.activation),
        np.ascontiguousarray(points.T),
    )


def even_marks(setting: Setting, per_epoch: int) -> np.ndarray:
    """Return ``per_epoch`` marks spread evenly over every epoch, and the start."""
    steps = setting.epochs * min(per_epoch, setting.points)
    return np.linspace(0, setting.examples, steps + 1, dtype=int)


def last_mark(setting: Setting) -> np.ndarray:
    """Return the end of training as the only mark."""
    return np.array([setting.examples])


def measure(runs: Sequence[tuple[Run, np.ndarray]], report: Report = ignore) -> list[pd.DataFrame]:
    """Train every run with its marks, on all cores; return a frame of ``history`` for each."""
    tasks = [
        (place, range(first, min(first + SEEDS_AT_ONCE, run.setting.seeds)))
        for place, (run, _) in enumerate(runs)
        for first in range(0, run.setting.seeds, SEEDS_AT_ONCE)
    ]

    def part(task: tuple[int, range]) -> pd.DataFrame:
        place, seeds = task
        return history(*runs[place], seeds=seeds)

    frames: list[list[pd.DataFrame]] = [[] for _ in runs]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        try:
            for done, ((place, _), frame) in enumerate(
                zip(tasks, pool.map(part, tasks), strict=True)
            ):
                frames[place].append(frame)
                report((done + 1) / len(tasks), f"{runs[place][0].order}, {place + 1} of "
                       f"{len(runs)}")  # fmt: skip
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
    return [pd.concat(parts, ignore_index=True) for parts in frames]


def history(run: Run, marks: np.ndarray, seeds: Sequence[int]) -> pd.DataFrame:
    """Return what ``seeds`` of one run went through, one row a seed and mark.

    order, block, seed, examples (shown so far), epoch (examples over points), ``MEASURES``
    (accuracies as shares, gradients of each class's mean loss) with the angle between the two
    gradients in degrees instead of its cosine, accuracy (mean of both classes), dead_share (units
    whose output is 0 on every example), ever_dead_share (dead at this mark or an earlier one),
    silent_on_negative_share and silent_on_positive_share (0 on one class only). From the mark on
    at which the loss is no longer a finite number, everything measured is missing.
    """
    copies = train(run, seeds, marks)
    frames = []
    for seed, parameters in zip(seeds, copies, strict=True):
        where = pd.DataFrame({"order": run.order, "block": run.block, "seed": seed,
                              "examples": marks, "epoch": marks / run.setting.points})  # fmt: skip
        frames.append(pd.concat([where, _measured(run.setting, seed, parameters)], axis=1))
    return pd.concat(frames, ignore_index=True)


def _measured(setting: Setting, seed: int, parameters: np.ndarray) -> pd.DataFrame:
    measures, active = inspect(setting, seed, parameters)
    frame = pd.DataFrame(measures, columns=list(MEASURES))
    frame["gradient_angle"] = np.degrees(np.arccos(frame.pop("gradient_cosine").clip(-1, 1)))
    frame["accuracy"] = (frame["accuracy_negative"] + frame["accuracy_positive"]) / 2
    dead = ~active.any(axis=2)
    frame["dead_share"] = dead.mean(axis=1)
    frame["ever_dead_share"] = np.logical_or.accumulate(dead).mean(axis=1)
    frame["silent_on_negative_share"] = (~active[..., 0] & active[..., 1]).mean(axis=1)
    frame["silent_on_positive_share"] = (active[..., 0] & ~active[..., 1]).mean(axis=1)
    finite = np.isfinite(frame[["loss_negative", "loss_positive"]]).all(axis=1).cummin()
    frame.loc[~finite] = np.nan
    return frame
