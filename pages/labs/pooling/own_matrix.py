"""Any matrix through any pooling: every window worked out, as a quiz, and on paper."""

import streamlit as st

from core.pooling import worked_matrix
from core.pooling.worked_matrix import Config, Result
from core.text import finite, latex, written
from pages.labs.pooling import linked, pooling_controls, quiz, worksheet
from pages.labs.pooling.linked import Link, Output, Panel
from pages.labs.pooling.matrices import bracketed, grid
from pages.shared.jobs import progress
from pages.shared.page import controls, downloads, prose

MOST_WRITTEN = 36
SAME = 1e-9
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
        "*W* is the window, *p* the power.",
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


def worked(config: Config) -> Result:
    """Return ``config`` worked out, by this version of the arithmetic."""
    return progress.at_once(worked_matrix, config)


def show() -> None:
    """Show what the chosen pooling makes of the chosen matrix, or ask for it."""
    with controls.beside(pooling_controls.ask, [9, 4]) as config:
        result = worked(config)
        not_finite(result)
        if controls.Panel("quiz").flag(
            "Quiz", "quiz", False, "Hides the results: you type them, and each is marked."
        ):
            quiz.show(result)
        else:
            answers(result)
        on_paper(result)
        theory(config)


def answers(result: Result) -> None:
    """Show the matrix with its results, the working of every window, and the figures to keep."""
    linked.show([panel(result)], key="own_matrix")
    st.caption(agreement(result))
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
    table = result.windows.drop(columns=["cells", "numbers", "latex"])
    downloads.csv({"results": table.assign(result=table["result"].map(str))}, "pooling")


def panel(result: Result) -> Panel:
    """Return the matrix and its results, linked."""
    links = tuple(
        Link(written(row.result), row.cells, f"{row.text} = {written(row.result)}.")
        for row in result.windows.itertuples()
    )
    config = result.config
    rows, columns = config.output_size
    title = f"{len(config.cells)} × {len(config.cells[0])} to {rows} × {columns}"
    return Panel(title, config.cells, (Output(config.pooling.operator, columns, links),))


def agreement(result: Result) -> str:
    """Say whether torch gives the same numbers, and how far apart they are at most."""
    pairs = [(float(row.result), row.torch) for row in result.windows.itertuples()]
    off = max((abs(a - b) for a, b in pairs if finite(a) and finite(b)), default=0.0)
    scale = max((abs(b) for _, b in pairs if finite(b)), default=0.0)
    same = off <= SAME * max(1.0, scale) and all(finite(a) == finite(b) for a, b in pairs)
    exact = "exactly" if off == 0 else f"to within {off:.1g}, the rounding of a double"
    if not same:
        return f"torch differs by up to {off:.3g}: its doubles cannot hold these numbers."
    return f"torch's own operator gives the same {len(pairs)} numbers, {exact}."


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
            "root is of a negative sum (NaN). torch gives the same.",
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
    """Give the operator's formula and where it comes from."""
    formula, symbols, source = THEORY[config.pooling.kind]
    more = MORE.get(config.pooling.operator.split()[0], "")
    st.markdown("**Why**")
    st.latex(formula)
    st.caption(f"{symbols} {more} Source: {source}.")
