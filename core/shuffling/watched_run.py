"""One seed of one order watched closely: its decision surface, and the life of every unit."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.engines.descent.networks import (
    COMPILED,
    Engine,
    data,
    even_marks,
    inspect,
    outputs,
    shown_order,
    train,
)
from core.engines.descent.settings import Run
from core.limits import check_whole

VERSION = 4
FRAMES_PER_EPOCH = 60
SIDE = 60
MARGIN = 1.1
ACTIVE, REVIVED = "active on both classes", "revived"
SILENT_ON_NEGATIVE, SILENT_ON_POSITIVE, DEAD = "silent on −1", "silent on +1", "dead"
STATES = (ACTIVE, REVIVED, SILENT_ON_NEGATIVE, SILENT_ON_POSITIVE, DEAD)


@dataclass(frozen=True)
class CloseUp:
    """One network's training, frame by frame.

    examples (frames,): examples shown so far. surface (frames, 60, 60): how surely the middle of
    each square of the plane is called +1 (1) or −1 (−1), row 0 at the top; missing from the frame
    on at which the loss is no longer a finite number.
    accuracy (frames, 2): share right of the points labelled −1 and +1. labels (frames − 1,): mean
    label shown between two frames. points (n, 3): x, y, label. reach: lowest and highest x, lowest
    and highest y of the plane. units: layer, unit (both from 1), state (one of ``STATES``),
    from_epoch, to_epoch; a unit is dead when its output is 0 on every point, silent when it is 0 on
    one class only, revived when it passes something after having been dead. dead (frames, layers,
    hidden): which units are dead. lines (frames, hidden, 3): of each unit of the first layer, what
    x and y are weighted by and the bias; where these add up to 0 is its line on the plane.
    """

    run: Run
    examples: np.ndarray
    surface: np.ndarray
    accuracy: np.ndarray
    labels: np.ndarray
    points: np.ndarray
    reach: tuple[float, float, float, float]
    units: pd.DataFrame
    dead: np.ndarray
    lines: np.ndarray


@dataclass(frozen=True)
class Course:
    """What one network went through, frame by frame, before anything is drawn of it.

    examples (frames,) and accuracy (frames, 2) are those of ``CloseUp``. parameters (frames,
    parameters) are in the kernel's order. active (frames, units, 2): whether a hidden unit's output
    differs from 0 on any point labelled −1 and on any labelled +1.
    """

    examples: np.ndarray
    parameters: np.ndarray
    accuracy: np.ndarray
    active: np.ndarray


def watch(
    run: Run,
    seed: int,
    examples: np.ndarray | None = None,
    side: int = SIDE,
    engine: Engine = COMPILED,
) -> CloseUp:
    """Train one seed of ``run`` and look at it after these numbers of ``examples``.

    Without them it is looked at 60 times an epoch, those that follow shuffled among them. They rise
    from 0 to the run's last. The surface has ``side`` squares a side. Raises ``ValueError`` unless
    ``seed`` is one of the run's seeds.
    """
    check_whole("Seed", seed, 0, run.setting.seeds - 1)
    return close_up(run, seed, follow(run, seed, examples, engine), side, engine)


def follow(
    run: Run, seed: int, examples: np.ndarray | None = None, engine: Engine = COMPILED
) -> Course:
    """Train one seed of ``run``; ``examples`` are those of ``watch``."""
    if examples is None:
        examples = even_marks(run.setting, FRAMES_PER_EPOCH, run.shuffled_after)
    (parameters,) = train(run, [seed], examples, engine)
    measures, active = inspect(run.setting, seed, parameters, engine)
    finite = np.logical_and.accumulate(np.isfinite(measures[:, 2:4]).all(axis=1))
    accuracy = np.where(finite[:, None], measures[:, :2], np.nan)
    return Course(examples, parameters, accuracy, active)


def close_up(
    run: Run, seed: int, course: Course, side: int = SIDE, engine: Engine = COMPILED
) -> CloseUp:
    """Draw what one seed of ``run`` went through, its surface with ``side`` squares a side."""
    setting, examples, parameters = run.setting, course.examples, course.parameters
    points, labels = data(setting, seed)
    reach = _reach(points)
    x, y = _middles(*reach[:2], side), _middles(*reach[2:], side)[::-1]
    plane = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    sure = outputs(setting, parameters, plane, engine).reshape(-1, side, side)
    sure = np.tanh(sure / 2) if setting.loss == "logistic" else sure.clip(-1, 1)
    finite = np.isfinite(course.accuracy).all(axis=1)
    sure[~finite] = np.nan
    order = shown_order(run, seed).reshape(-1)
    return CloseUp(
        run,
        examples,
        sure,
        course.accuracy,
        np.add.reduceat(labels[order], examples[:-1]) / np.diff(examples),
        np.column_stack([points, labels]),
        reach,
        _spans(setting.hidden, course.active[finite], examples[finite] / setting.points),
        ~course.active.any(axis=2).reshape(-1, setting.layers, setting.hidden),
        parameters[:, : 3 * setting.hidden].reshape(-1, 3, setting.hidden).swapaxes(1, 2),
    )


def _reach(points: np.ndarray) -> tuple[float, float, float, float]:
    """Return the square about ``points`` (n, 2), with a margin."""
    low, high = points.min(axis=0), points.max(axis=0)
    middle, half = (low + high) / 2, MARGIN * (high - low).max() / 2
    return (middle[0] - half, middle[0] + half, middle[1] - half, middle[1] + half)


def _middles(low: float, high: float, side: int) -> np.ndarray:
    return low + (np.arange(side) + 0.5) / side * (high - low)


def _spans(hidden: int, active: np.ndarray, epochs: np.ndarray) -> pd.DataFrame:
    """Return how long every unit stayed in each state; ``active`` is (frames, units, 2)."""
    on_negative, on_positive = active[..., 0], active[..., 1]
    dead = ~(on_negative | on_positive)
    revived = np.logical_or.accumulate(dead) & ~dead
    codes = np.select(
        [dead, revived, ~on_negative, ~on_positive],
        [STATES.index(s) for s in (DEAD, REVIVED, SILENT_ON_NEGATIVE, SILENT_ON_POSITIVE)],
        STATES.index(ACTIVE),
    )
    ends = np.append(epochs[1:], epochs[-1])
    rows = []
    for unit in range(codes.shape[1]):
        changes = np.flatnonzero(np.diff(codes[:, unit])) + 1
        firsts, lasts = np.append(0, changes), np.append(changes - 1, len(codes) - 1)
        rows += [
            (
                unit // hidden + 1,
                unit % hidden + 1,
                STATES[codes[first, unit]],
                epochs[first],
                ends[last],
            )
            for first, last in zip(firsts, lasts, strict=True)
        ]
    return pd.DataFrame(rows, columns=["layer", "unit", "state", "from_epoch", "to_epoch"])
