import pandas as pd
import pytest

from core.claims import Outcome
from core.dropout.ladder import outputs_alive, rungs
from core.dropout.ladder.recipes import Recipe
from core.dropout.ladder.runs import COLUMNS

SAVED = Recipe("course", "ReLU", "Adam", 0.001, 32)
SAME = SAVED._replace(optimizer="RMSprop")
PLAIN = SAVED._replace(last="nothing")
GIVEN = {count: " ".join(map(str, range(count))) for count in range(1, 11)}


@pytest.fixture(scope="module")
def runs():
    """Ten seeds: 5 or 6 digits without dropout, with it 9 or 10, or again 5 or 6."""
    rows = [
        (*recipe, p, seed, 0.9, GIVEN[low + seed % 2], 0)
        for recipe, cells in ((SAVED, (5, 9)), (SAME, (5, 5)), (PLAIN, (1, 9)))
        for p, low in zip((0.0, 0.5), cells, strict=True)
        for seed in range(10)
    ]
    return rungs.read(pd.DataFrame(rows, columns=COLUMNS), pd.Series([0.1] * 10).to_numpy())


def test_digits_are_counted_seed_by_seed_where_outputs_can_die(runs):
    more = outputs_alive.more_digits(runs)
    assert list(more) == [SAVED, SAME]
    assert more[SAVED].tolist() == [4] * 10
    assert more[SAME].tolist() == [0] * 10


def test_each_recipe_is_judged(runs):
    saved, same = outputs_alive.findings(runs)
    assert (saved.outcome, saved.n) == (Outcome.HOLDS, 10)
    assert same.outcome is Outcome.FAILS
