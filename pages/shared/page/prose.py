"""Running text on a page, where a term of the glossary says what it means at its first occurrence.

The mark is a Markdown link into the glossary whose title is the definition: shown on hover by every
browser, on keyboard focus by the page's style, and drawn by Streamlit like any other text.
"""

import streamlit as st

from core.teaching import glossary
from core.teaching.glossary import TERMS
from pages.shared.page import collected

PAGE = "glossary"
FIRST = "first occurrences"


def begin() -> None:
    """Forget what an earlier run of the page has marked."""
    st.session_state[FIRST] = {}


def write(text: str) -> None:
    """Show a paragraph."""
    st.markdown(marked(text))


def why(*said: str) -> None:
    """Show why it is so: formulae in LaTeX one after the other, and the text that explains them."""
    *formulae, text = said
    st.markdown("**Why**")
    for formula in formulae:
        st.latex(formula)
    write(text)


def note(text: str) -> None:
    """Show a line in small print."""
    st.caption(marked(text))


def under(title: str, text: str) -> None:
    """Show what to see in a picture that is no chart, and keep it for the page's report."""
    collected.add(collected.Passage(title, (text,)))
    note(text)


def marked(text: str) -> str:
    """Return ``text`` with a link at each term that no text drawn before it holds."""
    return glossary.mark(text, st.session_state.setdefault(FIRST, {}), _link)


def _link(key: str, words: str) -> str:
    return f'[{words}]({PAGE}?term={key} "{TERMS[key].definition}")'
