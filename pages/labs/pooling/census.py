"""What pooling can tell apart: every binary 4 × 4 matrix through every operator, counted."""

import altair as alt
import pandas as pd
import streamlit as st

from core.pooling import census
from core.pooling.census import BITS, SIDE, Config, Result
from core.pooling.compared import COMPARED
from pages.shared import charts
from pages.shared.charts import theme, tooltip
from pages.shared.jobs import progress
from pages.shared.page import claim_card, controls, downloads, prose, tables


def show() -> None:
    """Show how many outputs each pooling has, and how much of a matrix they keep."""
    with controls.beside(ask) as config:
        result = progress.run(census, config)
        kept(result)
        prose.write(
            f"A binary {SIDE} × {SIDE} matrix is one of {2**BITS:,}: {BITS} bits. Matrices that "
            "pool to one output can no longer be told apart."
        )
        for column, finding in zip(st.columns(2), census.findings(result), strict=True):
            with column:
                claim_card.statement(finding)
        table(result)
    theory()
    downloads.csv({"operators": result.operators, "sharing": result.sharing}, "pooling_census")


def ask() -> Config:
    """Draw the controls and return the experiment that they describe."""
    return controls.configured(
        "census",
        Config(),
        kernel_size=("census_window", f"Pixels a side, 1 to {SIDE - 1}; a blur has 3 × 3."),
        stride=("census_stride", "Pixels from window to window"),
    )


def table(result: Result) -> None:
    """Show the figures of every operator."""
    rows = list(result.operators.itertuples())
    shown = pd.DataFrame(
        {
            "Pooling": [row.operator for row in rows],
            "The four matrices": [together(result.corners, row.operator) for row in rows],
            f"Bits of {BITS}": [f"{row.bits:.4f}" for row in rows],
            "Outputs": [f"{row.outputs:,}" for row in rows],
            "Share an output": [
                f"{row.smallest:,} · {row.mean:,.4g} · {row.largest:,}" for row in rows
            ],
            "Pairs told apart": [f"{row.pairs_apart:.2%}" for row in rows],
        }
    )
    tables.show(shown, "Every pooling with its figures")
    prose.note(
        f"All {2**BITS:,} matrices, each as likely as the others; counted, nothing estimated. "
        "The four matrices: the write-up's, those with one output joined by “=”. Share an output: "
        "the least, mean and largest number of matrices that one output stands for."
    )


def together(corners: pd.DataFrame, operator: str) -> str:
    """Return the write-up's four matrices with those of one output joined: "1 = 2, 3, 4"."""
    own = corners[corners["operator"] == operator]
    return ", ".join(
        " = ".join(str(matrix) for matrix in group["matrix"]) for _, group in own.groupby("group")
    )


def kept(result: Result) -> None:
    """Draw the bits that every operator keeps."""
    axis = alt.Axis(values=list(range(0, BITS + 1, 4)))
    scale = alt.Scale(domain=[0, BITS], nice=False)
    bars = alt.Chart(result.operators, height=260).mark_bar(color=theme.MEASURED)
    charts.show(
        bars.encode(
            y=alt.Y("operator:N", sort=list(COMPARED), title=None),
            x=alt.X("bits:Q", title=f"bits kept of {BITS}", scale=scale, axis=axis),
            tooltip=tooltip(
                "operator",
                bits=".6f",
                kept=".2%",
                outputs=",",
                pairs_apart=("pairs told apart", ".4%"),
            ),
        ),
        "What is kept of a matrix",
        f"Entropy of the output. A full bar ({BITS} bits) would lose nothing.",
    )


def theory() -> None:
    """Say what entropy measures here."""
    prose.why(
        r"\begin{gathered} I(X;Y) = H(Y) - H(Y \mid X) = H(Y) \\ "
        r"H(Y) = -\sum_y p_y \log_2 p_y, \quad p_y = \frac{n_y}{2^{16}} \end{gathered}",
        "Pooling is a function: once you know the matrix $X$, the output $Y$ is certain, so "
        "$H(Y \\mid X) = 0$ and what $Y$ says about $X$ is its own entropy. $n_y$ is the number of "
        "matrices that pool to $y$. A 2 × 2 maximum is 1 for 15 of its 16 patterns, so it is "
        "nearly always 1 and says little; an average has five values and says how many ones there "
        "are. All this is for cells that know nothing of one another and are 1 half of the time: "
        "where only one cell in six is 1, a maximum is 0 about as often as 1, and says more than "
        "the single cell that subsampling keeps. Zeros and ones square to themselves, so L² tells "
        "apart just what the average does. "
        "Source: T. Cover and J. Thomas, *Elements of Information Theory*, 2006, chapter 2.",
    )
