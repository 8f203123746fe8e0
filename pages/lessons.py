"""Lessons: every lab as questions that a class answers before it sees the run."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from core import lessons
from core.lessons import LESSONS
from core.teaching.lesson import LETTERS, PHASES, Lesson, Step
from core.teaching.votes import Place
from pages.labs.lessons import keys, room
from pages.labs.lessons.charts import CHARTS
from pages.labs.lessons.room import Room
from pages.shared.jobs import progress
from pages.shared.page import controls, downloads, frame, stage

POLL_SECONDS = 1.0
SHOWN = "votes shown"


@st.cache_data(max_entries=32, show_spinner=False)
def run(lesson: str, name: str, version: int) -> Any:
    """Run what a lesson's steps are answered from, once a server."""
    made = next(step.run for step in LESSONS[lesson].steps if step.run.name == name)
    with progress.bar() as report:
        return made.make(report)


def ask(joined: Room) -> tuple[Lesson, int]:
    """Draw the controls of the lesson; return it and the place in it, from 0."""
    if joined.follows and joined.place is not None and joined.place.lesson in LESSONS:
        return LESSONS[joined.place.lesson], joined.place.place
    panel = controls.Panel("lessons")
    chosen = panel.choice("Lesson", "lesson", tuple(LESSONS), "One for each lab.")
    lesson = LESSONS[chosen]
    if st.session_state.get("lesson shown", chosen) != chosen:
        st.session_state.update(step="1", phase=PHASES[0])
    st.session_state["lesson shown"] = chosen
    numbers = tuple(str(number) for number in range(1, len(lesson.steps) + 1))
    step = panel.choice("Step", "step", numbers, "The questions of this lesson, in their order.")
    phase = panel.choice("Show", "phase", PHASES, "The question, its answer, or the reason.")
    return lesson, lesson.place(int(step), phase)


def go(lesson: Lesson, place: int) -> None:
    """Show the place that a key or a button asks for; one before the first ends a presentation."""
    if place < 0:
        st.session_state["present"] = False
        return
    step, phase = lesson.at(place)
    st.session_state.update(step=str(step), phase=phase)


def bar(lesson: Lesson, place: int, joined: Room, presented: bool) -> None:
    """Draw where the lesson stands, and the buttons that move it."""
    step, _ = lesson.at(place)
    notes = lesson.steps[step - 1].notes
    move = partial(go, lesson)
    with st.container(horizontal=True, vertical_alignment="center"):
        code = f" · room **{joined.code}**" if joined.code else ""
        st.markdown(f"**{lesson.title}** · {step} of {len(lesson.steps)}{code}", width="stretch")
        if joined.follows:
            return
        for label, icon, by, end, help in (
            ("Back", ":material/arrow_back:", -1, 0, "Left arrow key"),
            ("Next", ":material/arrow_forward:", 1, lesson.places - 1, "Right arrow key"),
        ):
            off = place == end
            st.button(label, icon=icon, on_click=move, args=(place + by,), disabled=off, help=help)
        with st.popover("Notes", icon=":material/sticky_note_2:", help="For the presenter"):
            st.markdown(notes)
        if presented:
            st.button(
                "End",
                icon=":material/close:",
                on_click=move,
                args=(-1,),
                help="Escape key: back to the controls",
            )


def question(step: Step, asked: str, joined: Room) -> None:
    """Ask, count the votes, and show them to those who have voted; go where the room has gone."""
    follow(joined)
    left, right = st.columns([3, 2], gap="large")
    with left:
        room.ballot(joined, asked, step)
    with right:
        counts = room.counted(joined, asked)
        voted = room.chosen(joined, asked) is not None
        if voted or st.session_state.get(SHOWN) == asked:
            room.tally(step, counts, None)
            return
        total = sum(counts.values())
        st.metric("Votes", total)
        if joined.follows or not joined.code:
            st.markdown("Choose first. The votes show when you have.")
            return
        st.button(
            "Show the votes",
            icon=":material/bar_chart:",
            on_click=st.session_state.update,
            args=({SHOWN: asked},),
        )


def answer(lesson: Lesson, step: Step, asked: str, joined: Room) -> None:
    """Run, say the right answer beside the votes, and draw the chart that shows it."""
    result = run(lesson.id, step.run.name, lessons.VERSION)
    right = step.answer(result)
    left, wide = st.columns([2, 3], gap="medium")
    with left, st.container(key="said"):
        said = f"**{LETTERS[right]} · {step.choices[right]}.** {step.explain(result)}"
        st.success(unbroken(said), icon=":material/check:")
        mine = room.chosen(joined, asked)
        if mine is not None:
            fit = "You were right" if mine == right else f"You chose {LETTERS[mine]}"
            st.markdown(f"{fit} · {step.choices[mine]}")
        counts = room.counted(joined, asked)
        if counts:
            room.tally(step, counts, right)
        st.caption(step.run.source(result))
    with wide:
        CHARTS[lesson.id][step.id](result)


def unbroken(text: str) -> str:
    """Return ``text`` with sizes such as 3 × 3, and percentages, that no line breaks."""
    for mark, glued in ((" × ", "\u00a0×\u00a0"), (" %", "\u00a0%")):
        text = text.replace(mark, glued)
    return text


def why(lesson: Lesson, step: Step) -> None:
    """Give the theory, its formula and its source."""
    with st.container(key="said"):
        st.markdown(unbroken(step.why))
        st.latex(step.formula)
        st.caption(f"Source: {step.source}")
        lab = frame.PAGES[lesson.id]
        st.page_link(lab.path, label=f"Open the lab: {lab.title}", icon=lab.icon)


def follow(joined: Room) -> None:
    """Go where the room has gone, if this page follows one."""
    if joined.follows and room.votes().place(joined.code) != joined.place:
        st.rerun()


def show(lesson: Lesson, place: int, joined: Room) -> None:
    """Show one place of a lesson, and go along with the room while it moves."""
    number, phase = lesson.at(place)
    step = lesson.steps[number - 1]
    asked = f"{lesson.id}/{step.id}"
    st.markdown(f"#### {unbroken(step.question)}")

    if phase == "question":
        ask_class = frame.guarded(partial(question, step, asked, joined))
        st.fragment(ask_class, run_every=POLL_SECONDS if joined.code else None)()
        return
    if joined.follows:
        st.fragment(frame.guarded(partial(follow, joined)), run_every=POLL_SECONDS)()
    if phase == "answer":
        answer(lesson, step, asked, joined)
    else:
        why(lesson, step)


def kept(joined: Room) -> None:
    """Offer the votes of the room, or of this page, as a file."""
    steps = {f"{lesson.id}/{step.id}": step for lesson in LESSONS.values() for step in lesson.steps}
    rows = [
        (asked, LETTERS[choice], steps[asked].choices[choice], count)
        for asked, choice, count in room.votes().tallies(joined.code or room.voter())
        if asked in steps
    ]
    if rows:
        table = pd.DataFrame(rows, columns=["question", "letter", "choice", "votes"])
        downloads.csv({"votes": table}, "lessons")


with frame.page("lessons"):
    joined, trouble = room.enter()
    with st.container(key="backstage"):
        left, right = st.columns([3, 2], gap="large")
        with left:
            lesson, place = ask(joined)
            presented = controls.Panel("stage").flag(
                "Presentation", "present", False, "Fill the screen for a projector; escape ends it."
            )
        with right:
            room.ask(joined, trouble, Place(lesson.id, place))
    room.lead(joined, Place(lesson.id, place))
    with stage.presented(presented):
        bar(lesson, place, joined, presented)
        show(lesson, place, joined)
        if not joined.follows:
            keys.listen(place, lesson.places, presented, partial(go, lesson))
    kept(joined)
