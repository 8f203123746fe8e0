"""What shows the answers of the lesson on convolution and padding."""

from collections.abc import Callable
from typing import Any

import altair as alt
import pandas as pd

from core.bundled import RecordedLedger
from core.claims import Interval
from core.convolution import Result, one_cell
from core.convolution.lesson import (
    CELL,
    KERNEL,
    LAYER,
    border_errors,
    border_gain,
    counts,
    figures,
)
from core.padding import cost as padding_cost
from core.padding import coverage as padding_coverage
from pages.labs.convolution import cell_view, padding_colours, padding_geometry
from pages.shared import charts
from pages.shared.charts import intervals, theme, tooltip
from pages.shared.page import prose


def counted(result: Result) -> None:
    """Draw what each way to count gives, the right one in another colour."""
    right = figures(result)["parameters"]
    rows = pd.DataFrame({"counted": list(counts()), "parameters": list(counts().values())})
    rows["kind"] = (rows["parameters"] == right).map({True: "right", False: "wrong"})
    base = alt.Chart(rows).encode(
        y=alt.Y("counted:N", title=None, sort=None, axis=alt.Axis(labelLimit=330)),
        x=alt.X("parameters:Q", scale=alt.Scale(domain=[0, 1.25 * rows["parameters"].max()])),
    )
    colours = theme.palette({"right": theme.A, "wrong": "#9AA5B1"})
    bars = base.mark_bar().encode(
        color=alt.Color("kind:N", title=None, scale=colours), tooltip=["counted", "parameters"]
    )
    numbers = base.mark_text(align="left", dx=6, fontSize=14).encode(
        text=alt.Text("parameters:Q", format=",")
    )
    charts.show(
        alt.layer(bars, numbers, height=theme.HEIGHT),
        f"{LAYER.out_channels} filters of {KERNEL} × {KERNEL} on {LAYER.in_channels} channels",
        "What each answer counts.",
    )


def places(result: Result) -> None:
    """Show the layer's window on a picture small enough to be seen number by number."""
    cell_view.show(one_cell.run(CELL), "lesson_stage")
    side, kernel, places = CELL.input_size, CELL.kernel_size, CELL.output_size
    prose.under(
        "One output cell",
        f"The same window on {side} × {side}, which fits the screen: {side} − {kernel} + 1 = "
        f"{places} places a side. Press Play, or point at an output, and see its window.",
    )


def used(result: padding_coverage.Result) -> None:
    """Draw how many windows use each pixel, without padding and with it, on one scale."""
    coverage = result.coverage[result.coverage["depth"] == 1]
    scale = alt.Scale(scheme="viridis", domain=[0, int(coverage["paths"].max())])
    legend = alt.Legend(tickMinStep=1, format="d")
    base = alt.Chart(coverage, width=SQUARE, height=SQUARE).mark_rect()
    squares = base.encode(
        x=alt.X("column:O", title=None, axis=None),
        y=alt.Y("row:O", title=None, axis=None),
        color=alt.Color("paths:Q", title="windows that use a pixel", scale=scale, legend=legend),
        tooltip=["padding", "row", "column", alt.Tooltip("paths", title="windows")],
    )
    maps, said = [], []
    for name in padding_coverage.PADDINGS:
        maps.append(squares.transform_filter(alt.datum.padding == name).properties(title=name))
        corner, middle = padding_coverage.corner_and_middle(result, name, 1)
        said.append(f"{name}: corner {corner}, middle {middle}")
    charts.show(
        alt.hconcat(*maps),
        "Windows that use each pixel",
        f"Dark is few, yellow many. {'; '.join(said)}.",
        "content",
    )


def border(record: RecordedLedger) -> None:
    """Draw the accuracy that padding gains at the border, with its interval."""
    found = border_gain(record)
    interval, n = found.interval, found.n
    ends = {end: [100 * value] for end, value in interval._asdict().items()}
    rows = pd.DataFrame({"what": "padded − unpadded"} | ends)
    gain = intervals.dots(
        alt.Chart(rows).encode(y=alt.Y("what:N", title=None)),
        alt.X("estimate:Q", title="accuracy gained at the border (percentage points)"),
        tooltip(*interval._fields),
        size=200,
        width=3,
        color=theme.MEASURED,
    )
    zero = intervals.threshold("x", 0, strokeDash=[5, 4])
    charts.show(
        alt.layer(zero, *gain, height=theme.HEIGHT // 2),
        "What padding gains where digits touch the border",
        f"Mean over {n} seeds with its 95 % interval, paired. Right of the dashes padding helps.",
    )


def invented(result: padding_cost.Result) -> None:
    """Draw the error on the border under every padding, for one layer."""
    rows = pd.DataFrame(
        [(padding, *interval) for padding, interval in border_errors(result).items()],
        columns=["padding", *Interval._fields],
    )
    paddings = padding_cost.PADDINGS
    base = alt.Chart(rows).encode(
        y=alt.Y("padding:N", title=None, sort=list(paddings)),
        color=alt.Color("padding:N", legend=None, scale=padding_colours.scale(*paddings)),
    )
    title = "error on the border / mean true response"
    error = intervals.dots(
        base,
        alt.X("estimate:Q", title=title, axis=theme.PERCENT, scale=theme.FROM_ZERO),
        tooltip("padding", estimate=".0%", low=".0%", high=".0%"),
        size=180,
    )
    charts.show(
        alt.layer(*error, height=theme.HEIGHT),
        "How wrong each invented border is",
        f"Mean over {result.config.pictures} pictures with its 95 % interval (Student's t).",
    )


SQUARE = 250
CHARTS: dict[str, Callable[[Any], None]] = {
    "parameters": counted,
    "size": places,
    "depth": padding_geometry.draw_sizes,
    "corner": used,
    "gain": border,
    "cost": invented,
}
