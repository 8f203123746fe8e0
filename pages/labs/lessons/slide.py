"""One step of a lesson as a slide: the question and its answers, then the run with the why."""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import streamlit as st

from core import lessons
from core.lessons import LESSONS
from core.teaching.lesson import LETTERS, Lesson, Step
from core.teaching.votes import Place
from pages.labs.lessons import room
from pages.labs.lessons.room import Room
from pages.shared.jobs import progress
from pages.shared.page import classroom, collected, frame

STYLE = Path(__file__).with_suffix(".css").read_text(encoding="utf-8")
SHOWN, TOLD = "votes shown", "answers told"
WIDTHS = (7, 5)


@st.cache_data(max_entries=32, show_spinner=False)
def run(lesson: str, name: str, version: int) -> Any:
    """Run what a lesson's steps are answered from, once a server."""
    made = next(step.run for step in LESSONS[lesson].steps if step.run.name == name)
    with progress.bar() as report:
        return made.make(report)


def result_of(lesson: Lesson, step: Step) -> Any:
    """Return what ``step`` is answered from."""
    return run(lesson.id, step.run.name, lessons.VERSION)


def asked(lesson: Lesson, step: Step) -> str:
    """Return the name under which votes for ``step`` are counted."""
    return f"{lesson.id}/{step.id}"


def polled(joined: Room, draw: Callable[[], None]) -> None:
    """Draw what changes while a class votes, and go along where the room goes."""

    def body() -> None:
        if joined.code and classroom.votes().place(joined.code) != joined.place:
            st.rerun()
        draw()

    every = classroom.LEADER_SECONDS if joined.leads else classroom.CLASS_SECONDS
    st.fragment(frame.guarded(body), run_every=every if joined.code else None)()


def heading(step: Step) -> None:
    """Write the question as the heading of the page."""
    st.title(unbroken(step.question), anchor=False)


def question(joined: Room, lesson: Lesson, step: Step, answer: Callable[[], None]) -> None:
    """Ask, with the room's address beside it; ``answer`` is called for the answer."""
    heading(step)
    left, right = st.columns(WIDTHS, gap="large")
    with left:
        polled(joined, partial(room.ballot, joined, asked(lesson, step), step))
        label, icon = "Show the answer", ":material/arrow_forward:"
        st.button(label, type="primary", icon=icon, on_click=answer)
    with right:
        polled(joined, partial(votes, joined, lesson, step))


def votes(joined: Room, lesson: Lesson, step: Step) -> None:
    """Show how many have voted, and on demand for what; and how to join the room."""
    name = asked(lesson, step)
    counts = room.counted(joined, name)
    if st.session_state.get(SHOWN) == name:
        room.tally(step, counts, None)
    elif joined.code:
        st.metric("Votes", sum(counts.values()))
        show = partial(st.session_state.update, {SHOWN: name})
        st.button("Show the votes", icon=":material/bar_chart:", on_click=show)
    if joined.code:
        room.invitation(joined)


def answer(joined: Room, lesson: Lesson, step: Step, further: Callable[[], None] | None) -> None:
    """Play what shows the answer, and beside it say which is right, and why.

    ``further`` is called for the next question, where there is one.
    """
    heading(step)
    result = result_of(lesson, step)
    right = step.answer(result)
    stage, said = st.columns(WIDTHS, gap="medium")
    with said, st.container(key="said"):
        counts = room.counted(joined, asked(lesson, step))
        if counts:
            room.tally(step, counts, right)
        told(step, right, result)
        why(lesson, step)
        if further:
            label = "Next question"
            st.button(label, type="primary", icon=":material/arrow_forward:", on_click=further)
    with stage, st.container(key="slide"):
        import_module(f"pages.labs.{lesson.id}.lesson_charts").CHARTS[step.id](result)
        st.caption(step.run.source(result))
    keep(lesson, step, right, result)
    if joined.code:
        polled(joined, lambda: None)


def told(step: Step, right: int, result: Any) -> None:
    """Say the right answer, with the figures that decided it."""
    said = f"**{LETTERS[right]} · {step.choices[right]}.** {step.explain(result)}"
    st.success(unbroken(said), icon=":material/check:")


def why(lesson: Lesson, step: Step) -> None:
    """Give the theory, its formula and its source, and the way to the very experiment."""
    st.markdown(unbroken(f"**Why.** {step.why}"))
    st.latex(rf"\begin{{gathered}} {step.formula} \end{{gathered}}".replace(r"\qquad", r"\\"))
    st.caption(f"Source: {step.source}")
    st.page_link(
        frame.PAGES[lesson.id].path,
        label="Open this experiment",
        icon=":material/arrow_forward:",
        query_params=step.lab,
    )


def phone(joined: Room, lesson: Lesson, step: Step, asks: bool) -> None:
    """Show the question and its buttons alone, and once it is answered the right one and why."""
    heading(step)
    name = asked(lesson, step)
    if asks:
        polled(joined, partial(room.ballot, joined, name, step))
    else:
        result = result_of(lesson, step)
        right = step.answer(result)
        room.ballot(joined, name, step, right)
        told(step, right, result)
        why(lesson, step)
        polled(joined, lambda: None)
    st.button(
        f"Leave room {joined.code}",
        type="tertiary",
        on_click=room.leave,
        args=(joined.place or Place(lesson.id, 0),),
    )


def keep(lesson: Lesson, step: Step, right: int, result: Any) -> None:
    """Note what has been told, for the page's report."""
    st.session_state.setdefault(TOLD, {})[asked(lesson, step)] = (
        f"**{LETTERS[right]} · {step.choices[right]}.** {step.explain(result)}",
        f"**Why.** {step.why}",
        f"${step.formula}$",
        f"Source: {step.source} {step.run.source(result)}",
    )


def report(lesson: Lesson) -> None:
    """Keep every question of the lesson for the page's report, with the answers told so far."""
    answers = st.session_state.get(TOLD, {})
    for number, step in enumerate(lesson.steps, start=1):
        choices = [
            f"{letter} · {words}" for letter, words in zip(LETTERS, step.choices, strict=False)
        ]
        said = (*choices, *answers.get(asked(lesson, step), ()))
        collected.add(collected.Passage(f"{number} · {step.question}", said))


def unbroken(text: str) -> str:
    """Return ``text`` with sizes such as 3 × 3, and percentages, that no line breaks."""
    for mark, glued in ((" × ", "\u00a0×\u00a0"), (" %", "\u00a0%")):
        text = text.replace(mark, glued)
    return text
