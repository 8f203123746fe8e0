"""The exercises of a lab: asked, graded as they are checked, and put on a sheet to take home."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import product
from typing import Any

import pandas as pd
import streamlit as st

from core.teaching.exercises import draws
from core.teaching.exercises.controls import Bits, Control, Pick, Whole
from core.teaching.exercises.draws import LARGEST_SEED, Exercise, Table
from core.teaching.exercises.kinds import Choice, Goal, Mark, Numeric
from core.teaching.exercises.sheet import Record, attempted, for_spreadsheets, score, sheet
from pages.shared.page import controls, downloads, frame, kept_answers
from pages.shared.page.claim_card import Colour
from pages.shared.page.warmup import WAITING
from pages.shared.report import result_sheet

SEED, NAME = "exercise_seed", "exercises: name"
RECORDS, ROUND = "exercises: records", "exercises: round"
BADGES: dict[Mark, tuple[str, Colour]] = {
    Mark.RIGHT: (":material/check_circle:", "green"),
    Mark.WRONG: (":material/cancel:", "red"),
    Mark.REFUSED: (":material/help:", "orange"),
}
Records = dict[str, Record]
Save = Callable[[], None]
LATEX = str.maketrans({"−": "-"})


@st.cache_resource(max_entries=64, show_spinner=WAITING)
def drawn(lab: str, seed: int) -> tuple[Exercise, ...]:
    """Draw the exercises once for each seed; they hold functions, and are never changed."""
    return draws.draw(lab, seed)


def show(lab: str) -> None:
    """Ask the exercises of the page ``lab``, with the numbers of the seed in the address."""
    with controls.beside(partial(ask, lab)) as seed:
        st.fragment(frame.guarded(lambda: questions(lab, seed)))()


def ask(lab: str) -> int:
    """Draw the controls and return the seed of the numbers."""
    with st.container(border=True):
        panel, help = controls.Panel("exercises"), "The same seed gives everyone the same numbers"
        seed = panel.whole("Seed of the numbers", SEED, 0, 0, LARGEST_SEED, help)
        st.button(
            "New numbers",
            icon=":material/casino:",
            key="new_numbers",
            on_click=lambda: st.session_state.update({SEED: (seed + 1) % (LARGEST_SEED + 1)}),
            help="Takes the next seed. Your answers to this one are kept.",
            width="stretch",
        )
        st.button(
            "Start again",
            icon=":material/restart_alt:",
            key="start_again",
            on_click=start_again,
            args=(lab, seed),
            help="Clears your answers to these questions.",
            width="stretch",
        )
    return seed


def records(lab: str, seed: int) -> Records:
    """Return this session's records of one lab and seed, by the names of the exercises."""
    kept = st.session_state.setdefault(RECORDS, {})
    found: Records = kept.setdefault((lab, seed), {})
    return found


def start_again(lab: str, seed: int) -> None:
    """Forget the answers of one lab and seed, and empty their inputs."""
    records(lab, seed).clear()
    kept_answers.keep(lab, seed, (), {})
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1


def questions(lab: str, seed: int) -> None:
    """Ask every exercise, count what is right, and offer the sheet."""
    exercises = drawn(lab, seed)
    kept = records(lab, seed)
    kept_answers.recall(lab, seed, exercises, kept)
    save = partial(kept_answers.keep, lab, seed, exercises, kept)
    progress = st.container()
    for number, exercise in enumerate(exercises, start=1):
        place = f"{lab} {seed} {st.session_state.get(ROUND, 0)} {number}"
        with st.container(border=True):
            st.markdown(f"**{number} · {exercise.name}**")
            st.markdown(exercise.question)
            given(exercise.given)
            attempt(exercise, kept, place, save)
            verdict(exercise, kept, place, save)
            hint(exercise, kept, place, save)
    right = score(exercises, kept)
    with progress:
        st.progress(right / len(exercises), f"**{right} of {len(exercises)} right**")
        if right == len(exercises):
            st.success("All right. Take the sheet home.", icon=":material/military_tech:")
    take_home(lab, seed, exercises, kept)


def given(table: Table | None) -> None:
    """Show the table or matrix that a question gives, if it gives one."""
    if table is None:
        return
    if table.header:
        frame_ = pd.DataFrame(table.cells, columns=list(table.header))
        st.table(frame_, hide_index=True, width="content")
    else:
        rows = r" \\ ".join(" & ".join(cells) for cells in table.cells)
        st.latex(rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}".translate(LATEX), width="content")


def attempt(exercise: Exercise, kept: Records, place: str, save: Save) -> None:
    """Ask for an answer, filled with what was checked last; it is graded when it is checked."""
    record = kept.get(exercise.name, Record())
    with st.form(f"form {place}", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            draw_input(exercise, record.typed, place)
            st.form_submit_button(
                "Check",
                icon=":material/done:",
                key=f"check {place}",
                disabled=record.closed,
                on_click=check,
                args=(exercise, kept, place, save),
            )
        if isinstance(exercise.task, Numeric):
            st.caption(exercise.task.stated)


def check(exercise: Exercise, kept: Records, place: str, save: Save) -> None:
    """Grade what stands in the input of an exercise."""
    record = kept.get(exercise.name, Record())
    kept[exercise.name] = attempted(record, exercise, answer(exercise, place))
    save()


def draw_input(exercise: Exercise, typed: Any, place: str) -> None:
    """Draw the input of an exercise, filled with ``typed``."""
    task = exercise.task
    if isinstance(task, Numeric):
        label = f"Your answer, in {task.unit}" if task.unit else "Your answer"
        st.text_input(label, typed or "", key=place, width=260)
    elif isinstance(task, Choice):
        options = list(task.options)
        index = options.index(typed) if typed in options else None
        st.radio("Your answer", options, index, key=place)
    else:
        starts = typed or [control.start for control in task.controls.values()]
        for (name, control), start in zip(task.controls.items(), starts, strict=True):
            draw_control(name, control, start, f"{place} {name}")


def draw_control(name: str, control: Control, start: Any, key: str) -> None:
    """Draw one control of a goal, set to ``start``."""
    if isinstance(control, Bits):
        draw_bits(control, start, key)
    elif isinstance(control, Pick):
        st.selectbox(name, control.options, control.options.index(start), key=key, width=210)
    else:
        whole = isinstance(control, Whole)
        st.number_input(
            name,
            value=start,
            step=1 if whole else control.start,
            key=key,
            width=120,
            format="%d" if whole else "%g",
            help=f"{control.stated.capitalize()}.",
        )


def draw_bits(control: Bits, start: Any, key: str) -> None:
    """Draw a box for every cell, ticked where it is 1."""
    with st.container(width="content"):
        st.caption("Tick the cells that are 1.")
        with st.grid(
            control.columns, min_column_width=24, width=36 * control.columns, gap="xsmall"
        ):
            for row, column in product(range(control.rows), range(control.columns)):
                st.checkbox(
                    f"Row {row + 1}, column {column + 1}",
                    bool(start[row][column]),
                    key=f"{key} {row} {column}",
                    label_visibility="collapsed",
                )


def answer(exercise: Exercise, place: str) -> Any:
    """Return what stands in the input of an exercise; what is emptied is none."""
    task = exercise.task
    if not isinstance(task, Goal):
        return st.session_state[place]
    return tuple(setting(control, f"{place} {name}") for name, control in task.controls.items())


def setting(control: Control, key: str) -> Any:
    """Return what one control of a goal is set to."""
    if not isinstance(control, Bits):
        return st.session_state[key]
    return tuple(
        tuple(int(st.session_state[f"{key} {row} {column}"]) for column in range(control.columns))
        for row in range(control.rows)
    )


def verdict(exercise: Exercise, kept: Records, place: str, save: Save) -> None:
    """Say how the last answer fared and why, and offer the right one after a wrong one."""
    record = kept.get(exercise.name, Record())
    if record.grade is None:
        return
    icon, colour = BADGES[record.grade.mark]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(record.grade.mark.value.capitalize(), icon=icon, color=colour)
        st.markdown(record.grade.says, width="content")
    if record.shown:
        answer, why = exercise.task.answer, exercise.task.why
        st.info(f"**The answer:** {answer}. {why}", icon=":material/lightbulb:")
        st.caption("Take new numbers to try a question like this again.")
    elif record.attempts and not record.right:
        st.button(
            "Show the answer",
            icon=":material/visibility:",
            key=f"show {place}",
            on_click=reveal,
            args=(exercise, kept, save),
            help="Closes this question.",
        )


def hint(exercise: Exercise, kept: Records, place: str, save: Save) -> None:
    """Fold the hint away, and note when it is unfolded."""
    st.expander(
        "Hint",
        icon=":material/tips_and_updates:",
        key=f"hint {place}",
        on_change=use_hint,
        args=(exercise, kept, save),
    ).markdown(exercise.hint)


def reveal(exercise: Exercise, kept: Records, save: Save) -> None:
    """Note that the answer is shown, which closes the question."""
    kept[exercise.name] = replace(kept.get(exercise.name, Record()), shown=True)
    save()


def use_hint(exercise: Exercise, kept: Records, save: Save) -> None:
    """Note that the hint has been unfolded."""
    kept[exercise.name] = replace(kept.get(exercise.name, Record()), hint=True)
    save()


def take_home(lab: str, seed: int, exercises: tuple[Exercise, ...], kept: Records) -> None:
    """Offer the sheet, with the name that the student may type: it is kept in the session only."""
    title = frame.PAGES[lab].title
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    with st.container(border=True):
        st.markdown("**Result sheet**")
        name = st.text_input(
            "Your name, if you like",
            st.session_state.get(NAME, ""),
            max_chars=80,
            key="exercise_name",
            help="For the sheet only. It is not stored.",
            width=320,
        )
        st.session_state[NAME] = name
        st.caption("Right answers are on it for the questions that you have tried.")
        table = sheet(title, seed, exercises, kept, name, now)
        with st.container(horizontal=True):
            downloads.csv({"exercises": for_spreadsheets(table)}, lab)
            st.download_button(
                "Sheet to print",
                result_sheet.document(title, seed, exercises, kept, name, now).encode(),
                f"backprop_lab_{lab}_exercises.html",
                "text/html",
                key="print_exercises",
                icon=":material/print:",
                on_click="ignore",
                help="One HTML page; open it and print.",
            )
