"""Opening a page of the dashboard in process, at an address."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.proto.VegaLiteChart_pb2 import VegaLiteChart
from streamlit.testing.v1 import AppTest

from core.resumable import FOLDER
from pages.shared.charts.alternatives import number
from pages.shared.jobs import Job, jobs

ROOT = Path(__file__).parents[2]
MEASURED = "Measured (95 % interval)"
Open = Callable[..., AppTest]


@pytest.fixture
def open_page() -> Open:
    """Return a function that opens ``page`` with the given query parameters and runs it."""

    def open_(page: str = "", **address: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=120)
        for name, value in address.items():
            app.query_params[name] = value
        if page:
            app.switch_page(f"pages/{page}.py")
        app.run()
        assert [chart.alt for chart in charts(app) if not figures(chart)] == []
        return app

    return open_


@pytest.fixture
def fresh_jobs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Forget every job and every kept model of an earlier test."""
    monkeypatch.setenv(FOLDER, str(tmp_path / "store"))
    st.cache_resource.clear()


def charts(app: AppTest) -> list[VegaLiteChart]:
    """Return every chart of the page as it is sent to the browser."""
    return [chart.proto for chart in app.get("vega_lite_chart")]


def figures(chart: VegaLiteChart) -> list[str]:
    """Return the numbers of a chart's alternative that its data hold too, rounded alike."""
    sets = [chart.data, *(one.data for one in chart.datasets)]
    frames = [convert_arrow_bytes_to_pandas_df(one.data) for one in sets if one.data]
    held = {written for frame in frames for value in frame.select_dtypes("number").to_numpy().flat
            for written in (number(value), number(100 * value))}  # fmt: skip
    return [said for said in re.findall(r"−?\d[\d,.]*(?:e.\d+)?", chart.alt)
            if said.rstrip(".,") in held]  # fmt: skip


def wait_for(app: AppTest, button: str, seconds: float = 60) -> None:
    """Run the page again as its job gets on, until it offers ``button``, by its label or key."""
    end = time.monotonic() + seconds
    while not any(button in (one.label, one.key) for one in app.button):
        assert time.monotonic() < end, text(app)
        before = _finished()
        app.run()
        while _finished() == before and jobs().under_way() and time.monotonic() < end:
            time.sleep(0.1)


def _finished() -> tuple[Job | None, int]:
    """Return the job that runs, and how many results it has."""
    job = jobs().under_way()
    return job, 0 if job is None else len(job.finished)


def text(app: AppTest) -> str:
    """Return everything written on the page as one string, without the links of the glossary."""
    parts = [*app.title, *app.markdown, *app.caption, *app.info, *app.warning, *app.error]
    return plain("\n".join(str(part.value) for part in parts))


def plain(markdown: str) -> str:
    """Return ``markdown`` with its links into the glossary as the words that they stand on."""
    return re.sub(r'\[([^\]]+)\]\(glossary\?term=[^"]*"[^"]*"\)', r"\1", markdown)


def files(app: AppTest) -> list[str]:
    """Return the names of the files that a lab offers, in order; not a chart's, nor the page's."""
    labels = [button.proto.label for button in app.get("download_button")]
    return [label for label in labels if label.endswith((".csv", ".py", ".pt"))]


def untroubled(app: AppTest) -> bool:
    """Say whether the page shows neither an exception nor an error."""
    return not app.exception and not app.error
