"""What a lesson is: steps that ask first, then answer from a run, and say why beside it.

Asking a class before showing it, and counting what it thinks, is peer instruction (E. Mazur, *Peer
Instruction: A User's Manual*, 1997).
"""

from bisect import bisect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from core.claims import Report

LETTERS = "ABCDEF"
PHASES = ("question", "answer")
MINUTES = 50
"""How long a lesson is: its steps' minutes add up to that."""


@dataclass(frozen=True)
class Run:
    """What a step is answered from.

    ``make(report)`` runs an experiment, or reads its record; ``source(result)`` says in a sentence
    what was run, with its seeds. Runs of one ``name`` are one and the same.
    """

    name: str
    make: Callable[[Report], Any]
    source: Callable[[Any], str]


@dataclass(frozen=True)
class Step:
    """One question of a lesson.

    ``answer(result)`` is the place of the right one of ``choices``, from 0, and ``explain(result)``
    what the run says, with its figures. ``why`` is the theory in a few sentences, ``formula`` is
    LaTeX, ``source`` where both are from, ``notes`` what a presenter may do with the question in
    its ``minutes``. ``lab`` is the address, on the lesson's page, of the very experiment.
    """

    id: str
    question: str
    choices: tuple[str, ...]
    run: Run
    answer: Callable[[Any], int]
    explain: Callable[[Any], str]
    why: str
    formula: str
    source: str
    notes: str
    minutes: int
    lab: dict[str, str]


@dataclass(frozen=True)
class Lesson:
    """The steps through one lab; ``id`` is the lab's page."""

    id: str
    title: str
    steps: tuple[Step, ...]

    @property
    def places(self) -> int:
        """How many places the lesson has: a step has one for each of ``PHASES``."""
        return len(self.steps) * len(PHASES)

    @property
    def plan(self) -> tuple[tuple[int, int], ...]:
        """From which minute to which each step is meant to take."""
        ends = list(accumulate(step.minutes for step in self.steps))
        return tuple(zip([0, *ends], ends, strict=False))

    def at(self, place: int) -> tuple[int, str]:
        """Return the step, from 1, and the phase of a place, from 0.

        A place before the first or after the last is the first or the last.
        """
        step, phase = divmod(min(max(place, 0), self.places - 1), len(PHASES))
        return step + 1, PHASES[phase]

    def place(self, step: int, phase: str) -> int:
        """Return the place, from 0, of a step, from 1, and a phase."""
        return (step - 1) * len(PHASES) + PHASES.index(phase)


@dataclass(frozen=True)
class Ranges:
    """Choices that are ranges of a number, cut at ``edges`` that rise; ``form`` writes an edge."""

    edges: tuple[float, ...]
    form: str = "{:.0%}"

    @property
    def choices(self) -> tuple[str, ...]:
        """The ranges in words, the lowest first."""
        texts = [self.form.format(edge).replace("%", " %") for edge in self.edges]
        between = [f"{low} to {high}" for low, high in zip(texts, texts[1:], strict=False)]
        return (f"Under {texts[0]}", *between, f"{texts[-1]} or more")

    def place(self, value: float) -> int:
        """Return which range holds ``value``, from 0; an edge belongs to the range above it."""
        return bisect(self.edges, value)

    def of(self, figure: Callable[[Any], float]) -> Callable[[Any], int]:
        """Return the answer of a step: which range holds the ``figure`` of its result."""
        return lambda result: self.place(figure(result))


def find(choices: Sequence[str], wanted: str) -> int:
    """Return the place of ``wanted`` among ``choices``; raises ``ValueError`` if it is none."""
    return list(choices).index(wanted)
