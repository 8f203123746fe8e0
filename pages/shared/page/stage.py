"""The presentation: what is shown to a class fills the screen, in type that the last row reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

ALONE, ENLARGED = (
    (Path(__file__).parent / f"{name}.css").read_text(encoding="utf-8")
    for name in ("alone", "stage")
)
PRESENTED: ContextVar[bool] = ContextVar("presented", default=False)


@contextmanager
def alone() -> Iterator[None]:
    """Draw what follows on the stage, with nothing around it."""
    st.html(f"<style>{ALONE}</style>")
    with st.container(key="stage"):
        yield


@contextmanager
def presented(wanted: bool) -> Iterator[None]:
    """Draw what follows on the stage; where it is ``wanted``, hide the rest and enlarge it."""
    if wanted:
        st.html(f"<style>{ALONE}{ENLARGED}</style>")
    before = PRESENTED.set(wanted)
    try:
        with st.container(key="stage"):
            yield
    finally:
        PRESENTED.reset(before)


@contextmanager
def projected(name: str, heading: DeltaGenerator) -> Iterator[None]:
    """Draw what follows on the stage while page ``name`` is projected, which ``heading`` offers."""
    key = f"projected {name}"
    project = partial(st.session_state.__setitem__, key)
    if not st.session_state.get(key):
        help = "Fill the screen with this experiment, in letters for a class"
        icon = ":material/present_to_all:"
        heading.button("Project", "project", help, project, (True,), type="tertiary", icon=icon)
        yield
        return
    with presented(True):
        st.button(
            "End",
            icon=":material/close:",
            key="end",
            shortcut="Escape",
            help="Back to the page",
            on_click=project,
            args=(False,),
        )
        yield
