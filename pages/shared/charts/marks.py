"""Lines and dots that differ by dash and shape, where their colour alone would tell them apart."""

from typing import Any

import altair as alt
import pandas as pd

from pages.shared.charts import parts
from pages.shared.charts.parts import Part
from pages.shared.page.collected import Chart

DASHES = [[1, 0], [8, 4], [2, 3], [9, 3, 2, 3], [14, 4], [4, 2], [2, 6]]
SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right"]
DOTS = ("circle", "point")
CHANNELS: dict[str, tuple[str, Any, list[Any]]] = {
    "line": ("strokeDash", alt.StrokeDash, DASHES),
    "point": ("shape", alt.Shape, SHAPES),
}


def told_apart(chart: Chart) -> Chart:
    """Return ``chart`` with a shape for each colour of its dots, or a dash for each of its lines.

    Left as they are: marks that have one already, that stand at a place of their own for each
    colour, or that have more colours than there are dashes.
    """
    changed = chart.copy(deep=True)
    _walk(parts.read(changed))
    return changed


def _walk(part: Part) -> None:
    shaped = isinstance(part.chart, alt.LayerChart) and any(map(_shaped, part.held))
    for held in part.held:
        if not (shaped and held.mark.get("type") == "line"):
            _walk(held)
    if isinstance(part.chart, alt.Chart) and part.data is not None:
        _mark(part.chart, part.data, part.mark, part.encodings)


def _shaped(part: Part) -> bool:
    """Say whether the dots of ``part`` tell their colours apart, so that its lines need not."""
    shape = part.encodings.get("shape")
    return (
        part.mark.get("type") in DOTS
        and "field" in part.encodings.get("color", {})
        and (shape is None or "field" in shape)
    )


def _mark(
    chart: alt.Chart, data: pd.DataFrame, mark: dict[str, Any], encoded: dict[str, Any]
) -> None:
    """Add to a single mark, in place, what tells its colours apart."""
    kind = "point" if mark["type"] in DOTS else mark["type"]
    colour = encoded.get("color", {})
    field = _name(colour, data)
    if kind not in CHANNELS or field is None:
        return
    name, channel, ways = CHANNELS[kind]
    taken = name in mark or name in encoded
    if taken or field in [_name(encoded.get(axis, {}), data) for axis in ("x", "y", "facet")]:
        return
    given = (colour.get("scale") or {}).get("domain")
    domain = given if isinstance(given, list) else list(data[field].dropna().unique())
    if not 1 < len(domain) <= len(ways):
        return
    said = {part: colour[part] for part in ("title", "legend", "sort") if part in colour}
    ordered = alt.Scale(
        domain=given if isinstance(given, list) else alt.Undefined, range=ways[: len(domain)]
    )
    setattr(chart.encoding, name, channel(f"{field}:N", scale=ordered, **said))
    if mark["type"] == "circle":
        chart.mark = alt.MarkDef(**{"filled": True, "opacity": 0.7, **mark, "type": "point"})


def _name(one: dict[str, Any], data: pd.DataFrame) -> str | None:
    """Return the nominal field of ``data`` that ``one`` encodes, or ``None``."""
    named = one.get("type") in ("nominal", "ordinal") and one.get("field") in data
    return one["field"] if named else None
