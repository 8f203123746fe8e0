"""Whole networks: every layer's shape, parameters, work, memory and receptive field in a table."""

from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from functools import partial

import pandas as pd
import streamlit as st

from core.engines.networks import rows
from core.engines.networks.known import NETWORKS, Network
from core.engines.networks.reader import laid_out, networks
from core.engines.networks.reader.folded import folded
from core.engines.networks.reader.laid_out import Config, totals
from core.engines.networks.reader.refusals import Refusal
from core.text import shape_text
from pages.labs.convolution import network_charts, network_editor
from pages.shared.page import controls, downloads, prose

Make = Callable[[str], Config]
KNOWN = "As it is"
LARGEST_IN_TABLE = 2**53
COUNTS = {
    "weights": "Weights",
    "biases": "Biases",
    "parameters": "Parameters",
    "multiply_accumulates": "Multiply-accumulates",
    "memory": "Output (bytes)",
}
PIXELS = {
    "receptive_field": (
        "Receptive field",
        "Input pixels that one output sees, padding counted in.",
    ),
    "jump": ("Jump", "Pixels between what neighbouring outputs see."),
    "start": ("Start", "Centre of what the first output sees; the first pixel is 0."),
}

SEPARATORS = {"receptive_field": " × ", "jump": " × ", "start": ", "}


@st.cache_data(max_entries=16, show_spinner=False)
def read(network: Config, version: int) -> laid_out.Result:
    """Read a network once."""
    return laid_out.run(network)


def show() -> None:
    """Show a known network, or one of your own, layer by layer."""
    with controls.beside(ask, [5, 2], gap="large") as (network, quantity):
        found = read(network, laid_out.VERSION)
        network_charts.show(found.summary, quantity, summed(found.summary, quantity))
        told(network, found)
        network_charts.branches(found.summary)
        network_charts.receptive_field(found.summary, network.input_shape)
    tabulate(found)
    explain()
    offer(network, found.summary)


def told(network: Config, found: laid_out.Result) -> None:
    """Say where a network is from, and what was noted while it was read."""
    known = next((one for one in NETWORKS.values() if one.text == network.text), None)
    own = known is not None and known.input_shape == network.input_shape
    shape = shape_text(network.input_shape)
    source = known.source if known else "Yours."
    st.caption(source if own else f"{source.rstrip('.')}, on an input of {shape}.")
    for note in found.notes:
        prose.note(note)


def ask() -> tuple[Config, str]:
    """Draw the controls; return the network that last gave no error, and what makes layers wide."""
    with controls.panel("networks") as panel:
        name = panel.menu("Network", "network", tuple(NETWORKS), "To look at, or to start from.")
        quantity = panel.choice(
            "A layer is as wide as its",
            "network_width",
            network_charts.QUANTITIES,
            "Share of the whole network's; multiply-accumulates are products of a weight and an "
            "input, for one example.",
        )
        start = NETWORKS[name]
        mode = panel.choice(
            "Change it",
            "network_change",
            (KNOWN, *network_editor.MODES),
            "Leave it, edit its layers in a table, or paste PyTorch code.",
        )
        make = unchanged(start) if mode == KNOWN else changed(mode, name, start, panel)
        problem = st.container()
        if mode != KNOWN:
            st.button(
                "Start again",
                on_click=network_editor.forget,
                icon=":material/undo:",
                key="network_forget",
                help=f"From {name} as it is.",
            )
        own = shape_text(start.input_shape).replace(" ", "\N{NO-BREAK SPACE}")
        text = panel.text(
            "Input shape",
            "network_input",
            "",
            "Of one example: channels or features, then sides, such as 3, 224, 224.",
        )
        tells = "the network's own, " if mode == KNOWN else "what the code tells, or "
        st.caption(f"Left empty, it is {tells}{own}.")
    with problem:
        config = controls.checked(lambda: make(text), Config(start.text, start.input_shape))
    return config, quantity


def unchanged(start: Network) -> Make:
    """Take an edited network out of the address, and return the function that gives ``start``."""
    st.query_params.pop(network_editor.ADDRESS, None)
    return lambda shape: laid_out.configured(start.text, "", shape, start.input_shape)


def changed(mode: str, name: str, start: Network, panel: controls.Panel) -> Make:
    """Draw the editor of ``mode``; return the function that reads its network on a shape."""
    edited = network_editor.opened(mode, name, start.text)
    if mode == "Rows":
        return partial(pasted, edited, network_editor.rows(edited), "", start)
    text = network_editor.code(edited)
    return partial(pasted, edited, lambda: text, of_several(text, panel), start)


def of_several(text: str, panel: controls.Panel) -> str:
    """Ask which of the networks in a text is meant, where there are several."""
    with suppress(Refusal):
        names = [one.name for one in networks.read(text)]
        if len(names) > 1:
            return panel.menu("Which one", "network_in_code", names, "The text holds several.")
    return ""


def pasted(
    edited: network_editor.Edited, text: Callable[[], str], name: str, start: Network, shape: str
) -> Config:
    """Return an edited network; raises ``Refusal`` for what is not read, or does not fit."""
    config = laid_out.configured(text(), name, shape, start.input_shape)
    network_editor.keep(edited, config.text)
    return config


def summed(table: pd.DataFrame, quantity: str) -> str:
    """Say what the whole network has, and which layer has the most of ``quantity``."""
    found = totals(table)
    return (
        f"{network_charts.largest(table, quantity)} In all {found.parameters:,} parameters, "
        f"{found.multiply_accumulates:,} multiply-accumulates, {size(found.memory)} of outputs in "
        "float32."
    )


def size(count: int) -> str:
    """Return a number of bytes in kB or MB (10³ or 10⁶ bytes)."""
    return f"{count / 1e3:,.1f} kB" if count < 1e6 else f"{count / 1e6:,.1f} MB"


def tabulate(found: laid_out.Result) -> None:
    """Show the table, a row a layer, or a row a block."""
    few = folded(found.summary, found.parts)
    foldable = len(few) < len(found.summary)
    fold = foldable and controls.Panel("network table").flag(
        "Fold blocks",
        "network_folded",
        False,
        f"{len(few)} rows in place of {len(found.summary)}, as torchinfo has it.",
    )
    shown = readable(few if fold else found.summary)
    st.dataframe(
        shown,
        hide_index=True,
        height=36 * min(len(shown), 14) + 38,
        alt="Shape, parameters, work, memory and receptive field of every layer",
        column_config={
            "layer": st.column_config.NumberColumn("Layer", width="small", pinned=True),
            "name": "Name" if shown["name"].any() else None,
            "kind": st.column_config.TextColumn("Kind", pinned=True),
            "output_shape": "Output",
            **{
                name: st.column_config.NumberColumn(title, format="localized")
                if pd.api.types.is_integer_dtype(shown[name])
                else title
                for name, title in COUNTS.items()
            },
            **{
                name: st.column_config.TextColumn(title, help=help)
                for name, (title, help) in PIXELS.items()
            },
            "inputs": st.column_config.TextColumn(
                "From", help="The layers that it takes values from; 0 is the input."
            ),
        },
    )


def readable(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table for the screen and the file: shapes as text, numbers as numbers.

    A browser counts exactly up to 2⁵³; a column with larger numbers is text.
    """
    shown = table.assign(output_shape=table["output_shape"].map(shape_text))
    for name in COUNTS:
        exact = max(table[name]) <= LARGEST_IN_TABLE
        shown[name] = table[name].astype(int) if exact else [f"{count:,}" for count in table[name]]
    shown["inputs"] = [", ".join(map(str, numbers)) for numbers in table["inputs"]]
    for name in PIXELS:
        shown[name] = [SEPARATORS[name].join(map(pixels, sides)) for sides in table[name]]
    return shown.astype({"layer": int})


def pixels(value: Fraction) -> str:
    """Return a number of pixels, whole where it is whole."""
    return f"{int(value):,}" if value.denominator == 1 else f"{float(value):,.2f}".rstrip("0")


def explain() -> None:
    """Say how the columns are worked out, with their sources."""
    with st.expander("How each column is worked out"):
        prose.write(
            "- **Weights and biases** are counted from the layer's arguments: a convolution has "
            "filters × channels of a group × kernel, a linear layer inputs × outputs, a "
            "normalisation a scale and a shift for each channel.\n"
            "- **Multiply-accumulates** are products of a weight with an input, for one example. "
            "Biases are added and not multiplied, so they do not count, and neither do "
            "normalisation, pooling and activations. *torchinfo* prints more: it counts biases and "
            "normalisation too, and a transposed convolution by its output's places, each of which "
            "it gives the whole kernel.\n"
            "- **Output (bytes)** is what the layer gives, in float32, for one example. Training "
            "keeps most outputs; running the network needs only a few at a time.\n"
            "- **From** names the layers whose output a layer takes; 0 is the input. Where a block "
            "is folded, its counts are sums, and its shape is that of what it gives.\n"
            "- **Receptive field, jump and start** grow with every window (A. Araujo et al., "
            "*Computing receptive fields of convolutional neural networks*, Distill 2019, "
            "equations 1 to 4):"
        )
        st.latex(
            r"r \leftarrow r + d(k - 1)\,j, \quad j \leftarrow j \cdot s, \quad "
            r"t \leftarrow t + \left(\tfrac{d(k - 1)}{2} - p\right) j"
        )
        prose.write(
            "Here $r$ is the receptive field, $j$ the jump, $t$ the start, and $k$, $s$, $p$ and "
            "$d$ are kernel, stride, padding and dilation. A linear layer behind a flattened "
            "picture sees all of it, and every output sees the same, so its jump is 0. An "
            "addition sees what either of its paths sees. Behind a transposed convolution the "
            "receptive field is an upper bound. What normalisation and softmax share between "
            "places is left out."
        )


def runnable(text: str) -> str:
    """Return code that makes a network as ``model``; of one that is no plain stack, its text."""
    with suppress(Refusal):
        return rows.code(rows.of(text))
    return text


def offer(network: Config, table: pd.DataFrame) -> None:
    """Offer the network as PyTorch code, and the table."""
    made = runnable(network.text)
    with st.expander("PyTorch code that makes this network"):
        st.download_button(
            "network.py",
            made,
            "backprop_lab_network.py",
            "text/x-python",
            key="download_network_code",
            icon=":material/download:",
            on_click="ignore",
        )
        st.code(made, "python", height=420)
    downloads.csv({"network": readable(table)}, "convolution")
