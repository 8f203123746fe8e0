"""Random starts of network A that fail, followed further: are their units dead?"""

from dataclasses import replace
from functools import cache

import pandas as pd

from core.engines.playground import starts
from core.engines.playground.engine import train
from core.engines.playground.inspection import inspect
from core.engines.seedrandom import seed_text
from core.initialization.two_networks import LEARNED_LOSS, LINKS

TRIED = 1_000
EARLY, LATER = 250, 2_000
FAILING = (208, 224, 371, 375, 456, 491, 528, 587, 611, 793, 837, 858, 862, 977)
"""Those of seeds 1 to ``TRIED`` that ``search`` finds; a test looks for them again."""


def search(first: int, last: int) -> list[int]:
    """Return the seeds from ``first`` to ``last`` whose test loss after ``EARLY`` passes is high.

    High is ``LEARNED_LOSS`` or more, with ReLU units and A's setting.
    """
    numbers = range(first, last + 1)
    runs = [(replace(LINKS["A"], seed=seed_text(number)), EARLY, 0) for number in numbers]
    losses = starts.last_losses(runs)["test_loss"]
    return [number for number, loss in zip(numbers, losses, strict=True) if not loss < LEARNED_LOSS]


@cache
def followed() -> pd.DataFrame:
    """Train the failing starts on. Columns: seed, early and later (test losses), dead_units.

    ``dead_units`` counts the hidden units that pass no gradient at any training point after
    ``EARLY`` passes.
    """
    rows = []
    for number in FAILING:
        config = replace(LINKS["A"], seed=seed_text(number))
        early, later = (train(config, passes, every=passes) for passes in (EARLY, LATER))
        dead = inspect(config, early.final, early.train)["dead_share"] @ list(config.hidden)
        losses = [float(one.losses["test_loss"].iloc[-1]) for one in (early, later)]
        rows.append((config.seed, *losses, round(float(dead))))
    return pd.DataFrame(rows, columns=["seed", "early", "later", "dead_units"])


def said() -> str:
    """Return in a sentence how many starts fail, and how many of those live and learn later."""
    rows = followed()
    alive, learned = (rows["dead_units"] == 0).sum(), (rows["later"] < LEARNED_LOSS).sum()
    return (
        f"Of {TRIED:,} seeds {len(rows)} fail after {EARLY} passes: {alive} of them have no dead "
        f"unit, and {learned} learn by pass {LATER:,}."
    )
