"""Shift it: one block moved across a grid, and what every pooling makes of the move."""

from functools import partial

import altair as alt
import pandas as pd
import streamlit as st

from core.pooling import shift as pooling_shift
from core.pooling.compared import COMPARED
from core.pooling.shift import LARGEST_WINDOW, Config, Result
from pages.labs.pooling import matrices, moving_block
from pages.shared import charts
from pages.shared.charts import theme, tooltip
from pages.shared.jobs import aside, progress
from pages.shared.page import claim_card, controls, downloads, prose, states, tables

SQUARE = 135
FURTHER, WORKED = "shift_further", "How is every window of the four matrices worked out?"


def show() -> None:
    """Show the block to move, and below it what every shift changes and what the write-up says."""
    with controls.beside(ask) as config:
        result = progress.at_once(pooling_shift, config)
        moving_block.show(result, "shift")
    theory()
    four = matrices.worked(config)
    if four is not None:
        matrices.judged(four)
    found = pooling_shift.findings(result)
    if found:
        claim_card.statements(found)
        left, right = st.columns([4, 5], gap="large")
        with left:
            invariance(result)
        with right:
            steps(result)
    else:
        states.empty(
            "The block fills the grid and cannot move: make it smaller, or the grid larger."
        )
    written = partial(matrices.show, four) if four else partial(prose.note, aside.WAITING)
    controls.Panel("shift further").further("Go on asking", FURTHER, {WORKED: written})
    files = {"shifts": result.shifts, "invariance": result.invariance}
    if four is not None:
        files["windows"] = matrices.table(four)
    downloads.csv(files, "pooling_shift")


def ask() -> Config:
    """Draw the controls and return the experiment that they describe."""
    start, corner = Config(), "Of the block's upper left corner, from 0."
    below = f"1 to {LARGEST_WINDOW} and at most the grid's side."
    with controls.panel("shift") as panel:
        chosen = panel.fields(
            start,
            kernel_size=("shift_window", f"Pixels a side, {below} A blur has its own, 3 × 3."),
            stride=("shift_stride", f"Pixels from window to window, {below}"),
            side=("grid", "Pixels a side"),
        )
        with st.expander("More settings"):
            chosen |= panel.fields(
                start,
                block=("block", "Ones a side, 1 to the grid's side."),
                row=("start_row", corner),
                column=("start_column", corner),
            )
    return controls.checked(lambda: Config(**chosen), start)


def steps(result: Result) -> None:
    """Show what a step of one pixel does under every pooling."""
    st.markdown("**What a step of one pixel does**")
    rows = list(result.operators.itertuples())
    table = pd.DataFrame(
        {
            "Pooling": [row.operator for row in rows],
            "Answers": [f"{row.answers} over {row.places} places" for row in rows],
            "Steps not noticed": [
                f"{row.unnoticed} of {row.steps} ({row.share_unnoticed:.0%})" for row in rows
            ],
            "Largest change": [f"{row.largest_change:.3g}" for row in rows],
        }
    )
    tables.show(table, "Every pooling with its figures")
    prose.note(
        "Answers: pooled grids that differ, over all places of the block. Steps: one pixel left, "
        "right, up or down, from every place. Largest change: of one number, in one step. All "
        "counted, nothing estimated."
    )


def invariance(result: Result) -> None:
    """Draw for every pooling and shift the share of places from which it changes nothing."""
    reach = result.config.places - 1
    shifts = list(range(-reach, reach + 1))
    shown = [shift for shift in shifts if shift % max(1, reach // 3) == 0]
    axis = alt.Axis(labelAngle=0, values=shown)
    scale = alt.Scale(domain=[0, 1], range=[theme.BLANK, theme.MEASURED])
    legend = alt.Legend(format="%", values=[0, 0.5, 1], gradientLength=220)
    title = "places where it changes nothing"
    squares = alt.Chart(result.invariance, width=SQUARE, height=SQUARE).mark_rect()
    charts.show(
        squares.encode(
            x=alt.X("dx:O", title="pixels right", axis=axis, sort=shifts),
            y=alt.Y("dy:O", title="pixels down", axis=axis, sort=shifts),
            color=alt.Color("share:Q", title=title, scale=scale, legend=legend),
            stroke=alt.Stroke("share:Q", scale=scale, legend=None),
            tooltip=tooltip("operator", "dx", "dy", "starts", "unchanged", share=".1%"),
            facet=alt.Facet("operator:N", sort=list(COMPARED), title=None, columns=2),
        ),
        "Which shifts change nothing",
        "The middle is no shift at all. The more blue around it, the more a pooling overlooks.",
        "content",
    )


def theory() -> None:
    """Say what each pooling makes of a window, and which shifts max pooling overlooks."""
    prose.why(
        r"\text{average: } y_{ij} = \frac{1}{k^2} \sum_{a,b<k} x_{is+a,\,js+b} \qquad "
        r"\text{max: } y_{ij} = \max_{a,b<k}\, x_{is+a,\,js+b}",
        r"\max_{a<k} x_{is+a} = 1 \iff i\,s \le c + b - 1 \;\text{ and }\; i\,s + k - 1 \ge c",
        "$x$ is the grid, $y$ the result, $k$ the window and $s$ the stride. Along one side, a "
        "block of $b$ ones at $c$ sets the result of max pooling to 1 in every window that it "
        "meets. A shift that meets the same windows is lost; one more pixel and a number jumps "
        "from 0 to 1. Average pooling changes a little with every pixel, and so keeps the place. "
        "Away from the border, a shift by a whole stride moves every pooled grid as a whole. "
        "Sources: Y.-L. Boureau, J. Ponce and Y. LeCun, *A Theoretical Analysis of Feature "
        "Pooling*, 2010; R. Zhang, *Making Convolutional Networks Shift-Invariant Again*, 2019.",
    )
