"""The one way in which a table of words and figures reaches the screen, and the page's report."""

import pandas as pd
import streamlit as st

from pages.shared.page import collected


def show(frame: pd.DataFrame, about: str) -> None:
    """Draw ``frame`` as a table; ``about`` says what it holds to those who do not see it."""
    st.table(frame, hide_index=True, alt=about)
    collected.add(collected.Table(frame, about))
