"""How soon a click is answered in a browser: ``python -m tests.benchmarks.clicks``.

On the page of shuffling, of a server just started: milliseconds from a click on what a chart
follows until that is drawn, for the first time and once more, and from a click on another
activation until the player has another film. Wanted: under 300, and under 500. It takes an idle
machine: a sum done in the same page tells what the machine's other work makes of a millisecond.
"""

import statistics

from playwright.sync_api import Locator, Page, sync_playwright

from pages.labs.shuffling.pendulum import MEASURES
from tests.browser import chromium
from tests.browser.server import PATIENCE, serve
from tests.browser.speed import CALM_MILLISECONDS, SUM
from tests.browser.steps import opened, settle

WINDOW = {"width": 1440, "height": 1000}
ACTIVATIONS = ("leaky ReLU", "tanh", "ReLU")
CHART = """() => [...document.querySelectorAll('[data-testid=stVegaLiteChart] svg text')]
    .some(text => text.textContent === %r)"""
FILM = "() => window.refilled"
# Note the film of a player as it is replaced.
NOTE_FILM = """player => {
    window.refilled = false;
    new MutationObserver(() => { window.refilled = true }).observe(player, { childList: true });
}"""
# Begin to wait for a click, and for the frame that paints what it leads to.
AWAIT = """() => {
    let clicked = 0;
    const note = () => { clicked = performance.now() };
    addEventListener('click', note, { capture: true, once: true });
    window.answered = new Promise(done => {
        const look = () => requestAnimationFrame(clicked && (%s)()
            ? () => done(performance.now() - clicked) : look);
        look();
    });
}"""


def answer(page: Page, clicked: Locator, shown: str) -> float:
    """Click; return the milliseconds until the page shows what makes ``shown`` true."""
    page.evaluate(AWAIT % shown)
    clicked.click()
    taken = float(page.evaluate("answered"))
    settle(page)
    return taken


def follows(page: Page) -> list[float]:
    """Let the chart follow one measure after another."""
    taken = []
    for measure, (_, title, _) in reversed(MEASURES.items()):
        choice = page.get_by_role("radio", name=measure, exact=True)
        choice.scroll_into_view_if_needed()
        taken.append(answer(page, choice, CHART % title))
    return taken


def films(page: Page) -> list[float]:
    """Choose one activation after another."""
    player = page.locator(".surfaces[data-frame]")
    page.locator("summary").filter(has_text="More settings").click()
    choices = page.get_by_role("radiogroup", name="Activation")
    taken = []
    for name in ACTIVATIONS:
        player.evaluate(NOTE_FILM)
        taken.append(answer(page, choices.get_by_role("radio", name=name, exact=True), FILM))
    return taken


def line(what: str, taken: list[float], page: Page) -> None:
    """Print one row: the middle, the greatest, and how slow the machine is at the moment."""
    slow = float(page.evaluate(SUM)) / CALM_MILLISECONDS
    print(f"{what:44}{statistics.median(taken):>8,.0f}{max(taken):>10,.0f}{slow:>8.1f}", flush=True)


def main() -> None:
    """Print a row for what is clicked."""
    with serve() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.get(), args=chromium.ARGUMENTS
        )
        page = browser.new_page(viewport=WINDOW)
        page.set_default_timeout(1_000 * PATIENCE)
        opened(page, f"{address}/shuffling", ".surfaces[data-frame]")
        page.get_by_text("Through the epochs").first.wait_for()
        print(f"{'milliseconds':44}{'median':>8}{'greatest':>10}{'slow':>8}")
        line("another activation, to another film", films(page), page)
        line("what the chart follows, to drawn", follows(page), page)
        line("  once more", follows(page), page)
        browser.close()


if __name__ == "__main__":
    main()
