"""What every page needs beyond a mouse, beside Streamlit's own link past the side bar."""

from pathlib import Path

import streamlit as st

_STYLE, _SCRIPT = (
    (Path(__file__).parent / f"access.{kind}").read_text(encoding="utf-8") for kind in ("css", "js")
)
_KEY = "access"


def begin() -> None:
    """Put style and script into the page.

    They bring visible focus, terms of the glossary, calm motion, and the focus to what scrolls.
    """
    st.html(f"<style>{_STYLE}</style>")
    with st.container(key=_KEY):
        st.html(f"<script type='module'>{_SCRIPT}</script>", unsafe_allow_javascript=True)
