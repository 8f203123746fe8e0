"""Where the stage of each experiment lies: ``python -m tests.browser.first_screens`` prints it."""

import math
from dataclasses import astuple, dataclass
from urllib.parse import quote_plus

from playwright.sync_api import Page, sync_playwright

from tests.browser import chromium
from tests.browser.server import PATIENCE, serve
from tests.browser.steps import opened, still

SIZES = ((1440, 900), (1280, 720), (390, 844))
HEIGHTS = dict(SIZES)
# Pixels down the page: what begins the first stage or picture, what ends it, and its Play button.
# A stage ends with the line that says what happens. Three frames after a window has changed its
# size a component has too; a chart waits for what draws all charts, which comes a moment later.
SEEN = """async () => {
    for (let frame = 0; frame < 4; frame++) await new Promise(requestAnimationFrame);
    const begun = performance.now();
    const main = document.querySelector('[data-testid=stMain]');
    const down = (one, edge) => one ? one.getBoundingClientRect()[edge] + main.scrollTop : null;
    const large = one => one.clientWidth > 60 && one.clientHeight > 60;
    const within = [...main.querySelectorAll('*')].flatMap(one => one.shadowRoot ?? []);
    const every = css => [main, ...within].flatMap(one => [...one.querySelectorAll(css)]);
    const pictures = '[data-testid=stVegaLiteChart], [data-testid=stImage], .component';
    const shown = () => every(pictures).filter(large);
    while (!shown().length && performance.now() < begun + 3_000)
        await new Promise(requestAnimationFrame);
    const [first] = shown().sort((one, other) => down(one, 'top') - down(other, 'top'));
    const stage = first?.querySelector('.stage') ?? first;
    const told = [...stage?.querySelectorAll('.readout') ?? []].at(-1);
    const end = told?.clientHeight ? told : stage;
    const play = stage?.querySelector('.play');
    return [down(stage, 'top') ?? Infinity, down(end, 'bottom'), down(play, 'bottom')];
}"""


@dataclass(frozen=True)
class Seen:
    """Pixels down the page at which a stage begins and ends, and its Play button ends, if any."""

    begins: float
    ends: float | None
    play: float | None

    def is_within(self, height: int) -> bool:
        """Return whether a window of ``height`` shows where it begins, and all if it plays."""
        ends = max(self.ends or math.inf, self.play) if self.play else 0
        return max(self.begins, ends) <= height

    def __str__(self) -> str:
        """Return the figures, rounded."""
        begins, ends, play = ("–" if one is None else f"{one:.0f}" for one in astuple(self))
        return f"{begins}–{ends}, Play {play}"


def seen(page: Page) -> Seen:
    """Return what the page shows first, as it stands."""
    return Seen(*page.evaluate(SEEN))


def main() -> None:
    """Print a line for every experiment, a column for every size."""
    from tests.browser.test_visits import EXPERIMENTS, WORDS

    print(" " * 29, *(f"{f'{width} × {height}':>22}" for width, height in SIZES))
    with serve() as address, sync_playwright() as playwright:
        path = chromium.get()
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        for lab, experiments in EXPERIMENTS.items():
            for name, (settings, shown) in experiments.items():
                if name == WORDS:
                    continue
                page = browser.new_page()
                page.set_default_timeout(PATIENCE * 1_000)
                key = "start" if lab == "initialization" else "lab"
                opened(page, f"{address}/{lab}?{key}={quote_plus(name)}&{settings}")
                page.get_by_text(shown).first.wait_for(state="attached")
                print(f"{name:29}", *(f"{one!s:>22}" for one in at_every_size(page)), flush=True)
                page.close()
        browser.close()


def at_every_size(page: Page) -> list[Seen]:
    """Return what the page shows first in every window."""
    found = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        still(page)
        found.append(seen(page))
    return found


if __name__ == "__main__":
    main()
