"""The write-up's claims as data, and what a verdict on one of them is."""

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, field
from enum import StrEnum
from typing import NamedTuple

Report = Callable[[float, str], None]


def ignore(done: float, message: str) -> None:
    """Take a progress report (share done from 0 to 1, what is going on) and do nothing."""


class Interval(NamedTuple):
    """An estimate with the ends of its 95 % interval."""

    estimate: float
    low: float
    high: float


class Outcome(StrEnum):
    """How a claim fared, or a part of it; a part never holds in part."""

    HOLDS = "holds"
    HOLDS_IN_PART = "holds in part"
    FAILS = "fails"
    UNDECIDED = "undecided"
    NOT_TESTED = "not tested"


def exactly(true: bool) -> Outcome:
    """Return how a part fared that is true or not, without any spread."""
    return Outcome.HOLDS if true else Outcome.FAILS


class Role(StrEnum):
    """What a finding is to its claim; only a part counts.

    A check of the method cannot fail unless the program is wrong: it is shown and never counts. A
    quick live run beside a recorded one confirms or contradicts it, and has not the power to judge.
    """

    PART = "part"
    CHECK = "check of the method"
    QUICK = "quick live run"


@dataclass(frozen=True)
class Claim:
    """One claim of the write-up: ``reported`` maps each quantity to the figure it gives."""

    id: str
    title: str
    text: str
    reported: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """One part of a claim, measured, and judged by its ``rule``.

    ``outcome`` is whether it holds, fails or is undecided. ``measured`` carries its interval where
    there is spread, ``n`` is the number of independent runs (or exact cases) behind it, and ``why``
    one sentence built from the numbers. ``since`` is the date (ISO) since when the rule stands; a
    rule that was written or ``changed`` after its data had been seen says so in a sentence. Where a
    part is undecided, ``would_decide`` is how many runs in all would decide it with 80 % power if
    the size seen were the truth; none where it lies on the threshold, or so near that 100,000 would
    not do. ``threshold`` is what the interval must not straddle to be decided, where it decides
    alone.
    """

    part: str
    rule: str
    outcome: Outcome
    measured: float | Interval
    n: int
    why: str
    reported: float | None = None
    _: KW_ONLY
    since: str
    changed: str = ""
    would_decide: int | None = None
    threshold: float | None = None
    role: Role = Role.PART

    @property
    def interval(self) -> Interval:
        """The measured figure with its interval, which has no width where there is no spread."""
        figure = self.measured
        return figure if isinstance(figure, Interval) else Interval(figure, figure, figure)

    @property
    def estimate(self) -> float:
        """The measured figure without its interval."""
        return self.interval.estimate

    @property
    def needed(self) -> str:
        """How many runs would decide it, in words.

        Nothing for what is decided, for what never counts, and where no number is worked out.
        """
        if self.outcome is not Outcome.UNDECIDED or self.role is not Role.PART:
            return ""
        if self.would_decide is not None:
            return f"about {float(f'{self.would_decide:.2g}'):,.0f} runs would decide it"
        return "" if self.threshold is None else "no number of runs within reach would decide it"

    @property
    def reason(self) -> str:
        """Why it fared so and, where it is undecided, how many runs would decide it."""
        needed = self.needed
        return f"{self.why} {needed[0].upper()}{needed[1:]}." if needed else self.why


@dataclass(frozen=True)
class Verdict:
    """The outcome for one claim, from those of its findings that are parts of it."""

    claim_id: str
    findings: tuple[Finding, ...]

    @property
    def parts(self) -> list[Finding]:
        """The findings that count: neither checks of the method nor quick live runs."""
        return [finding for finding in self.findings if finding.role is Role.PART]

    @property
    def outcome(self) -> Outcome:
        """The outcome that the parts add up to, never more than they bear.

        The claim holds if every part holds, and fails if every part fails. Where some part holds
        and another does not, it holds in part: whatever the undecided parts turn out to be, that
        much is shown. Where none holds and not all fail, it is undecided: it may fail whole, or
        hold in part.
        """
        found = {part.outcome for part in self.parts}
        if len(found) == 1:
            return found.pop()
        if not found:
            return Outcome.NOT_TESTED
        return Outcome.HOLDS_IN_PART if Outcome.HOLDS in found else Outcome.UNDECIDED

    def count(self, outcome: Outcome) -> int:
        """Return how many parts fared so."""
        return sum(part.outcome is outcome for part in self.parts)

    @property
    def counts(self) -> str:
        """How many parts hold and, where there are any, how many fail or are undecided."""
        total, held = len(self.parts), self.count(Outcome.HOLDS)
        said = f"{held} of {total} {'part holds' if total == 1 else 'parts hold'}"
        if failing := self.count(Outcome.FAILS):
            said += f", {failing} {'fails' if failing == 1 else 'fail'}"
        if undecided := self.count(Outcome.UNDECIDED):
            said += f", {undecided} {'is' if undecided == 1 else 'are'} undecided"
        return said

    def named(self, start: str) -> list[Finding]:
        """Return the parts whose names begin with ``start``."""
        return [finding for finding in self.findings if finding.part.startswith(start)]

    @property
    def reported(self) -> dict[str, float]:
        """The write-up's figure for every part that has one."""
        return {f.part: f.reported for f in self.findings if f.reported is not None}

    @property
    def measured(self) -> dict[str, float]:
        """The measured figure for every part."""
        return {f.part: f.estimate for f in self.findings}

    @property
    def spread(self) -> dict[str, tuple[float, float]]:
        """The 95 % interval of every part that has one."""
        return {
            f.part: (f.measured.low, f.measured.high)
            for f in self.findings
            if isinstance(f.measured, Interval)
        }

    @property
    def n(self) -> int:
        """The largest number of runs or cases behind any part."""
        return max((part.n for part in self.parts), default=0)

    @property
    def why(self) -> str:
        """How the parts fared, and what decided it: the parts that do not hold, or else all."""
        against = [part.reason for part in self.parts if part.outcome is not Outcome.HOLDS]
        reasons = against or [part.reason for part in self.parts]
        return " ".join([f"{self.counts}.", *dict.fromkeys(reasons)])


DROPOUT_RATES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
_SWEEP = (0.7846, 0.6937, 0.1009, 0.9744, 0.8720, 0.9763, 0.9704, 0.9570, 0.9297, 0.7302)

CLAIMS: dict[str, Claim] = {
    claim.id: claim
    for claim in (
        Claim(
            "1.A.i",
            "ReLU and the starting weights",
            "Two networks of one shape differ in their starting weights. After about 250 "
            "iterations the well-started one has learned and avoids the vanishing gradient. The "
            "other has stopped for good: its weights are negative or too small, so its ReLU units "
            "never activate and pass no gradient.",
            {
                "A test loss": 0.001,
                "A train loss": 0.001,
                "B test loss": 0.508,
                "B train loss": 0.497,
            },
        ),
        Claim(
            "1.A.ii",
            "Sigmoid and the starting weights",
            "With sigmoid units the well-started network's loss drops around iteration 300 and is "
            "very low by 4,000; the other hardly moves before 3,500 and is still poor at 4,083, "
            "because its units start saturated, where the slope is small: a vanishing gradient. "
            "So the start is even more critical than with ReLU.",
            {
                "A test loss": 0.001,
                "A train loss": 0.001,
                "B test loss": 0.412,
                "B train loss": 0.396,
            },
        ),
        Claim(
            "1.B",
            "Shuffling the training data",
            "Showing every negative example before the positive ones makes many ReLU units die for "
            "good, before the network even sees a positive one, which leads to poor performance; "
            "shuffling avoids it.",
        ),
        Claim(
            "2.A.i",
            "Parameters of a convolution",
            "Sixteen 5 × 5 filters on a three-channel picture have 1,200 weights and 16 biases: "
            "1,216 parameters.",
            {"weights": 1200, "biases": 16, "parameters": 1216},
        ),
        Claim(
            "2.A.ii",
            "Output shape of a convolution",
            "The same layer turns a 32 × 32 picture into an output of 28 × 28 × 16, with "
            "stride 1 and no padding.",
            {"output height": 28, "output width": 28, "output channels": 16},
        ),
        Claim(
            "2.B",
            "Zero padding",
            "Zero padding keeps the size of the picture and lets filters use border pixels, "
            "which would otherwise be ignored; in exchange its invented zeros distort the "
            "response near the border.",
        ),
        Claim(
            "2.C.i",
            "Average pooling by hand",
            "Four 4 × 4 matrices, one 3 × 3 block of ones in each corner, through 2 × 2 average "
            "pooling with stride 2: the sixteen results.",
        ),
        Claim(
            "2.C.ii",
            "Max pooling by hand",
            "The same four matrices through 2 × 2 max pooling with stride 2: all sixteen results "
            "are 1.",
        ),
        Claim(
            "2.D.i",
            "The dropout sweep",
            "Ten networks, dropout 0.0 to 0.9, one epoch each on MNIST: the accuracies listed, "
            "the best at 0.5, and 0.9763 after ten epochs with that setting.",
            {f"p = {p:.1f}": accuracy for p, accuracy in zip(DROPOUT_RATES, _SWEEP, strict=True)}
            | {"ten epochs at p = 0.5": 0.9763},
        ),
        Claim(
            "2.D.ii",
            "What made the network good",
            "Several convolutions with small kernels, batch normalisation after each, and "
            "dropout of 0.5; batch normalisation together with dropout was the most effective.",
        ),
        Claim(
            "2.D.iii",
            "Choosing a setting",
            "One epoch may not show how good a dropout rate becomes; choosing on the test set "
            "overrates the winner; a validation set split from the training data is the cure.",
        ),
    )
}
