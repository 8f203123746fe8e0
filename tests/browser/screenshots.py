"""Take the README's pictures again: ``python -m tests.browser.screenshots``."""

from io import BytesIO
from pathlib import Path
from time import monotonic

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from core.home import GUESSES, ONE_CLASS
from tests.browser import chromium
from tests.browser.component import mount, with_stopped_clock
from tests.browser.server import serve
from tests.browser.stages import STAGES, Stage
from tests.browser.steps import opened, press

FOLDER = Path(__file__).parents[2] / "docs"
WINDOW = {"width": 1180, "height": 760}
FILM_WIDTH, FILM_SECONDS, PAUSE_MILLISECONDS = 800, 16, 120
HOME_QUALITY = 50
STAGE_WINDOW = {"width": 1000, "height": 640}
STAGE_WIDTH, STAGE_FRAMES, STAGE_MILLISECONDS, STAGE_QUALITY = 420, 40, 150, 45
QUESTIONS = {
    "starts": "backward",
    "forgetting": "surfaces",
    "filter": "padding",
    "pooling": "block",
    "dropout": "masks",
}
"""The stage that shows each question."""


def main() -> None:
    """Write home as it plays, and a stage of every question, into ``docs/``."""
    path = chromium.get()
    with serve() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        film(browser, address)
        for name, shown in QUESTIONS.items():
            stage(browser, name, STAGES[shown])
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
    lasts = [round(1_000 * (b - a)) for a, b in zip(times[:-1], times[1:], strict=True)]
    write("home", frames, lasts, HOME_QUALITY)


def stage(browser: Browser, name: str, shown: Stage) -> None:
    """Let a stage play, at a clock that stands still while it is pictured."""
    context = browser.new_context(viewport=STAGE_WINDOW, color_scheme="light")
    player = mount(with_stopped_clock(context.new_page()), shown.module, shown.pack())
    player.press(*shown.play)
    frames = []
    for _ in range(STAGE_FRAMES):
        player.run_for(STAGE_MILLISECONDS)
        frames.append(narrowed(Image.open(BytesIO(player.page.screenshot())), STAGE_WIDTH))
    context.close()
    write(name, frames, [STAGE_MILLISECONDS] * STAGE_FRAMES, STAGE_QUALITY)


def write(name: str, frames: list[Image.Image], lasts: list[int], quality: int) -> None:
    """Write frames, each with the milliseconds that it lasts, as a film that begins again."""
    frames[0].save(
        FOLDER / f"{name}.webp",
        save_all=True,
        append_images=frames[1:],
        duration=lasts,
        loop=0,
        quality=quality,
        method=6,
    )


def picture(page: Page) -> Image.Image:
    """Return what the page shows, without its side bar."""
    whole = Image.open(BytesIO(page.screenshot()))
    side_bar = page.get_by_test_id("stSidebar").bounding_box()
    shown = whole.crop((round(side_bar["width"]) if side_bar else 0, 0, *whole.size))
    return narrowed(shown, FILM_WIDTH)


def narrowed(shown: Image.Image, width: int) -> Image.Image:
    """Return a picture as wide as told."""
    return shown.convert("RGB").resize((width, round(shown.height * width / shown.width)))


if __name__ == "__main__":
    main()
