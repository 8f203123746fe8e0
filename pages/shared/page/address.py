"""The address of what a page shows: what it carries, and what of it the page does not read."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode, urlsplit

import streamlit as st

from pages.shared.page.collected import Record, Setting

LONGEST = 2_000
NOTED = "address noted"
HERE_ONLY = ("localhost", "127.0.0.1", "::1")


def of(record: Record) -> str:
    """Return the address of this page for others: with every setting moved from its start."""
    page = str(st.context.url or "").partition("?")[0]
    moved = query(one for one in record.of(Setting) if not one.own)
    return f"{page}?{urlencode(moved)}" if moved else page


def query(settings: Iterable[Setting]) -> dict[str, str]:
    """Return what an address carries: all of ``settings`` that have been moved from their start."""
    return {one.key: text(one.value) for one in settings if one.changed}


def text(value: Any) -> str:
    """Return a control's value as Streamlit writes it into the address."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def caveats(address: str) -> list[str]:
    """Return what may keep ``address`` from opening elsewhere, a sentence each."""
    found = []
    if len(address) > LONGEST:
        found.append(
            f"This address has {len(address):,} characters. Some programs cut what is longer than "
            f"{LONGEST:,}: try it before you hand it out."
        )
    host = urlsplit(address).hostname
    if host in HERE_ONLY:
        found.append(
            f"It opens on this computer only: {host} means “this computer” "
            "on every device. Open Backprop Lab at this computer's address in your network, which "
            "the terminal shows as “Network URL”, and the link works for others too."
        )
    return found


def notice(name: str, record: Record) -> None:
    """Say which parameters of the address, as page ``name`` was opened, are not read by it.

    A parameter counts as known if a control that is on the screen reads it. One that belongs to
    another experiment of the page changes nothing here, and so is named as well; it takes effect
    once you choose that experiment.
    """
    known = {one.key for one in record.of(Setting)}
    if st.session_state.get(NOTED, ("", ()))[0] != name:
        st.session_state[NOTED] = name, tuple(key for key in st.query_params if key not in known)
    unread = [
        key for key in st.session_state[NOTED][1] if key in st.query_params and key not in known
    ]
    if unread:
        named = ", ".join(f"“{key[:40]}”" for key in unread)
        st.info(
            f"From the address: nothing on this screen reads {named}, so it changes nothing here.",
            icon=":material/link:",
        )
