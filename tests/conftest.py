"""How the tests share two processes: every file whole in either, the longest ones first."""

import os
import tempfile
from pathlib import Path

# Read as a library is loaded, in servers and workers too: threads that wait for one another's share
# of a small product burn a core that the other process needs.
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import pytest
from hypothesis import is_hypothesis_test
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from core.resumable import FOLDER
from tests import generated

HERE = Path(__file__).parent
BROWSER = HERE / "browser"
LONGEST = (
    BROWSER / "test_visits.py",
    BROWSER / "test_lessons.py",
    HERE / "pages" / "test_labs.py",
    HERE / "pages" / "shuffling" / "test_shuffling.py",
)

# A click that falls into the moment in which React replaces what it hits is lost, and what was to
# follow is waited for in vain; and once in hundreds of times a busy server does not end when it is
# told to: such a test has a second try, and the summary says so.
WAITED_IN_VAIN = pytest.mark.flaky(reruns=1, only_rerun=["TimeoutError", "TimeoutExpired"])


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the tests that are run only now and then be asked for."""
    parser.addoption(
        "--exhaustive",
        action="store_true",
        help="run only the generated tests, with all their cases, and those marked exhaustive",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Give each process a store, and the number of its generated cases."""
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="backprop-lab-")
    generated.begin(config.getoption("exhaustive"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is for the other run, call slow what needs a browser, the longest first."""
    exhaustive = config.getoption("exhaustive")
    for item in items:
        if item.path.is_relative_to(BROWSER):
            item.add_marker(pytest.mark.slow)
            item.add_marker(WAITED_IN_VAIN)
    others = [item for item in items if not belongs(item, exhaustive)]
    config.hook.pytest_deselected(items=others)
    wanted = (item for item in items if belongs(item, exhaustive))
    items[:] = sorted(wanted, key=lambda item: item.path not in LONGEST)


def belongs(item: pytest.Item, exhaustive: bool) -> bool:
    """Return whether a test is for the exhaustive run, or else for the daily one."""
    marked = item.get_closest_marker("exhaustive") is not None
    if exhaustive:
        return marked or is_hypothesis_test(getattr(item, "obj", None))
    return not marked


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling:
    """Keep the tests of a file together, which share its fixtures."""
    return LoadFileScheduling(config, log)
