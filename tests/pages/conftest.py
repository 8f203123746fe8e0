"""Fixtures of the pages; what a visitor does and sees is in ``visit``."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner

from core.resumable import FOLDER

pytest.register_assert_rewrite("tests.pages.visit")


@pytest.fixture(scope="session", autouse=True)
def one_scan() -> Iterator[None]:
    """Let Streamlit look through the installed packages once, and not for every app opened."""
    scan = cache(manifest_scanner.scan_component_manifests)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture
def fresh_jobs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Give a test jobs and kept models of its own."""
    monkeypatch.setenv(FOLDER, str(tmp_path / "store"))
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()
