"""The switch between light and dark, which Streamlit offers no program."""

from pathlib import Path

import streamlit as st

_STYLE, _SCRIPT = (
    Path(__file__).with_suffix(f".{kind}").read_text(encoding="utf-8") for kind in ("css", "js")
)
_switch = st.components.v2.component(
    "backprop_lab_theme_switch", html="<button type='button'></button>", css=_STYLE, js=_SCRIPT
)


def show() -> None:
    """Draw a button that shows every page in the other theme, from now on in this browser."""
    _switch(key="theme")
