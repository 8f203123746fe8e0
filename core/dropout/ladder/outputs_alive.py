"""Does dropout before the last layer keep the outputs behind it alive?

An output with a ReLU that is below 0 for every image gives its digit to none, and gets no gradient.
"""

import pandas as pd

from core.claims import Finding
from core.dropout.ladder.recipes import RELU, Recipe
from core.rules import above, judged_family
from core.text import with_ends

WITHOUT, WITH = 0.0, 0.5
NEGLIGIBLE = 0.5
"""Of a digit."""


def more_digits(runs: pd.DataFrame) -> dict[Recipe, pd.Series]:
    """Return by recipe with a ReLU at the end how many more digits are given at p = 0.5 than at 0.

    ``runs`` are as ``rungs.read`` gives them. A value a seed that has both.
    """
    found = {}
    for key, rows in runs[runs["last"] == RELU].groupby(list(Recipe._fields), sort=False):
        digits = rows.pivot(index="seed", columns="p", values="digits")
        found[Recipe(*key)] = (digits[WITH] - digits[WITHOUT]).dropna()
    return found


def findings(runs: pd.DataFrame) -> tuple[Finding, ...]:
    """Judge it of every recipe with a ReLU at the end."""
    return judged_family(
        f"Paired over seeds, the interval of the digits given at p = {WITH} less those at "
        f"p = {WITHOUT:g}",
        above(NEGLIGIBLE),
        {
            f"dropout keeps outputs alive: {recipe}": more
            for recipe, more in more_digits(runs).items()
        },
        lambda part, found: f"{with_ends(found, '+.1f')} digits more.",
        since="2026-11-30",
        changed="The rule was written on 30 November 2026, after three of the seeds had been seen.",
    )
