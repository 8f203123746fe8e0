"""The frame of every page: configuration, side bar, and a boundary for unexpected errors."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import wraps
from importlib import import_module
from pathlib import Path
from uuid import uuid4

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.errors import StreamlitAPIException

from core.bundled import DamagedData
from core.ledger.links import EVIDENCE
from pages.shared.page import (
    access,
    actions,
    address,
    classroom,
    collected,
    controls,
    memory,
    prose,
    stage,
    states,
    theme_switch,
    warmup,
)

NAME = "Backprop Lab"
LEFT = "settings of the pages that were left"
SIDE_BAR = 200
"""Pixels, the least that Streamlit allows."""
ICON = str(Path(__file__).parent / "icon.svg")
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Page:
    """A page: its file, title, icon, and the question it answers; a lab's tabs have their own.

    Where a ``sentence`` stands under the question, the question itself is the heading.
    """

    path: str
    title: str
    icon: str
    question: str = ""
    sentence: str = ""


PAGES = {
    "home": Page(
        "dashboard.py",
        "Home",
        ":material/home:",
        "Why does this network forget half the world?",
        "Two copies of one network see the same points: one all orange ones first and then all "
        "blue ones, the other mixed.",
    ),
    "lessons": Page(
        "pages/lessons.py",
        "Lessons",
        ":material/school:",
        "What do you expect? Say so first, then look at the run.",
    ),
    "initialization": Page("pages/initialization.py", "Initialization", ":material/play_shapes:"),
    "shuffling": Page("pages/shuffling.py", "Shuffling", ":material/shuffle:"),
    "convolution": Page("pages/convolution.py", "Convolution", ":material/grid_on:"),
    "pooling": Page("pages/pooling.py", "Pooling", ":material/compress:"),
    "dropout": Page("pages/dropout.py", "Dropout sweep", ":material/blur_on:"),
    "evidence": Page(
        "pages/evidence.py",
        "Evidence",
        ":material/fact_check:",
        "A homework on training neural networks makes eleven claims. Which of them survive being "
        "run?",
    ),
    "glossary": Page(
        "pages/glossary.py",
        "Glossary",
        ":material/menu_book:",
        "What do the words of the labs mean, and who worked it out?",
    ),
}


@dataclass(frozen=True)
class Tab:
    """An experiment of a lab: the question it answers, what to try first, and what draws it.

    ``settings`` are how the names of its settings begin, where an address that holds some and names
    no experiment means this one, which once came first. ``once`` are the experiments that it took
    in, each with the settings that show what that one showed, and ``renamed`` settings by what they
    were called: old addresses lead here.
    """

    question: str
    tries: str
    show: Callable[[], None]
    settings: tuple[str, ...] = ()
    once: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)


def later(experiment: str) -> Callable[[], None]:
    """Return what draws ``pages.labs.<experiment>``, which is loaded once it is chosen."""
    return lambda: import_module(f"pages.labs.{experiment}").show()


def lab(name: str, tabs: Mapping[str, Tab], more: Mapping[str, Tab], key: str = "lab") -> None:
    """Draw page ``name``, a lab whose ``tabs`` are chosen by the control ``key``.

    What only a specialist asks for is in ``more``, a menu at the end of the row.
    """
    heading, record = _begin(name)
    _entitle(name, heading)
    every = {**tabs, **more}
    _redirect(name, every, key)
    if key not in st.query_params:
        for one, tab in every.items():
            if any(setting.startswith(tab.settings) for setting in st.query_params):
                st.session_state.setdefault(key, one)
    tab = every[controls.Panel("labs").tabs("Experiment", key, tuple(tabs), tuple(more))]
    with stage.projected(name, heading):
        with st.container(gap=None, key="question"):
            st.markdown(f"##### {tab.question}")
            prose.note(f"**Try:** {tab.tries}")
        with _body(name, tab.question, heading, record):
            tab.show()


def _redirect(name: str, every: Mapping[str, Tab], key: str) -> None:
    """Go from an old address of page ``name`` to the experiment that took in what it asks for."""
    new = old = dict(st.query_params)
    for one, tab in every.items():
        new = {tab.renamed.get(setting, setting): value for setting, value in new.items()}
        if new.get(key) in tab.once:
            new = {**tab.once[new[key]], **new, key: one}
    if new != old:
        # Who comes back to it has controls bound to it, which Streamlit lets nobody else set.
        with suppress(StreamlitAPIException):
            st.switch_page(PAGES[name].path, query_params=new)


@contextmanager
def page(name: str) -> Iterator[None]:
    """Draw the frame of page ``name`` and run the page's body inside its error boundary."""
    heading, record = _begin(name)
    _entitle(name, heading)
    shown = PAGES[name]
    if shown.sentence:
        prose.note(shown.sentence)
    else:
        st.markdown(f"##### {shown.question}")
    with _body(name, shown.question, heading, record):
        yield


@contextmanager
def slides(name: str) -> Iterator[DeltaGenerator]:
    """Draw the frame of page ``name``, whose body has a heading of its own; give the row above."""
    heading, record = _begin(name)
    with _body(name, PAGES[name].question, heading, record):
        yield heading


def _begin(name: str) -> tuple[DeltaGenerator, collected.Record]:
    """Draw what stands beside a page; return the row of its title, empty, and its record."""
    memory.keep_small()  # before threads have taken more
    shown = PAGES[name]
    st.set_page_config(f"{shown.title} · {NAME}", ICON, "wide", SIDE_BAR)
    access.begin()
    controls.begin(name)
    prose.begin()
    with st.sidebar:
        st.markdown(f"### {NAME}")
        left = st.session_state.setdefault(LEFT, {})
        for key, other in PAGES.items():
            st.page_link(
                other.path,
                label=other.title,
                icon=other.icon,
                width="stretch",
                query_params=left.get(key),
            )
        theme_switch.show()
    heading = st.container(key="heading", horizontal=True, vertical_alignment="center")
    return heading, collected.start()


def _entitle(name: str, heading: DeltaGenerator) -> None:
    """Write the title into its row, and the way to the lesson of a lab, or back into the room."""
    shown, lesson = PAGES[name], PAGES["lessons"]
    heading.title(shown.question if shown.sentence else shown.title)
    back = st.session_state[LEFT].get("lessons", {})
    if not classroom.way_back(heading, back) and name in {row.page for row in EVIDENCE.values()}:
        query = {"lesson": name}
        with heading.container(key="to_lesson", width="content"):
            st.page_link(lesson.path, label="Lesson", icon=lesson.icon, query_params=query)


@contextmanager
def _body(
    name: str, question: str, heading: DeltaGenerator, record: collected.Record
) -> Iterator[None]:
    """Run what follows inside the error boundary, then offer what is kept beside the heading."""
    place = st.container()
    with boundary():
        yield
    with boundary():
        actions.show(name, PAGES[name].title, question, record, heading, place)
    st.session_state[LEFT][name] = address.query(record.of(collected.Setting))
    warmup.start()  # what is on the screen comes first


@contextmanager
def boundary() -> Iterator[None]:
    """Turn an exception into one sentence: damaged data are named, all else gets a reference."""
    try:
        yield
    except DamagedData as error:
        states.error(str(error))
    except Exception as error:
        refuse(error)


def guarded(body: Callable[[], None]) -> Callable[[], None]:
    """Run a fragment's ``body`` in the boundary, since fragments rerun outside the page's own."""

    @wraps(body)
    def inside() -> None:
        with collected.current().part(inside), boundary():
            body()

    return inside


def refuse(error: Exception) -> None:
    """Log ``error`` with its trace and show one sentence with the reference number of the log."""
    reference = uuid4().hex[:8]
    _log.error("reference %s", reference, exc_info=error)
    states.error(
        f"Something went wrong here, and it is not your doing. Reload the page; if it happens "
        f"again, report it with the reference {reference}."
    )
