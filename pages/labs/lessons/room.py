"""The class's room: opened with a press, joined with a code, and votes that nobody's name is on."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

import streamlit as st

from core.lessons import LESSONS
from core.teaching.lesson import LETTERS, Step
from core.teaching.votes import Opened, Place, check_room
from pages.shared.page import actions, classroom, collected
from pages.shared.page.classroom import ROOM, VOTER, voter, votes

KEY, NOTES = "lead", "notes"
QR_SIDE = 200
"""Pixels."""


@dataclass(frozen=True)
class Room:
    """Where this page votes: ``code`` is a room's, or empty for a page on its own.

    ``place`` is where the room stands. ``key`` is the presenter's: pages that hold it lead the
    room, one of them may show the ``notes``; the others follow.
    """

    code: str = ""
    place: Place | None = None
    key: str = ""
    notes: bool = False

    @property
    def leads(self) -> bool:
        """Whether this page may move the room."""
        return bool(self.key)

    @property
    def follows(self) -> bool:
        """Whether the room alone decides what this page shows."""
        return bool(self.code) and (not self.leads or self.notes)

    def move(self, place: Place) -> None:
        """Bring the room to ``place``, so that every page in it shows the same."""
        votes().move(Opened(self.code, self.key), place)


def enter() -> tuple[Room, str]:
    """Return the room that the address names, and what is wrong with it, if any."""
    text, key, notes = (st.query_params.get(name, "") for name in (ROOM, KEY, NOTES))
    collected.add(collected.Setting("Room", ROOM, "", text))
    for label, name, value in (
        ("Presenter's key", KEY, key),
        ("Notes", NOTES, notes),
        ("Voter", VOTER, st.query_params.get(VOTER, "")),
    ):
        collected.add(collected.Setting(label, name, "", value, own=True))
    if not text:
        return Room(), ""
    try:
        code = check_room(text)
    except ValueError as error:
        return Room(), str(error)
    place = votes().place(code)
    if place is None:
        return Room(), f"Room {code} is not open. Ask for its code again, or open a room."
    leads = votes().leads(Opened(code, key))
    return Room(code, place, key if leads else "", leads and notes == "true"), ""


def standing(room: Room, place: Place) -> Room:
    """Return ``room`` as it stands once this page shows ``place``: where it leads, it moves it."""
    if room.leads and room.place != place:
        room.move(place)
    classroom.see(room.code, place)
    return replace(room, place=place)


def menu(room: Room, place: Place) -> None:
    """Draw the menu of the room, in which this page stands at ``place``."""
    name = f"Room {room.code}" if room.code else "Room"
    with st.popover(name, icon=":material/groups:", type="tertiary", key=f"room_menu {room.code}"):
        if room.code:
            st.markdown("Your class votes here. Its pages follow yours.")
            actions.printed(link({ROOM: room.code}))
            st.button("Leave the room", icon=":material/logout:", on_click=leave, args=(place,))
        else:
            st.markdown("A room counts the votes of a class under a random code, for a day.")
            st.button("Open a room", icon=":material/add:", on_click=_open, args=(place,))
            st.text_input(
                "Or join one",
                key="join",
                on_change=lambda: st.query_params.update({ROOM: st.session_state["join"]}),
                help="The code that your presenter shows: four letters or digits.",
            )
        if votes().trouble:
            st.caption(votes().trouble)


def invitation(room: Room) -> None:
    """Draw the address of the room and its QR code, for a class to see."""
    address = link({ROOM: room.code})
    with st.container(key="invitation", horizontal=True, vertical_alignment="center"):
        st.image(actions.qr_code(address), width=QR_SIDE, alt=f"QR code of {address}")
        st.markdown(f"**{address.rpartition('//')[2]}**", width="stretch")


def link(query: dict[str, str]) -> str:
    """Return the address of this page with ``query``."""
    return f"{str(st.context.url or '').partition('?')[0]}?{urlencode(query)}"


def _open(place: Place) -> None:
    opened = votes().open(place)
    st.query_params.update({ROOM: opened.code, KEY: opened.key})


def leave(place: Place) -> None:
    """Go on alone from where the room was left."""
    step, phase = LESSONS[place.lesson].at(place.place)
    st.session_state.update({"lesson": place.lesson, "step": str(step), "phase": phase})
    for name in (ROOM, KEY, NOTES):
        st.query_params.pop(name, None)
    classroom.see("", None)


def ballot(room: Room, question: str, step: Step, right: int | None = None) -> None:
    """Draw a button for every choice; the last one pressed is this voter's.

    Once the ``right`` one is known it has a tick, and no vote counts any more.
    """
    where, mine = room.code or voter(), chosen(room, question)
    for place, choice in enumerate(step.choices):
        icon = ":material/how_to_vote:" if mine == place else None
        st.button(
            f"**{LETTERS[place]}** · {choice}",
            key=f"vote {place}",
            type="primary" if mine == place else "secondary",
            icon=":material/check:" if right == place else icon,
            width="stretch",
            disabled=right is not None,
            on_click=classroom.vote,
            args=(where, question, place),
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
