"""How many generated cases a test looks at: in daily runs a fifth of those of the exhaustive run.

``python3 -m pytest --exhaustive`` runs the generated tests with all their cases, and the tests that
are marked ``exhaustive``, such as those that kill workers. The cases are the same in every run.
"""

import os

from hypothesis import settings

VARIABLE = "BACKPROP_LAB_EXHAUSTIVE"
"""Set in the environment while the exhaustive run collects its tests, in every process."""

USUAL = 100
"""Cases of a test that does not say how many."""


def cases(all_cases: int) -> int:
    """Return how many of ``all_cases`` this run looks at."""
    return all_cases if os.environ.get(VARIABLE) else max(all_cases // 5, min(all_cases, 10))


def begin(exhaustive: bool) -> None:
    """Say which run this is, and set the number of cases of the tests that do not say it."""
    os.environ.pop(VARIABLE, None)
    if exhaustive:
        os.environ[VARIABLE] = "yes"
    settings.register_profile("run", max_examples=cases(USUAL), deadline=None, derandomize=True)
    settings.load_profile("run")
