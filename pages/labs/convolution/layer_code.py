"""The layer as a line of code: what is typed sets the controls, and they rewrite it."""

from typing import Any

import streamlit as st

from core.convolution import Config, layer_code
from pages.shared.page import layer_controls, states

KEY = "layer_code"
REFUSED = "why the layer's code was refused"
ONES = ("operation", "in_channels", "out_channels", "groups", "bias", "ceil_mode")


def show(config: Config) -> None:
    """Draw the code of ``config``; what was refused stands there until a control is moved."""
    before, reason = st.session_state.get(REFUSED, (None, ""))
    refused = before == config and KEY in st.session_state
    if not refused:
        st.session_state[KEY] = layer_code.write(config)
    st.text_input(
        "As code",
        key=KEY,
        on_change=take,
        args=(config,),
        placeholder="nn.Conv2d(3, 16, 5)",
        help="Type or paste a layer of torch.nn that slides a window; it is read and never run.",
    )
    if refused:
        states.error(reason)


def take(config: Config) -> None:
    """Set the controls to the layer that was typed, or note why it is none."""
    try:
        typed = layer_code.read(st.session_state[KEY], config)
    except ValueError as error:
        st.session_state[REFUSED] = config, str(error)
        return
    st.session_state.pop(REFUSED, None)
    st.session_state.update(settings(typed))


def settings(config: Config) -> dict[str, Any]:
    """Return what the controls of the layer are set to, each by its key.

    Padding in numbers is the same at both ends, as in all code that is read.
    """
    rank, sides = len(config.sides), config.sides
    names = layer_controls.side_names(rank, all(side[1:] == sides[0][1:] for side in sides))
    set_to: dict[str, Any] = {field: getattr(config, field) for field in ONES}
    columns = {field: getattr(config, field) for field in layer_controls.HELP}
    if isinstance(config.padding, str):
        set_to["padding_kind"] = config.padding
    else:
        set_to["padding_kind"] = layer_controls.NUMBER
        columns["padding"] = tuple(side.p for side in sides)
    for field, values in columns.items():
        set_to |= zip(layer_controls.keys(field, names), values, strict=False)
    return set_to | {"apart": len(names) > 1, "dimensions": f"{rank}-D"}
