"""A visitor who has no browser and speaks Streamlit's own websocket protocol, and a server."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from tests.browser.server import PATIENCE, ROOT, start

PICTURES = {"vega_lite_chart", "bidi_component", "imgs"}
UNSEEN = {"backprop_lab_theme_switch", "backprop_lab_keys"}
DONE = {ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_WITH_COMPILE_ERROR}
CRASHED = "Something went wrong"


@dataclass
class Run:
    """One run of a page: seconds to its first picture and to its end, bytes, what went wrong."""

    picture: float = 0.0
    whole: float = 0.0
    size: int = 0
    errors: list[str] = field(default_factory=list)
    parameters: set[str] = field(default_factory=set)
    """The names in the address that its controls read."""


@dataclass
class Visitor:
    """A connection to the server, and what a browser keeps of what came over it."""

    stream: ClientConnection
    kept: dict[str, bool] = field(default_factory=dict)
    """The messages that need not be sent again, by their hash: is it a picture?"""

    async def visit(self, page: str) -> Run:
        """Ask for a page, and for its settings in the address; return when it is whole."""
        name, _, query = page.partition("?")
        asked = BackMsg()
        asked.rerun_script.page_name = name
        asked.rerun_script.query_string = query
        asked.rerun_script.cached_message_hashes.extend(self.kept)
        run, begin = Run(), time.perf_counter()
        await self.stream.send(asked.SerializeToString())
        while not run.whole:
            raw = await asyncio.wait_for(self.stream.recv(decode=False), PATIENCE)
            run.size += len(raw)
            said = ForwardMsg.FromString(raw)
            self._note(said, run, time.perf_counter() - begin)
        return run

    def _note(self, said: ForwardMsg, run: Run, seconds: float) -> None:
        element = said.delta.new_element
        kind = element.WhichOneof("type")
        seen = kind in PICTURES and element.bidi_component.component_name not in UNSEEN
        drawn = seen or self.kept.get(said.ref_hash, False)
        if said.metadata.cacheable and said.hash:
            self.kept[said.hash] = drawn
        if drawn:
            run.picture = run.picture or seconds
        if kind == "exception" or CRASHED in element.alert.body:
            run.errors.append(element.exception.message or element.alert.body)
        if kind:
            run.parameters |= _read_by(element)
        if said.WhichOneof("type") == "script_finished" and said.script_finished in DONE:
            run.whole = seconds
            if said.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                run.errors.append("The script does not compile.")


def _read_by(element: Element) -> set[str]:
    """Return the name of the address that a control reads, if it is one that reads any."""
    control = getattr(element, element.WhichOneof("type"))
    return {name for name in (getattr(control, "query_param_key", ""),) if name}


def visitor(address: str) -> connect:
    """Come to the server at ``address``."""
    stream = f"ws://{urlsplit(address).netloc}/_stcore/stream"
    return connect(stream, subprotocols=["streamlit"], max_size=None, open_timeout=PATIENCE)


@contextmanager
def serving(root: Path = ROOT, script: str = "dashboard.py", **environment: str) -> Iterator:
    """Start a server of a folder; give its address and its process number."""
    server, address = start(root / script, root, environment)
    try:
        yield address, server.pid
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)
