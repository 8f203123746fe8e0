"""Where the recorded sweep comes from, in a sentence that several labs print."""

import streamlit as st

from core.dropout import recorded_sweep
from core.dropout.sweep import Config

SHARED_SPLIT = (
    "All seeds share one split into training and validation images, so that an interval says how "
    "far other first weights and another order of the images would move a figure, not how far "
    "other images would: with those it would as a rule be wider."
)


@st.cache_data(max_entries=1, show_spinner=False)
def made(version: int) -> str:
    """Say when and on what the sweep was recorded."""
    return recorded_sweep.STUDY.origin()


def source(config: Config) -> str:
    """Say where a recorded sweep comes from and how its models were trained."""
    return (
        f"{made(recorded_sweep.VERSION)}: {config.images:,} images, RMSprop at a learning rate of "
        f"{config.learning_rate:g}, batch {config.batch_size}. Accuracy is on 5,000 validation "
        "images; the test set is not touched."
    )
