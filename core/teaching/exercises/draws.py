"""How an exercise is drawn: the same seed gives the same numbers, another seed gives others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from random import Random
from typing import NamedTuple, TypeVar

from core.limits import check_choice, check_whole
from core.teaching.exercises.kinds import Task

LARGEST_SEED = 999_999
LABS = ("initialization", "shuffling", "convolution", "pooling", "dropout")
Option = TypeVar("Option")


class Table(NamedTuple):
    """What a question gives: cells, and a heading for each column, or none for a matrix."""

    cells: tuple[tuple[str, ...], ...]
    header: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exercise:
    """One question; ``name`` is its title and unique in its lab.

    ``question`` is plain text, ``hint`` is Markdown with LaTeX.
    """

    name: str
    question: str
    task: Task
    hint: str
    given: Table | None = None


class Chance:
    """The random numbers of one question.

    The same seed and question give the same numbers on every machine and version of Python: only
    ``Random.random`` is drawn, which Python promises not to change.
    """

    def __init__(self, seed: int, question: str) -> None:
        """Start the numbers of ``question`` for ``seed``."""
        self._random = Random(f"{question} {seed}").random

    def whole(self, low: int, high: int) -> int:
        """Return a whole number from ``low`` to ``high``, each as likely as the others."""
        return low + int(self._random() * (high - low + 1))

    def pick(self, options: Sequence[Option]) -> Option:
        """Return one of ``options``."""
        return options[self.whole(0, len(options) - 1)]

    def shuffled(self, options: Sequence[Option]) -> list[Option]:
        """Return ``options`` in random order."""
        return sorted(options, key=lambda _: self._random())


Question = Callable[[Chance], Exercise]


def draw(lab: str, seed: int) -> tuple[Exercise, ...]:
    """Return the exercises of ``lab`` with the numbers of ``seed``, 0 to 999,999.

    Raises ``ValueError`` for another seed or lab.
    """
    check_choice("Lab", lab, LABS)
    check_whole("Seed", seed, 0, LARGEST_SEED)
    questions: Sequence[Question] = import_module(f"core.{lab}.exercises").QUESTIONS
    return tuple(question(Chance(seed, question.__name__)) for question in questions)
