"""The frame of every page: configuration, side bar, and a boundary for unexpected errors."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from uuid import uuid4

import streamlit as st

from core.bundled import DamagedData
from core.ledger.links import EVIDENCE
from pages.shared.page import access, actions, collected, controls, prose, states, warmup

NAME = "Backprop Lab"
ICON = str(Path(__file__).parent / "icon.svg")
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Page:
    """A page: its file, title, icon, and the question it answers."""

    path: str
    title: str
    icon: str
    question: str


PAGES = {
    "home": Page(
        "dashboard.py",
        "Ledger",
        ":material/fact_check:",
        "A homework on training neural networks makes eleven claims. Which of them survive being "
        "run?",
    ),
    "initialization": Page(
        "pages/initialization.py",
        "Initialization",
        ":material/play_shapes:",
        "Two networks of one shape see the same kind of data. Why does one learn and its twin "
        "stand still?",
    ),
    "shuffling": Page(
        "pages/shuffling.py",
        "Shuffling",
        ":material/shuffle:",
        "What happens to a network that sees all of one class before the other?",
    ),
    "convolution": Page(
        "pages/convolution.py",
        "Convolution and padding",
        ":material/grid_on:",
        "How large is a convolution's output, how many numbers does it learn, and what does its "
        "border cost?",
    ),
    "pooling": Page(
        "pages/pooling.py",
        "Pooling",
        ":material/compress:",
        "One block of ones in four places: what do average and max pooling make of it?",
    ),
    "dropout": Page(
        "pages/dropout.py",
        "Dropout sweep",
        ":material/blur_on:",
        "Ten networks, ten dropout probabilities, one epoch each: is the winner better, or lucky?",
    ),
    "lessons": Page(
        "pages/lessons.py",
        "Lessons",
        ":material/school:",
        "What do you expect? Say so first, then look at the run.",
    ),
    "glossary": Page(
        "pages/glossary.py",
        "Glossary and references",
        ":material/menu_book:",
        "What do the words of the labs mean, and who worked it out?",
    ),
}


@contextmanager
def page(name: str) -> Iterator[None]:
    """Draw the frame of page ``name`` and run the page's body inside its error boundary."""
    shown = PAGES[name]
    st.set_page_config(f"{shown.title} · {NAME}", ICON, layout="wide")
    access.begin()
    controls.begin(name)
    prose.begin()
    with st.sidebar:
        st.markdown(f"### {NAME}")
        for other in PAGES.values():
            st.page_link(other.path, label=other.title, icon=other.icon, width="stretch")
    heading = st.container(horizontal=True, vertical_alignment="center")
    heading.title(shown.title)
    st.markdown(f"##### {shown.question}")
    if name in {row.page for row in EVIDENCE.values()}:
        lesson = PAGES["lessons"]
        st.page_link(lesson.path, label="Lesson", icon=lesson.icon, query_params={"lesson": name})
    place = st.container()
    warmup.start()
    record = collected.start()
    with boundary():
        yield
    with boundary():
        actions.show(name, shown.title, shown.question, record, heading, place)


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
