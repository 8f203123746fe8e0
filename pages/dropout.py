"""Write-up 2.D: a dropout sweep that tells signal from luck, and a better network."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from core import recorded_sweep
from core.sweep import Result
from pages.labs import (
    dropout_dead,
    dropout_effects,
    dropout_epochs,
    dropout_final,
    dropout_inside,
    dropout_luck,
    dropout_record,
    dropout_selection,
    dropout_sweep,
    exercises,
)
from pages.shared import controls, frame

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
    "Sweep": dropout_sweep.show,
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
