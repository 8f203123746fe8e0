"""A job on the page: its start, its progress with the time left, its stop, and what it ended with.

A page takes ``training``, ``watch`` and ``show``; one whose end is its own takes ``running`` and
``broken_off``, and one with many jobs ``watch_while``.
"""

from collections.abc import Callable, Generator, Hashable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import streamlit as st

from core.claims import Report
from pages.shared.jobs import Job, State, Work, jobs, progress, visitor
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
    about: str = ""
    things: str = "networks"
    what: str = "The run"

    def start(self) -> None:
        """Start the job, or go on with it where it was."""
        jobs().start(self.key, self.work)

    def restart(self) -> None:
        """Start the job from nothing."""
        jobs().restart(self.key, self.work)

    @property
    def over(self) -> Job | None:
        """The job, once it is over and has given something."""
        job = jobs().find(self.key)
        return job if job is not None and not job.active and job.finished else None

    def counted(self, job: Job) -> str:
        """Return how many results ``job`` has, of how many."""
        return f"{len(job.finished)} of {self.total} {self.things}"


def training(experiment: ModuleType, config: Any, name: str, about: str) -> Task:
    """Return as a job the training of what an ``experiment`` of many networks still lacks."""

    def work(report: Report, finished: list[Any]) -> Generator[Any, None, None]:
        done = [model for one in finished for model in experiment.finished_models(one)]
        return experiment.trained(config, done)

    key = experiment.__name__, config, experiment.VERSION
    return Task(key, work, len(experiment.models(config)), name, about)


def watch(key: Hashable, body: Callable[[Job | None], None], every: float = POLL_SECONDS) -> None:
    """Draw ``body`` of the job with this key, again ``every`` so many seconds while it is active.

    The whole page is drawn again when the job begins or ends.
    """
    watch_while(lambda: jobs().active(key), lambda: body(jobs().find(key)), every)


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


def show(task: Task, job: Job | None) -> None:
    """Draw start, stop, resume or run again, whichever fits, and say how the job stands."""
    if job is None:
        st.button(
            f"Train {task.total} {task.things}",
            type="primary",
            icon=":material/play_arrow:",
            key=f"{task.name}_start",
            on_click=task.start,
            help=task.about,
        )
    elif job.active:
        running(task, job)
    elif job.state is State.FINISHED:
        trained(task, job)
        st.button(
            "Run again", icon=":material/replay:", key=f"{task.name}_again", on_click=task.restart
        )
    else:
        broken_off(task, job)
        st.button(
            "Resume",
            type="primary",
            icon=":material/play_arrow:",
            key=f"{task.name}_resume",
            on_click=task.start,
        )


def running(task: Task, job: Job, text: str | None = None) -> None:
    """Show how far ``job`` is, in the usual words or by ``text``, and the button that stops it."""
    done = len(job.finished) / task.total
    if text is None:
        text = progress.label(done, f"{task.counted(job)} done", job.elapsed)
    if job.state is State.WAITING:
        text = in_line(job)
    with st.container(key=f"running_{task.name}", horizontal=True, vertical_alignment="center"):
        states.waiting(done, text)
        if job.mine:
            st.button(
                "Stop",
                icon=":material/stop:",
                key=f"{task.name}_stop",
                on_click=job.stop,
                help=f"Keeps all {task.things} that are finished.",
            )
    if not job.mine:
        st.caption("Another visitor has started this, and can stop it. The result is for you too.")


def in_line(job: Job) -> str:
    """Say how many stand before a waiting ``job``, and what is known of the one that runs."""
    text, first = f"Waiting in line, {jobs().before(job)} before you", jobs().under_way()
    if first is None:
        return text
    return progress.label(first.done, f"{text}: {first.message}", first.elapsed)


def trained(task: Task, job: Job | None) -> None:
    """Say that all of ``job`` is there, and whose it is."""
    others = job is not None and job.owner != visitor()
    by = " Another visitor of this server has started it." if others else ""
    states.done(f"All {task.total} {task.things} trained.{by}")


def broken_off(task: Task, job: Job) -> None:
    """Say that ``job`` was stopped or failed, and how much of it is kept."""
    done = f"{task.counted(job)} are"
    if job.state is State.FAILED:
        states.error(f"{task.what} ended early; {done} kept. Reference {job.reference}.")
    else:
        states.stopped(f"{job.why} {done} finished and kept.".strip())
