"""The line above a chart: its title, and a menu that gives its data and its picture as files."""

import re
from functools import partial
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from pages.shared.charts import parts, vega
from pages.shared.page import collected
from pages.shared.page.collected import Chart, Figure


def heading(chart: Chart, title: str, caption: str, wide: bool = True) -> None:
    """Draw a chart's title with its menu, and keep the chart for the page's report."""
    figure = Figure(chart, title, caption, wide)
    name = collected.add(figure)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.markdown(f"**{title}**", width="content")
        with st.popover(
            "",
            icon=":material/download:",
            type="tertiary",
            key=f"save_{name}",
            help="Save this chart: its data, or its picture",
        ):
            _files(figure, name)


def _files(figure: Figure, name: str) -> None:
    """Draw one button a file; each file is made when its button is pressed."""
    made = {
        "csv": ("CSV, its data", "text/csv", partial(csv, figure)),
        "svg": ("SVG, to print", "image/svg+xml", partial(vega.svg, figure)),
        "png": ("PNG, for slides", "image/png", partial(vega.png, figure)),
    }
    for ending, (label, mime, make) in made.items():
        st.download_button(
            label,
            make,
            file_name(figure.title, ending),
            mime,
            key=f"save_{name}_{ending}",
            on_click="ignore",
            type="tertiary",
        )


def file_name(title: str, ending: str) -> str:
    """Return a file's name made of letters and digits of a title."""
    words = re.findall(r"\w+", title.lower())
    return f"backprop_lab_{'_'.join(words)[:60]}.{ending}"


def csv(figure: Figure) -> bytes:
    """Return the data of every layer of a chart, which ``layer`` counts where there are several."""
    found = frames(figure.chart)
    if len(found) > 1:
        found = [one.assign(layer=place) for place, one in enumerate(found, start=1)]
    return pd.concat(found, ignore_index=True).to_csv(index=False).encode() if found else b""


def frames(chart: alt.TopLevelMixin) -> list[pd.DataFrame]:
    """Return the frames of a chart and of its layers and parts, each once."""
    found: list[pd.DataFrame] = []
    waiting: list[Any] = [chart]
    while waiting:
        part = waiting.pop(0)
        data = parts.data(part)
        if data is not None and not any(data is other for other in found):
            found.append(data)
        waiting += parts.held(part)
    return found
