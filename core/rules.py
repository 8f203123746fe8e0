"""Rules on intervals: what holds, what fails, what the runs cannot tell, and how many could.

A part holds where its interval lies wholly on the claimed side of a threshold, fails where it lies
wholly on the other, and is undecided where it lies on both.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from core.claims import Finding, Interval, Outcome, Role, exactly
from core.intervals import LEVEL, POWER, exact_interval, mean_interval, smallest, smallest_for_share
from core.text import minus

Name = TypeVar("Name")


class Rule(NamedTuple):
    """Where an interval must lie: as the rule says it, and as tests.

    ``threshold`` gives for an estimate the threshold that it must be told from to be decided.
    """

    says: str
    holds: Callable[[Interval], bool]
    fails: Callable[[Interval], bool]
    threshold: Callable[[float], float]

    def outcome(self, found: Interval) -> Outcome:
        """Return whether a part with this interval holds, fails or is undecided."""
        if self.holds(found):
            return Outcome.HOLDS
        return Outcome.FAILS if self.fails(found) else Outcome.UNDECIDED


def above(threshold: float, form: str = "") -> Rule:
    """Return that the interval lies above ``threshold``, written in ``form``, such as ``.1%``."""
    return Rule(
        f"lies above {minus(format(threshold, form))}",
        lambda found: found.low > threshold,
        lambda found: found.high <= threshold,
        lambda estimate: threshold,
    )


def below(threshold: float, form: str = "") -> Rule:
    """Return that the interval lies below ``threshold``, written in ``form``."""
    return Rule(
        f"lies below {minus(format(threshold, form))}",
        lambda found: found.high < threshold,
        lambda found: found.low >= threshold,
        lambda estimate: threshold,
    )


def exceeding(negligible: float, form: str = "") -> Rule:
    """Return that the interval lies above 0, and its mean above what is ``negligible``.

    It fails where the interval lies wholly at or below 0, or wholly below what is negligible.
    """
    return Rule(
        f"lies above 0, and the mean above {negligible:{form}}",
        lambda found: found.low > 0 and found.estimate > negligible,
        lambda found: found.high <= 0 or found.high < negligible,
        lambda estimate: 0.0 if estimate > negligible else negligible,
    )


def within(margin: float, form: str = "") -> Rule:
    """Return that the interval lies between −``margin`` and ``margin``: equivalence."""
    return Rule(
        f"lies within ±{margin:{form}}",
        lambda found: found.low > -margin and found.high < margin,
        lambda found: found.low >= margin or found.high <= -margin,
        lambda estimate: math.copysign(margin, estimate),
    )


class Judgement(NamedTuple):
    """What was found, and how a rule judges it.

    ``leaning`` is what the outcome would be if the estimate were the truth; ``would_decide`` is how
    many runs in all would then decide what is undecided, with 80 % power. ``threshold`` is what the
    estimate is told from, where what was found decides alone.
    """

    found: Interval
    outcome: Outcome
    leaning: Outcome
    would_decide: int | None = None
    threshold: float | None = None

    def finding(
        self,
        part: str,
        rule: str,
        n: int,
        why: str,
        since: str,
        changed: str = "",
        role: Role = Role.PART,
    ) -> Finding:
        """Return it as the finding on a part of a claim."""
        return Finding(
            part,
            rule,
            self.outcome,
            self.found,
            n,
            why,
            since=since,
            changed=changed,
            would_decide=self.would_decide,
            threshold=self.threshold,
            role=role,
        )


def judge_mean(values: ArrayLike, rule: Rule, level: float = LEVEL) -> Judgement:
    """Judge the mean of ``values``, one a run, by its Student interval at ``level``."""
    one = _by(rule, mean_interval(values, level))
    distance = abs(one.found.estimate - rule.threshold(one.found.estimate))
    if one.outcome is not Outcome.UNDECIDED or distance == 0 or np.size(values) < 2:
        return one
    effect = distance / float(np.std(np.asarray(values, dtype=float), ddof=1))
    return one._replace(would_decide=smallest(effect, POWER, level))


def judge_share(
    successes: int,
    runs: int,
    rule: Rule,
    interval: Callable[[int, int], Interval] = exact_interval,
) -> Judgement:
    """Judge a share, ``successes`` of so many ``runs``, by its ``interval``."""
    one = _by(rule, interval(successes, runs))
    if one.outcome is not Outcome.UNDECIDED:
        return one
    share = one.found.estimate
    return one._replace(would_decide=smallest_for_share(share, rule.threshold(share)))


def _by(rule: Rule, found: Interval) -> Judgement:
    estimate = found.estimate
    leaning = rule.outcome(Interval(estimate, estimate, estimate))
    return Judgement(found, rule.outcome(found), leaning, threshold=rule.threshold(estimate))


def certain(true: bool, figure: float) -> Judgement:
    """Judge what has no spread: ``figure`` shows whether it is true."""
    return Judgement(Interval(figure, figure, figure), exactly(true), exactly(true))


def together(shown: Judgement, *others: Judgement) -> Judgement:
    """Judge what must hold in every respect; the figure is that of ``shown``.

    It fails where any fails. What would decide it is the first that leans to failing, or else
    the last of the undecided.
    """
    every = (shown, *others)
    outcome = _of_all(one.outcome for one in every)
    leaning = _of_all(one.leaning for one in every)
    threshold = shown.threshold if shown.outcome is outcome else None
    if outcome is not Outcome.UNDECIDED:
        return Judgement(shown.found, outcome, leaning, None, threshold)
    undecided = [one for one in every if one.outcome is Outcome.UNDECIDED]
    against = [one for one in undecided if one.leaning is Outcome.FAILS]
    needed = [one.would_decide or math.inf for one in against or undecided]
    runs = min(needed) if against else max(needed)
    would_decide = int(runs) if math.isfinite(runs) else None
    return Judgement(shown.found, outcome, leaning, would_decide, threshold)


def _of_all(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the first there is of fails, undecided and holds."""
    found = set(outcomes)
    return next(one for one in (Outcome.FAILS, Outcome.UNDECIDED, Outcome.HOLDS) if one in found)


def holm(chances: Sequence[float]) -> np.ndarray:
    """Return p values corrected for their number by Holm's step-down method.

    The i-th smallest of m is multiplied by m − i + 1, and none falls below one before it (Holm
    1979, *Scandinavian Journal of Statistics* 6).
    """
    given = np.asarray(chances, dtype=float)
    order = given.argsort(kind="stable")
    corrected = np.empty_like(given)
    corrected[order] = np.maximum.accumulate(given[order] * np.arange(len(given), 0, -1))
    return np.minimum(corrected, 1)


def holm_levels(chances: Sequence[float]) -> np.ndarray:
    """Return the level of each interval that excludes its threshold just where Holm's test does.

    Step by step from the smallest p value, 1 − 0.05 / (those left); from the first that Holm keeps
    all have its level.
    """
    given = np.asarray(chances, dtype=float)
    order = given.argsort(kind="stable")
    left = np.arange(len(given), 0, -1)
    kept = np.flatnonzero(given[order] * left > 1 - LEVEL)
    if len(kept):
        left[kept[0] :] = left[kept[0]]
    levels = np.empty_like(given)
    levels[order] = 1 - (1 - LEVEL) / left
    return levels


def family(samples: Mapping[Name, ArrayLike], rule: Rule) -> dict[Name, Judgement]:
    """Judge many means by one rule, corrected for their number by Holm's method.

    A sample is one value a run, paired differences for instance. Each interval has the level that
    Holm's test of its mean against the rule's threshold gives it.
    """
    levels = holm_levels([_chance(values, rule) for values in samples.values()])
    return {
        name: judge_mean(values, rule, float(level))
        for (name, values), level in zip(samples.items(), levels, strict=True)
    }


def _chance(values: ArrayLike, rule: Rule) -> float:
    """Return the p value of the two-sided t-test of the mean against the rule's threshold."""
    sample = np.asarray(values, dtype=float)
    threshold = rule.threshold(float(sample.mean()))
    if len(sample) < 2 or np.ptp(sample) == 0:
        return float(len(sample) < 2 or sample[0] == threshold)
    from scipy import stats  # slow to load, and no picture waits for it

    return float(stats.ttest_1samp(sample, threshold).pvalue)


def judged(
    part: str,
    quantity: str,
    rule: Rule,
    values: ArrayLike,
    why: Callable[[Interval], str],
    *,
    since: str,
    changed: str = "",
) -> Finding:
    """Judge the mean of ``values``, one a run; ``quantity`` says whose interval the rule is on."""
    said = f"{quantity} {rule.says}."
    one = judge_mean(values, rule)
    return one.finding(part, said, np.size(values), why(one.found), since, changed)


def judged_family(
    quantity: str,
    rule: Rule,
    samples: Mapping[str, ArrayLike],
    why: Callable[[str, Interval], str],
    *,
    since: str,
    changed: str = "",
) -> tuple[Finding, ...]:
    """Judge the mean of each of ``samples``, by part, corrected for their number by ``family``."""
    said = f"{quantity}, corrected for {len(samples)} comparisons (Holm), {rule.says}."
    return tuple(
        one.finding(part, said, np.size(samples[part]), why(part, one.found), since, changed)
        for part, one in family(samples, rule).items()
    )
