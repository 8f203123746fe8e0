"""Luck: guess which dropout probability wins, train again, and see what a win is worth."""

from typing import Any

import streamlit as st

from core.dropout import luck as dropout_luck
from core.dropout import recorded_sweep
from core.dropout.accuracies import accuracies
from core.dropout.luck import EPOCHS, Config
from pages.labs.dropout import best, epochs, rounds, selection
from pages.shared.page import controls, prose

BEST, GOOD = "Is 0.5 really best?", "Is the best as good as it looks?"
TELLS = "Does one epoch tell what ten will?"
SETTINGS_OF_BEST = ("luck_p", "luck_other")
"""How the names begin: before there were more questions, an address that holds one asked this."""


@st.cache_data(max_entries=4, show_spinner=False)
def packed(config: Config, version: int) -> tuple[bytes, int]:
    """Return what the browser is sent of the recorded sweep, and how many seeds that has."""
    sweep = best.RECORDS[config.epochs]()
    table = accuracies(sweep, config.network, EPOCHS[config.epochs])
    images = sweep.trained[0].correct.shape[-1]
    return rounds.pack(table, images, best.run(config, version)), len(table)


def show() -> None:
    """Show the rounds, and folded below them what was judged of luck, choosing and patience."""
    with controls.beside(ask) as of:
        data, seeds = packed(Config(**of), dropout_luck.VERSION)
        rounds.show(data=data, key="rounds")
        prose.note(
            f"Each round draws recorded runs at random from {seeds} seeds; nothing is trained "
            "while you wait. Pale dots: the rounds before. A p that hardly learns lies far below, "
            f"as errors are on a log scale. {recorded_sweep.STUDY.origin()}."
        )
    if any(key.startswith(SETTINGS_OF_BEST) for key in st.query_params):
        st.session_state.setdefault("luck_further", BEST)
    answers = {BEST: lambda: best.show(of), GOOD: selection.show, TELLS: epochs.show}
    controls.Panel("luck further").further("Go on asking", "luck_further", answers)


def ask() -> dict[str, Any]:
    """Draw the controls and return which recorded sweep the rounds are drawn from."""
    with controls.panel("luck") as panel:
        return panel.fields(
            Config(),
            network=("luck_network", "The course's network, plain or normalised."),
            epochs=("luck_epochs", "Length of training: one pass over the images, or ten."),
        )
