"""Downloads of what a page shows."""

from collections.abc import Callable, Mapping
from functools import partial

import pandas as pd
import streamlit as st

from pages.shared.page import collected


def csv(
    frames: Mapping[str, pd.DataFrame] | Mapping[str, Callable[[], pd.DataFrame]], lab: str
) -> None:
    """Offer each frame as a CSV file named after the lab and the frame, made once asked for.

    So are the frames themselves, where what makes one is given.
    """
    with st.container(horizontal=True):
        for name, frame in frames.items():
            data = collected.Data(name, frame)
            collected.add(data)
            st.download_button(
                f"{name}.csv",
                partial(text, data),
                f"backprop_lab_{lab}_{name}.csv",
                "text/csv",
                key=f"download_{name}",
                icon=":material/download:",
                on_click="ignore",
            )


def frames(result: object, lab: str) -> None:
    """Offer every frame that ``result`` holds, each named after its field."""
    held = vars(result).items()
    csv({name: one for name, one in held if isinstance(one, pd.DataFrame)}, lab)


def text(data: collected.Data) -> str:
    """Return the content of the file."""
    return data.frame.to_csv(index=False)
