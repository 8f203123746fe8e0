"""Charts outside Streamlit, made in a short process of their own.

``vl-convert`` holds a JavaScript engine, which takes some 150 MB once it has run and never gives
them back, and Altair's settings are global to all threads: a child process spares the server both.
"""

import json
import pickle
import subprocess
import sys
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from pages.shared.charts import theme
from pages.shared.charts.theme import INK
from pages.shared.page.collected import Figure

ROOT = Path(__file__).parents[3]
SECONDS = 120
WIDTH = 680  # pixels of a chart that fills the page's width


def specs(figures: Sequence[Figure]) -> list[dict[str, Any]]:
    """Return charts as Vega-Lite with their data inside, dark on white."""
    return json.loads(_child("specs", figures))


def svg(figure: Figure) -> bytes:
    """Return a chart with its title as SVG."""
    return _child("svg", [figure])


def png(figure: Figure) -> bytes:
    """Return a chart with its title as PNG, two pixels a unit."""
    return _child("png", [figure])


@lru_cache(maxsize=1)
def libraries() -> str:
    """Return Vega, Vega-Lite and Vega-Embed as one script that needs no network (about 1 MB)."""
    return _child("libraries", []).decode()


def paper() -> dict[str, Any]:
    """Return the configuration of a chart on paper: the theme, dark text on white, our colours."""
    shared: dict[str, Any] = dict(theme.shared()["config"])
    words = {"labelColor": INK, "titleColor": INK}
    return shared | {
        "background": "#FFFFFF",
        "font": "sans-serif",
        "axis": shared["axis"] | words,
        "legend": shared["legend"] | words | {"labelFontSize": 12, "titleFontSize": 12},
        "header": words,
        "title": {
            "anchor": "start",
            "color": INK,
            "fontSize": 15,
            "subtitleColor": INK,
            "subtitleFontSize": 12,
            "offset": 12,
        },
        "range": {"category": st.get_option("theme.chartCategoricalColors")},
    }


def _child(job: str, figures: Sequence[Figure]) -> bytes:
    """Run one of ``vega_process.JOBS`` in a process of its own and return what it prints."""
    charts = [(one.chart, one.title, one.caption) for one in figures]
    done = subprocess.run(
        [sys.executable, "-m", "pages.shared.charts.vega_process", job],
        input=pickle.dumps((charts, paper(), WIDTH)),
        capture_output=True,
        cwd=ROOT,
        timeout=SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"The charts could not be made: {done.stderr.decode()[-2000:]}")
    return done.stdout
