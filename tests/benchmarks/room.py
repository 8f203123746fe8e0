"""A class that votes: ``python -m tests.benchmarks.room --students 200 --seconds 20``.

A presenter and students without browsers join a room over Streamlit's websocket protocol, have
their pages drawn again by their timers as a browser does, and cast a vote each within so many
seconds. Printed is how long after a vote was sent the presenter's page counts it, and how much of a
core the server takes. Wanted: under two seconds for each of 200 on two idle cores.
"""

import argparse
import asyncio
import tempfile
import time
from asyncio import Task
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection

from core.lessons import LESSONS
from core.resumable import FOLDER
from core.teaching.votes import Opened, Place, Votes
from tests.benchmarks.visitors import processor
from tests.benchmarks.websocket import serving, visitor
from tests.browser.server import PATIENCE

LESSON = "pooling"
CHOICES = len(LESSONS[LESSON].steps[0].choices)
AT_ONCE = 10
"""Students whose pages open at the same time."""


@dataclass
class Member:
    """A page in the room: its buttons, its timers, and the numbers of votes it has shown."""

    stream: ClientConnection
    query: str
    ballot: dict[str, tuple[str, str]] = field(default_factory=dict)
    """The key of each button: its identifier, and the fragment that draws it."""
    timers: dict[str, Task] = field(default_factory=dict)
    shown: list[tuple[float, int]] = field(default_factory=list)
    """When the page has counted how many votes."""

    async def ask(self, fragment: str = "", pressed: str = "") -> None:
        """Have the page drawn again, or one ``fragment`` of it, after a button was ``pressed``."""
        asked = BackMsg()
        asked.rerun_script.page_name = "lessons"
        asked.rerun_script.query_string = self.query
        asked.rerun_script.fragment_id = fragment
        if pressed:
            asked.rerun_script.widget_states.widgets.add(id=pressed, trigger_value=True)
        await self.stream.send(asked.SerializeToString())

    async def listen(self) -> None:
        """Take in what the server sends, for as long as the connection stands."""
        async for raw in self.stream:
            said = ForwardMsg.FromString(raw)
            kind, element = said.WhichOneof("type"), said.delta.new_element
            if kind == "auto_rerun":
                timer = said.auto_rerun
                self._stop(timer.fragment_id)
                again = self._again(timer.fragment_id, timer.interval)
                self.timers[timer.fragment_id] = asyncio.create_task(again)
            elif kind == "stop_auto_rerun":
                self._stop(said.stop_auto_rerun.fragment_id)
            elif element.HasField("metric"):
                self.shown.append((time.perf_counter(), int(element.metric.body)))
            elif element.HasField("button"):
                key = element.button.id.rpartition("-")[2]
                self.ballot[key] = element.button.id, said.delta.fragment_id

    def _stop(self, fragment: str) -> None:
        if fragment in self.timers:
            self.timers.pop(fragment).cancel()

    async def _again(self, fragment: str, seconds: float) -> None:
        while True:
            await asyncio.sleep(seconds)
            await self.ask(fragment)

    async def vote(self, choice: int) -> float:
        """Press a button of the ballot; return when."""
        pressed, fragment = self.ballot[f"vote {choice}"]
        begin = time.perf_counter()
        await self.ask(fragment, pressed)
        return begin


async def until(true, what: str) -> None:
    """Wait until ``true`` returns so."""
    end = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(what)
        await asyncio.sleep(0.02)


async def joined(server: str, query: str, doors: asyncio.Semaphore) -> Member:
    """Open a page in the room, and wait until its question can be answered."""
    async with doors:
        member = Member(await visitor(server), query)
        member.timers["listen"] = asyncio.create_task(member.listen())
        await member.ask()
        await until(lambda: f"vote {CHOICES - 1}" in member.ballot, "A page shows no ballot.")
    return member


async def election(server: str, room: Opened, students: int, seconds: float) -> list[float]:
    """Let every student vote once; return the seconds until the presenter's page counts it."""
    doors, draw = asyncio.Semaphore(AT_ONCE), Random(0)
    leader = await joined(server, f"room={room.code}&lead={room.key}&lesson={LESSON}", doors)
    queries = [f"room={room.code}"] * students
    members = await asyncio.gather(*(joined(server, query, doors) for query in queries))

    async def one(member: Member) -> float:
        await asyncio.sleep(draw.uniform(0, seconds))
        return await member.vote(draw.randrange(CHOICES))

    cast = sorted(await asyncio.gather(*map(one, members)))
    await until(lambda: leader.shown[-1][1] >= students, "A vote is never shown.")
    return [
        next(at for at, count in leader.shown if count >= number) - begin
        for number, begin in enumerate(cast, start=1)
    ]


def main(students: int, seconds: float) -> None:
    """Open a room on a server of its own, let the class vote, and print."""
    with tempfile.TemporaryDirectory() as folder, serving(**{FOLDER: folder}) as (server, process):
        room = Votes(Path(folder)).open(Place(LESSON, 0))
        before, begin = processor(process), time.perf_counter()
        waits = sorted(asyncio.run(election(server, room, students, seconds)))
        used = (processor(process) - before) / (time.perf_counter() - begin)
    late = waits[min(len(waits) - 1, round(0.95 * len(waits)))]
    print(
        f"{students} votes within {seconds:g} s, shown after: median {waits[len(waits) // 2]:.1f} s"
    )
    print(f"95 % {late:.1f} s, greatest {waits[-1]:.1f} s; the server took {used:.2f} of a core")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=20)
    asked = parser.parse_args()
    main(asked.students, asked.seconds)
