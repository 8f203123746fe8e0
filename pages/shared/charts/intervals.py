"""Estimates with their 95 % intervals: a rule from end to end, and a dot or a line on top.

``base`` holds the data and all else that is encoded. ``estimate`` and ``low`` are fields, one of
them at least as the channel that describes their axis; ``high`` is a field. ``width`` is that of a
rule, ``size`` that of a dot, and ``mark`` holds for both. The marks are returned apart, so that
they can be layered among others.
"""

from typing import Any, Literal

import altair as alt

from pages.shared.charts.theme import GREY
from pages.shared.charts.tooltips import Said

Channel = alt.X | alt.Y
Marks = tuple[alt.Chart, alt.Chart]


def rules(
    base: alt.Chart, low: Channel, high: str = "high:Q", *, width: float = 2.5, **mark: Any
) -> alt.Chart:
    """Return the intervals as rules."""
    end = {"x2" if isinstance(low, alt.X) else "y2": high}
    return base.mark_rule(strokeWidth=width, **mark).encode(low, **end)


def dots(
    base: alt.Chart,
    estimate: str | Channel,
    tooltip: Said,
    low: str | Channel = "low:Q",
    high: str = "high:Q",
    *,
    size: float = 90,
    width: float = 2.5,
    shape: alt.Shape | None = None,
    **mark: Any,
) -> Marks:
    """Return the intervals, and the estimates as dots, of a ``shape`` where one is given."""
    start, middle = _channels(low, estimate)
    if shape is None:
        dot = base.mark_circle(size=size, opacity=1, **mark)
    else:
        dot = base.mark_point(size=size, filled=True, opacity=1, **mark).encode(shape)
    return rules(base, start, high, width=width, **mark), dot.encode(middle, tooltip=tooltip)


def lines(
    base: alt.Chart,
    estimate: str | Channel,
    tooltip: Said,
    low: str | Channel = "low:Q",
    *,
    size: float,
    width: float = 2.5,
    **mark: Any,
) -> Marks:
    """Return the intervals, and the estimates as a line through dots."""
    start, middle = _channels(low, estimate)
    line = base.mark_line(point=alt.OverlayMarkDef(size=size, **mark), **mark)
    return rules(base, start, width=width, **mark), line.encode(middle, tooltip=tooltip)


def threshold(axis: Literal["x", "y"], value: float, **mark: Any) -> alt.Chart:
    """Return a line across the chart at one ``value`` of an axis, grey if ``mark`` does not say."""
    return alt.Chart().mark_rule(**{"color": GREY} | mark).encode(**{axis: alt.datum(value)})


def _channels(*values: str | Channel) -> tuple[Channel, ...]:
    """Return all as channels of the axis that one of them describes."""
    axis = alt.X if any(isinstance(value, alt.X) for value in values) else alt.Y
    return tuple(axis(value) if isinstance(value, str) else value for value in values)
