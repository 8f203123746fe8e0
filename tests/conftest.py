"""How the tests share two processes: the browser's in one, every other file whole in either."""

import os
import tempfile

import pytest
import torch
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from core.resumable import FOLDER

BROWSER = "tests/browser/"


def pytest_configure(config: pytest.Config) -> None:
    """Give each process one thread and a store."""
    torch.set_num_threads(1)
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="backprop-lab-")


class Together(LoadScopeScheduling):
    """Keep together what shares a browser or the fixtures of a file."""

    def _split_scope(self, nodeid: str) -> str:
        return "browser" if nodeid.startswith(BROWSER) else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together:
    """Share the tests out by ``Together``: xdist's own groups are lost with pytest 9.2."""
    return Together(config, log)
