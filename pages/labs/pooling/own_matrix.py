"""Any matrix through any pooling: every window worked out, as a quiz, and on paper."""

from functools import partial

import numpy as np
import streamlit as st

from core.limits import check_choice
from core.pooling import gradients as pooling_gradients
from core.pooling import worked_matrix
from core.pooling.worked_matrix import Config, Result
from core.text import finite, latex
from pages.labs.pooling import (
    gradients,
    matrix_board,
    matrix_entry,
    pooling_controls,
    quiz,
    worksheet,
)
from pages.labs.pooling.matrices import bracketed, grid
from pages.labs.pooling.matrix_board import DIRECTIONS, FORWARD
from pages.shared.jobs import aside
from pages.shared.jobs.aside import WAITING
from pages.shared.page import collected, controls, downloads, prose

MOST_WRITTEN = 36
SAME = 1e-9
WAY = "direction"
FURTHER, ON_CELLS = "own_further", "How much gradient does each cell get?"
THEORY = {
    "max": (
        r"y = \max_{x \in W} x",
        "*W* is the window.",
        "Riesenhuber and Poggio, *Hierarchical Models of Object Recognition in Cortex*, 1999",
    ),
    "average": (
        r"y = \frac{1}{|W|} \sum_{x \in W} x",
        "*W* is the window, |*W*| its size.",
        "LeCun and others, *Handwritten Digit Recognition with a Back-Propagation Network*, 1990",
    ),
    "Lp": (
        r"y = \Big(\sum_{x \in W} x^p\Big)^{1/p}",
        "*W* is the window, *p* the power. Shown is torch's, which keeps signs: with an odd *p* "
        "numbers of two signs cancel, and a sum below 0 has no root (NaN). ONNX takes |*x*|ᵖ.",
        "Sermanet, Chintala and LeCun, *Convolutional Neural Networks Applied to House Numbers "
        "Digit Classification*, 2012",
    ),
    "subsampling": (
        r"y_{ij} = x_{is,\,js}",
        "*s* is the stride.",
        "Springenberg and others, *Striving for Simplicity*, 2015, who replace pooling by strides",
    ),
    "blur": (
        r"y_{ij} = \sum_{a,b<n} \frac{\binom{n-1}{a} \binom{n-1}{b}}{4^{\,n-1}}\, "
        r"x_{is+a-m,\,js+b-m}",
        "*n* is the side of the filter, *s* the stride, *m* how many "
        "cells are reflected before the first.",
        "Zhang, *Making Convolutional Networks Shift-Invariant Again*, 2019",
    ),
}
MORE = {
    "adaptive": "An adaptive pooling cuts the sides into as many windows as its output has.",
    "global": "A global pooling has one window: the whole matrix.",
}


def show() -> None:
    """Show what the chosen pooling makes of the chosen matrix, or ask for it."""
    with controls.beside(ask, [9, 4]) as (config, asked):
        result = worked(config, worked_matrix.VERSION)
        if asked:
            quiz.show(result)
        else:
            answers(result)
        not_finite(result)
        on_paper(result)
        theory(config)


@st.cache_data(max_entries=128, show_spinner=False)
def worked(config: Config, version: int) -> Result:
    """Work every window out, once for each matrix and pooling."""
    return worked_matrix.worked(config)


def ask() -> tuple[Config, bool]:
    """Draw the controls; return the pooling of a matrix, and whether its results are asked for."""
    config = pooling_controls.ask()
    asked = controls.Panel("quiz").flag(
        "Quiz", "quiz", False, "Hides the results: you type them, and each is marked."
    )
    return config, asked


def answers(result: Result) -> None:
    """Show the matrix both ways, the working of every window, and the figures to keep."""
    board = st.container()
    sent = aside.ask(pooling_gradients, result.config)
    collected.add(collected.Experiment(pooling_gradients.__name__, result.config))
    type_over = partial(matrix_entry.type_over, result.config.cells)
    with board:
        matrix_board.show(result, sent, direction(), "own_matrix", type_over, turn)
    if sent:
        st.caption(agreement(result, sent.pooled))
    if len(result.windows) <= MOST_WRITTEN:
        ours = result.windows.assign(result=result.windows["result"].map(latex))
        st.latex(
            rf"\begin{{aligned}} &{bracketed(grid(ours, 'latex'))} \\[6pt] "
            rf"&= {bracketed(grid(ours, 'result'))} \end{{aligned}}"
        )
    else:
        prose.note(
            f"The {len(result.windows)} windows are too many to write out at once: point at one, "
            "or take them all in the file below."
        )
    controls.Panel("own further").further(
        "Go on asking",
        FURTHER,
        {ON_CELLS: partial(gradients.heat_map, sent) if sent else partial(prose.note, WAITING)},
    )
    table = result.windows.drop(columns=["cells", "numbers", "latex"])
    frames = {"results": table.assign(result=table["result"].map(str))}
    if sent:
        frames["gradients"] = sent.cells.assign(value=sent.cells["value"].map(str))
        frames["flows"] = sent.flows
    downloads.csv(frames, "pooling")


def direction() -> str:
    """Return the way that the address asks for, and keep it for the page's link."""
    asked = st.query_params.get(WAY, FORWARD)
    try:
        check_choice("Direction", asked, DIRECTIONS)
    except ValueError as error:
        st.warning(f"From the address: {error} Used instead: {FORWARD}.", icon=":material/link:")
        asked = FORWARD
    collected.add(collected.Setting("Direction", WAY, FORWARD, asked))
    return asked


def turn(way: str) -> None:
    """Keep in the address which way the visitor looks."""
    if way == FORWARD:
        st.query_params.pop(WAY, None)
    else:
        st.query_params[WAY] = way


def agreement(result: Result, theirs: np.ndarray) -> str:
    """Say whether torch gives the same numbers, and how far apart they are at most."""
    pairs = list(zip(map(float, result.windows["result"]), theirs.flat, strict=True))
    off = max((abs(a - b) for a, b in pairs if finite(a) and finite(b)), default=0.0)
    scale = max((abs(b) for _, b in pairs if finite(b)), default=0.0)
    same = off <= SAME * max(1.0, scale)
    if lost := sum(finite(a) != finite(b) for a, b in pairs):
        return (
            f"torch's doubles lose {lost} of these {len(pairs)} results: rounding takes a sum "
            "below 0, which has no root, or beyond the largest double."
        )
    exact = "exactly" if off == 0 else f"to within {off:.1g}, the rounding of a double"
    if not same:
        return f"torch differs by up to {off:.3g}: its doubles cannot hold these numbers."
    numbers = f"{len(pairs)} numbers" if len(pairs) > 1 else "number"
    return f"torch's own operator gives the same {numbers}, {exact}."


def not_finite(result: Result) -> None:
    """Say what becomes of cells that are no finite number, if there are any."""
    odd = [cell for row in result.config.cells for cell in row if not finite(cell)]
    made = sum(not finite(value) for value in result.windows["result"])
    if odd:
        st.info(
            f"Cells that are not finite: {len(odd)}. As in torch, NaN makes NaN of every window "
            "that holds it, even of a maximum; an infinity wins or swallows the rest, and ∞ − ∞ is "
            f"NaN. Results that are not finite: {made} of {len(result.windows)}.",
            icon=":material/all_inclusive:",
        )
    elif made:
        st.info(
            f"Results that are not finite although every cell is: {made} of "
            f"{len(result.windows)}. The window holds only padding (its maximum is −∞), or the "
            "root is of a negative sum (NaN), as in torch.",
            icon=":material/all_inclusive:",
        )


def on_paper(result: Result) -> None:
    """Offer the exercise to print, with its answers on a second page."""
    st.download_button(
        "Worksheet to print",
        worksheet.document(result).encode(),
        "backprop_lab_pooling_worksheet.html",
        "text/html",
        key="worksheet",
        icon=":material/print:",
        on_click="ignore",
        help="Page 1 the exercise, page 2 its answers; open it and print.",
    )


def theory(config: Config) -> None:
    """Give the operator's formula, where it comes from, and how it hands gradients back."""
    formula, symbols, source = THEORY[config.pooling.kind]
    more = MORE.get(config.pooling.operator.split()[0], "")
    st.markdown("**Why**")
    st.latex(formula)
    st.caption(f"{symbols} {more} Source: {source}.")
    gradients.theory(config)
