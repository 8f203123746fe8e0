"""The choices that a visitor makes in a component, kept in the address by controls of the page."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

Values = Mapping[str, Sequence[Any]]
"""Of each choice, by the key of its control, all that it can be: at most 256 values."""


def opening(values: Values, chosen: Sequence[Any]) -> bytes:
    """Return what comes before a component's data: each choice by its place among its values."""
    return bytes(every.index(one) for every, one in zip(values.values(), chosen, strict=True))


def answers(key: str, values: Values) -> dict[str, Callable[[], None]]:
    """Return what makes the component ``key`` hand its choices to the controls of ``values``."""

    def chosen() -> None:
        places = st.session_state[key].get("choices")
        if not isinstance(places, list) or len(places) != len(values):
            return
        for (control, every), place in zip(values.items(), places, strict=True):
            if isinstance(place, int | float) and place in range(len(every)):
                st.session_state[control] = every[int(place)]

    return {"on_choices_change": chosen}
