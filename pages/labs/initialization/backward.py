"""A training point through networks A and B and back: where the gradient stops, and why."""

import streamlit as st

from pages.labs.initialization import backward_stage, two_networks
from pages.labs.initialization.backward_stage import Config
from pages.shared.page import controls, prose


def show() -> None:
    """Show the point on its way, what was seen, why it is so, and the way to the claim."""
    stage = st.container()
    with st.expander("What is chosen"):
        config = controls.configured(
            "backward",
            Config(),
            activation=("backward_f", "Of the hidden units."),
            started=("backward_start", "What multiplies B's weights."),
            point=("backward_point", "The one that goes through."),
        )
    with stage:
        backward_stage.show(config, key="backward_stage")
    prose.under(
        "The way back",
        "With zeros and ReLU units the gradient stops at B's output weights: only 0 comes in "
        "there, and δ meets weights that are 0 on its way back. Choose *sigmoid* and press "
        "*Update*: its units give ½ at 0, so the output weights move first, and with each update "
        "the gradient gets one layer further.",
    )
    two_networks.theory()
    st.button(
        "Claim 1.A.i: what B comes to, judged",
        icon=":material/gavel:",
        on_click=lambda: st.session_state.update({"start": "A against B"}),
    )
