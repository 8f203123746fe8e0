from dataclasses import replace

import numpy as np
import pytest

from core.initialization import LINKS, failing_starts
from core.initialization.failing_starts import FAILING, followed, search
from core.playground import train


@pytest.mark.slow
def test_the_failing_starts_are_found_again_among_the_first_three_hundred():
    assert search(1, 300) == [number for number in FAILING if number <= 300]


@pytest.mark.exhaustive
def test_all_failing_starts_are_found_again():
    assert tuple(search(1, failing_starts.TRIED)) == FAILING


@pytest.mark.slow
def test_all_but_one_have_living_units_and_half_learn_in_time():
    rows = followed()
    assert (rows["early"] >= 0.1).all()
    assert (rows["dead_units"] == 0).sum() == len(rows) - 1
    assert (rows["later"] < 0.1).sum() == 7
    assert "14 fail after 250 passes: 13 of them have no dead unit, and 7 learn" in (
        failing_starts.said()
    )


def test_dead_units_are_counted_as_numpy_counts_them():
    for row in followed().itertuples():
        result = train(replace(LINKS["A"], seed=row.seed), failing_starts.EARLY)
        values, dead = result.train[:, :2], 0
        for weights, bias in zip(result.final.weights[:2], result.final.biases[:2], strict=True):
            values = np.maximum(values @ weights.T + bias, 0)
            dead += int((values == 0).all(axis=0).sum())
        assert row.dead_units == dead
