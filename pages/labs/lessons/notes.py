"""The presenter's notes: on the page itself, and on a phone or in a second window of the room."""

from functools import partial

import pandas as pd
import streamlit as st

from core.teaching.lesson import MINUTES, PHASES, Lesson, Step
from core.teaching.votes import Place
from pages.labs.lessons import room, slide
from pages.labs.lessons.room import KEY, NOTES, Room
from pages.shared.page import actions
from pages.shared.page.classroom import ROOM

QR_SIDE = 180
"""Pixels."""


def menu(joined: Room, lesson: Lesson, place: int, presented: bool) -> None:
    """Draw the menu of the notes; where all see it, it has only the way to them."""
    number, _ = lesson.at(place)
    with st.popover("Notes", icon=":material/sticky_note_2:", type="tertiary", key="notes_menu"):
        if not presented:
            said(lesson, number)
            plan(lesson)
        st.markdown("**On your phone, or in a second window**")
        if not joined.code:
            st.markdown("Open a room first: your notes then follow its questions, and lead them.")
            return
        st.markdown("Whoever opens this leads the room: keep it from your class.")
        address = room.link({ROOM: joined.code, KEY: joined.key, NOTES: "true"})
        st.image(actions.qr_code(address), width=QR_SIDE, alt="QR code of the address of the notes")
        actions.printed(address)


def said(lesson: Lesson, number: int) -> None:
    """Write the notes of a step, from 1, and when it is to be done."""
    start, end = lesson.plan[number - 1]
    st.markdown(f"**Minutes {start} to {end} of {MINUTES}.** {lesson.steps[number - 1].notes}")


def plan(lesson: Lesson) -> None:
    """Write from which minute to which each question is meant to take."""
    rows = [
        (f"{start}–{end}", f"{number} · {step.question}")
        for number, (step, (start, end)) in enumerate(
            zip(lesson.steps, lesson.plan, strict=True), start=1
        )
    ]
    with st.expander(f"The plan of {MINUTES} minutes"):
        st.table(pd.DataFrame(rows, columns=["Minutes", "Question"]), hide_index=True)


def show(joined: Room, lesson: Lesson, place: int) -> None:
    """Show the notes alone, with the votes as they come, and lead the room from here."""
    number, phase = lesson.at(place)
    step = lesson.steps[number - 1]
    st.markdown(f"**{lesson.title}** · {number} of {len(lesson.steps)} · {phase}")
    with st.container(horizontal=True):
        for label, icon, to in (("Back", "arrow_back", -1), ("Next", "arrow_forward", 1)):
            moved = Place(lesson.id, place + to)
            st.button(
                label,
                icon=f":material/{icon}:",
                disabled=not 0 <= moved.place < lesson.places,
                on_click=joined.move,
                args=(moved,),
                width="stretch",
            )
    slide.heading(step)
    said(lesson, number)
    slide.polled(joined, partial(so_far, joined, lesson, step, phase))
    plan(lesson)


def so_far(joined: Room, lesson: Lesson, step: Step, phase: str) -> None:
    """Show the votes, and which answer is right once the class has been told."""
    known = phase != PHASES[0]
    right = step.answer(slide.result_of(lesson, step)) if known else None
    room.tally(step, room.counted(joined, slide.asked(lesson, step)), right)
