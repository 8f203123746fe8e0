"""What every page needs beyond a mouse, beside Streamlit's own link past the side bar."""

from pathlib import Path

import streamlit as st

_STYLE = (Path(__file__).parent / "access.css").read_text(encoding="utf-8")


def begin() -> None:
    """Put the style into the page: visible focus, terms of the glossary, calm motion."""
    st.html(f"<style>{_STYLE}</style>")
