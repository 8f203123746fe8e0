"""Answers that need torch, which is slow to load, from a process beside a server without it.

One process serves all visitors and goes when nobody has asked it for a minute.
"""

import sys
from concurrent.futures import BrokenExecutor, Future
from typing import Any

import streamlit as st
from joblib.externals.loky import ProcessPoolExecutor

from pages.shared.jobs import progress
from pages.shared.jobs.panel import watch_while
from pages.shared.jobs.progress import Config, Experiment, Result
from pages.shared.page import prose

IDLE_SECONDS = 60
WAITING = "torch is asked whether it agrees …"


def ask(experiment: Experiment[Config, Result], config: Config) -> Result | None:
    """Return the result of an ``experiment`` that is quick once torch is loaded.

    While another process loads it there is none: it is said so here, and the page is drawn again
    when the answer comes.
    """
    found = answer(experiment, config)
    if found is None:
        watch_while(lambda: answer(experiment, config) is None, lambda: prose.note(WAITING))
    return found


def answer(experiment: Experiment[Config, Result], config: Config) -> Result | None:
    """Return the result if it is there, computed here where this process has torch already."""
    if "torch" not in sys.modules:
        try:
            future = asked(experiment.__name__, config, experiment.VERSION, experiment)
            return future.result() if future.done() else None
        except BrokenExecutor:  # it was killed: whoever asks waits for torch here
            asked.clear()
            _beside.clear()
    return progress.at_once(experiment, config)


@st.cache_resource(max_entries=128, show_spinner=False)
def asked(name: str, config: Any, version: int, _experiment: Experiment) -> Future:
    """Have the process run the experiment of this ``name``, once for each setting and version."""
    return _beside().submit(_run, _experiment.run, config)


@st.cache_resource(show_spinner=False)
def _beside() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, timeout=IDLE_SECONDS)


def _run(run: Any, config: Any) -> Any:
    return run(config)
