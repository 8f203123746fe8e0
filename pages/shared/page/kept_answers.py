"""A student's answers to the exercises, kept in the address so that a reload does not lose them."""

from collections.abc import Sequence

import streamlit as st

from core.teaching.exercises import kept
from core.teaching.exercises.draws import Exercise
from core.teaching.exercises.sheet import Record
from pages.shared.page import collected

ANSWERS = "exercise_answers"


def recall(lab: str, seed: int, exercises: Sequence[Exercise], records: dict[str, Record]) -> None:
    """Fill the ``records`` of a session that has none yet with what the address holds."""
    text = st.query_params.get(ANSWERS, "")
    collected.add(collected.Setting("Answers", ANSWERS, "", text, own=True))
    if not text or records:
        return
    try:
        records.update(kept.records_of(text, lab, seed, exercises))
    except ValueError as error:
        st.warning(f"From the address: {error}", icon=":material/link:")


def keep(lab: str, seed: int, exercises: Sequence[Exercise], records: dict[str, Record]) -> None:
    """Put the ``records`` into the address; called as they change, and never while drawing.

    A page that writes its address as it is drawn takes the way back from the browser.
    """
    text = kept.text_of(lab, seed, exercises, records)
    if text:
        st.query_params[ANSWERS] = text
    else:
        st.query_params.pop(ANSWERS, None)
