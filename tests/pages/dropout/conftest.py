"""A stand-in for long training, whose results come when the test lets them come."""

from collections.abc import Iterable, Iterator
from threading import Semaphore
from typing import Any

import pytest

from core.claims import Report, ignore


class Held:
    """Made-up results, held back one by one."""

    def __init__(self) -> None:
        """Hold everything back."""
        self._let_go = Semaphore(0)

    def release(self, number: int) -> None:
        """Let ``number`` more results go."""
        self._let_go.release(number)

    def give(self, results: Iterable[Any], report: Report = ignore) -> Iterator[Any]:
        """Yield ``results`` as they are let go, reporting meanwhile as training does."""
        for one in results:
            while not self._let_go.acquire(timeout=0.02):
                report(0.25, "5 of 20 models trained")
            yield one


@pytest.fixture
def held(fresh_jobs: None) -> Iterator[Held]:
    """Return what holds back the results of this test's jobs, and lets them all go at its end."""
    held = Held()
    yield held
    held.release(10_000)
