"""Lines and dots that differ by dash and shape, where their colour alone would tell them apart."""

from typing import Any

import altair as alt
import pandas as pd

DASHES = [[1, 0], [8, 4], [2, 3], [9, 3, 2, 3], [14, 4], [4, 2], [2, 6]]
SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right"]
DOTS = ("circle", "point")
CHANNELS: dict[str, tuple[str, Any, list[Any]]] = {
    "line": ("strokeDash", alt.StrokeDash, DASHES),
    "point": ("shape", alt.Shape, SHAPES),
}
Chart = alt.Chart | alt.LayerChart | alt.FacetChart | alt.HConcatChart


def told_apart(chart: Chart) -> Chart:
    """Return ``chart`` with a shape for each colour of its dots, or a dash for each of its lines.

    Left as they are: marks that have one already, that stand at a place of their own for each
    colour, or that have more colours than there are dashes.
    """
    changed = chart.copy(deep=True)
    _walk(changed, None)
    return changed


def _walk(chart: Any, data: Any) -> None:
    own = getattr(chart, "data", alt.Undefined)
    data = own if isinstance(own, pd.DataFrame) else data
    for kind in ("layer", "hconcat", "vconcat", "concat"):
        parts = getattr(chart, kind, None) or []
        shaped = kind == "layer" and any(_shaped(part) for part in parts)
        for part in parts:
            if not (shaped and _type(part) == "line"):
                _walk(part, data)
    if isinstance(chart, alt.FacetChart):
        _walk(chart.spec, data)
    if isinstance(chart, alt.Chart) and isinstance(data, pd.DataFrame):
        _mark(chart, data)


def _type(chart: Any) -> str | None:
    mark = getattr(chart, "mark", None)
    return mark.type if isinstance(mark, alt.MarkDef) else mark


def _shaped(chart: Any) -> bool:
    """Say whether the dots of ``chart`` tell their colours apart, so that its lines need not."""
    if _type(chart) not in DOTS:
        return False
    shape = getattr(chart.encoding, "shape", alt.Undefined)
    coloured = isinstance(getattr(chart.encoding, "color", None), alt.Color)
    return coloured and (
        shape is alt.Undefined or isinstance(getattr(shape, "shorthand", None), str)
    )


def _mark(chart: alt.Chart, data: pd.DataFrame) -> None:
    """Add to a single mark, in place, what tells its colours apart."""
    mark = chart.mark.to_dict() if isinstance(chart.mark, alt.MarkDef) else {"type": chart.mark}
    kind = "point" if mark["type"] in DOTS else mark["type"]
    colour = getattr(chart.encoding, "color", alt.Undefined)
    if kind not in CHANNELS or not isinstance(colour, alt.Color):
        return
    name, channel, ways = CHANNELS[kind]
    field = _field(colour, data)
    taken = name in mark or getattr(chart.encoding, name) is not alt.Undefined
    places = [_field(getattr(chart.encoding, axis), data) for axis in ("x", "y", "facet")]
    if field is None or taken or field in places:
        return
    scale = colour._get("scale")
    given = None if scale in (alt.Undefined, None) else scale._get("domain")
    domain = given if isinstance(given, list) else list(data[field].dropna().unique())
    if not 1 < len(domain) <= len(ways):
        return
    said = {part: colour._get(part) for part in ("title", "legend", "sort")
            if colour._get(part) is not alt.Undefined}  # fmt: skip
    ordered = alt.Scale(domain=given if isinstance(given, list) else alt.Undefined,
                        range=ways[: len(domain)])  # fmt: skip
    encoded = channel(f"{field}:N", scale=ordered, **said)
    setattr(chart.encoding, name, encoded)
    if mark["type"] == "circle":
        chart.mark = alt.MarkDef(**{"filled": True, "opacity": 0.7, **mark, "type": "point"})


def _field(one: Any, data: pd.DataFrame) -> str | None:
    """Return the nominal field of ``data`` that ``one`` encodes, or ``None``."""
    shorthand = getattr(one, "shorthand", None)
    if not isinstance(shorthand, str):
        return None
    parsed = alt.parse_shorthand(shorthand, data)
    nominal = parsed.get("type") in ("nominal", "ordinal")
    return parsed["field"] if nominal and parsed.get("field") in data else None
