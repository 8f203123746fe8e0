"""Work in parallel, a process a core, that gives way to what answers visitors."""

import os
from collections.abc import Generator, Iterable
from contextlib import closing
from typing import Any

from joblib import Parallel

WORKERS = 2
NICENESS = 5


def in_processes(calls: Iterable[Any]) -> Generator[Any, None, None]:
    """Yield what joblib's delayed ``calls`` give, as they end; closing the iterator ends the work.

    Large arrays among the arguments reach the processes as memory maps of which each may write its
    own copy. Raises what a call raises, and ``arrivals.Lost`` when a process is killed.
    """
    parallel = Parallel(
        n_jobs=WORKERS,
        return_as="generator_unordered",
        pre_dispatch="n_jobs",
        mmap_mode="c",
        initializer=_give_way,
    )
    with closing(parallel(calls)) as results:
        yield from results


def _give_way() -> None:
    if hasattr(os, "nice"):
        os.nice(NICENESS)
