"""How fast a page answers, in milliseconds of a calm machine.

A sum of fixed length, done in the same page in the same seconds, tells what the machine's other
work makes of a millisecond; of three rounds the best counts, place by place.
"""

from collections.abc import Callable

from playwright.sync_api import Page

ROUNDS = 3
SUM = """() => {
    const before = performance.now();
    let sum = 0;
    for (let i = 0; i < 4e6; i++) sum += Math.sqrt(i);
    return performance.now() - before + 0 * sum;
}"""
# What that sum takes where nothing else runs, on the machine that the limits were set on.
CALM_MILLISECONDS = 7.3


def best(page: Page, measure: Callable[[], list[float]]) -> list[float]:
    """Return the shortest of the milliseconds that ``measure`` returns in every round."""
    rounds, sums = [], []
    for _ in range(ROUNDS):
        sums.append(page.evaluate(SUM))
        rounds.append(measure())
    calm = CALM_MILLISECONDS / min(sums)
    return [calm * min(tries) for tries in zip(*rounds, strict=True)]
