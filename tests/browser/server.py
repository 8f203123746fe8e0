"""A server of the dashboard on a free port, for as long as a test needs it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 180
"""Seconds that anything may take on a machine that does much else besides."""


@contextmanager
def serve(script: Path = ROOT / "dashboard.py") -> Iterator[str]:
    """Start a fresh server of ``script`` and give its address.

    One that does not end when it is told to says where each of its threads stands.
    """
    server, address = start(script)
    try:
        yield address
    finally:
        server.terminate()
        try:
            server.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            server.send_signal(signal.SIGABRT)
            server.wait(PATIENCE)
            raise


def start(
    script: Path = ROOT / "dashboard.py",
    root: Path = ROOT,
    environment: Mapping[str, str] | None = None,
) -> tuple[subprocess.Popen[bytes], str]:
    """Start a server of ``script``, wait until it answers, and return it with its address.

    It runs in the folder ``root``, whose modules it imports; ``environment`` comes on top of ours.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    options = ["--server.headless=true", "--server.address=127.0.0.1", f"--server.port={port}"]
    server = subprocess.Popen(
        [*command, *options],
        cwd=root,
        env={
            **os.environ,
            "PYTHONPATH": str(root),
            "PYTHONFAULTHANDLER": "1",
            **(environment or {}),
        },
        stdout=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, server)
    except BaseException:
        server.kill()
        raise
    return server, address


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if server.poll() is not None:
            raise RuntimeError(f"The server ended with code {server.returncode}.")
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"The server did not answer within {PATIENCE} seconds.")
