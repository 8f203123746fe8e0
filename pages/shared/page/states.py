"""The four states in which a page has no result to show, and the one in which it has: a box each.

The icon and the word say what the colour says.
"""

import streamlit as st


def empty(sentence: str, icon: str = ":material/info:") -> None:
    """Say that there is nothing to show here yet, and what to do about it."""
    st.info(sentence, icon=icon)


def waiting(share: float, text: str) -> None:
    """Show how far work is, ``share`` from 0 to 1, and what it does."""
    st.progress(min(max(share, 0.0), 1.0), text)


def error(sentence: str) -> None:
    """Say what went wrong and what to do about it."""
    st.error(sentence, icon=":material/error:")


def stopped(kept: str) -> None:
    """Say that work was stopped, and what of it is ``kept``, a sentence."""
    st.warning(f"Stopped. {kept}", icon=":material/stop_circle:")


def done(sentence: str) -> None:
    """Say what work has ended with."""
    st.success(sentence, icon=":material/check_circle:")
