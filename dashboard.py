"""Home: a question, the network that it is about, and the way into everything else."""

import streamlit as st

from pages.labs.home import first_screen
from pages.shared.page import frame

FORMER = {"problem", "verdict"}
"""What the address of the ledger held while the ledger stood here."""

if FORMER & set(st.query_params):
    st.switch_page(frame.PAGES["evidence"].path, query_params=dict(st.query_params))
with frame.page("home"):
    first_screen.show()
