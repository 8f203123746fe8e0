"""A Dask cluster to train on, where one machine is too small.

The package ``distributed`` is imported only where an address is set.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import suppress
from typing import Any

from joblib import Parallel, parallel_config

from core.dropout.interruptible import Lost

ANSWER_SECONDS = 4
FEWEST_WORKERS = 2
"""With one, joblib would train in the server's own process."""


class Unreachable(ConnectionError):
    """No cluster to train on at an address; the message is one sentence."""


class Cluster:
    """A connection to the scheduler at an address; a context that closes it.

    Every worker must run one thread, since torch draws a process's random numbers from one
    generator. Raises ``Unreachable`` within five seconds.
    """

    def __init__(self, address: str) -> None:
        """Connect, and look at the workers."""
        self._parallel: Parallel | None = None
        try:
            from distributed import Client
        except ImportError as error:
            raise Unreachable(
                "A Dask cluster is set, but the package distributed is not installed."
            ) from error

        class Impatient(Client):
            """A client that gives up on a scheduler that says nothing; Dask's own never does."""

            def start(self, **options: Any) -> None:
                """Connect within ``ANSWER_SECONDS``."""
                super().start(callback_timeout=ANSWER_SECONDS, **options)

        # A client that has failed would be closed when its memory is collected: if that came while
        # another one starts, both would wait for one lock of Dask's for ever. So it is closed here.
        self._client = Impatient.__new__(Impatient)
        try:
            self._client.__init__(address, timeout=ANSWER_SECONDS)  # type: ignore[misc]
            threads = self._client.nthreads()
        except Exception as error:  # what answers there may speak another protocol
            with suppress(Exception):
                self.close()
            raise Unreachable(f"No Dask scheduler answers at {address}.") from error
        if len(threads) < FEWEST_WORKERS or set(threads.values()) != {1}:
            self.close()
            raise Unreachable(
                f"The Dask scheduler at {address} has {len(threads)} workers, but needs at least "
                f"{FEWEST_WORKERS}, each started with --nthreads 1."
            )

    def __enter__(self) -> "Cluster":
        """Give the open connection."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def results(self, tasks: Iterable[Any]) -> Iterator[Any]:
        """Yield the results of joblib's ``tasks`` as they end; ``Lost`` when workers were killed.

        The scheduler itself gives a killed worker's tasks to another, three times.
        """
        from distributed import KilledWorker

        try:
            with parallel_config(backend="dask", client=self._client):
                self._parallel = Parallel(return_as="generator_unordered", pre_dispatch="n_jobs")
            yield from self._parallel(tasks)
        except (KilledWorker, CancelledError, OSError) as error:
            raise Lost("The cluster lost the workers that trained.") from error

    def close(self) -> None:
        """Let go of what is under way, and of the scheduler."""
        if self._parallel is not None:
            self._parallel.timeout = 0  # joblib's wait would else outlast the connection
        self._client.close(timeout=1)


def check(address: str) -> None:
    """Raise ``Unreachable`` unless there is a cluster at ``address``."""
    Cluster(address).close()
