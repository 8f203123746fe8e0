"""Charts of the lesson on convolution and padding."""

from collections.abc import Callable
from typing import Any

import altair as alt
import pandas as pd

from core.bundled import RecordedLedger
from core.claims import Interval
from core.convolution import Result
from core.convolution.lesson import (
    KERNEL,
    LAYER,
    SIDE,
    border_errors,
    border_gain,
    counts,
    figures,
)
from core.padding import cost as padding_cost
from core.padding import coverage as padding_coverage
from core.padding import sizes as padding_sizes
from pages.labs.convolution import padding_colours, padding_geometry
from pages.shared import charts


def counted(result: Result) -> None:
    """Draw what each way to count gives, the right one in another colour."""
    right = figures(result)["parameters"]
    rows = pd.DataFrame({"counted": list(counts()), "parameters": list(counts().values())})
    rows["kind"] = (rows["parameters"] == right).map({True: "right", False: "wrong"})
    base = alt.Chart(rows).encode(
        y=alt.Y("counted:N", title=None, sort=None, axis=alt.Axis(labelLimit=330)),
        x=alt.X("parameters:Q", scale=alt.Scale(domain=[0, 1.25 * rows["parameters"].max()])),
    )
    bars = base.mark_bar().encode(
        color=alt.Color("kind:N", title=None,
                        scale=alt.Scale(domain=["right", "wrong"],
                                        range=[charts.A, "#9AA5B1"])),
        tooltip=["counted", "parameters"],
    )  # fmt: skip
    numbers = base.mark_text(align="left", dx=6, fontSize=14).encode(
        text=alt.Text("parameters:Q", format=",")
    )
    charts.show(
        (bars + numbers).properties(height=charts.HEIGHT),
        f"{LAYER.out_channels} filters of {KERNEL} × {KERNEL} on {LAYER.in_channels} channels",
        "What each answer counts.",
    )


def places(result: Result) -> None:
    """Draw the output's side against the kernel's, for the layer's picture without padding."""
    kernels = pd.DataFrame({"kernel": range(1, SIDE + 1)})
    kernels["output"] = [SIDE - kernel + 1 for kernel in kernels["kernel"]]
    own = kernels[kernels["kernel"] == KERNEL]
    x = alt.X("kernel:Q", title="side of the window (pixels)")
    y = alt.Y("output:Q", title="side of the output (pixels)")
    line = alt.Chart(kernels).mark_line(color=charts.MEASURED).encode(
        x=x, y=y, tooltip=["kernel", "output"]
    )  # fmt: skip
    dot = alt.Chart(own).mark_point(size=220, filled=True, color=charts.REPORTED, opacity=1)
    text = alt.Chart(own).mark_text(dx=14, dy=-14, align="left", fontSize=15)
    height = figures(result)["output height"]
    charts.show(
        (
            line
            + dot.encode(x=x, y=y)
            + text.encode(x=x, y=y, text=alt.value(f"{KERNEL} pixels: {height}"))
        ).properties(height=charts.HEIGHT),
        f"A {SIDE} × {SIDE} picture without padding",
        f"Every pixel more of the window is one place less. Dot: torch's own layer, {height}.",
    )


def used(result: padding_coverage.Result) -> None:
    """Draw how many windows use each pixel, without padding and with it, on one scale."""
    coverage = result.coverage[result.coverage["depth"] == 1]
    most = int(coverage["paths"].max())
    base = alt.Chart(coverage).encode(
        x=alt.X("column:O", title=None, axis=None), y=alt.Y("row:O", title=None, axis=None)
    )
    squares = base.mark_rect().encode(
        color=alt.Color("paths:Q", title="windows that use a pixel",
                        scale=alt.Scale(scheme="viridis", domain=[0, most]),
                        legend=alt.Legend(tickMinStep=1, format="d")),
        tooltip=["padding", "row", "column", alt.Tooltip("paths", title="windows")],
    )  # fmt: skip
    rows = [
        (padding, *padding_coverage.corner_and_middle(result, padding, 1))
        for padding in padding_coverage.PADDINGS
    ]
    said = "; ".join(f"{name}: corner {corner}, middle {middle}" for name, corner, middle in rows)
    maps = [
        squares.transform_filter(alt.datum.padding == name).properties(
            width=SQUARE, height=SQUARE, title=name
        )
        for name in padding_coverage.PADDINGS
    ]
    charts.show(
        alt.hconcat(*maps),
        "Windows that use each pixel",
        f"Dark is few, yellow many. {said}.",
        "content",
    )


def border(record: RecordedLedger) -> None:
    """Draw the accuracy that padding gains at the border, with its interval."""
    found = border_gain(record)
    interval, n = found.interval, found.n
    rows = pd.DataFrame([{"what": "padded − unpadded", **interval._asdict()}])
    for end in interval._fields:
        rows[end] *= 100
    base = alt.Chart(rows).encode(y=alt.Y("what:N", title=None))
    chart = (
        alt.Chart().mark_rule(strokeDash=[5, 4], color="#7A8793").encode(x=alt.datum(0))
        + base.mark_rule(strokeWidth=3, color=charts.MEASURED).encode(
            x=alt.X("low:Q", title="accuracy gained at the border (percentage points)"),
            x2="high:Q",
        )
        + base.mark_circle(size=200, opacity=1, color=charts.MEASURED).encode(
            x="estimate:Q", tooltip=["estimate", "low", "high"]
        )
    )
    charts.show(
        chart.properties(height=charts.HEIGHT // 2),
        "What padding gains where digits touch the border",
        f"Mean over {n} seeds with its 95 % interval, paired. Right of the dashes padding helps.",
    )


def invented(result: padding_cost.Result) -> None:
    """Draw the error on the border under every padding, for one layer."""
    rows = pd.DataFrame(
        [(padding, *interval) for padding, interval in border_errors(result).items()],
        columns=["padding", *Interval._fields],
    )
    base = alt.Chart(rows).encode(
        y=alt.Y("padding:N", title=None, sort=list(padding_cost.PADDINGS)),
        color=alt.Color("padding:N", legend=None,
                        scale=padding_colours.scale(*padding_cost.PADDINGS)),
    )  # fmt: skip
    chart = base.mark_rule(strokeWidth=3).encode(
        x=alt.X("low:Q", title="error on the border / mean true response",
                axis=alt.Axis(format="%"), scale=alt.Scale(domainMin=0)),
        x2="high:Q",
    ) + base.mark_circle(size=180, opacity=1).encode(
        x="estimate:Q",
        tooltip=["padding", *(alt.Tooltip(end, format=".0%") for end in Interval._fields)],
    )  # fmt: skip
    charts.show(
        chart.properties(height=charts.HEIGHT),
        "How wrong each invented border is",
        f"Mean over {result.config.pictures} pictures with its 95 % interval (Student's t).",
    )


def stacked(result: padding_sizes.Result) -> None:
    """Draw the size layer by layer."""
    padding_geometry.draw_sizes(result)


SQUARE = 250
CHARTS: dict[str, Callable[[Any], None]] = {
    "parameters": counted,
    "size": places,
    "depth": stacked,
    "corner": used,
    "gain": border,
    "cost": invented,
}
