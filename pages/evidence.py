"""Evidence: every claim of the write-up in a line, how it fared, and the run that says so."""

import streamlit as st

from core.claims import CLAIMS
from pages.labs.evidence import ledger
from pages.shared.page import frame

with frame.page("evidence"):
    st.markdown(
        f"The {len(CLAIMS)} claims come from a written homework of a course on neural networks; "
        "the homework itself is not part of this site."
    )
    ledger.show()
