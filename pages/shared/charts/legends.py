"""Legends that fit: in as many columns as there is room for, and with lines that show their dashes.

Vega lays the entries of a legend out in one row, however narrow the chart, and draws the sign of a
line ten pixels long, on which one dash looks like another.
"""

from collections.abc import Iterator
from typing import Any

import altair as alt

from pages.shared.charts import parts
from pages.shared.charts.parts import Part
from pages.shared.page.collected import Chart

Legend = tuple[str, dict[str, Any], Any, list[str]]

CHANNELS = ("color", "fill", "stroke", "strokeDash", "shape")
STROKE = {"symbolType": "stroke", "symbolSize": 22**2}
# Pixels: what stands left of a legend, the sign of an entry with its gaps, and a usual letter. The
# container's width is asked for, as the plot's may follow from the legend's height.
AXIS, SIGN, LETTER = 90, 40, 6
ROOM = f"(containerSize()[0] || (width || 600) + {AXIS}) - {AXIS}"


def fit(chart: Chart, letters: float = 1) -> None:
    """Let the legends of ``chart`` fit, in place, as far as they do not say how they look.

    ``letters`` is how much larger than usual their letters are.
    """
    found = list(_legends(parts.read(chart)))
    dashed = {encoded["field"] for name, encoded, *_ in found if name == "strokeDash"}
    for _, encoded, channel, entries in found:
        looks = STROKE if encoded["field"] in dashed else {}
        said = encoded.get("legend") or {}
        if "direction" not in said and len(entries) > 1:
            longest = SIGN + LETTER * letters * max(map(len, entries))
            looks = looks | {"columns": {"expr": f"max(1, floor(({ROOM}) / {longest:.0f}))"}}
        channel.legend = alt.Legend(**looks | said)


def _legends(part: Part) -> Iterator[Legend]:
    """Give what has a legend: the channel's name, as Vega-Lite, itself, and its entries."""
    data = part.data
    for held in part.held:
        yield from _legends(held)
    if data is None:
        return
    for name, encoded in part.encodings.items():
        named = name in CHANNELS and encoded.get("type") in ("nominal", "ordinal")
        if named and encoded.get("field") in data and encoded.get("legend", {}) is not None:
            domain = (encoded.get("scale") or {}).get("domain")
            drawn = domain if isinstance(domain, list) else data[encoded["field"]].dropna().unique()
            channel = getattr(part.chart.encoding, name)
            yield name, encoded, channel, [str(entry) for entry in drawn]
