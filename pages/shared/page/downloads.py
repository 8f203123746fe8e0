"""Downloads of what a page shows."""

from functools import partial

import pandas as pd
import streamlit as st

from pages.shared.page import collected


def csv(frames: dict[str, pd.DataFrame], lab: str) -> None:
    """Offer each frame as a CSV file named after the lab and the frame, made once asked for."""
    with st.container(horizontal=True):
        for name, frame in frames.items():
            collected.add(collected.Data(name, frame))
            st.download_button(
                f"{name}.csv",
                partial(frame.to_csv, index=False),
                f"backprop_lab_{lab}_{name}.csv",
                "text/csv",
                key=f"download_{name}",
                icon=":material/download:",
                on_click="ignore",
            )
