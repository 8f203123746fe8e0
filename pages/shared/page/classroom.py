"""The class's room: its ballot box, where this visitor is in it, and the way back from a lab."""

from functools import partial
from pathlib import Path
from secrets import token_hex

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.resumable import folder
from core.teaching.votes import Place, Votes

ROOM, VOTER, LESSONS = "room", "voter", "pages/lessons.py"
LONGEST_NAME = 16
LEADER_SECONDS, CLASS_SECONDS = 1.0, 3.0
"""How often a page looks at its room: the one that leads it, and each of a class's phones."""
_HERE = "room and the place seen in it"


@st.cache_resource(max_entries=4, show_spinner=False)
def _votes(place: str) -> Votes:
    return Votes(Path(place))


def votes() -> Votes:
    """Return the one ballot box that every visitor of this server shares."""
    return _votes(str(folder()))


def voter() -> str:
    """Return the random name of this session; whoever has no room votes in one of that name."""
    named = st.query_params.get(VOTER, "")[:LONGEST_NAME]
    return str(st.session_state.setdefault(VOTER, named or token_hex(8)))


def vote(where: str, question: str, choice: int) -> None:
    """Cast this visitor's vote, and put their name into the address, so that a reload keeps it."""
    votes().cast(where, question, voter(), choice)
    st.query_params[VOTER] = voter()


def seen(code: str) -> Place | None:
    """Return where this session has last seen the room ``code``, or none where it never has."""
    here, place = st.session_state.get(_HERE, ("", None))
    return place if here == code else None


def see(code: str, place: Place | None) -> None:
    """Note that this session is in the room ``code``, or in none, and shows its ``place``."""
    st.session_state[_HERE] = code, place


def way_back(heading: DeltaGenerator, back: dict[str, str]) -> bool:
    """Offer whoever has left a room's question the way ``back``; say whether there is one.

    When the room goes on they are brought back to it.
    """
    code, place = st.session_state.get(_HERE, ("", None))
    if not code or votes().place(code) is None:
        return False
    label, icon = "Back to the question", ":material/undo:"
    heading.page_link(LESSONS, label=label, icon=icon, query_params=back)
    st.fragment(partial(_bring_back, code, place, back), run_every=CLASS_SECONDS)()
    return True


def _bring_back(code: str, place: Place, back: dict[str, str]) -> None:
    if votes().place(code) not in (None, place):
        st.switch_page(LESSONS, query_params=back)
