"""The recorded runs are those that training gives, and another is trained."""

from dataclasses import replace

import numpy as np
import pytest

from core.shuffling import Config, recorded_runs, watched_run
from core.shuffling.recorded_runs import RUNS, SEED, known, make, recorded, write

STEP = 1 / 127
"""What the browser keeps of a surface is a byte a square."""


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_a_recorded_run_is_seen_as_the_trained_one(run):
    ours, theirs = known(run, SEED), watched_run.watch(run, SEED)
    for name in ("examples", "points", "labels", "dead"):
        np.testing.assert_array_equal(getattr(ours, name), getattr(theirs, name))
    np.testing.assert_allclose(ours.accuracy, theirs.accuracy, atol=1e-6)
    np.testing.assert_allclose(ours.surface, theirs.surface, atol=STEP)
    np.testing.assert_allclose(ours.lines, theirs.lines, atol=STEP)
    assert ours.reach == theirs.reach
    assert ours.units.equals(theirs.units)


def test_what_is_written_is_read_back(elsewhere):
    made, bundled = make(), recorded()
    elsewhere(recorded_runs)
    write(made)
    for back in (bundled, recorded()):
        for order, course in made.items():
            assert (back[order].examples == course.examples).all()
            assert (back[order].active == course.active).all()
            np.testing.assert_allclose(back[order].accuracy, course.accuracy, atol=1e-6)
            np.testing.assert_allclose(back[order].parameters, course.parameters, atol=0.002)


@pytest.mark.parametrize("change", [{"order": "alternating"}, {"shuffled_after": 1}, {"block": 20}])
def test_another_run_is_not_recorded(change):
    assert known(replace(next(iter(RUNS.values())), **change), SEED) is None


def test_neither_another_seed_nor_another_setting_is_recorded():
    run = next(iter(RUNS.values()))
    assert known(run, SEED + 1) is None
    assert known(replace(run, setting=replace(Config(), learning_rate=0.2)), SEED) is None
