"""What a chart shows in words, for who cannot see it: figures computed from the chart's own data.

A chart is reduced to its main mark (one that answers when pointed at, a line before bars before
dots), to what that mark measures, to where it was measured, and to the series that it tells apart.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import altair as alt
import pandas as pd
from pandas.api.types import is_numeric_dtype

from core.text import minus
from pages.shared.charts import parts
from pages.shared.charts.parts import Part

MARKS = ("line", "bar", "arc", "area", "circle", "point", "square", "rect", "tick", "text", "rule")
MEASURES = ("y", "x", "theta", "color", "size", "text", "said")
SERIES = ("color", "strokeDash", "shape", "fill", "facet", "column", "row", "yOffset", "xOffset")
MOST_SERIES, MOST_LISTED = 6, 6
TINY, LARGE = 1e-15, 1e15
# The field of a mark that stands a little beside its value, which is the nearest number listed at
# the axis.
BESIDE = "place"


@dataclass(frozen=True)
class Channel:
    """One encoding: its field in the data, its title, its type (Q, O, N, T), and how it prints."""

    field: str
    title: str
    kind: str
    percent: bool = False
    ticks: tuple[float, ...] = ()

    @property
    def name(self) -> str:
        """The title without what stands in brackets behind it."""
        return self.title.partition(" (")[0]

    def write(self, value: Any) -> str:
        """Return ``value`` as it is said: three digits, percent where the axis has percent."""
        if self.ticks:
            value = min(self.ticks, key=lambda tick: abs(tick - value))
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            return str(value)
        return f"{number(100 * value)} %" if self.percent else number(value)


@dataclass(frozen=True)
class Drawn:
    """The main mark of a chart: its data, what is measured, at which places, in which series."""

    data: pd.DataFrame
    measure: Channel
    places: tuple[Channel, ...]
    series: tuple[Channel, ...]


def summary(chart: alt.TopLevelMixin) -> str:
    """Return one or more sentences with the main figures of ``chart``; none where it has no data.

    Each series is given by its first and last value and by its lowest and highest one; of many
    series, the lowest and the highest of all are named.
    """
    shown = drawn(chart)
    if shown is None:
        return ""
    data = shown.data.dropna(subset=[shown.measure.field])
    if data.empty:
        return ""
    groups = list(_groups(data, shown.series))
    if len(groups) > MOST_SERIES:
        said = f"{len(groups)} series, {_ends(data, shown, (*shown.series, *shown.places))}"
        return f"{_opened(shown.measure.title)}: {said}."
    most = MOST_LISTED // len(groups)
    said = "; ".join(f"{name}{_course(part, shown, most)}" for name, part in groups)
    return f"{_opened(shown.measure.title)}: {said}."


def drawn(chart: alt.TopLevelMixin) -> Drawn | None:
    """Return the main mark of ``chart``, or ``None`` where no mark measures anything."""
    whole = parts.read(chart)
    first = min(_units(whole, whole.encodings), key=lambda one: one[0], default=None)
    return None if first is None else first[1]


def number(value: float) -> str:
    """Return ``value`` with three significant digits, whole numbers whole."""
    size = abs(value)
    if size < TINY:
        return "0"
    whole = 1000 <= size < LARGE or (size < LARGE and value == round(value))
    return minus(f"{value:,.0f}" if whole else f"{value:.3g}")


def _units(
    whole: Part, encoding: dict[str, Any], titles: dict[str, str] | None = None
) -> Iterator[tuple[tuple[bool, int], Drawn]]:
    """Give the marks of layers, facets and rows of charts, each with its rank among them.

    ``encoding`` is the chart's, with those of the charts that hold it; the marks get it, and the
    ``titles`` of the axes that they share with their neighbours.
    """
    shared = (titles or {}) | {
        name: title
        for part in whole.held
        for name, own in part.encodings.items()
        if (title := _title(own))
    }
    for part in whole.held:
        yield from _units(part, encoding | part.encodings, shared)
    kind = whole.mark.get("type")
    if kind is not None and whole.data is not None:
        yield from _unit(kind, whole.data, encoding, titles or {})


def _unit(
    mark: str, data: pd.DataFrame, encoding: dict[str, Any], titles: dict[str, str]
) -> Iterator[tuple[tuple[bool, int], Drawn]]:
    """Give the mark if it measures something."""
    if mark == "image" and {"lowest", "highest"} <= set(data):
        yield (True, -1), _picture(data)
        return
    channels = {
        name: channel
        for name, one in encoding.items()
        if (channel := _channel(one, data, titles.get(name))) is not None
    }
    for one in _several(encoding.get("tooltip")):
        if (channel := _channel(one, data)) is not None and channel.kind == "Q":
            channels["said"] = channel
    measures = [name for name in MEASURES if name in channels and channels[name].kind == "Q"]
    if mark not in MARKS or not measures:
        return
    measured = measures[0]
    measure = channels.pop(measured)
    places = [channels[name] for name in ("x", "y") if name in channels]
    at = [place.field for place in places]
    told = [channels[name] for name in SERIES if name in channels and channels[name].kind != "Q"]
    series = {one.field: one for one in told if one.field not in at}
    found = Drawn(data, measure, tuple(places), tuple(series.values()))
    if mark == "bar" and series and (end := channels.get(f"{measured}2")) is not None:
        found = _lengths(found, end)
    yield ("tooltip" not in encoding, MARKS.index(mark)), found


def _several(one: Any) -> list[Any]:
    return one if isinstance(one, list) else [one or {}]


def _picture(data: pd.DataFrame) -> Drawn:
    """Return the ends of a picture's values, which stand beside its address."""
    ends = data[["lowest", "highest"]].iloc[0]
    frame = pd.DataFrame({"end": ends.index, "value": ends.to_numpy(float)})
    return Drawn(frame, Channel("value", "values", "Q"), (), (Channel("end", "", "N"),))


def _lengths(spans: Drawn, end: Channel) -> Drawn:
    """Return what bars from the measured field to ``end`` add up to in each series."""
    measure = replace(spans.measure, title=f"{spans.measure.title}, added up")
    lengths = spans.data[end.field] - spans.data[measure.field]
    fields = [one.field for one in spans.series]
    data = spans.data.assign(**{measure.field: lengths})
    sums = data.groupby(fields, sort=False, observed=True)[measure.field].sum().reset_index()
    return Drawn(sums, measure, (), spans.series)


def _title(one: Any) -> str | None:
    if isinstance(one, list):
        return None
    return one.get("title") or (one.get("axis") or {}).get("title")


def _channel(one: Any, data: pd.DataFrame, shared: str | None = None) -> Channel | None:
    """Return what ``one`` encodes, or ``None`` for a constant or a field that ``data`` lacks."""
    if isinstance(one, list) or one.get("field") not in data:
        return None
    field, axis, legend = one["field"], one.get("axis") or {}, one.get("legend") or {}
    return Channel(
        field,
        str(_title(one) or shared or field.replace("_", " ")),
        one.get("type", "nominal")[0].upper(),
        percent=any("%" in part.get("format", "") for part in (axis, legend)),
        ticks=tuple(axis.get("values", ())) if field == BESIDE else (),
    )


def _groups(data: pd.DataFrame, series: tuple[Channel, ...]) -> Iterator[tuple[str, pd.DataFrame]]:
    """Give the rows of each series, and what names it before its figures."""
    if not series:
        yield "", data
        return
    fields = [one.field for one in series]
    for key, part in data.groupby(fields, sort=False, observed=True):
        name = ", ".join(one.write(value) for one, value in zip(series, key, strict=True))
        yield f"{name}: ", part


def _course(data: pd.DataFrame, shown: Drawn, most: int) -> str:
    """Return the figures of one series in the order of its places, all where there are no more
    than ``most``.
    """
    measure, places = shown.measure, shown.places
    values = data[measure.field]
    if len(data) > 1 and values.nunique() == 1:
        return f"{measure.write(values.iloc[0])} throughout"
    if len(data) <= max(1, most):
        return ", ".join(_at(row, shown, places) for row in _rows(data))
    one = places[0] if len(places) == 1 else None
    if one is None or not is_numeric_dtype(data[one.field]) or data[one.field].duplicated().any():
        return _ends(data, shown, places)
    rows = _rows(data.sort_values(one.field))
    values = [row[measure.field] for row in rows]  # in the order of the places
    said = {"first": 0, "last": len(rows) - 1}
    for word, extreme in (("lowest", min(values)), ("highest", max(values))):
        if extreme not in (values[0], values[-1]):
            said[word] = values.index(extreme)
    return ", ".join(f"{word} {_at(rows[place], shown, places)}" for word, place in said.items())


def _ends(data: pd.DataFrame, shown: Drawn, named: tuple[Channel, ...]) -> str:
    """Return the lowest and the highest value with what ``named`` says of each."""
    ordered = _rows(data.sort_values(shown.measure.field, kind="stable"))
    low, high = (_at(row, shown, named) for row in (ordered[0], ordered[-1]))
    return f"{len(ordered)} values, lowest {low}, highest {high}"


def _at(row: dict[str, Any], shown: Drawn, named: tuple[Channel, ...]) -> str:
    where = ", ".join(f"{one.name} {one.write(row[one.field])}" for one in named)
    value = shown.measure.write(row[shown.measure.field])
    return f"{value} ({where})" if where else value


def _rows(data: pd.DataFrame) -> list[dict[str, Any]]:
    return data.to_dict("records")


def _opened(title: str) -> str:
    return title[:1].upper() + title[1:]
