"""One browser and one server for the session; pages and contexts that close themselves."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from core.resumable import FOLDER
from tests.browser import chromium
from tests.browser.server import PATIENCE, serve
from tests.browser.steps import complaints

Visitor = Callable[..., Page]
expect.set_options(PATIENCE * 1_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.get()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One visitor's browser, which loads the client once."""
    with patient_context(browser, viewport={"width": 1440, "height": 1000}) as opened:
        yield opened


@pytest.fixture(scope="session")
def address(context: BrowserContext) -> Iterator[str]:
    """A server, and one page of it that stays open: what it shares with the others is kept."""
    with serve() as started, closing(context.new_page()) as kept:
        kept.goto(f"{started}/_stcore/health")
        yield started


@pytest.fixture
def fresh_address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """A server of this test alone, which has trained nothing yet."""
    monkeypatch.setenv(FOLDER, str(tmp_path))
    with serve() as started:
        yield started


@contextmanager
def patient_context(browser: Browser, **settings: Any) -> Iterator[BrowserContext]:
    """Set up a visitor's browser, which waits as long as a busy machine needs."""
    with closing(browser.new_context(**settings)) as opened:
        opened.set_default_timeout(PATIENCE * 1_000)
        yield opened


@contextmanager
def silent_page(context: BrowserContext) -> Iterator[Page]:
    """Open a page, and see to it that its console says nothing as long as it is open."""
    with closing(context.new_page()) as opened:
        heard = complaints(opened)
        yield opened
        assert heard == [], f"the console of {opened.url} says {heard}"


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    with silent_page(context) as opened:
        yield opened


@pytest.fixture
def other(context: BrowserContext) -> Iterator[Page]:
    """A second page, which knows nothing of what happens on the first."""
    with silent_page(context) as opened:
        yield opened


@pytest.fixture(scope="module")
def kept_page(context: BrowserContext) -> Iterator[Page]:
    """One page for all tests of a file that say themselves what they look at."""
    with silent_page(context) as opened:
        yield opened


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitor]:
    """Return a function that opens a page of another visitor, whose browser is set up as told."""
    with ExitStack() as at_the_end:

        def visit(**settings: Any) -> Page:
            context = at_the_end.enter_context(patient_context(browser, **settings))
            return at_the_end.enter_context(silent_page(context))

        yield visit
