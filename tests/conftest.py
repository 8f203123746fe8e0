"""How the tests share two processes: the browser's in one, every other file whole in either."""

import os
import tempfile
from pathlib import Path

import pytest
import torch

from core.store import FOLDER

BROWSER = Path(__file__).parent / "browser"


def pytest_configure(config: pytest.Config) -> None:
    """Give each process one thread and a store."""
    torch.set_num_threads(1)
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="backprop-lab-")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep together what shares a browser or the fixtures of a file."""
    for item in items:
        group = "browser" if BROWSER in item.path.parents else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))
