"""The kinds of exercise, and how each is graded.

No right answer is typed in: a question takes it from the code that runs its lab, so that a student
is held against the experiment itself.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from core.limits import check_choice, check_real
from core.teaching.exercises.controls import Control
from core.text import Number, finite, minus, number, written

LONGEST_NUMBER, LONGEST_SHOWN = 100, 40


class Mark(StrEnum):
    """How an answer fared; one that is refused is not counted as an attempt."""

    RIGHT = "right"
    WRONG = "wrong"
    REFUSED = "not counted"


class Grade(NamedTuple):
    """A mark, and one sentence why, with the figures that decided it."""

    mark: Mark
    says: str


@dataclass(frozen=True)
class Numeric:
    """A number to type in ``unit``, right when it is at most ``tolerance`` off ``value``.

    Without tolerance it is a whole number. What is typed must lie in [``low``, ``high``]. ``why``
    is the working. Raises ``ValueError`` where the right answer would itself be refused.
    """

    value: Number
    tolerance: Fraction
    low: int
    high: int
    unit: str
    why: str

    def __post_init__(self) -> None:
        """Check that the right answer can be given."""
        check_real("The right answer", float(self.value), self.low, self.high)

    @property
    def stated(self) -> str:
        """What the reader may type, and how exact it must be."""
        said = f"{self._wanted[0].upper()}{self._wanted[1:]}."
        return (
            f"{said} It may be off by up to {written(self.tolerance)}." if self.tolerance else said
        )

    @property
    def _wanted(self) -> str:
        kind = "a number" if self.tolerance else "a whole number"
        return minus(f"{kind} from {self.low:,} to {self.high:,}")

    @property
    def solution(self) -> str:
        """The right answer as one may type it."""
        return str(Fraction(self.value))

    @property
    def answer(self) -> str:
        """The right answer as it is shown."""
        return self.text(self.solution)

    def text(self, given: Any) -> str:
        """Return what was typed as it is shown, with its unit."""
        value = typed_number(given)
        return f"{written(float(value) if self.tolerance else value)} {self.unit}".strip()

    def grade(self, given: Any) -> Grade:
        """Grade what was typed; a fraction, a decimal and a decimal comma are all taken."""
        try:
            value = typed_number(given)
        except ValueError as error:
            return Grade(Mark.REFUSED, str(error))
        inside = finite(value) and self.low <= value <= self.high
        if not inside or not self.tolerance and value != int(value):
            return Grade(
                Mark.REFUSED, f"Your answer is {written(value)}, but must be {self._wanted}."
            )
        off = Fraction(value) - Fraction(self.value)
        if abs(off) <= self.tolerance:
            return Grade(Mark.RIGHT, self.why)
        return Grade(Mark.WRONG, f"{written(value)} is too {'large' if off > 0 else 'small'}.")


@dataclass(frozen=True)
class Choice:
    """One of several ``options``, each with a sentence of what the code says of it."""

    options: dict[str, str]
    right: str

    @property
    def solution(self) -> str:
        """The right option."""
        return self.right

    @property
    def answer(self) -> str:
        """The right option, as it is shown."""
        return self.right

    @property
    def why(self) -> str:
        """What the code says of the right option."""
        return self.options[self.right]

    def text(self, given: Any) -> str:
        """Return the chosen option as it is shown."""
        return str(given)

    def grade(self, given: Any) -> Grade:
        """Grade the chosen option, or none."""
        if given is None:
            return Grade(Mark.REFUSED, "Nothing is chosen yet: choose one of the answers.")
        try:
            check_choice("Your answer", given, self.options)
        except ValueError as error:
            return Grade(Mark.REFUSED, str(error))
        return Grade(Mark.RIGHT if given == self.right else Mark.WRONG, self.options[given])


class Outcome(NamedTuple):
    """What became of a setting: whether the goal is reached, and the figures that say so."""

    reached: bool
    says: str


@dataclass(frozen=True)
class Goal:
    """Controls to set so that ``run``, which takes their values in order, reaches the goal.

    Every setting that reaches it is right. ``run`` may raise ``ValueError`` for a setting that does
    not work at all, with the reason. ``candidates`` are settings among which one that reaches the
    goal is looked for when it is to be shown.
    """

    controls: dict[str, Control]
    run: Callable[..., Outcome]
    candidates: Callable[[], Sequence[tuple[Any, ...]]]

    @cached_property
    def solution(self) -> tuple[Any, ...]:
        """The first of the candidates that reaches the goal."""
        return next(each for each in self.candidates() if self.grade(each).mark is Mark.RIGHT)

    @property
    def answer(self) -> str:
        """One right setting, as it is shown."""
        return f"for example {self.text(self.solution)}"

    @property
    def why(self) -> str:
        """What the code makes of the right setting."""
        return self.run(*self.solution).says

    def text(self, given: Any) -> str:
        """Return a setting as it is shown."""
        return ", ".join(
            f"{name} {control.text(value)}"
            for (name, control), value in zip(self.controls.items(), given, strict=True)
        )

    def grade(self, given: Any) -> Grade:
        """Run the code with the values of ``given``, one for each control, and grade its result."""
        try:
            for (name, control), value in zip(self.controls.items(), given, strict=True):
                if value is None:
                    raise ValueError(f"{name} is empty, but must be {control.stated}.")
                control.check(name, value)
            reached, says = self.run(*given)
        except ValueError as error:
            return Grade(Mark.REFUSED, str(error))
        return Grade(Mark.RIGHT if reached else Mark.WRONG, says)


Task = Numeric | Choice | Goal


def typed_number(given: Any) -> Number:
    """Return the number that was typed: 8, 0.25, 1/4, 0,25, 1 024 and 1,234,567 are all read.

    Raises ``ValueError`` for an empty text, for what is no number, and for 1,024, which could be
    either of two.
    """
    text = "" if given is None else " ".join(str(given).split())
    if not text:
        raise ValueError("There is no answer yet: type a number, such as 8, 0.25 or 1/4.")
    bare = re.sub(r"(?<=\d) (?=\d{3}\b)", "", text)
    if re.fullmatch(r"[-−+]?[1-9]\d{0,2},\d{3}", bare):
        raise ValueError(
            f"“{bare}” can be read in two ways: type {bare.replace(',', '')} or "
            f"{bare.replace(',', '.')}."
        )
    grouped = re.fullmatch(r"[-−+]?[1-9]\d{0,2}(,\d{3})+", bare)
    try:
        if len(bare) > LONGEST_NUMBER:
            raise ValueError
        return number(bare.replace(",", "" if grouped else "."))
    except (ValueError, ArithmeticError):
        cut = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
        raise ValueError(f"“{cut}” is not a number: type one such as 8, 0.25 or 1/4.") from None
