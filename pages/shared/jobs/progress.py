"""An experiment run once for every setting, behind a progress bar with the time left."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from errno import ENOSPC
from pathlib import Path
from tempfile import TemporaryFile
from time import monotonic
from typing import Literal, Protocol, TypeVar

import streamlit as st
from streamlit.file_util import get_streamlit_file_path
from streamlit.runtime.caching.cache_errors import CacheError

from core.claims import Report, ignore
from pages.shared.page import warmup

Config = TypeVar("Config", contravariant=True)
Result = TypeVar("Result", covariant=True)
Watching = Callable[[], AbstractContextManager[Report]]
DAMAGED = (CacheError, EOFError)
"""What Streamlit raises for a file that a server, ended or still writing, has left in part."""


class Experiment(Protocol[Config, Result]):
    """A module of ``core`` that runs a configuration."""

    VERSION: int
    __name__: str

    def run(self, config: Config, report: Report, /) -> Result:
        """Return what ``config`` gives."""


class NotKept(Exception):
    """Raised where a result would have to be computed first."""


def run(
    experiment: Experiment[Config, Result],
    config: Config,
    max_entries: int = 16,
    persist: Literal["disk"] | None = None,
) -> Result:
    """Return the result of ``experiment``, computed once for each setting and version.

    A bar stands where this is called while it is computed. ``max_entries`` results are kept, on
    disk if ``persist`` says so and its folder can be written.
    """
    return kept(experiment, max_entries, persist)(config, experiment.VERSION, bar)


def found(
    experiment: Experiment[Config, Result],
    config: Config,
    max_entries: int = 16,
    persist: Literal["disk"] | None = None,
) -> Result | None:
    """Return what ``run`` has kept of this setting, or nothing; it computes nothing."""
    try:
        return kept(experiment, max_entries, persist)(config, experiment.VERSION, _refuse)
    except NotKept:
        return None


def kept(
    experiment: Experiment[Config, Result], max_entries: int, persist: Literal["disk"] | None
) -> Callable[[Config, int, Watching], Result]:
    """Return the cached function of setting and version that runs ``experiment``.

    What watches over the work is given as well, and a result is kept whichever it was. One that is
    damaged on disk is computed again, and one that finds the disk full stays in memory.
    """

    def compute(config: Config, version: int, _watching: Watching) -> Result:
        with _watching() as report:
            return experiment.run(config, report)

    compute.__qualname__ = f"{experiment.__name__}.run"  # by which Streamlit tells caches apart
    lasting = persist if persist and writable() else None
    keep = st.cache_data(max_entries=max_entries, persist=lasting, show_spinner=False)(compute)
    if not lasting:
        return keep

    def from_disk(config: Config, version: int, watching: Watching) -> Result:
        try:
            return keep(config, version, watching)
        except DAMAGED:
            keep.clear(config, version, watching)
        except OSError as error:
            if error.errno != ENOSPC:
                raise
        return keep(config, version, watching)

    return from_disk


def writable() -> bool:
    """Say whether Streamlit can keep results on disk: if not, it would lose them as they end."""
    folder = Path(get_streamlit_file_path("cache"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _refuse() -> AbstractContextManager[Report]:
    raise NotKept


def at_once(
    experiment: Experiment[Config, Result], config: Config, waiting: str | bool = False
) -> Result:
    """Return the result of an ``experiment`` that is too quick for a bar, as ``run`` does.

    The newest 128 are kept. While one is computed ``waiting`` is said, if it is a text.
    """

    def compute(config: Config, version: int) -> Result:
        return experiment.run(config, ignore)

    compute.__qualname__ = f"{experiment.__name__}.run at once"
    keep = st.cache_data(max_entries=128, show_spinner=waiting)
    return keep(compute)(config, experiment.VERSION)


@contextmanager
def bar() -> Iterator[Report]:
    """Show a bar, and give the function that moves it; the bar goes when the work ends."""
    shown = st.progress(0.0, warmup.waiting())
    start = monotonic()

    def report(done: float, message: str) -> None:
        shown.progress(min(done, 1.0), label(done, message, monotonic() - start))

    try:
        yield report
    finally:
        shown.empty()


def label(done: float, message: str, elapsed: float) -> str:
    """Return ``message`` with the seconds left, judged by the share ``done`` after ``elapsed``."""
    if done <= 0 or elapsed < 1:
        return message
    return f"{message} · about {max(1, round(elapsed * (1 - done) / done))} s left"
