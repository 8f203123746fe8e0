"""Opening a page of the dashboard in process, at an address."""

from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.store import FOLDER

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
        return app

    return open_


@pytest.fixture
def fresh_jobs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Forget every job and every kept model of an earlier test."""
    monkeypatch.setenv(FOLDER, str(tmp_path / "store"))
    st.cache_resource.clear()


def text(app: AppTest) -> str:
    """Return everything written on the page as one string."""
    parts = [*app.title, *app.markdown, *app.caption, *app.info, *app.warning, *app.error]
    return "\n".join(str(part.value) for part in parts)


def files(app: AppTest) -> list[str]:
    """Return the names of the files that a lab offers, in order; not a chart's, nor the page's."""
    labels = [button.proto.label for button in app.get("download_button")]
    return [label for label in labels if label.endswith((".csv", ".py", ".pt"))]


def untroubled(app: AppTest) -> bool:
    """Say whether the page shows neither an exception nor an error."""
    return not app.exception and not app.error
