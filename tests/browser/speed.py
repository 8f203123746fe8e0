"""How fast a page answers, in milliseconds of a calm machine.

A sum of fixed length, done in the same page in the same seconds, tells what the machine's other
work makes of a millisecond; of three rounds the best counts, place by place.
"""

from collections.abc import Callable

from playwright.sync_api import Locator, Page

ROUNDS = 3
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


def pointing(cells: Locator, every: int) -> list[float]:
    """Return the milliseconds in which one cell of ``every`` answers to the pointer."""
    script = f"cells => ({POINT})(cells.filter((_, i) => i % {every} === 0))"
    return best(cells.page, lambda: cells.evaluate_all(script))


def best(page: Page, measure: Callable[[], list[float]]) -> list[float]:
    """Return the shortest of the milliseconds that ``measure`` returns in every round."""
    rounds, sums = [], []
    for _ in range(ROUNDS):
        sums.append(page.evaluate(SUM))
        rounds.append(measure())
    calm = CALM_MILLISECONDS / min(sums)
    return [calm * min(tries) for tries in zip(*rounds, strict=True)]
