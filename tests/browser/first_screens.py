"""Print where each stage begins and ends: ``python -m tests.browser.first_screens``."""

from dataclasses import astuple, dataclass
from urllib.parse import quote_plus

from playwright.sync_api import Page, sync_playwright

from tests.browser import chromium
from tests.browser.server import serve
from tests.browser.steps import opened, still

SIZES = ((1440, 900), (1280, 720), (390, 844))
# Pixels down the page: what begins the first stage or picture, what ends it, and its Play button.
# A stage ends with the line that says what happens.
SEEN = """() => {
    const main = document.querySelector('[data-testid=stMain]');
    const down = (one, edge) => one ? one.getBoundingClientRect()[edge] + main.scrollTop : null;
    const large = one => one.clientWidth > 60 && one.clientHeight > 60;
    const within = [...main.querySelectorAll('*')].flatMap(one => one.shadowRoot ?? []);
    const every = css => [main, ...within].flatMap(one => [...one.querySelectorAll(css)]);
    const pictures = '[data-testid=stVegaLiteChart], [data-testid=stImage], .component';
    const [first] = every(pictures).filter(large)
        .sort((one, other) => down(one, 'top') - down(other, 'top'));
    const stage = first?.querySelector('.stage') ?? first;
    const told = [...stage?.querySelectorAll('.readout') ?? []].at(-1);
    const end = told?.clientHeight ? told : stage;
    return [down(stage, 'top'), down(end, 'bottom'), down(stage?.querySelector('.play'), 'bottom')];
}"""


@dataclass(frozen=True)
class Seen:
    """Pixels down the page at which a stage begins and ends, and its Play button ends, if any."""

    begins: float | None
    ends: float | None
    play: float | None

    def __str__(self) -> str:
        """Return the figures, rounded."""
        begins, ends, play = ("–" if one is None else f"{one:.0f}" for one in astuple(self))
        return f"{begins}–{ends} / {play}"


def seen(page: Page) -> Seen:
    """Return what the page shows first, as it stands."""
    return Seen(*page.evaluate(SEEN))


def main() -> None:
    """Print a line for every experiment, a column for every size."""
    from tests.browser.test_visits import ALL

    with serve() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.get(), args=chromium.ARGUMENTS
        )
        for lab, name in ALL:
            page = browser.new_page()
            key = "start" if lab == "initialization" else "lab"
            opened(page, f"{address}/{lab}?{key}={quote_plus(name)}")
            row = []
            for width, height in SIZES:
                page.set_viewport_size({"width": width, "height": height})
                still(page)
                row.append(f"{seen(page)!s:>20}")
            print(f"{lab:15}{name:28}", *row, flush=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
