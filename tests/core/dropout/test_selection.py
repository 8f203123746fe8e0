import math

import numpy as np
import pandas as pd
import pytest

from core.claims import Outcome
from core.dropout.candidates import NETWORKS, Pool, draw, pool
from core.dropout.selection import (
    CANDIDATES,
    HALF,
    SCHEMES,
    TEST,
    VALIDATION,
    Config,
    run,
    split_accuracies,
)
from core.dropout.sweep import Result
from tests.core.dropout.sweeps import made_up
from tests.core.refusals import refused

IMAGES = 1_000
SMALL = Config(images=400)


def both_networks(right):
    """A sweep of both networks; those of the second are right on other images."""
    one = made_up(right)
    other = made_up(np.roll(right, 1, axis=-1), "batch normalisation")
    config = type(one.config)(
        NETWORKS, one.config.dropout, seeds=one.config.seeds, epochs=one.config.epochs
    )
    curves = pd.concat([one.curves, other.curves], ignore_index=True)
    return Result(config, curves, one.trained + other.trained)


def sweeps(seed=0, spread=0.0, images=IMAGES):
    """Sweeps of one epoch (four seeds) and two (two seeds) of models that are 80 % right."""
    rng = np.random.default_rng(seed)
    base = np.arange(images) < images * (0.8 - spread * np.arange(10)[:, None, None])
    long = rng.permuted(np.tile(base, (2, 1, 2, 1)), axis=-1)
    short = np.concatenate([long[:, :, :1], rng.permuted(np.tile(base, (2, 1, 1, 1)), axis=-1)])
    return both_networks(short), both_networks(long)


@pytest.fixture(scope="module")
def selection():
    return run(SMALL, *sweeps())


def test_the_pool_holds_every_model_once_and_the_ten_of_every_seed():
    short, long = sweeps()
    found = pool("course", 1, short, long)
    assert len(found.flags) == 2 * (2 * 10 * 2 + 2 * 10)
    assert len(np.unique(found.flags, axis=0)) == len(found.flags)
    assert found.tens.shape == (4, 10)
    for seed, ten in enumerate(found.tens):
        for p, place in enumerate(ten):
            (one,) = [
                t
                for t in short.trained
                if t.model.network == "course"
                and t.model.seed == seed
                and t.model.p == round(p / 10, 1)
            ]
            np.testing.assert_array_equal(found.flags[place], one.correct[0])


def test_parts_do_not_overlap_and_together_are_all_images():
    single = np.eye(50, dtype=bool)
    scores = split_accuracies(single, 20)
    inside = {part: scores[part] > 0 for part in scores}
    assert not (inside[TEST] & inside[VALIDATION]).any()
    assert ((inside[TEST] ^ inside[VALIDATION]) == ~inside["fresh"]).all()
    assert (inside[HALF] <= inside[VALIDATION]).all()
    for part, size in ((TEST, 20), (VALIDATION, 20), (HALF, 10), ("fresh", 10)):
        assert (inside[part].sum(axis=0) == size).all()
        np.testing.assert_allclose(inside[part].mean(axis=1), size / 50)


def test_candidates_are_distinct_while_there_are_enough():
    flags = np.zeros((150, 4), dtype=bool)
    tens = np.arange(30).reshape(3, 10)
    for count in CANDIDATES:
        places = draw(Pool(flags, tens), count, 200)
        assert places.shape == (200, count)
        distinct = len(set(places[0]))
        assert distinct == count if count <= 150 else 100 < distinct <= 150
    ten = draw(Pool(flags, tens), 10, 200)
    assert {tuple(row) for row in ten} == {tuple(row) for row in tens}


def test_one_candidate_is_not_overrated_by_any_scheme(selection):
    one = selection.optimism[selection.optimism["candidates"] == 1]
    assert (one["chosen_by"].abs() <= 2 * one["chosen_by_error"]).all()
    assert (one["loss"] == 0).all()


def test_equal_candidates_are_overrated_as_order_statistics_say(selection):
    """Models right on 80 % of random images: the excess is √(p(1−p)(1/m + 1/(N−m))) · m₁₀."""
    ten = selection.optimism[selection.optimism["candidates"] == 10].set_index("scheme")
    for scheme, size in ((TEST, 400), (VALIDATION, 400), (HALF, 200)):
        deviation = math.sqrt(0.16 * (1 / size + 1 / (IMAGES - size)))
        assert ten.loc[scheme, "chosen_by"] == pytest.approx(1.53875 * deviation, rel=0.12)


def test_measured_optimism_agrees_with_the_theory_for_the_candidates_as_they_are():
    found = run(SMALL, *sweeps(spread=0.02))
    both = found.optimism.merge(found.theory, on=["scheme", "candidates"])
    np.testing.assert_allclose(both["chosen_by"], both["measured_means"], atol=0.006)
    assert (both["chosen_by"] < both["equal_means"])[both["candidates"] > 1].all()


def test_only_the_set_that_chose_is_overrated(selection):
    many = selection.optimism[selection.optimism["candidates"] == 100].set_index("scheme")
    assert many.loc[TEST, "reported"] == many.loc[TEST, "chosen_by"] > 0.03
    for scheme in (VALIDATION, HALF):
        assert abs(many.loc[scheme, "reported"]) < 0.005
    assert many.loc[HALF, "chosen_by"] > many.loc[VALIDATION, "chosen_by"]


def test_statements_are_judged_from_the_run(selection):
    overrated, cured, _, _, _ = selection.findings
    assert overrated.outcome is Outcome.HOLDS
    assert overrated.measured.estimate == pytest.approx(
        selection.seeds.loc[selection.seeds["scheme"] == TEST, "reported"].mean()
    )
    assert overrated.n == 4
    assert cured.measured.estimate == pytest.approx(0, abs=0.005)
    better = run(SMALL, *sweeps(spread=0.08))
    assert better.findings[0].outcome is Outcome.FAILS


def test_it_is_the_same_twice_and_whole(selection):
    again = run(SMALL, *sweeps())
    pd.testing.assert_frame_equal(selection.optimism, again.optimism)
    assert len(selection.optimism) == len(SCHEMES) * len(CANDIDATES)
    assert not selection.optimism.isna().any(axis=None)


test_impossible_settings_are_refused = refused(
    Config,
    ({"network": "resnet"}, "Network of the ten is 'resnet'"),
    ({"epochs": "two"}, "Epochs of the ten is 'two'"),
    ({"images": 99}, "Images is 99, but must be a whole number from 100 to 2,000."),
    ({"images": 2_001}, "Images is 2001"),
)
