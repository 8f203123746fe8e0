"""Network B beside B with one cause of its standstill taken away, a switch each."""

import streamlit as st

from core.initialization import switches
from core.initialization.activation_starts import Config
from core.initialization.switches import AS_IT_IS, CELLS, EVERY, SWITCHES
from pages.labs.initialization import replay
from pages.shared.page import controls, prose

CAUSE = "cause"


def ask() -> str:
    """Ask what B is given; a setting that is none of the switches joins their row."""
    chosen = st.session_state.get(CAUSE, st.query_params.get(CAUSE))
    shown = (*SWITCHES, *(cell for cell in CELLS if cell == chosen))
    return controls.Panel("switches").row("Give network B", CAUSE, shown)


def show(config: Config) -> None:
    """Play B beside B with what was asked for, and say what that showed."""
    name = ask()
    pair = {"B": AS_IT_IS, f"B, {name}": name}
    trained = {title: switches.trained(config, one) for title, one in pair.items()}
    replay.show(trained, "switches")
    prose.under("What the switch showed", switches.said(config, name))


def choose(activation: str, start: str) -> None:
    """Give B an activation and a start, named as in the picture of all."""
    wanted = CELLS[f"{activation}, {start}"]
    same = (name for name, one in EVERY.items() if one._replace(because="") == wanted)
    st.session_state[CAUSE] = next(same)
