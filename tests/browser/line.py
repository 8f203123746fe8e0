"""A line between a browser and its server that can be cut and mended."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from urllib.parse import urlsplit


class Line(ThreadingTCPServer):
    """What comes to the address of the line is handed to the server at its other end."""

    daemon_threads = True

    def __init__(self, server: str) -> None:
        """Lead to the ``server``, an address, from a free port."""
        super().__init__(("127.0.0.1", 0), _Call)
        far = urlsplit(server)
        self.far = str(far.hostname), int(far.port or 80)
        self.address = f"http://127.0.0.1:{self.server_address[1]}"
        self.whole = True
        self.calls: set[socket.socket] = set()

    def cut(self) -> None:
        """End every call, and take none until ``mend``."""
        self.whole = False
        for call in list(self.calls):
            with suppress(OSError):
                call.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Take calls again."""
        self.whole = True


class _Call(BaseRequestHandler):
    """One connection of the browser, and its counterpart to the server."""

    def handle(self) -> None:
        if not self.server.whole:
            return
        near = self.request
        with socket.create_connection(self.server.far) as far:
            self.server.calls |= {near, far}
            back = Thread(target=_carry, args=(far, near), daemon=True)
            back.start()
            _carry(near, far)
            back.join()
            self.server.calls -= {near, far}


def _carry(source: socket.socket, target: socket.socket) -> None:
    """Hand on what comes until one of the two is closed."""
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


@contextmanager
def line_to(server: str) -> Iterator[Line]:
    """Give a whole line to the ``server``."""
    with Line(server) as line:
        Thread(target=line.serve_forever, daemon=True).start()
        try:
            yield line
        finally:
            line.cut()
            line.shutdown()
