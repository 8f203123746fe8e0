"""Two ways of changing a network, as a table of layers and as code, which hand it to each other."""

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd
import streamlit as st

from core.engines.networks import rows as stack
from core.engines.networks.reader.refusals import Refusal
from pages.shared.page import collected

LONGEST_IN_ADDRESS = 1_500
ADDRESS = "network_code"
MEMORY = "network edited"
MODES = ("Rows", "Code")


class Edited(NamedTuple):
    """An open editor: how, from which network, the code it opened with, the code it holds now."""

    mode: str
    network: str
    start: str
    now: str
    opened: int

    @property
    def key(self) -> str:
        """The name of the widget."""
        return f"network_editor_{self.opened}"


def rows(edited: Edited) -> Callable[[], str]:
    """Draw the table of layers; return the function that gives their code."""
    unreadable: Refusal | None = None
    start: list[stack.Row] = []
    try:
        start = stack.of(edited.start)
    except Refusal as refusal:
        unreadable = refusal
    table = st.data_editor(
        pd.DataFrame(start, columns=["layer", "arguments"]),
        num_rows="dynamic",
        hide_index=True,
        key=edited.key,
        alt="Layers of the network, a kind and its arguments a row",
        column_config={
            "layer": st.column_config.SelectboxColumn("Layer", options=list(stack.KINDS)),
            "arguments": st.column_config.TextColumn(
                "Arguments", help="As in torch.nn, such as 3, 16, kernel_size=5."
            ),
        },
    )
    filled = list(table.fillna("").itertuples(index=False, name=None))

    def written() -> str:
        if unreadable and not filled:
            raise unreadable
        return edited.start if filled == start else stack.code(filled)

    return written


def code(edited: Edited) -> str:
    """Draw the text of the code; return it."""
    return st.text_area(
        "PyTorch code",
        edited.start,
        height=420,
        key=edited.key,
        help="A class with forward, nn.Sequential(...), or what print(model) writes; read and "
        "never run.",
    )


def opened(mode: str, network: str, code: str) -> Edited:
    """Return the open editor, or open one: on the address's code, the last one's, or ``code``.

    An editor that was not drawn in the last run is gone, and what it held goes to the next one.
    """
    state = st.session_state
    last: Edited | None = state.get(MEMORY)
    if last is None:
        start = st.query_params.get(ADDRESS) or code
        state[MEMORY] = Edited(mode, network, start, start, 0)
    elif (last.mode, last.network) != (mode, network) or last.key not in state:
        start = last.now if last.network == network else code
        state[MEMORY] = Edited(mode, network, start, start, last.opened + 1)
    collected.add(collected.Setting("Layers", ADDRESS, "", state[MEMORY].now))
    return state[MEMORY]


def keep(edited: Edited, now: str) -> None:
    """Keep code that was read for the other editor, and in the address if it is short."""
    collected.add(collected.Setting("Layers", ADDRESS, "", now))
    st.session_state[MEMORY] = edited._replace(now=now)
    if len(now) <= LONGEST_IN_ADDRESS:
        st.query_params[ADDRESS] = now
    else:
        st.query_params.pop(ADDRESS, None)


def forget() -> None:
    """Close the editor, so that the next one opens on the network of the menu."""
    st.session_state[MEMORY] = st.session_state[MEMORY]._replace(network="")
    st.query_params.pop(ADDRESS, None)
