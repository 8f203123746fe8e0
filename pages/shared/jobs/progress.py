"""A progress bar with the time left."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import streamlit as st

from core.claims import Report
from pages.shared.page import warmup


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
