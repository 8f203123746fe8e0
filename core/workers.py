"""Work in parallel, a process a core, that gives way to what answers visitors."""

import os
import warnings
from collections.abc import Generator, Iterable
from contextlib import closing
from typing import Any, TypeVar

from joblib import Parallel

from core.claims import Report

WORKERS = 2
NICENESS = 5
CANCELLED = ".*still being processed by the workers.*"
"""What joblib warns of when its iterator is closed early, as a stopped experiment does."""
Result = TypeVar("Result")


def in_processes(calls: Iterable[Any]) -> Generator[Any, None, None]:
    """Yield what joblib's delayed ``calls`` give, as they end; closing the iterator ends the work.

    Large arrays among the arguments reach the processes as memory maps of which each may write its
    own copy. Raises what a call raises, and ``BrokenExecutor`` when a process is killed.
    """
    parallel = Parallel(
        n_jobs=WORKERS,
        return_as="generator_unordered",
        pre_dispatch="n_jobs",
        mmap_mode="c",
        initializer=_give_way,
    )
    results = parallel(calls)
    try:
        for result in results:  # noqa: UP028, since "yield from" would close them itself
            yield result
    finally:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=CANCELLED)
            results.close()


def counted(results: Generator[Result, None, None], total: int, report: Report) -> list[Result]:
    """Return the results of networks as they end, telling how many of ``total`` are trained.

    What ``report`` raises ends the work.
    """
    finished: list[Result] = []
    with closing(results):
        for result in results:
            finished.append(result)
            report(len(finished) / total, f"{len(finished)} of {total} networks trained")
    return finished


def _give_way() -> None:
    if hasattr(os, "nice"):
        os.nice(NICENESS)
