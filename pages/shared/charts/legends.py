"""Legends that fit: no wider than a phone, and with lines long enough to show their dashes.

Vega lays the entries of a legend out in one row, however narrow the chart, and draws the sign of a
line ten pixels long, on which one dash looks like another.
"""

from collections.abc import Iterator
from math import ceil
from typing import Any

import altair as alt
import pandas as pd

from pages.shared.charts import parts
from pages.shared.page.collected import Chart

Legend = tuple[str, dict[str, Any], Any, list[str]]

CHANNELS = ("color", "fill", "stroke", "strokeDash", "shape")
STROKE = {"symbolType": "stroke", "symbolSize": 22**2}
# Pixels: the plot of a chart on a phone, the sign of an entry with its gaps, and a usual letter.
ROOM, SIGN, LETTER = 300, 28, 6


def fit(chart: Chart) -> None:
    """Let the legends of ``chart`` fit, in place, as far as they do not say how they look."""
    found = list(_legends(chart, None))
    dashed = {encoded["field"] for name, encoded, *_ in found if name == "strokeDash"}
    for _, encoded, channel, entries in found:
        looks = STROKE if encoded["field"] in dashed else {}
        said = encoded.get("legend") or {}
        if "direction" not in said:
            looks = looks | _columns(entries)
        channel.legend = alt.Legend(**looks | said)


def _columns(entries: list[str]) -> dict[str, int]:
    """Return in how many columns the entries are laid out, where one row has no room for them."""
    most = max(1, ROOM // (SIGN + LETTER * max(map(len, entries), default=0)))
    if len(entries) <= most:
        return {}
    return {"columns": ceil(len(entries) / ceil(len(entries) / most))}


def _legends(chart: Any, around: pd.DataFrame | None) -> Iterator[Legend]:
    """Give what has a legend: the channel's name, as Vega-Lite, itself, and its entries."""
    data = parts.data(chart, around)
    for part in parts.held(chart):
        yield from _legends(part, data)
    if data is None:
        return
    for name, encoded in parts.encodings(chart, data).items():
        named = name in CHANNELS and encoded.get("type") in ("nominal", "ordinal")
        if named and encoded.get("field") in data and encoded.get("legend", {}) is not None:
            domain = (encoded.get("scale") or {}).get("domain")
            drawn = domain if isinstance(domain, list) else data[encoded["field"]].dropna().unique()
            yield name, encoded, getattr(chart.encoding, name), [str(entry) for entry in drawn]
