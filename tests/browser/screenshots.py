"""Take the README's pictures again: ``python -m tests.browser.screenshots``."""

from io import BytesIO
from pathlib import Path
from time import monotonic

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from core.home import GUESSES, ONE_CLASS
from pages.labs.home.pictures import QUESTIONS
from tests.browser import chromium
from tests.browser.server import serve
from tests.browser.steps import opened, press

FOLDER = Path(__file__).parents[2] / "docs"
WINDOW = {"width": 1180, "height": 760}
FILM_WIDTH, FILM_SECONDS, PAUSE_MILLISECONDS = 800, 16, 120
QUALITY = 50


def main() -> None:
    """Write home as it plays, and the picture of every question, into ``docs/``."""
    path = chromium.get()
    with serve() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        film(browser, address)
        questions(browser, address)
        browser.close()


def film(browser: Browser, address: str) -> None:
    """Guess, and write what home shows from then on, as often as the browser can be pictured."""
    page = browser.new_page(viewport=WINDOW, color_scheme="light")
    opened(page, f"{address}/", ".pendulum canvas")
    page.wait_for_timeout(2_000)
    frames, times = [picture(page)], [monotonic() - 1]
    press(page, GUESSES[ONE_CLASS])
    while monotonic() - times[0] < FILM_SECONDS:
        times.append(monotonic())
        frames.append(picture(page))
        page.wait_for_timeout(PAUSE_MILLISECONDS)
    times.append(monotonic() + 1)
    frames[0].save(
        FOLDER / "home.webp",
        save_all=True,
        append_images=frames[1:],
        duration=[round(1_000 * (b - a)) for a, b in zip(times[:-1], times[1:], strict=True)],
        loop=0,
        quality=QUALITY,
    )


def picture(page: Page) -> Image.Image:
    """Return what the page shows, without its side bar."""
    whole = Image.open(BytesIO(page.screenshot()))
    side_bar = page.get_by_test_id("stSidebar").bounding_box()
    shown = whole.crop((round(side_bar["width"]) if side_bar else 0, 0, *whole.size))
    return shown.resize((FILM_WIDTH, round(shown.height * FILM_WIDTH / shown.width)))


def questions(browser: Browser, address: str) -> None:
    """Write the picture of every question, as it stands still on home."""
    page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme="light")
    cards = opened(page, f"{address}/", ".card .picture")
    page.wait_for_timeout(2_000)
    for card, question in zip(cards.all(), QUESTIONS, strict=True):
        card.screenshot(path=FOLDER / f"{question.kind}.png")


if __name__ == "__main__":
    main()
