"""Results of parallel work as they end, from work that can be ended at any moment."""

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import BrokenExecutor
from multiprocessing import active_children
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

LOOK_SECONDS = 0.2
END_SECONDS = 5.0
Result = TypeVar("Result")


def arrivals(
    work: Callable[[], Iterable[Result]], end: Callable[[], None]
) -> Generator[Result | None, None, None]:
    """Yield what ``work()`` gives, and none whenever ``LOOK_SECONDS`` pass without.

    joblib's iterator waits for its next result and cannot be asked meanwhile, so a thread waits in
    its place. Closing this iterator early calls ``end``, which must make ``work`` fail, and waits
    at most ``END_SECONDS`` until it has, so that other work finds the processes gone. Raises what
    ``work`` raises.
    """
    inbox: SimpleQueue[tuple[Result | None, BaseException | None, bool]] = SimpleQueue()

    def wait() -> None:
        try:
            for result in work():
                inbox.put((result, None, False))
            inbox.put((None, None, True))
        except BaseException as error:
            inbox.put((None, error, True))

    waiting = Thread(target=wait, daemon=True, name="arrivals")
    waiting.start()
    over = False
    try:
        while not over:
            try:
                result, error, over = inbox.get(timeout=LOOK_SECONDS)
            except Empty:
                yield None
                continue
            if error is not None:
                raise error
            if not over:
                yield result
    finally:
        if not over:
            end()
            waiting.join(END_SECONDS)


def kill_processes() -> None:
    """Kill the processes of joblib's loky backend; those of the next run are started anew.

    The backend is not asked: while the interpreter exits it would wait for the work, for ever.
    """
    processes = [one for one in active_children() if one.name.startswith("LokyProcess")]
    for process in processes:
        process.terminate()
    for process in processes:
        process.join()


Lost = BrokenExecutor
"""Raised, by joblib too, when a worker was killed with its work."""
