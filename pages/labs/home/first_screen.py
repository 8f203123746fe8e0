"""The first screen: the pendulum, five moving pictures, and three ways on."""

from pathlib import Path

import streamlit as st

from core import home
from core.bundled import ARRAYS
from core.claims import CLAIMS
from pages.labs.home import pendulum, pictures
from pages.shared.page.frame import PAGES

STYLE = (Path(__file__).parent / "home.css").read_text(encoding="utf-8")
WAYS_ON: tuple[tuple[str, str, dict[str, str], str], ...] = (
    ("Draw a digit", "dropout", {"lab": "Draw a digit"}, "Two small networks read it."),
    ("Teach a class", "lessons", {}, "A lesson for every lab, with votes by phone."),
    ("The evidence", "evidence", {}, f"{len(CLAIMS)} claims of a homework, run and judged."),
)


@st.cache_data(max_entries=1, show_spinner=False)
def packed(version: float) -> tuple[bytes, bytes]:
    """Return what both components draw; ``version`` is the record's time of change."""
    recorded = home.recorded()
    return pendulum.packed(recorded), pictures.packed(recorded)


def show() -> None:
    """Draw everything of the page below its question."""
    st.html(f"<style>{STYLE}</style>")
    path = home.STUDY.path(ARRAYS)
    orders, questions = packed(path.stat().st_mtime if path.exists() else 0.0)
    pendulum.show(orders)
    pictures.show(questions)
    for place, (name, page, query, words) in zip(st.columns(3), WAYS_ON, strict=True):
        with place.container(border=True, gap="xxsmall", key=f"way_to_{page}"):
            st.page_link(
                PAGES[page].path, label=f"**{name}**", icon=PAGES[page].icon, query_params=query
            )
            st.caption(words)
