"""The two runs that the page plays first, as recorded: its first picture waits for no training."""

from functools import lru_cache

import numpy as np

from core.bundled import ARRAYS
from core.engines.descent.networks import COMPILED, Engine, even_marks
from core.engines.descent.orders import SHUFFLED, SORTED
from core.engines.descent.settings import Run
from core.shuffling import Config, watched_run
from core.shuffling.recorded_orders import STUDY
from core.shuffling.watched_run import FRAMES_PER_EPOCH, CloseUp, Course

SEED = 0
RUNS = {order: Run(Config(), order, Config().block) for order in (SORTED, SHUFFLED)}
KINDS = {"parameters": np.float16, "accuracy": np.float32, "active": np.bool_}
"""What is kept of a course: the moments follow from the run."""


def known(run: Run, seed: int, engine: Engine = COMPILED) -> CloseUp | None:
    """Return what ``watched_run.watch`` gives if it is recorded, drawn from 16-bit parameters.

    Accuracies and dead units are those of the network that was trained. Raises ``DamagedData`` when
    the file is missing or damaged.
    """
    if seed != SEED or run not in RUNS.values():
        return None
    return watched_run.close_up(run, seed, _kept()[run.order], engine=engine)


def make() -> dict[str, Course]:
    """Train both runs; return them by their order."""
    return {order: watched_run.follow(run, SEED) for order, run in RUNS.items()}


def write(made: dict[str, Course]) -> None:
    """Write what both runs went through into the record's file of arrays."""
    STUDY.pack_arrays(
        {
            f"{order}_{name}": getattr(course, name).astype(kind)
            for order, course in made.items()
            for name, kind in KINDS.items()
        }
    )


def recorded() -> dict[str, Course]:
    """Return what both runs went through, by their order.

    Raises ``DamagedData`` when the file is missing or damaged.
    """
    path = STUDY.path(ARRAYS)
    with STUDY.reading(f"The recorded {path.name} is"), np.load(path) as file:
        return {order: _course(file, order) for order in RUNS}


_kept = lru_cache(maxsize=1)(recorded)


def _course(file: "np.lib.npyio.NpzFile", order: str) -> Course:
    parameters, accuracy, active = (file[f"{order}_{name}"] for name in KINDS)
    examples = even_marks(RUNS[order].setting, FRAMES_PER_EPOCH)
    return Course(examples, parameters.astype(float), accuracy.astype(float), active)
