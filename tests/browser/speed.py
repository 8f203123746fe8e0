"""How fast a page answers, in milliseconds of a calm machine.

A sum of fixed length, done in the same page in the same seconds, tells what the machine's other
work makes of a millisecond. Of every place the best round counts, and there are as many rounds as
it takes until all are below their limit: what is slow by itself stays above it in each of them.
"""

from collections.abc import Callable

from playwright.sync_api import Locator, Page

MOST_ROUNDS = 20
SUM = """() => {
    const before = performance.now();
    let sum = 0;
    for (let i = 0; i < 4e6; i++) sum += Math.sqrt(i);
    return performance.now() - before + 0 * sum;
}"""
# What that sum takes where nothing else runs, on the machine that the limits were set on.
CALM_MILLISECONDS = 7.3

# For each of these elements: milliseconds from pointing at it until the frame that shows it is
# painted, less those of a frame in which nothing happens.
POINT = """async elements => {
    const painted = () => new Promise(done => requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => done(performance.now());
        channel.port2.postMessage(null);
    }));
    const times = [];
    for (const element of elements) {
        const idle = performance.now();
        await painted();
        const start = performance.now();
        element.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, composed: true }));
        times.push(await painted() - start - (start - idle));
        if (!element.matches('.chosen, .pointed')) throw Error('it is not shown as pointed at');
        if (!element.getRootNode().querySelector('.lit')) throw Error('nothing lights up with it');
    }
    return times;
}"""


def assert_pointing_answers(cells: Locator, every: int, within: float) -> None:
    """Every one cell of ``every`` answers to the pointer within so many milliseconds."""
    script = f"cells => ({POINT})(cells.filter((_, i) => i % {every} === 0))"
    assert_takes(
        cells.page, lambda: cells.evaluate_all(script), within, "a cell that is pointed at"
    )


def assert_takes(page: Page, measure: Callable[[], list[float]], within: float, what: str) -> None:
    """At each place ``what`` takes less than ``within`` of the milliseconds ``measure`` returns."""
    best: list[float] = []
    for _ in range(MOST_ROUNDS):
        calm = CALM_MILLISECONDS / page.evaluate(SUM)
        taken = [calm * milliseconds for milliseconds in measure()]
        best = [min(places) for places in zip(best or taken, taken, strict=True)]
        if max(best) < within:
            return
    raise AssertionError(f"{what} takes {max(best):.1f} ms, where {within} are allowed")
