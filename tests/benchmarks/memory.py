"""Cold start and memory of the dashboard: ``python -m tests.benchmarks.memory``.

A fresh server, visited by real browsers: from its start to its answer and to the first figures of
the home page; then its memory with home, convolution arithmetic and pooling's matrices open; with
every page and every lab visited, one tab left open on each page; and while and after a sweep runs
on two workers. Memory is the proportional set size (PSS): pages shared with another process are
shared out. The browsers are not counted.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.browser import chromium
from tests.browser.server import start
from tests.browser.steps import settle

LIGHT = ("", "convolution", "pooling")
PAGES = (*LIGHT, "initialization", "shuffling", "dropout")
SWEEP = "dropout?sweep_seeds=1"
MEGABYTE = 1024
LOOK_SECONDS = 0.25


def family(root: int) -> list[int]:
    """Return the process ``root`` and all that come from it."""
    found = [root]
    for process in found:
        try:
            for task in Path(f"/proc/{process}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return found


def proportional(process: int) -> float:
    """Return the proportional set size of one process in MB, 0 once it has ended."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    (line,) = (line for line in text.splitlines() if line.startswith("Pss:"))
    return int(line.split()[1]) / MEGABYTE


def megabytes(server: int) -> tuple[float, float]:
    """Return the memory of the server alone, and of the server with all its processes."""
    return proportional(server), sum(map(proportional, family(server)))


@contextmanager
def peak(server: int) -> Iterator[Callable[[], tuple[float, float]]]:
    """Watch the memory and give a function that returns the largest values seen so far."""
    seen, over = [megabytes(server)], Event()

    def watch() -> None:
        while not over.wait(LOOK_SECONDS):
            seen.append(megabytes(server))

    watching = Thread(target=watch, daemon=True)
    watching.start()
    yield lambda: (max(alone for alone, _ in seen), max(whole for _, whole in seen))
    over.set()
    watching.join()


def visit(context: BrowserContext, address: str) -> Page:
    """Open a page in a tab of its own and wait until it is whole."""
    page = context.new_page()
    page.goto(address)
    settle(page)
    return page


def labs(page: Page) -> None:
    """Choose every lab of an open page in turn."""
    chooser = page.get_by_role("radiogroup", name="Experiment")
    for place in range(chooser.get_by_role("radio").count()):
        chooser.get_by_role("radio").nth(place).click()
        page.wait_for_timeout(300)
        settle(page)


def sweep(page: Page) -> None:
    """Train the ten models of a quick sweep from the page."""
    page.get_by_role("button", name="Run the sweep").click()
    page.get_by_text("models trained.").wait_for(timeout=300_000)


def report(what: str, figures: tuple[float, float]) -> None:
    """Print one line: the server's MB and those of all processes."""
    print(f"{what:<58}{figures[0]:>8,.0f}{figures[1]:>8,.0f}", flush=True)


def main() -> None:
    """Measure and print."""
    begin = time.perf_counter()
    server, address = start()
    answered = time.perf_counter() - begin
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium.get(), args=chromium.ARGUMENTS
            )
            context = browser.new_context()
            begin = time.perf_counter()
            tabs = [visit(context, address)]
            print(
                f"from start to answer {answered:.1f} s, "
                f"then to a whole home page {time.perf_counter() - begin:.1f} s"
            )
            begin = time.perf_counter()
            visit(context, address).close()
            print(f"home page once warm {time.perf_counter() - begin:.1f} s")
            print(f"{'proportional set size, MB':<58}{'server':>8}{'all':>8}")
            report("home", megabytes(server.pid))
            tabs += [visit(context, f"{address}/{name}") for name in LIGHT[1:]]
            report("home, a convolution and pooled matrices open", megabytes(server.pid))
            with peak(server.pid) as largest:
                for name in PAGES[len(LIGHT) :]:
                    tabs.append(visit(context, f"{address}/{name}"))
                report("a tab on each page", megabytes(server.pid))
                for tab in tabs[1:]:
                    labs(tab)
                report("every lab of every page visited", megabytes(server.pid))
                report("  largest on the way", largest())
            with peak(server.pid) as largest:
                sweep(visit(context, f"{address}/{SWEEP}"))
                report("while a sweep ran on two workers", largest())
            report("after the sweep", megabytes(server.pid))
            browser.close()
    finally:
        server.terminate()
        server.wait(timeout=20)


if __name__ == "__main__":
    main()
