"""Answers in an address: what was written is read, and what nobody wrote is refused."""

import json
import zlib
from base64 import urlsafe_b64encode
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.teaching.exercises.draws import LABS, draw
from core.teaching.exercises.kept import LONGEST, records_of, text_of
from core.teaching.exercises.kinds import Goal, Numeric
from core.teaching.exercises.sheet import Record, attempted

REFUSED = "the answers cannot be read"


def unlike(task):
    """An answer that is wrong, or may be."""
    if isinstance(task, Numeric):
        return str(task.high)
    if isinstance(task, Goal):
        return tuple(control.start for control in task.controls.values())
    return next(iter(task.options))


def written(held):
    return urlsafe_b64encode(zlib.compress(held)).decode().rstrip("=")


@pytest.mark.parametrize("lab", LABS)
@pytest.mark.parametrize("seed", [0, 7])
def test_answers_are_read_as_they_were_written(lab, seed):
    exercises = draw(lab, seed)
    records = {}
    for number, exercise in enumerate(exercises):
        given = exercise.task.solution if number % 2 else unlike(exercise.task)
        record = attempted(Record(hint=number % 3 == 0), exercise, given)
        records[exercise.name] = replace(record, shown=number == 4)
    text = text_of(lab, seed, exercises, records)
    assert len(text) < LONGEST / 4
    assert records_of(text, lab, seed, exercises) == records
    assert records_of(text, lab, seed + 1, draw(lab, seed + 1)) == {}


def test_an_answer_that_was_refused_after_one_that_counted_keeps_both():
    exercises = draw("pooling", 0)
    first = exercises[0]
    record = attempted(attempted(Record(), first, "1"), first, "many")
    assert (record.typed, record.answer, record.attempts) == ("many", "1", 1)
    text = text_of("pooling", 0, exercises, {first.name: record})
    assert records_of(text, "pooling", 0, exercises) == {first.name: record}


def test_nothing_done_is_no_text():
    assert text_of("pooling", 0, draw("pooling", 0), {"Max": Record()}) == ""


@pytest.mark.parametrize(
    "held",
    [
        b"",
        b"null",
        b'["pooling",0,[[99,"1","",1,false,false]]]',
        b'["pooling",0,[[0,"1","",-1,false,false]]]',
        b'["pooling",0,[[0,"1","",1e999,false,false]]]',
        b'["pooling",0,[[0,"1",null,1,false,false]]]',
        b'["pooling",0,[[0]]]',
        b'["pooling",0,7]',
        b'["pooling",0,[[{},"1","",1,false,false]]]',
        b'["pooling",0,[[2,{"a":1},"",1,false,false]]]',
        b"[" * 15_000,
        b" " * 10_000_000,
    ],
)
def test_a_text_of_other_contents_is_refused(held):
    with pytest.raises(ValueError, match=REFUSED):
        records_of(written(held), "pooling", 0, draw("pooling", 0))


@pytest.mark.parametrize("typed", [7, None, [], [[2]], "x" * 300, {"a": 1}, ["9", "9", "9", "9"]])
def test_what_no_input_gives_is_not_taken_for_an_answer(typed):
    exercises = draw("pooling", 0)
    rows = [[number, typed, "", 1, True, False] for number in range(len(exercises))]
    try:
        found = records_of(
            written(json.dumps(["pooling", 0, rows]).encode()), "pooling", 0, exercises
        )
    except ValueError:
        return
    assert not any(record.right for record in found.values())
    assert all(record.typed is None or len(record.typed) <= 200 for record in found.values())


@given(st.text(max_size=300) | st.binary(max_size=300).map(written))
def test_no_text_at_all_breaks_the_reader(text):
    try:
        assert records_of(text, "pooling", 0, draw("pooling", 0)) == {}
    except ValueError as error:
        assert str(error).startswith(REFUSED)
