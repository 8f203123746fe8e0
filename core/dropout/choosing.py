"""Write-up 2.D.iii, judged on a sweep: does one epoch mislead, and is the winner overrated?"""

import numpy as np

from core.claims import Finding, Role
from core.dropout import epochs, orders, set_size
from core.dropout.accuracies import accuracies, right
from core.dropout.figures import COURSE
from core.dropout.set_size import NEGLIGIBLE
from core.dropout.sweep import Result
from core.rules import judge_mean, within

RESAMPLES = 400


def findings(result: Result) -> list[Finding]:
    """Judge the course's network; nothing before two seeds of at least three p are whole."""
    seeds = len(accuracies(result, COURSE, result.config.epochs))
    if seeds < 2 or len(result.config.dropout) < 3:
        return []
    misled = _misled(result) if result.config.epochs > 1 else []
    return misled + (_optimism_findings(result) if result.trained else [])


def _misled(result: Result) -> list[Finding]:
    """Judge what one epoch tells of the last."""
    last = result.config.epochs
    seeds = accuracies(result, COURSE, last).index
    tables = [accuracies(result, COURSE, epoch).loc[seeds] for epoch in (1, last)]
    values = np.stack(tables, axis=2)
    found = [
        orders.early("one epoch shows the order less well than another long run", values, last),
        epochs.slower(values),
    ]
    if result.trained:
        lost = epochs.lost(right(result, COURSE), {"early": epochs.after(1)})["early"]
        found.insert(0, epochs.regret("choosing after one epoch costs accuracy", lost))
    return found


def _optimism_findings(result: Result) -> list[Finding]:
    correct = right(result, COURSE)[:, :, -1]
    kept_apart = _kept_apart(correct)
    honest = judge_mean(kept_apart, within(NEGLIGIBLE))
    return [
        set_size.overrated(correct),
        Finding(
            "optimism of a set kept apart from the choice",
            f"Over seeds, the 95 % interval of the difference lies within ±{NEGLIGIBLE}.",
            honest.outcome,
            honest.found,
            len(kept_apart),
            f"Images kept apart from the choice overrate it by {honest.found.estimate:+.4f} "
            f"({honest.found.low:+.4f} to {honest.found.high:+.4f}).",
            since="2026-11-29",
            role=Role.CHECK,
        ),
    ]


def _kept_apart(correct: np.ndarray) -> list[float]:
    """Choose p on a third of the validation images, again and again, and see what it is worth.

    ``correct`` is (seeds, p, images). Returns, for each seed, the mean over resamples of accuracy
    on a second third less that on the last. Each seed's images are shuffled before they fall into
    the same thirds, so that the seeds' thirds are independent.
    """
    random = np.random.default_rng(0)
    thirds = random.permuted(np.tile(np.arange(correct.shape[2]) % 3, (RESAMPLES, 1)), axis=1)
    masks = [(thirds == part).astype(np.float32) for part in range(3)]
    flags = np.stack([random.permutation(one, axis=1) for one in correct]).astype(np.float32)
    choosing, apart, fresh = (flags @ mask.T / mask.sum(axis=1) for mask in masks)
    winner = choosing.argmax(axis=1, keepdims=True)
    gains = np.take_along_axis(apart - fresh, winner, axis=1)
    return [float(one) for one in gains.mean(axis=(1, 2))]
