"""The presentation: what is shown to a class fills the screen, in type that the last row reads."""

import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from pathlib import Path
from typing import Any

import altair as alt
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.shared.page.collected import Chart

STYLE = (Path(__file__).parent / "stage.css").read_text(encoding="utf-8")
LETTERS, HEIGHT = 21, 390
# Letters of an axis title that stand on end in the height left to a chart.
STANDING = 30
SIZES = ("fontSize", "labelFontSize", "titleFontSize")
CONFIG: dict[str, dict[str, Any]] = {
    "axis": {"labelFontSize": LETTERS, "titleFontSize": LETTERS, "labelLimit": 330},
    "legend": {"labelFontSize": LETTERS, "titleFontSize": LETTERS, "symbolSize": 200},
    "text": {"fontSize": LETTERS},
    "title": {"fontSize": LETTERS},
}
_presented: ContextVar[bool] = ContextVar("presented", default=False)


@contextmanager
def presented(wanted: bool) -> Iterator[None]:
    """Draw what follows on the stage; where it is ``wanted``, hide the rest and enlarge it."""
    if wanted:
        st.html(f"<style>{STYLE}</style>")
    before = _presented.set(wanted)
    try:
        with st.container(key="stage"):
            yield
    finally:
        _presented.reset(before)


@contextmanager
def projected(name: str, heading: DeltaGenerator) -> Iterator[None]:
    """Draw what follows on the stage while page ``name`` is projected, which ``heading`` offers."""
    key = f"projected {name}"
    project = partial(st.session_state.__setitem__, key)
    if not st.session_state.get(key):
        help = "Fill the screen with this experiment, in letters for a class"
        icon = ":material/present_to_all:"
        heading.button("Project", "project", help, project, (True,), type="tertiary", icon=icon)
        yield
        return
    with presented(True):
        st.button(
            "End",
            icon=":material/close:",
            key="end",
            shortcut="Escape",
            help="Back to the page",
            on_click=project,
            args=(False,),
        )
        yield


def fitted(chart: Chart) -> Chart:
    """Return ``chart`` as it is, or in a presentation with larger letters and as high as fits."""
    if not _presented.get():
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
