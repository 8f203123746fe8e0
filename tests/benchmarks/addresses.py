"""Hostile addresses: ``python -m tests.benchmarks.addresses --count 10000 --seed 0``.

A visitor without a browser opens every lab, and notes the names that its controls read in the
address; then comes to one lab after another with some of all these names set to what nobody should
write there. Wanted: no traceback and no reference number, no page that takes over two seconds, and
a server that keeps its memory. Printed are the memory now and then, what went
wrong, and what took longest, with the processor time that the server spent on it: another program
on the machine adds to the first and not to the second.
"""

import argparse
import asyncio
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from urllib.parse import parse_qsl, urlencode

from tests.benchmarks.memory import megabytes
from tests.benchmarks.visitors import processor
from tests.benchmarks.websocket import Run, Visitor, serving, visitor
from tests.pages.test_labs import HORRORS, LABS, NAMES

PLACES = ("", "glossary", *LABS)
BARE = ("term", "drawn", "network_code", "voter", "exercise_answers")
"""The names that pages read themselves, without a control."""
MORE_HORRORS = (
    *("0", "1e999999", "-0", "1e-9", "+1", "1,2,3", "1;2", "2147483648", "18446744073709551616"),
    *(
        "undefined",
        "NaN",
        "None",
        "%",
        "%zz",
        "%ff",
        "🇩🇪",
        "ß",
        "\ufeff",
        "\ud7ff",
        "a\u0301" * 500,
    ),
    *("${7*7}", "{{7*7}}", "=1+1", "|ls", "`id`", "file:///etc/passwd", "https://example.org/"),
    *(
        "](javascript:alert(1))",
        "**x**",
        ":material/x:",
        "$$\\frac{",
        "\\",
        "'",
        '"',
        "&",
        "#",
        "?",
    ),
)
MOST_SET, PARTS, SHOWN, LIMIT_SECONDS = 4, 50, 20, 2.0


@dataclass(frozen=True)
class Opened:
    """An address that was opened: its run, and the processor seconds of the server meanwhile."""

    address: str
    run: Run
    processor: float


async def opened(server: str, process: int, page: str) -> Opened:
    """Open a page as a link in a new tab does; one that never ends is an error too."""
    before = processor(process)
    async with visitor(server) as stream:
        try:
            run = await Visitor(stream).visit(page)
        except TimeoutError:
            run = Run(whole=float("inf"), errors=["The page does not end."])
    return Opened(page, run, processor(process) - before)


def hostile(place: str, names: list[str], draw: Random) -> str:
    """Return the address of a lab with up to ``MOST_SET`` of ``names`` set to horrors."""
    page, _, start = place.partition("?")
    chosen = draw.sample(names, min(draw.randint(1, MOST_SET), len(names)))
    settings = dict(parse_qsl(start))
    settings |= {name: draw.choice(HORRORS + MORE_HORRORS) for name in chosen}
    return f"{page}?{urlencode(settings)}"


async def visits(server: str, process: int, count: int, draw: Random, done: list[Opened]) -> None:
    """Open every lab as it is, then ``count`` hostile addresses, which are added to ``done``."""
    own = {place: sorted((await opened(server, process, place)).run.parameters) for place in PLACES}
    names = sorted({*NAMES, *BARE}.union(*own.values()))
    print(f"{len(PLACES)} pages and labs, {len(names)} names; {megabytes(process)[0]:,.0f} MB")
    while len(done) < count:
        place = draw.choice(PLACES)
        read = own[place] if own[place] and draw.random() < 0.5 else names
        done.append(await opened(server, process, hostile(place, read, draw)))
        if len(done) % max(1, count // PARTS) == 0:
            print(f"{len(done):6,} addresses: {megabytes(process)[0]:,.0f} MB", flush=True)


def report(done: list[Opened]) -> None:
    """Print what went wrong, and what took longest."""
    wrong = [one for one in done if one.run.errors]
    print(f"\n{len(done):,} addresses; went wrong: {len(wrong)}")
    for one in wrong[:SHOWN]:
        print(f"  {one.address[:300]}\n    {one.run.errors[0][:300]}")
    late = [one for one in done if one.run.whole > LIMIT_SECONDS]
    busy = [one for one in late if one.processor > LIMIT_SECONDS]
    print(f"over {LIMIT_SECONDS:g} s: {len(late)}; of processor time: {len(busy)}")
    for one in sorted(done, key=lambda one: -one.run.whole)[:SHOWN]:
        print(f"  {one.run.whole:5.1f} s ({one.processor:.1f} of processor): {one.address[:300]}")


def main(count: int, seed: int) -> None:
    """Visit a server of its own, and print; an interrupt ends the visits and not the report."""
    done: list[Opened] = []
    with serving() as (server, process), suppress(KeyboardInterrupt):
        asyncio.run(visits(server, process, count, Random(seed), done))
    report(done)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    main(asked.count, asked.seed)
