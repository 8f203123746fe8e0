"""A student's answers as one short text, which an address can hold over a reload."""

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from core.limits import check_whole
from core.teaching.exercises.draws import Exercise
from core.teaching.exercises.kinds import Choice, Goal, Mark
from core.teaching.exercises.sheet import Record

LONGEST, MOST_BYTES = 2_000, 20_000
"""Characters of the text, and bytes of what it holds."""
LONGEST_TYPED, MOST_ATTEMPTS = 200, 9_999


def text_of(
    lab: str, seed: int, exercises: Sequence[Exercise], records: Mapping[str, Record]
) -> str:
    """Return what was made of the ``exercises`` that ``draw(lab, seed)`` gave; empty if nothing."""
    rows = [
        (number, kept.typed, kept.answer, kept.attempts, kept.hint, kept.shown)
        for number, exercise in enumerate(exercises)
        if (kept := records.get(exercise.name, Record())) != Record()
    ]
    if not rows:
        return ""
    held = json.dumps([lab, seed, rows], separators=(",", ":")).encode()
    return urlsafe_b64encode(zlib.compress(held, 9)).decode().rstrip("=")


def records_of(text: str, lab: str, seed: int, exercises: Sequence[Exercise]) -> dict[str, Record]:
    """Return the records that ``text_of`` has written, each graded anew, by the exercises' names.

    There are none where the text is about another lab or seed. Raises ``ValueError`` for any other
    text.
    """
    try:
        about, drawn, rows = json.loads(_unpacked(text))
        if (about, drawn) != (lab, seed):
            return {}
        found = {exercises[row[0]].name: _record(exercises[row[0]], *row[1:]) for row in rows}
    except (ValueError, TypeError, LookupError, RecursionError, zlib.error) as error:
        raise ValueError("the answers cannot be read, and are left out.") from error
    return found


def _unpacked(text: str) -> bytes:
    """Return the bytes of ``text``; raises ``ValueError`` for more than an honest text holds."""
    packed = urlsafe_b64decode(text[:LONGEST] + "=" * (-len(text) % 4))
    unpacking = zlib.decompressobj()
    held = unpacking.decompress(packed, MOST_BYTES)
    if len(text) > LONGEST or not unpacking.eof:
        raise ValueError("This text is too long, or ends early.")
    return held


def _record(
    exercise: Exercise, typed: Any, answer: str, attempts: int, hint: bool, shown: bool
) -> Record:
    check_whole("Attempts", attempts, 0, MOST_ATTEMPTS)
    said = answer[:LONGEST_TYPED]
    kept = Record(answer=said, attempts=attempts, hint=hint is True, shown=shown is True)
    given = _given(exercise, typed)
    if given is None:
        return kept
    graded = replace(kept, typed=given, grade=exercise.task.grade(given))
    if graded.grade is None or graded.grade.mark is Mark.REFUSED or not attempts:
        return graded
    right = graded.grade.mark is Mark.RIGHT
    return replace(graded, answer=exercise.task.text(given), right=right)


def _given(exercise: Exercise, typed: Any) -> Any:
    """Return ``typed`` as the exercise's input gives it, or none where that cannot be."""
    task = exercise.task
    if isinstance(task, Goal):
        return _settings(task, _tuples(typed))
    if isinstance(task, Choice):
        return typed if typed in task.options else None
    return typed[:LONGEST_TYPED] if isinstance(typed, str) else None


def _settings(task: Goal, typed: Any) -> tuple[Any, ...] | None:
    if not isinstance(typed, tuple) or len(typed) != len(task.controls):
        return None
    try:
        for (name, control), value in zip(task.controls.items(), typed, strict=True):
            control.check(name, value)
    except ValueError:
        return None
    return typed


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
