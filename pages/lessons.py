"""Lessons: every lab as questions that a class answers before it sees the run."""

from functools import partial

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.lessons import LESSONS
from core.teaching.lesson import LETTERS, PHASES, Lesson
from core.teaching.votes import Place
from pages.labs.lessons import keys, notes, room, slide
from pages.labs.lessons.room import Room
from pages.shared.page import classroom, controls, downloads, frame, stage, states

ASKS, TELLS = PHASES
LAST = "lesson shown"


def set_to(lesson: Lesson, place: int) -> None:
    """Set the controls to a place of the lesson."""
    step, phase = lesson.at(place)
    st.session_state.update(
        {"lesson": lesson.id, "step": str(step), "phase": phase, LAST: lesson.id}
    )


def go(lesson: Lesson, place: int) -> None:
    """Show the place that a key or a button asks for; one before the first ends a presentation."""
    if place < 0:
        st.session_state["present"] = False
    else:
        set_to(lesson, place)


def ask() -> tuple[Lesson, int]:
    """Draw the controls of the lesson; return it and the place in it, from 0."""
    panel = controls.Panel("lessons")
    help = "One for each lab."
    chosen = panel.menu("Lesson", "lesson", tuple(LESSONS), help, label_visibility="collapsed")
    lesson = LESSONS[chosen]
    if st.session_state.get(LAST, chosen) != chosen:
        st.session_state.update(step="1", phase=ASKS)
    st.session_state[LAST] = chosen
    numbers = tuple(str(number) for number in range(1, len(lesson.steps) + 1))
    step = panel.row("Step", "step", numbers)
    if st.query_params.get("phase") == "why":  # once a phase of its own
        del st.query_params["phase"]
        st.session_state["phase"] = TELLS
    phase = panel.row("Show", "phase", PHASES)
    return lesson, lesson.place(int(step), phase)


def led(heading: DeltaGenerator, joined: Room, trouble: str) -> None:
    """Show the lesson as its controls, its keys, and another page that leads the room say."""
    moved = joined.place if classroom.seen(joined.code) not in (None, joined.place) else None
    if moved and moved.lesson in LESSONS:
        set_to(LESSONS[moved.lesson], moved.place)
    with heading, st.container(key="chrome", horizontal=True, vertical_alignment="center"):
        lesson, place = ask()
        joined = room.standing(joined, Place(lesson.id, place))
        room.menu(joined, Place(lesson.id, place))
        panel = controls.Panel("stage")
        help = "Fill the screen for a projector; escape ends it."
        presented = panel.flag("Present", "present", False, help)
        notes.menu(joined, lesson, place, presented)
    if trouble:
        states.error(trouble)
    with stage.presented(presented):
        show(joined, lesson, place)
        keys.listen(place, lesson.places, presented, partial(go, lesson))
    slide.report(lesson)
    kept(joined)


def show(joined: Room, lesson: Lesson, place: int) -> None:
    """Show one place of the lesson."""
    number, phase = lesson.at(place)
    step = lesson.steps[number - 1]
    further = partial(go, lesson, place + 1)
    if phase == ASKS:
        slide.question(joined, lesson, step, further)
    else:
        slide.answer(joined, lesson, step, further if place + 1 < lesson.places else None)


def followed(joined: Room) -> None:
    """Show what the room shows: the presenter's notes, or a student's question."""
    place = joined.place
    if place is None or place.lesson not in LESSONS:
        states.error("This room shows a lesson that is not here. Ask for another room.")
        return
    lesson = LESSONS[place.lesson]
    joined = room.standing(joined, place)
    with stage.alone():
        if joined.notes:
            notes.show(joined, lesson, place.place)
        else:
            number, phase = lesson.at(place.place)
            slide.phone(joined, lesson, lesson.steps[number - 1], phase == ASKS)


def kept(joined: Room) -> None:
    """Offer the votes of the room, or of this page, as a file."""
    tallies = classroom.votes().tallies(joined.code or classroom.voter())
    voted = LESSONS.keys() & {asked.partition("/")[0] for asked, _, _ in tallies}
    steps = {
        slide.asked(lesson, step): step
        for lesson in map(LESSONS.__getitem__, voted)
        for step in lesson.steps
    }
    rows = [
        (asked, LETTERS[choice], steps[asked].choices[choice], count)
        for asked, choice, count in tallies
        if asked in steps
    ]
    if rows:
        table = pd.DataFrame(rows, columns=["question", "letter", "choice", "votes"])
        downloads.csv({"votes": table}, "lessons")


with frame.slides("lessons") as row:
    st.html(f"<style>{slide.STYLE}</style>")
    joined, trouble = room.enter()
    if joined.follows:
        followed(joined)
    else:
        led(row, joined, trouble)
