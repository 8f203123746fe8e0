"""What shows the answers of the lesson on pooling."""

from collections.abc import Callable
from typing import Any

import altair as alt
import pandas as pd

from core.pooling import OPERATORS, Result
from core.pooling import digits as pooling_digits
from core.pooling import shift as pooling_shift
from core.pooling.digits import SMALL_SHIFT
from core.pooling.networks import POOLINGS
from pages.labs.pooling import census, digits, moving_block
from pages.shared import charts
from pages.shared.charts import intervals, theme, tooltip
from pages.shared.page import prose


def four(result: Result) -> None:
    """Show the block on the write-up's grid, in whose corners its four matrices have it."""
    moved(pooling_shift.run(pooling_shift.Config()))


def moved(result: pooling_shift.Result) -> None:
    """Show the block to move, and what every pooling makes of it."""
    moving_block.show(result, "lesson_stage")
    rows = result.operators.set_index("operator")
    told = ", ".join(f"{operator} {rows.loc[operator, 'answers']}" for operator in OPERATORS)
    prose.under(
        "The moving block",
        "Drag the block, or press the arrow keys: a number with a border and a corner differs from "
        f"what it was at the start. Different answers over all {rows['places'].iloc[0]} places: "
        f"{told}.",
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
    "average": four,
    "four": four,
    "census": census.kept,
    "shift": moved,
    "digits": consistency,
    "surest": surest,
}
