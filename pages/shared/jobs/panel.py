"""A job on the page: its start, its progress with the time left, its stop, and what it ended with.

A page takes ``watch`` and ``show``; one whose end is its own takes ``running`` and ``broken_off``,
and one with many jobs ``watch_while``.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import streamlit as st

from pages.shared.jobs import Job, State, Work, jobs, progress
from pages.shared.page import frame, states

POLL_SECONDS = 1.0
CHART_SECONDS = 3.0
"""Between two drawings of a chart that fills while a job runs on the same two cores."""


@dataclass(frozen=True)
class Task:
    """A job as a page offers it: its key among the jobs, its work, and how many results it gives.

    ``things`` is what is counted, in the plural; ``what`` is the job in words at the start of a
    sentence; ``name`` keeps its buttons apart from those of other tasks; ``about`` says what a
    start sets off.
    """

    key: Hashable
    work: Work
    total: int
    name: str
    about: str
    things: str = "networks"
    what: str = "The run"

    def start(self) -> None:
        """Start the job, or go on with it where it was."""
        jobs().start(self.key, self.work)

    def restart(self) -> None:
        """Start the job from nothing."""
        jobs().restart(self.key, self.work)


def watch(key: Hashable, body: Callable[[Job | None], None], every: float = POLL_SECONDS) -> None:
    """Draw ``body`` of the job with this key, again ``every`` so many seconds while it is active.

    The whole page is drawn again when the job begins or ends.
    """
    watch_while(lambda: _active(jobs().find(key)), lambda: body(jobs().find(key)), every)


def watch_while(
    active: Callable[[], bool], draw: Callable[[], None], every: float = POLL_SECONDS
) -> None:
    """Draw something, again ``every`` so many seconds while jobs of its own are ``active``.

    The whole page is drawn again when the first of them begins or the last ends.
    """
    watching = active()

    @frame.guarded
    def look() -> None:
        if watching != active():
            st.rerun()
        draw()

    st.fragment(look, run_every=every if watching else None)()


def _active(job: Job | None) -> bool:
    return job is not None and job.active


def show(task: Task, job: Job | None) -> None:
    """Draw start, stop, resume or run again, whichever fits, and say how the job stands."""
    if job is None:
        st.button(f"Train {task.total} {task.things}", type="primary",
                  icon=":material/play_arrow:", key=f"{task.name}_start", on_click=task.start,
                  help=task.about)  # fmt: skip
    elif job.active:
        running(job, task.total, task.things, task.name)
    elif job.state is State.FINISHED:
        states.done(f"All {task.total} {task.things} trained.")
        st.button("Run again", icon=":material/replay:", key=f"{task.name}_again",
                  on_click=task.restart)  # fmt: skip
    else:
        broken_off(job, task.total, task.things, task.what)
        resume(task)


def running(job: Job, total: int, things: str, name: str, text: str | None = None) -> None:
    """Show how far ``job`` is, and the button that stops it.

    ``total`` counts ``things``, ``name`` keeps the button apart from those of other tasks, and
    ``text`` stands in place of the usual words at the bar.
    """
    done = len(job.finished)
    if text is None:
        counted = f"{done} of {total} {things} done"
        text = job.message if job.state is State.WAITING else counted
        text = progress.label(done / total, text, job.elapsed)
    states.waiting(done / total, text)
    st.button("Stop", icon=":material/stop:", key=f"{name}_stop", on_click=job.stop,
              help=f"Keeps all {things} that are finished.")  # fmt: skip


def broken_off(job: Job, total: int, things: str, what: str) -> None:
    """Say that ``job``, ``what`` in words, was stopped or failed, and how much of it is kept."""
    done = f"{len(job.finished)} of {total} {things} are"
    if job.state is State.FAILED:
        states.error(f"{what} ended early; {done} kept. Reference {job.reference}.")
    else:
        states.stopped(f"{done} finished and kept.")


def resume(task: Task) -> None:
    """Draw the button that goes on with a job that was broken off."""
    st.button("Resume", type="primary", icon=":material/play_arrow:", key=f"{task.name}_resume",
              on_click=task.start)  # fmt: skip
