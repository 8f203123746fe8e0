"""The write-up's explanations of 1.A, tested one by one."""

import streamlit as st

from core.initialization import explanations
from pages.labs.initialization import activation_starts
from pages.shared.jobs import progress
from pages.shared.page import claim_card, controls, downloads


def show() -> None:
    """Show what one change does to B and what learns from where, then test what is said."""
    activation_starts.show()
    st.markdown("**What else is said to hold B back**")
    with controls.beside(ask, [3, 1], gap="large") as config:
        result = progress.run(explanations, config)
        for finding in explanations.findings(result):
            claim_card.statement(finding)
    downloads.csv(
        {"inside": result.inside, "losses": result.losses, "swaps": result.swaps}, "causes"
    )


def ask() -> explanations.Config:
    """Draw the controls and return the experiment that they describe."""
    return controls.configured(
        "causes",
        explanations.Config(),
        constant=("constant", "Every weight and bias of that start"),
        seeds=("cause_seeds", "Random starts beside it"),
    )
