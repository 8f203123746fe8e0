"""Write-up 2.D: a dropout sweep that tells signal from luck, and a better network."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from core.dropout import recorded_sweep
from core.dropout.sweep import Result
from pages.labs.dropout import dead as dropout_dead
from pages.labs.dropout import effects as dropout_effects
from pages.labs.dropout import epochs as dropout_epochs
from pages.labs.dropout import final as dropout_final
from pages.labs.dropout import inside as dropout_inside
from pages.labs.dropout import lost_digits as dropout_lost_digits
from pages.labs.dropout import luck as dropout_luck
from pages.labs.dropout import record as dropout_record
from pages.labs.dropout import selection as dropout_selection
from pages.labs.dropout import sweep
from pages.shared.page import controls, exercises, frame

RECORDS: dict[str, Callable[[], Result]] = {
    "one epoch": recorded_sweep.one_epoch,
    "ten epochs": recorded_sweep.ten_epochs,
    "factorial": recorded_sweep.kernels,
}


@st.cache_data(max_entries=3, show_spinner=False)
def recorded(name: str, version: int) -> Result:
    """Return one run of the recorded sweep."""
    return RECORDS[name]()


def dead() -> None:
    """Show the dead run, its grid held against the sweep's whole epoch."""
    dropout_dead.show(recorded("one epoch", recorded_sweep.VERSION))


def effects() -> None:
    """Show the factorial of the recorded sweep."""
    dropout_effects.show(
        recorded("factorial", recorded_sweep.VERSION),
        f"{dropout_record.made(recorded_sweep.VERSION)}.",
    )


def inside() -> None:
    """Show the inside of a network, and the gaps of the ten epochs."""
    dropout_inside.show(
        recorded("ten epochs", recorded_sweep.VERSION),
        f"{dropout_record.made(recorded_sweep.VERSION)}.",
    )


LABS: dict[str, Callable[[], None]] = {
    "Sweep": sweep.show,
    "Lost digits": dropout_lost_digits.show,
    "The dead run": dead,
    "Luck": dropout_luck.show,
    "Selection": dropout_selection.show,
    "One epoch or ten": dropout_epochs.show,
    "What made it work": effects,
    "Inside": inside,
    "The final network": dropout_final.show,
    "Exercises": partial(exercises.show, "dropout"),
}

with frame.page("dropout"):
    LABS[controls.Panel("labs").choice("Experiment", "lab", tuple(LABS), "What to look at.")]()
