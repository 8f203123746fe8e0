"""How the tests share two processes: the browser's in one, every other file whole in either."""

from pathlib import Path

import pytest

from core import mnist

BROWSER = Path(__file__).parent / "browser"


def pytest_configure(config: pytest.Config) -> None:
    """Unpack MNIST before the processes start, so that no two of them do."""
    if not hasattr(config, "workerinput"):
        mnist.load()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep together what shares a browser or the fixtures of a file."""
    for item in items:
        group = "browser" if BROWSER in item.path.parents else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))
