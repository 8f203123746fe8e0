"""How the tests share two processes: every file whole in either, the longest ones first."""

import os
import tempfile
from pathlib import Path

import pytest
import torch
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from core.resumable import FOLDER

HERE = Path(__file__).parent
BROWSER = HERE / "browser"
LONGEST = (BROWSER / "test_visits.py", BROWSER / "test_lessons.py", BROWSER / "test_sweep.py")


def pytest_configure(config: pytest.Config) -> None:
    """Give each process one thread and a store."""
    torch.set_num_threads(1)
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="backprop-lab-")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Call slow whatever needs a browser, and begin with the longest files."""
    for item in items:
        if item.path.is_relative_to(BROWSER):
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: item.path not in LONGEST)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling:
    """Keep the tests of a file together, which share its fixtures."""
    return LoadFileScheduling(config, log)
