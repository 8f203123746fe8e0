"""Many small networks at once: what they learn from one order of the examples.

Every seed has its own data, start and order, and the same data and start under every order.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from core.claims import Report, ignore
from core.engines.descent.inspection import MEASURES, inspect_networks, network_outputs
from core.engines.descent.kernel import ACTIVATIONS, LOSSES, OPTIMIZERS, train_networks
from core.engines.descent.orders import SHUFFLED, schedule
from core.engines.descent.settings import DATASETS, Run, Setting
from core.engines.seedrandom import SeedRandom, seed_text
from core.engines.starting_weights import drawn

ORDER_SEEDS = 1_000_000
SEEDS_AT_ONCE = 8


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
    random = SeedRandom(seed_text(seed))
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
    shapes = list(zip(setting.layer_sizes[1:], setting.layer_sizes[:-1], strict=True))
    parts = []
    for weights in drawn(setting.initialization, shapes, seed):
        parts += [weights.T.reshape(-1), np.zeros(len(weights))]
    return np.concatenate(parts)


@dataclass(frozen=True)
class Engine:
    """What trains networks and looks at them: compiled or not, alike to rounding."""

    train: Callable[..., np.ndarray]
    inspect: Callable[..., tuple[np.ndarray, np.ndarray]]
    outputs: Callable[..., np.ndarray]


COMPILED = Engine(train_networks, inspect_networks, network_outputs)


def shown_order(run: Run, seed: int) -> np.ndarray:
    """Return one seed's examples in the order in which they are shown, (all epochs, points).

    What follows the setting's epochs is what a run reshuffled from the start sees there.
    """
    _, labels = data(run.setting, seed)
    epochs, drawn = run.setting.epochs, ORDER_SEEDS + seed
    own = schedule(run.order, labels, epochs, drawn, run.block)
    if not run.shuffled_after:
        return own
    later = schedule(SHUFFLED, labels, epochs + run.shuffled_after, drawn)[epochs:]
    return np.concatenate([own, later])


def train(
    run: Run, seeds: Sequence[int], marks: np.ndarray, engine: Engine = COMPILED
) -> np.ndarray:
    """Train ``seeds`` of one run together; return (seeds, marks, parameters).

    ``marks`` (marks,) names, in rising order, after how many examples the parameters are copied.
    """
    setting = run.setting
    sets = [data(setting, seed) for seed in seeds]
    parameters = np.stack([start(setting, seed) for seed in seeds])
    learned = parameters.shape[1] - (setting.output_bias != "learned")
    return engine.train(
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


def inspect(
    setting: Setting, seed: int, parameters: np.ndarray, engine: Engine = COMPILED
) -> tuple[np.ndarray, np.ndarray]:
    """Measure one seed's ``parameters`` (rows, parameters) on all its points.

    Returns ``MEASURES`` (rows, 11), and whether each hidden unit's output differs from 0 on any
    example labelled −1 and on any labelled +1, (rows, units, 2).
    """
    points, labels = data(setting, seed)
    by_class = np.argsort(labels, kind="stable")
    return engine.inspect(
        parameters,
        np.array(setting.layer_sizes),
        ACTIVATIONS.index(setting.activation),
        LOSSES.index(setting.loss),
        np.ascontiguousarray(points[by_class].T),
        labels[by_class],
    )


def outputs(
    setting: Setting, parameters: np.ndarray, points: np.ndarray, engine: Engine = COMPILED
) -> np.ndarray:
    """Return what ``parameters`` (rows, parameters) make of ``points`` (n, 2): (rows, n)."""
    return engine.outputs(
        parameters,
        np.array(setting.layer_sizes),
        ACTIVATIONS.index(setting.activation),
        np.ascontiguousarray(points.T),
    )


def even_marks(setting: Setting, per_epoch: int, shuffled_after: int = 0) -> np.ndarray:
    """Return ``per_epoch`` marks spread evenly over every epoch, and the start.

    The setting's epochs are followed by ``shuffled_after`` more, as in ``Run``.
    """
    epochs = setting.epochs + shuffled_after
    steps = epochs * min(per_epoch, setting.points)
    return np.linspace(0, epochs * setting.points, steps + 1, dtype=int)


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
                report(
                    (done + 1) / len(tasks), f"{runs[place][0].order}, {place + 1} of {len(runs)}"
                )
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
        where = pd.DataFrame(
            {
                "order": run.order,
                "block": run.block,
                "seed": seed,
                "examples": marks,
                "epoch": marks / run.setting.points,
            }
        )
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
