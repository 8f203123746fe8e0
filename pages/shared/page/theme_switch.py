"""The switch between light and dark, which Streamlit offers no program."""

from pathlib import Path

import streamlit as st

from pages.shared import player

_switch = st.components.v2.component(
    "backprop_lab_theme_switch", **player.parts(Path(__file__).with_suffix(".js"), "Theme")
)


def show() -> None:
    """Draw a button that shows every page in the other theme, from now on in this browser."""
    _switch(data=True, key="theme")
