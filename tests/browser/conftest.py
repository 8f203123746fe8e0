"""One browser and one server for the session; a page that remembers every complaint."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import chromium
from tests.browser.server import serve

SETTLED = """() => {
    const app = document.querySelector('[data-testid=stApp]');
    return app && app.getAttribute('data-test-script-state') === 'notRunning'
        && document.querySelector('h1');
}"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.get()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with serve() as started:
        yield started


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One visitor's browser, which loads the client once."""
    opened = browser.new_context(viewport={"width": 1440, "height": 1000})
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    opened = context.new_page()
    yield opened
    opened.close()


def settle(page: Page, seconds: float = 60) -> None:
    """Wait until the script of the page has run to its end."""
    page.wait_for_function(SETTLED, timeout=seconds * 1000)


def complaints(page: Page) -> list[str]:
    """Return the list that the page's console errors and exceptions will be added to."""
    heard: list[str] = []
    page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard
