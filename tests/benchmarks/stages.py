"""How smoothly the stages move: ``python -m tests.benchmarks.stages``.

Every stage in plain HTML: milliseconds until it is first painted, between two frames while it
plays (the one in the middle, and the longest), and from a move of the pointer that drags on it
until that is painted. Wanted: under 1,000; 16.7, and never over 33.4; under 50. It takes an idle
machine.
"""

from playwright.sync_api import sync_playwright

from tests.browser import chromium
from tests.browser.stages import STAGES, measured

WINDOW = {"width": 1440, "height": 1000}


def main() -> None:
    """Print a line for every stage, the first twice: what the browser loads once does not count."""
    path = chromium.get()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        page = browser.new_page(viewport=WINDOW)
        measured(page, next(iter(STAGES.values())))
        print(f"{'milliseconds':14}{'paint':>10}{'frame':>10}{'greatest':>10}{'pointing':>10}")
        for name, stage in STAGES.items():
            print(f"{name:14}{measured(page, stage)}", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
