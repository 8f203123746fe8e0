"""The class's room: opened with a press, joined with a code, and votes that nobody's name is on."""

from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from urllib.parse import urlencode

import streamlit as st

from core.lessons import LESSONS
from core.resumable import folder
from core.teaching.lesson import LETTERS, Step
from core.teaching.votes import Opened, Place, Votes, check_room
from pages.shared.page import actions, collected, controls

ROOM, KEY = "room", "lead"


@dataclass(frozen=True)
class Room:
    """Where this page votes: ``code`` is a room's, or empty for a page on its own.

    ``place`` is where the room stands. ``leads`` says whether this page moves it; the others follow
    it.
    """

    code: str = ""
    place: Place | None = None
    leads: bool = False

    @property
    def follows(self) -> bool:
        """Whether the room decides what this page shows."""
        return bool(self.code) and not self.leads


@st.cache_resource(max_entries=4, show_spinner=False)
def _votes(place: str) -> Votes:
    return Votes(Path(place))


def votes() -> Votes:
    """Return the one ballot box that every visitor of this server shares."""
    return _votes(str(folder()))


def voter() -> str:
    """Return the random name of this session; whoever has no room votes in one of that name."""
    return str(st.session_state.setdefault("voter", token_hex(8)))


def enter() -> tuple[Room, str]:
    """Return the room that the address or the visitor names, and what is wrong with it, if any."""
    text = str(st.session_state.get(ROOM, st.query_params.get(ROOM, "")) or "")
    if not text:
        return Room(), ""
    try:
        code = check_room(text)
    except ValueError as error:
        return Room(), str(error)
    place = votes().place(code)
    if place is None:
        return Room(), f"Room {code} is not open. Ask for its code again, or open a room."
    return Room(code, place, votes().leads(Opened(code, _key()))), ""


def _key() -> str:
    return str(st.query_params.get(KEY, "") or st.session_state.get(KEY, ""))


def lead(room: Room, place: Place) -> None:
    """Bring the room to ``place``, so that every page that follows it shows the same."""
    if room.leads and room.place != place:
        votes().move(Opened(room.code, _key()), place)


def ask(room: Room, trouble: str, place: Place) -> None:
    """Draw the panel of the room, in which this page stands at ``place``."""
    key = _key()  # read by this page, and never part of the link that it offers
    collected.add(collected.Setting("Presenter's key", KEY, key, key))
    with st.container(border=True):
        st.markdown(f"**Room {room.code}**" if room.code else "**Class room**")
        controls.Panel("rooms").text(
            "Join a room", ROOM, "", "The code that your presenter shows: four letters or digits."
        )
        if trouble:
            st.error(trouble, icon=":material/error:")
        if room.leads:
            st.markdown("Give your class this link. Its pages follow yours.")
            actions.printed(link(room))
        elif room.follows:
            st.markdown("This page follows the presenter's.")
        if room.code:
            st.button("Leave the room", icon=":material/logout:", on_click=_leave, args=(place,))
        else:
            st.button(
                "Open a room",
                icon=":material/add:",
                on_click=_open,
                args=(place,),
                help="Counts the votes of a class under a random code, for a day.",
            )
        if votes().trouble:
            st.caption(votes().trouble)


def link(room: Room) -> str:
    """Return the address that joins the room."""
    return f"{str(st.context.url or '').partition('?')[0]}?{urlencode({ROOM: room.code})}"


def _open(place: Place) -> None:
    opened = votes().open(place)
    st.session_state[ROOM] = opened.code
    st.session_state[KEY] = st.query_params[KEY] = opened.key


def _leave(place: Place) -> None:
    """Go on alone from where the room was left."""
    step, phase = LESSONS[place.lesson].at(place.place)
    st.session_state.update({ROOM: "", "lesson": place.lesson, "step": str(step), "phase": phase})
    st.session_state.pop(KEY, None)
    st.query_params.pop(KEY, None)


def ballot(room: Room, question: str, step: Step) -> None:
    """Draw a button for every choice; the last one pressed is this voter's."""
    where, mine = room.code or voter(), chosen(room, question)
    for place, choice in enumerate(step.choices):
        st.button(
            f"**{LETTERS[place]}** · {choice}",
            key=f"vote {place}",
            type="primary" if mine == place else "secondary",
            icon=":material/how_to_vote:" if mine == place else None,
            width="stretch",
            on_click=votes().cast,
            args=(where, question, voter(), place),
        )


def chosen(room: Room, question: str) -> int | None:
    """Return what this voter has chosen, or none."""
    return votes().choice(room.code or voter(), question, voter())


def counted(room: Room, question: str) -> dict[int, int]:
    """Return the votes of this question by choice."""
    return votes().tally(room.code or voter(), question)


def tally(step: Step, counts: dict[int, int], right: int | None) -> None:
    """Draw the votes of every choice as bars; the ``right`` one, once it is known, with a tick."""
    total = sum(counts.values())
    for place, choice in enumerate(step.choices):
        count = counts.get(place, 0)
        tick = ":material/check: " if place == right else ""
        st.progress(
            count / total if total else 0.0,
            f"{tick}**{LETTERS[place]}** · {choice} · **{count}**",
        )
