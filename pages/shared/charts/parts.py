"""A chart taken apart: what it holds, what each part draws, and which of its data it draws."""

from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

HELD = ("layer", "hconcat", "vconcat", "concat", "spec")


@dataclass(frozen=True)
class Part:
    """A chart, read once: its data or that around it, its mark and encodings, and what it holds.

    ``mark`` is empty where it is no single view.
    """

    chart: Any
    data: pd.DataFrame | None
    mark: dict[str, Any]
    encodings: dict[str, Any]
    held: tuple["Part", ...]


def read(chart: Any, around: pd.DataFrame | None = None) -> Part:
    """Return ``chart`` with all that it holds, taken apart."""
    frame = data(chart, around)
    inside = tuple(read(part, frame) for part in held(chart))
    return Part(chart, frame, mark(chart), encodings(chart, frame), inside)


def held(chart: Any) -> list[Any]:
    """Return the charts that ``chart`` holds: its layers, its neighbours, or what it repeats."""
    found: list[Any] = []
    for name in HELD:
        part = getattr(chart, name, alt.Undefined)
        if part is not alt.Undefined:
            found += part if isinstance(part, list) else [part]
    return found


def data(chart: Any, around: pd.DataFrame | None = None) -> pd.DataFrame | None:
    """Return the frame that ``chart`` draws, which may be that of the chart ``around`` it."""
    own = getattr(chart, "data", alt.Undefined)
    return own if isinstance(own, pd.DataFrame) else around


def mark(chart: Any) -> dict[str, Any]:
    """Return the mark of a single view as Vega-Lite, its ``type`` at least; empty for others."""
    found = getattr(chart, "mark", alt.Undefined)
    if found is alt.Undefined:
        return {}
    return found.to_dict() if isinstance(found, alt.MarkDef) else {"type": found}


def encodings(chart: Any, frame: pd.DataFrame | None) -> dict[str, Any]:
    """Return what ``chart`` encodes as Vega-Lite, facets included, by the names of the channels.

    The types of fields that name none are those of ``frame``.
    """
    context = {"data": frame}
    found: Any = getattr(chart, "encoding", alt.Undefined)
    encoded = {} if found is alt.Undefined else found.to_dict(validate=False, context=context)
    if isinstance(chart, alt.FacetChart):
        facet: Any = chart["facet"]
        made = facet.to_dict(validate=False, context=context)
        encoded |= made if isinstance(facet, alt.FacetMapping) else {"facet": made}
    return encoded
