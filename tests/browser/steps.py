"""What a visitor does on a page and sees of it, each step written once."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import (
    ConsoleMessage,
    Download,
    Locator,
    Page,
    Response,
    TimeoutError,
    expect,
)

from tests.browser.server import PATIENCE

Seen = TypeVar("Seen")
# What Streamlit's client asks below a page's path before it finds its server.
PROBES = ("/_stcore/health", "/_stcore/host-config")
SETTLED = """() => {
    const app = document.querySelector('[data-testid=stApp]');
    return app && app.getAttribute('data-test-script-state') === 'notRunning'
        && document.querySelector('h1');
}"""
# Keep what takes the focus from here on, and what of it does not show that it has it.
NOTE_STOPS = """() => {
    const stops = new Set();
    const noted = window.noted = { stops: 0, unseen: [], round: false };
    const shows = element => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
        return outlineStyle !== 'none' && parseFloat(outlineWidth) > 0 || boxShadow !== 'none';
    };
    const note = event => {
        const element = event.composedPath()[0];
        noted.round ||= noted.last !== element && stops.has(element);
        noted.last = element;
        noted.stops = stops.add(element).size;
        const painted = element.closest('canvas');  // it paints the ring of what it stands for
        if (!painted && !shows(element) && !shows(document.activeElement))
            noted.unseen.push(element.outerHTML);
    };
    document.activeElement.blur();
    const shadows = [...document.querySelectorAll('*')].flatMap(one => one.shadowRoot ?? []);
    for (const place of [document, ...shadows]) place.addEventListener('focusin', note);
}"""
# Has a sweep trained so many models?
TRAINED = r"""wanted => {
    const bar = document.querySelector('[data-testid=stProgress]');
    const found = bar && bar.innerText.match(/(\d+) of \d+ models trained/);
    return found && Number(found[1]) >= wanted;
}"""
MOST_STOPS, PRESSES = 400, 5
# Until nothing on the page has changed for a fifth of a second, or for five seconds.
STILL = """() => new Promise(done => {
    const end = () => { watcher.disconnect(); done() };
    const watcher = new MutationObserver(() => {
        clearTimeout(quiet);
        quiet = setTimeout(end, 200);
    });
    const all = { subtree: true, childList: true, attributes: true, characterData: true };
    watcher.observe(document, all);
    let quiet = setTimeout(end, 200);
    setTimeout(end, 5000);
})"""


# ---------------------------------------------------------------- waiting and listening


def settle(page: Page) -> None:
    """Wait until the script of the page has run to its end."""
    page.wait_for_function(SETTLED)


def opened(page: Page, address: str, shown: str = "h1") -> Locator:
    """Open ``address``, wait until its script has run; return what the selector ``shown`` finds."""
    page.goto(address)
    found = page.locator(shown)
    found.first.wait_for()
    settle(page)
    return found


def trained(page: Page, wanted: int) -> None:
    """Wait for so many models of a sweep, with looks that leave the processor to the training."""
    page.wait_for_function(TRAINED, arg=wanted, polling=200)


def complaints(page: Page) -> list[str]:
    """Return the list that the page's console errors and exceptions will be added to."""
    heard: list[str] = []

    def hear(said: ConsoleMessage) -> None:
        if said.type == "error" and not said.location["url"].endswith(PROBES):
            heard.append(said.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def lost_requests(page: Page) -> list[str]:
    """Return the list that every request without a good answer will be added to."""
    lost: list[str] = []

    def note(answer: Response) -> None:
        if answer.status >= 400 and not answer.url.endswith(PROBES):
            lost.append(f"{answer.status}: {answer.url}")

    page.on("response", note)
    page.on("requestfailed", lambda request: lost.append(f"{request.failure}: {request.url}"))
    return lost


def messages(page: Page) -> list[str | bytes]:
    """Return the list that every message to the server will be added to."""
    sent: list[str | bytes] = []

    def note(message: str | bytes) -> None:
        sent.append(message)

    page.on("websocket", lambda socket: socket.on("framesent", note))
    return sent


def address_has(page: Page, *parts: str) -> None:
    """Wait until the address carries every one of ``parts``."""
    for part in parts:
        page.wait_for_function("part => location.search.includes(part)", arg=part)


def first_table(page: Page) -> str:
    """Return what the first table of the page says, folded or not."""
    return page.locator("table").first.text_content() or ""


def table_changes(page: Page, before: str) -> None:
    """Wait until the first table says something else than ``before``."""
    changed = "before => document.querySelector('table').textContent !== before"
    page.wait_for_function(changed, arg=before)
    settle(page)


# ---------------------------------------------------------------- controls


def press(where: Page | Locator, name: str) -> None:
    """Click the button of this very name."""
    where.get_by_role("button", name=name, exact=True).click()


def enter(page: Page, label: str, value: str) -> None:
    """Type a number into a box of a panel."""
    box = page.get_by_role("spinbutton", name=label, exact=True)
    box.fill(value)
    box.press("Enter")


def unfold(page: Page, label: str) -> None:
    """Unfold what is folded under ``label``."""
    page.locator("summary").filter(has_text=label).click()


def choose(page: Page, label: str, option: str) -> None:
    """Choose from a menu of a panel; open it again when the page was drawn anew and closed it."""
    wanted = page.get_by_role("option", name=option, exact=True)
    for _ in range(PATIENCE // 5):
        page.get_by_role("combobox", name=label).click()
        with suppress(TimeoutError):
            wanted.click(timeout=5_000)
            break
        page.keyboard.press("Escape")
    else:
        raise AssertionError(f"{page.url} offers no {option!r} under {label!r}")


def edit(page: Page, x: float, y: float, text: str) -> None:
    """Write ``text`` into the cell at these pixels of the page's first table, which is one canvas.

    A negative ``x`` counts from its right edge. The table draws itself late, and until then no
    press opens a cell.
    """
    typing = page.locator("#portal").get_by_role("textbox")
    for _ in range(20):
        box = page.get_by_test_id("stDataFrame").first.bounding_box()
        assert box, f"{page.url} shows no table"
        page.mouse.dblclick(box["x"] + x % box["width"], box["y"] + y)
        with suppress(TimeoutError):
            typing.wait_for(timeout=500)
            break
    typing.fill(text)
    expect(typing).to_have_value(text)
    typing.press("Enter")


def after_each(
    act: Callable[[str], object], names: Iterable[str], look: Callable[[], Seen]
) -> list[Seen]:
    """Return what ``look`` sees after ``act`` has been done with each of ``names``."""
    seen = []
    for name in names:
        act(name)
        seen.append(look())
    return seen


def saved(page: Page, name: str) -> Path:
    """Click the button that saves ``name``; return the file."""
    return Path(download(page, name).path())


def download(page: Page, name: str) -> Download:
    """Click the button that saves ``name``; return what arrives."""
    with page.expect_download() as caught:
        page.get_by_role("button", name=name).click()
    return caught.value


def by_side_bar(page: Page, title: str, heading: str = "") -> None:
    """Go to another page by its link; its heading is its title, unless another is given."""
    page.get_by_test_id("stSidebar").get_by_role("link", name=title).click()
    page.get_by_role("heading", level=1, name=heading or title).wait_for()
    settle(page)


# ---------------------------------------------------------------- what can be seen


def assert_stands(page: Page) -> None:
    """Nothing has gone wrong on the page, and nothing is wider than its window."""
    broken = page.get_by_test_id("stException").all_inner_texts()
    assert broken == [], f"{page.url} shows an exception: {broken}"
    width, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= room, f"{page.url} is {width} pixels wide in a window of {room}"


def assert_tab_goes_round(page: Page) -> None:
    """The Tab key reaches many things, is shown by each, caught by none, and goes round."""
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(NOTE_STOPS)
    for _ in range(MOST_STOPS // PRESSES):
        for _ in range(PRESSES):
            page.keyboard.press("Tab")
        if page.evaluate("noted.round"):
            break
    else:
        last = page.evaluate("noted.last.outerHTML.slice(0, 200)")
        raise AssertionError(f"{MOST_STOPS} presses of Tab do not end {page.url}, but at {last}")
    stops, unseen = page.evaluate("[noted.stops, noted.unseen]")
    assert unseen == [], f"nobody sees that these have the focus: {unseen}"
    assert stops > 10, f"Tab reaches only {stops} things on {page.url}"


def still(page: Page) -> None:
    """Wait until nothing on the page changes any more, and so nothing moves."""
    page.evaluate(STILL)


def resize(page: Page, width: int, height: int = 900) -> None:
    """Give the window another size, and the page the time to draw itself anew."""
    page.set_viewport_size({"width": width, "height": height})
    still(page)
