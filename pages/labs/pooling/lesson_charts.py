"""Charts of the lesson on pooling."""

from collections.abc import Callable
from typing import Any

import altair as alt
import pandas as pd

from core.pooling import OPERATORS, Result
from core.pooling import digits as pooling_digits
from core.pooling import shift as pooling_shift
from core.pooling.compared import COMPARED
from core.pooling.digits import SMALL_SHIFT
from core.pooling.lesson import CORNER, results
from core.pooling.networks import POOLINGS
from core.text import written
from pages.labs.pooling import census, digits
from pages.shared import charts
from pages.shared.charts import intervals, theme, tooltip

SHADES = alt.Scale(domain=[0, 1], range=[theme.BLANK, theme.MEASURED])
CELL, POOLED, APART, LABELS = 32, 1.5, 5, 2.4
TOPS = {"input": 0.0, **{operator: 4.4 + 3.4 * n for n, operator in enumerate(OPERATORS)}}


def grids(result: Result, matrices: list[int]) -> alt.LayerChart:
    """Return ``matrices`` (from 1) side by side, each above what both operators make of it."""
    cells = pd.concat(
        [cells_of(result, number, APART * place) for place, number in enumerate(matrices)]
    )
    columns, rows = APART * len(matrices) - 1, max(TOPS.values()) + 2 * POOLED
    wide = alt.Scale(domain=[-LABELS, columns], nice=False)
    high = alt.Scale(domain=[rows, -1], nice=False)
    base = alt.Chart(cells)
    squares = base.mark_rect(stroke=theme.GREY).encode(
        x=alt.X("left:Q", axis=None, scale=wide),
        x2="right:Q",
        y=alt.Y("top:Q", axis=None, scale=high),
        y2="bottom:Q",
        color=alt.Color("value:Q", scale=SHADES, legend=None),
        tooltip=["which", "what", "row", "column", "text"],
    )
    light, dark = alt.value("#FFFFFF"), alt.value("#1F2933")
    numbers = base.mark_text(fontSize=14).encode(
        x="middle:Q",
        y="centre:Q",
        text="text:N",
        color=alt.condition("datum.value > 0.6", light, dark),
    )
    names = alt.Chart(headings(matrices)).mark_text(align="left", fontSize=14, color=theme.GREY)
    return (squares + numbers + names.encode(x="x:Q", y="y:Q", text="text:N")).properties(
        width=CELL * (columns + LABELS), height=CELL * (rows + 1)
    )


def headings(matrices: list[int]) -> pd.DataFrame:
    """Return the names of the rows and of the columns with their places: text, x, y."""
    rows = [(what, -LABELS, top + 1) for what, top in TOPS.items()]
    rows += [(f"matrix {number}", APART * place, -0.5) for place, number in enumerate(matrices)]
    return pd.DataFrame(rows, columns=["text", "x", "y"])


def cells_of(result: Result, number: int, left: float) -> pd.DataFrame:
    """Return every cell of one matrix and of its results.

    Columns: which, what, row, column, value, text, and where it is drawn, in cells: left, right,
    top, bottom, middle, centre. ``left`` is where the matrix begins.
    """
    rows = [
        ("input", row, column, float(cell), written(cell))
        for row, line in enumerate(result.config.matrices[number - 1])
        for column, cell in enumerate(line)
    ]
    windows = result.windows[result.windows["matrix"] == number]
    rows += [
        (one.operator, one.row, one.column, float(one.result), written(one.result))
        for one in windows.itertuples()
    ]
    cells = pd.DataFrame(rows, columns=["what", "row", "column", "value", "text"])
    side = cells["what"].map(lambda what: 1.0 if what == "input" else POOLED)
    cells["which"] = f"matrix {number}"
    cells["left"] = left + side * cells["column"]
    cells["top"] = cells["what"].map(TOPS) + side * cells["row"]
    cells["right"], cells["bottom"] = cells["left"] + side, cells["top"] + side
    cells["middle"], cells["centre"] = cells["left"] + side / 2, cells["top"] + side / 2
    return cells


def one(result: Result) -> None:
    """Draw the write-up's first matrix with both results."""
    charts.show(
        grids(result, [1]),
        "The write-up's first matrix",
        f"Its lower right window holds {', '.join(map(written, CORNER))}.",
        "content",
    )


def four(result: Result) -> None:
    """Draw the write-up's four matrices with both results."""
    charts.show(
        grids(result, list(range(1, len(result.config.matrices) + 1))),
        "The four matrices, averaged and maximised",
        f"Average: {len(set(results(result, 'average')))} different results; max: "
        f"{len(set(results(result, 'max')))}.",
        "content",
    )


def overlooked(result: pooling_shift.Result) -> None:
    """Draw the share of steps of one pixel that every pooling overlooks."""
    config, title = result.config, "steps of one pixel that change nothing"
    base = alt.Chart(result.operators).encode(
        y=alt.Y("operator:N", sort=list(COMPARED), title=None),
        x=alt.X("share_unnoticed:Q", title=title, axis=theme.PERCENT, scale=theme.SHARE),
    )
    bars = base.mark_bar(color=theme.MEASURED).encode(
        tooltip=tooltip("operator", "unnoticed", "steps", share_unnoticed=".1%")
    )
    figures = base.mark_text(align="left", dx=6, fontSize=14).encode(
        text=alt.Text("share_unnoticed:Q", format=".0%")
    )
    charts.show(
        alt.layer(bars, figures, height=theme.HEIGHT),
        f"A {config.block} × {config.block} block on {config.side} × {config.side} pixels",
        "Every step left, right, up and down from every place, counted.",
    )


def consistencies(result: pooling_digits.Result) -> pd.DataFrame:
    """Return the consistency of every pooling at every range of shifts, with its interval."""
    table = pooling_digits.summary(result)
    return table[(table["against"] == "") & (table["measure"] == "consistency")]


def consistency(result: pooling_digits.Result) -> None:
    """Draw consistency against the largest shift, a line a pooling."""
    charts.show(
        digits.line(consistencies(result), "consistency"),
        "Two shifts of one digit that get one answer",
        "Over all pairs of shifts up to so many pixels. Bars: 95 % interval over seeds.",
    )


def surest(result: pooling_digits.Result) -> None:
    """Draw consistency under small shifts by pooling, with intervals."""
    rows = consistencies(result)
    base = alt.Chart(rows[rows["shift_range"] == SMALL_SHIFT]).encode(
        y=alt.Y("pooling:N", sort=list(POOLINGS), title=None),
        color=alt.Color("pooling:N", scale=digits.SCALE, legend=None),
    )
    title = f"consistency under shifts of up to {SMALL_SHIFT} pixels"
    dots = intervals.dots(
        base,
        "estimate:Q",
        tooltip("pooling", "n", estimate=".1%", low=".1%", high=".1%"),
        low=alt.X("low:Q", title=title, axis=theme.PERCENT, scale=theme.CLOSE),
        size=160,
        width=3,
    )
    charts.show(
        alt.layer(*dots, height=theme.HEIGHT),
        "Which pooling is surest",
        f"Mean over {result.config.seeds} seeds with its 95 % interval.",
    )


CHARTS: dict[str, Callable[[Any], None]] = {
    "average": one,
    "four": four,
    "census": census.kept,
    "shift": overlooked,
    "digits": consistency,
    "surest": surest,
}
