"""Take the README's screenshots again: ``python -m tests.browser.screenshots``."""

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import chromium
from tests.browser.server import serve
from tests.browser.steps import opened

FOLDER = Path(__file__).parents[2] / "docs"
# A picture's name: the page, its theme, and how high the window is.
SHOTS = {"home": ("", "light", 900), "shuffling": ("shuffling", "dark", 1500)}


def main() -> None:
    """Write one picture a page into ``docs/``."""
    FOLDER.mkdir(exist_ok=True)
    path = chromium.get()
    with serve() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        for name, (place, theme, height) in SHOTS.items():
            context = browser.new_context(
                viewport={"width": 1440, "height": height}, color_scheme=theme
            )
            page = context.new_page()
            opened(page, f"{address}/{place}")
            page.wait_for_timeout(2_000)
            page.screenshot(path=FOLDER / f"{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
