"""How a server bears visitors: ``python -m tests.benchmarks.visitors --visitors 20 --seconds 60``.

Visitors without browsers speak Streamlit's own websocket protocol: each opens a page on a
connection of its own, as a link in a new tab does, has it drawn four times more, about a second
apart, and goes on to another; like a browser it says which messages it has kept. First every page
is visited by one visitor alone, cached, and the server's processor time for a run is set against
the floor: that of a Streamlit page that draws one Altair chart, with our settings of Streamlit. The
other milliseconds are from asking for a page to the end of its script; Streamlit sends its messages
every 50 or so, so that no page takes fewer. Parts that ask to be drawn again by a timer are not.
``--cold`` measures instead the first visit of each page on a fresh copy of the project, where
nothing is compiled, and once more on a new server of that copy: seconds to the first picture, and
to the whole page. ``--memory`` prints what the server's memory is half way, at the end, and once it
is idle; twenty visitors come for ten minutes.
"""

import argparse
import asyncio
import os
import random
import shutil
import statistics
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from tests.benchmarks.memory import megabytes
from tests.benchmarks.websocket import Run, Visitor, serving, visitor
from tests.browser.server import ROOT

PAGES = (
    *("", "lessons", "initialization", "shuffling", "convolution", "convolution?lab=Layer"),
    *("pooling", "dropout", "dropout?lab=Sweep", "evidence", "glossary"),
)
FLOOR = """import altair as alt
import pandas as pd
import streamlit as st

frame = pd.DataFrame({"x": range(50), "y": [x * x for x in range(50)]})
st.altair_chart(alt.Chart(frame).mark_line().encode(x="x", y="y"))
"""
ALONE, STAYS, IDLE_SECONDS = 15, 5, 60
LEFT_OUT = ("__pycache__", ".git", ".venv*", ".*_cache", ".hypothesis")


def processor(process: int) -> float:
    """Return the seconds of processor that a process has used so far."""
    used = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")


async def alone(
    address: str, process: int, pages: tuple[str, ...]
) -> dict[str, tuple[float, float]]:
    """Return median seconds of every page, once cached, and its server's processor seconds."""
    found = {}
    for page in pages:
        async with visitor(address) as stream:
            one = Visitor(stream)
            for _ in range(2):
                await one.visit(page)
            before = processor(process)
            taken = [(await one.visit(page)).whole for _ in range(ALONE)]
        found[page] = statistics.median(taken), (processor(process) - before) / ALONE
    return found


async def together(
    address: str, pages: tuple[str, ...], visitors: int, seconds: float
) -> dict[str, list[Run]]:
    """Let so many visitors come for so long; return the runs of every page."""
    runs: dict[str, list[Run]] = defaultdict(list)
    end = time.monotonic() + seconds

    async def one(number: int) -> None:
        draw = random.Random(number)
        while time.monotonic() < end:
            page = draw.choice(pages)
            async with visitor(address) as stream:
                here = Visitor(stream)
                for _ in range(STAYS):
                    await asyncio.sleep(draw.uniform(0.5, 1.5))
                    runs[page].append(await here.visit(page))

    await asyncio.gather(*map(one, range(visitors)))
    return runs


def floor() -> float:
    """Return the processor seconds of a Streamlit page with one chart, visited alone."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "floor.py").write_text(FLOOR, encoding="utf-8")
        shutil.copytree(ROOT / ".streamlit", Path(folder, ".streamlit"))
        with serving(Path(folder), "floor.py") as (address, process):
            return asyncio.run(alone(address, process, ("",)))[""][1]


def warm(visitors: int, seconds: float, pages: tuple[str, ...] = PAGES) -> None:
    """Print how each page answers one visitor, and many."""
    least = floor()
    print(f"a bare page with one chart, alone: {1000 * least:.0f} ms of processor")
    with serving() as (address, process):
        bare = megabytes(process)[0]
        one = asyncio.run(alone(address, process, pages))
        before = megabytes(process)[0]
        begin = time.monotonic()
        runs = asyncio.run(together(address, pages, visitors, seconds))
        took, after = time.monotonic() - begin, megabytes(process)[0]
    print(
        "| page | processor alone, ms | × bare | alone, ms "
        f"| runs of {visitors} | median | 95 % | greatest | kB |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for page in pages:
        times = sorted(1000 * run.whole for run in runs[page]) or [float("nan")]
        late = times[min(len(times) - 1, round(0.95 * len(times)))]
        size = statistics.median([run.size for run in runs[page]] or [0])
        print(
            f"| {page or 'home'} | {1000 * one[page][1]:,.0f} | {one[page][1] / least:.1f} "
            f"| {1000 * one[page][0]:,.0f} "
            f"| {len(runs[page])} | {statistics.median(times):,.0f} | {late:,.0f} "
            f"| {times[-1]:,.0f} | {size / 1000:,.0f} |"
        )
    every = [run for page in runs.values() for run in page]
    errors = sum(len(run.errors) for run in every)
    print(f"{len(every) / took:.1f} page runs a second; errors: {errors}")
    print(f"server, MB: {bare:,.0f} empty, {before:,.0f} before, {after:,.0f} after")


async def first(address: str, page: str) -> Run:
    """Return a visitor's first run of a page."""
    async with visitor(address) as stream:
        return await Visitor(stream).visit(page)


def cold(pages: tuple[str, ...] = PAGES) -> None:
    """Print how long the first visitor of each page waits, with nothing compiled and with it."""
    print("| page | nothing compiled: picture, s | whole | compiled: picture | whole |")
    print("|---|---|---|---|---|")
    for page in pages:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder, "project")
            shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
            own = {name: str(Path(folder, name)) for name in ("HOME", "BACKPROP_LAB_STORE")}
            own |= {"NUMBA_CACHE_DIR": str(Path(folder, "numba")), "PATH": os.environ["PATH"]}
            took = []
            for _ in range(2):
                with serving(copy, **own) as (address, _pid):
                    run = asyncio.run(first(address, page))
                took += [run.picture or run.whole, run.whole]
        print(f"| {page or 'home'} | {' | '.join(f'{seconds:.1f}' for seconds in took)} |")


def memory(visitors: int, seconds: float, pages: tuple[str, ...] = PAGES) -> None:
    """Print what the server's memory is while visitors come for so long, and when they are gone."""
    with serving() as (address, process):
        print(f"{0:4.1f} min: {megabytes(process)[0]:,.0f} MB, empty", flush=True)
        for half in (1, 2):
            runs = asyncio.run(together(address, pages, visitors, seconds / 2))
            said = f"{sum(map(len, runs.values()))} page runs since"
            print(
                f"{half * seconds / 120:4.1f} min: {megabytes(process)[0]:,.0f} MB, {said}",
                flush=True,
            )
        time.sleep(IDLE_SECONDS)
        print(f"{IDLE_SECONDS} seconds later: {megabytes(process)[0]:,.0f} MB, idle")


def main() -> None:
    """Read the command line, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--visitors", type=int, default=20)
    parser.add_argument("--seconds", type=float, help="60, or 600 with --memory")
    parser.add_argument("--cold", action="store_true", help="first visits on a fresh copy instead")
    parser.add_argument("--memory", action="store_true", help="memory while they come instead")
    asked = parser.parse_args()
    if asked.cold:
        cold()
    elif asked.memory:
        memory(asked.visitors, asked.seconds or 600)
    else:
        warm(asked.visitors, asked.seconds or 60)


if __name__ == "__main__":
    main()
