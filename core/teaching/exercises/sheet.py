"""What a student has made of the exercises of a lab, and the sheet that says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from core.teaching.exercises.draws import Exercise
from core.teaching.exercises.kinds import Grade, Mark

COLUMNS = (
    "name",
    "lab",
    "seed",
    "number",
    "question",
    "answer",
    "right_answer",
    "result",
    "attempts",
    "hint",
    "answer_shown",
    "date",
)
NOT_ANSWERED = "not answered"
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""With what a spreadsheet lets a formula begin."""


@dataclass(frozen=True)
class Record:
    """One exercise as one student has done it.

    ``typed`` is what was checked last and ``grade`` what was said of it, whether it counted or
    not; ``answer`` and ``right`` are those of the last attempt that counted.
    """

    typed: Any = None
    grade: Grade | None = None
    answer: str = ""
    right: bool = False
    attempts: int = 0
    hint: bool = False
    shown: bool = False

    @property
    def closed(self) -> bool:
        """Whether there is nothing left to try: the answer is right, or it has been shown."""
        return self.right or self.shown

    @property
    def result(self) -> str:
        """How the last attempt that counted fared, in words."""
        if not self.attempts:
            return NOT_ANSWERED
        return (Mark.RIGHT if self.right else Mark.WRONG).value


def attempted(record: Record, exercise: Exercise, given: Any) -> Record:
    """Return the record after ``given`` is checked; a refused answer costs no attempt."""
    if record.closed:
        return record
    grade = exercise.task.grade(given)
    checked = replace(record, typed=given, grade=grade)
    if grade.mark is Mark.REFUSED:
        return checked
    return replace(
        checked,
        answer=exercise.task.text(given),
        right=grade.mark is Mark.RIGHT,
        attempts=record.attempts + 1,
    )


def score(exercises: Sequence[Exercise], records: Mapping[str, Record]) -> int:
    """Return how many of ``exercises`` are right; ``records`` are kept by their names."""
    return sum(records.get(exercise.name, Record()).right for exercise in exercises)


def sheet(
    lab: str,
    seed: int,
    exercises: Sequence[Exercise],
    records: Mapping[str, Record],
    name: str,
    date: str,
) -> pd.DataFrame:
    """Return one row an exercise, with ``COLUMNS``; ``records`` are kept by exercises' names.

    The right answer is left empty until there has been an attempt. ``name`` is the student's own
    word for themselves, or empty.
    """
    rows = []
    for number, exercise in enumerate(exercises, start=1):
        record = records.get(exercise.name, Record())
        rows.append(
            (
                name,
                lab,
                seed,
                number,
                _asked(exercise),
                record.answer,
                exercise.task.answer if record.attempts else "",
                record.result,
                record.attempts,
                "yes" if record.hint else "no",
                "yes" if record.shown else "no",
                date,
            )
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def for_spreadsheets(table: pd.DataFrame) -> pd.DataFrame:
    """Return ``table`` with the student's name as text, should it look like a formula."""
    names = table["name"].map(lambda one: f"'{one}" if one.startswith(FORMULA_SIGNS) else one)
    return table.assign(name=names)


def _asked(exercise: Exercise) -> str:
    """Return the question with what it gives, as one line of text."""
    if exercise.given is None:
        return exercise.question
    lines = [exercise.given.header] if exercise.given.header else []
    given = "; ".join(", ".join(cells) for cells in [*lines, *exercise.given.cells])
    return f"{exercise.question} [{given}]"
