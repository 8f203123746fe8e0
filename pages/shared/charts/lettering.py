"""Charts in a presentation: letters that the last row reads, and as high as fits the screen."""

import textwrap
from typing import Any

import altair as alt

from pages.shared.page import stage
from pages.shared.page.collected import Chart

LETTERS, USUAL, HEIGHT = 21, 13, 390
# Letters of an axis title that stand on end in the height left to a chart.
STANDING = 30
SIZES = ("fontSize", "labelFontSize", "titleFontSize")
CONFIG: dict[str, dict[str, Any]] = {
    "axis": {"labelFontSize": LETTERS, "titleFontSize": LETTERS, "labelLimit": 330},
    "legend": {"labelFontSize": LETTERS, "titleFontSize": LETTERS, "symbolSize": 200},
    "text": {"fontSize": LETTERS},
    "title": {"fontSize": LETTERS},
}


def enlargement() -> float:
    """Return how much larger than usual letters are here."""
    return LETTERS / USUAL if stage.PRESENTED.get() else 1


def fitted(chart: Chart) -> Chart:
    """Return ``chart`` as it is, or in a presentation with larger letters and as high as fits."""
    if not stage.PRESENTED.get():
        return chart
    spec = enlarged(chart.to_dict())
    if "width" not in spec and "height" in spec:
        spec["height"] = HEIGHT
    for part, values in CONFIG.items():
        spec["config"][part] = spec["config"].get(part, {}) | values
    return alt.Chart.from_dict(spec)


def enlarged(spec: Any) -> Any:
    """Return a Vega-Lite ``spec`` with no letter smaller than ``LETTERS``, and flat legends.

    The title of a vertical axis takes as many lines as it needs.
    """
    if isinstance(spec, list):
        return [enlarged(part) for part in spec]
    if not isinstance(spec, dict):
        return spec
    larger = {
        key: max(value, LETTERS) if key in SIZES and isinstance(value, int) else enlarged(value)
        for key, value in spec.items()
        if (key, value) != ("direction", "vertical")
    }
    vertical = larger.get("y")
    if isinstance(vertical, dict) and len(title := vertical.get("title") or "") > STANDING:
        larger["y"] = vertical | {"title": textwrap.wrap(title, STANDING)}
    return larger
