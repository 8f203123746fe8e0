"""One output cell of a convolution at a time, and the outputs that one pixel feeds."""

import streamlit as st

from core.convolution import one_cell
from pages.labs.convolution import cell_view as grids
from pages.shared.jobs import progress
from pages.shared.page import controls, downloads, prose


def show() -> None:
    """Show input, kernel and output as grids that answer to the pointer and the arrow keys."""
    with controls.beside(ask) as config:
        result = progress.at_once(one_cell, config, "Reading the numbers…")
        grids.show(result, key="one_cell")
        prose.note(
            "Point at a cell, tap it, or step with the arrow keys. An output shows its window and "
            "its sum of pixel × weight; products with padding are underlined with dots. A pixel of "
            "the input shows every output that it feeds, and through which weight. Where there is "
            "room, a framed number has its weight beneath it. Rows and columns count from 0, as in "
            "torch; blue is above 0, orange below."
        )
        explain(config)
    downloads.csv(one_cell.tables(result), "one_cell")


def ask() -> one_cell.Config:
    """Draw the controls of the layer and return it."""
    start = one_cell.Config()
    with controls.panel("one_cell") as panel:
        chosen = panel.fields(
            start,
            menus=("content",),
            content=(
                "cell_shows",
                "Numbers drawn with the seed, a single 1 in the middle, or the "
                "training digits from the seed's on.",
            ),
            input_size=("cell_input", f"Pixels, 1 to {one_cell.LARGEST_INPUT}."),
            kernel_size=("cell_kernel", f"Weights, 1 to {one_cell.LARGEST_KERNEL}."),
            stride=("cell_stride", "Pixels from one window to the next, from 1."),
            padding=(
                "cell_padding",
                "Zeros added on each side, from 0; the input may have "
                f"{one_cell.LARGEST_PADDED} cells a side with them.",
            ),
            dilation=("cell_dilation", "Pixels between neighbouring weights, from 1."),
        )
        with st.expander("More settings"):
            most = one_cell.MOST_CHANNELS
            chosen |= panel.fields(
                start,
                in_channels=("cell_channels", f"1 to {most}."),
                out_channels=("cell_filters", f"Output channels, 1 to {most}."),
            )
            chosen["bias"] = panel.flag(
                "Bias", "cell_bias", start.bias, "One number added for each filter."
            )
            seeds = f"Of all numbers, 0 to {one_cell.LARGEST_SEED:,}."
            chosen |= panel.fields(start, seed=("cell_seed", seeds))
    return controls.checked(lambda: one_cell.Config(**chosen), start)


def explain(config: one_cell.Config) -> None:
    """Say with the formula where the window of an output lies, filled in with the setting."""
    prose.why(
        r"y_f(i, j) = b_f + \sum_{c}\sum_{u, v} w_{f, c}(u, v)\; x_c(k, l)",
        rf"k = {_place('i', 'u', config)}, \quad l = {_place('j', 'v', config)}",
        f"Output $(i, j)$ of filter $f$ looks at input rows and columns that start at "
        f"stride × $i$ − padding and are dilation apart: here stride {config.stride}, padding "
        f"{config.padding}, dilation {config.dilation}. All channels $c$ add up to one number. "
        "The weight through which a pixel feeds an output is also that output's derivative with "
        "respect to the pixel, so backpropagation runs along the same paths. Source: V. Dumoulin "
        "and F. Visin, 2016, chapter 2 and section 5.1.",
    )


def _place(index: str, tap: str, config: one_cell.Config) -> str:
    """Return the row or column of the input that a tap looks at, in LaTeX."""
    return rf"{config.stride} \cdot {index} + {config.dilation} \cdot {tap} - {config.padding}"
