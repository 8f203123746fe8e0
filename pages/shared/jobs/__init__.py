"""Long work outside the script: a rerun, another page or a closed tab does not end it.

aside     Answers that need torch, from a process beside a server without it
host      What the host of the dashboard sets: in the environment, or in the secrets
panel     A job on the page: its start, its progress with the time left, its stop
progress  An experiment run once for every setting, behind a progress bar with the time left
"""

import logging
from collections import OrderedDict
from collections.abc import Callable, Generator, Hashable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from enum import StrEnum
from threading import Lock
from time import monotonic
from typing import Any
from uuid import uuid4

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.claims import Report
from pages.shared.jobs import host

KEPT = 32
Work = Callable[[Report, list[Any]], Generator[Any, None, None]]
_log = logging.getLogger(__name__)


class State(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    STOPPED = "stopped"
    FINISHED = "finished"
    FAILED = "failed"


class Stopped(Exception):
    """Raised inside the work when somebody pressed stop."""


class Job:
    """Work that yields results one by one, keeps them, and can be stopped between them.

    ``finished`` holds the results so far; ``done`` (0 to 1) and ``message`` are what the work
    reported last; ``reference`` names the log entry of a failure; ``owner`` is the visitor who
    started it last; ``why`` says which limit of the host has ended it, if one has.
    """

    def __init__(self, work: Work) -> None:
        """Prepare to run ``work(report, finished)``, an iterator over results still missing."""
        self._work, self._most = work, host.limit("seconds")
        self.owner = visitor()
        self._stop = False
        self._started = self.queued = monotonic()
        self.finished: list[Any] = []
        self.state = State.WAITING
        self.done = 0.0
        self.message = "Waiting for another experiment to end"
        self.reference = self.why = ""

    @property
    def active(self) -> bool:
        """Whether the job waits or runs."""
        return self.state in (State.WAITING, State.RUNNING)

    @property
    def elapsed(self) -> float:
        """Seconds since the job last began to run."""
        return monotonic() - self._started

    @property
    def mine(self) -> bool:
        """Whether the visitor who looks at it may stop it: theirs, or its owner's page is gone."""
        return self.owner == visitor() or not _open(self.owner)

    def stop(self) -> None:
        """Ask the work to end at its next report or result; what is finished stays."""
        self._stop = True
        if self.state is State.WAITING:
            self.state = State.STOPPED

    def resume(self, work: Work) -> None:
        """Make a stopped or failed job ready to go on with ``work``."""
        self._stop, self._work, self.owner = False, work, visitor()
        self.state, self.queued, self.why = State.WAITING, monotonic(), ""

    def refuse(self, why: str) -> None:
        """End the job for a reason that is no visitor's; what is finished stays."""
        self.why = why
        self.stop()

    def run(self, queued: float) -> None:
        """Do the work in the calling thread, unless the job has left its place since ``queued``."""
        if self.state is not State.WAITING or self.queued != queued or _server_ends():
            return
        self.state, self._started = State.RUNNING, monotonic()
        self.message = "Starting"
        try:
            with closing(self._work(self._report, list(self.finished))) as results:
                for result in results:
                    self.finished.append(result)
                    self._check()
            self.state = State.FINISHED
        except Stopped:
            self.state = State.STOPPED
        except Exception as error:
            self.reference = uuid4().hex[:8]
            _log.error("reference %s", self.reference, exc_info=error)
            self.state = State.FAILED

    def _report(self, done: float, message: str) -> None:
        self.done, self.message = done, message
        self._check()

    def _check(self) -> None:
        if self.elapsed > self._most:
            minutes = f"{self._most / 60:g} min"
            self.refuse(f"One run may take {minutes} of this server, then others come.")
        if self._stop or _server_ends():
            raise Stopped


def visitor() -> str:
    """Return the session of the page that is looked at; empty where there is none."""
    context = get_script_run_ctx(suppress_warning=True)
    return "" if context is None else context.session_id


def _open(session: str) -> bool:
    return runtime.exists() and runtime.get_instance().is_active_session(session)


def _server_ends() -> bool:
    ending = runtime.RuntimeState.STOPPING, runtime.RuntimeState.STOPPED
    return runtime.exists() and runtime.get_instance().state in ending


class Jobs:
    """The server's jobs: one runs at a time, the others wait in line."""

    def __init__(self) -> None:
        """Start with none."""
        self._line = ThreadPoolExecutor(max_workers=1, thread_name_prefix="job")
        self._jobs: OrderedDict[Hashable, Job] = OrderedDict()
        self._lock = Lock()

    def find(self, key: Hashable) -> Job | None:
        """Return the job with this key, if there is one."""
        return self._jobs.get(key)

    def active(self, key: Hashable) -> bool:
        """Return whether there is a job with this key that waits or runs."""
        job = self.find(key)
        return job is not None and job.active

    def start(self, key: Hashable, work: Work) -> Job:
        """Start or resume the job with this key; one already under way goes on as it is."""
        with self._lock:
            job = self._jobs.get(key)
            if job is None:
                job = self._jobs[key] = Job(work)
            elif job.active:
                return job
            else:
                job.resume(work)
            if self.before(job) > (most := host.limit("waiting")):
                job.refuse(f"{most} wait on this server already, the most that it takes.")
            else:
                self._line.submit(job.run, job.queued)
            self._forget()
            return job

    def restart(self, key: Hashable, work: Work) -> Job:
        """Start the job with this key from nothing, unless it is under way."""
        self.forget(key)
        return self.start(key, work)

    def forget(self, key: Hashable) -> None:
        """Drop the job with this key, unless it is under way."""
        with self._lock:
            job = self._jobs.get(key)
            if job is not None and not job.active:
                del self._jobs[key]

    def before(self, job: Job) -> int:
        """Return how many jobs run or wait that came before ``job``."""
        others = (other for other in list(self._jobs.values()) if other is not job)
        return sum(other.active and other.queued <= job.queued for other in others)

    def under_way(self) -> Job | None:
        """Return the job that runs, if one does."""
        running = (job for job in list(self._jobs.values()) if job.state is State.RUNNING)
        return next(running, None)

    def _forget(self) -> None:
        """Drop the oldest jobs that are over, beyond the ``KEPT`` newest."""
        for key in list(self._jobs)[:-KEPT]:
            if not self._jobs[key].active:
                del self._jobs[key]


@st.cache_resource
def jobs() -> Jobs:
    """Return the one set of jobs that every visitor of this server shares."""
    return Jobs()
