"""Home: every claim of the write-up, what was measured, and where it is tested."""

import streamlit as st

from pages.labs.home import ledger
from pages.shared.page import frame

with frame.page("home"):
    st.markdown(
        "Every claim stands below with what was measured when it was put to the test. Each rule "
        "says since when it stands, and whether it was changed after its data had been seen. Start "
        "with claim 1.B: open its lab, change a setting, and see whether the claim survives."
    )
    ledger.show()
