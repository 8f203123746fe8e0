"""What shows the answers of the lesson on pooling."""

from collections.abc import Callable
from typing import Any

from core.pooling import OPERATORS, Result
from core.pooling import digits as pooling_digits
from core.pooling import shift as pooling_shift
from pages.labs.pooling import census, digits, moving_block
from pages.shared import charts
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


def consistency(result: pooling_digits.Result) -> None:
    """Draw consistency against the largest shift, a line a pooling."""
    table = pooling_digits.summary(result)
    rows = table[(table["against"] == "") & (table["measure"] == "consistency")]
    charts.show(
        digits.line(rows, "consistency"),
        "Two shifts of one digit that get one answer",
        "Over all pairs of shifts up to so many pixels, mean over "
        f"{result.config.seeds} seeds. Bars: 95 % interval.",
    )


CHARTS: dict[str, Callable[[Any], None]] = {
    "average": four,
    "four": four,
    "census": census.kept,
    "shift": moved,
    "digits": consistency,
    "surest": consistency,
}
