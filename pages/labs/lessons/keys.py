"""Arrow keys that move through the places of a lesson, wherever the focus does not need them."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from pages.shared.player.joined import joined

KEY = "keys"
SCRIPT, _ = joined(Path(__file__).with_suffix(".js"))
_keys = st.components.v2.component(
    "backprop_lab_keys", html='<span class="component keys"></span>', js=SCRIPT
)


def listen(place: int, places: int, presented: bool, go: Callable[[int], None]) -> None:
    """Move from ``place``, from 0, of ``places``: call ``go`` with the place that a key asks for.

    Left and right arrow move. In a presentation page up and down do too, as a clicker sends them,
    and escape asks for the place −1, which ends it.
    """

    def moved() -> None:
        wanted = st.session_state[KEY].get("place")
        if isinstance(wanted, int | float) and -1 <= wanted < places:
            go(int(wanted))

    _keys(
        data={"place": place, "places": places, "presented": presented},
        key=KEY,
        on_place_change=moved,
        height="content",
    )
