"""Optimism against size: order statistics, equal and unequal candidates, nothing to choose."""

import numpy as np
import pytest

from core.claims import Outcome
from core.dropout.set_size import BEYOND, SIZES, curve, extrapolated, optimism, overrated, theory

EQUAL = np.random.default_rng(5).random((6, 10, 4_000)) < 0.9
# The expected maximum of ten standard normal numbers, by tables of order statistics.
LARGEST_OF_TEN = 1.5388


@pytest.mark.parametrize("size", [200, 1_000])
def test_equal_candidates_are_overrated_as_order_statistics_say(size):
    expected = LARGEST_OF_TEN * np.sqrt(0.9 * 0.1 / size)
    assert optimism(EQUAL, size).mean() == pytest.approx(expected, rel=0.15)


def test_among_equals_law_and_order_statistics_agree_at_ten_thousand():
    expected = LARGEST_OF_TEN * np.sqrt(0.9 * 0.1 / 10_000)
    assert extrapolated(EQUAL).mean() == pytest.approx(expected, rel=0.15)
    found = overrated(EQUAL)
    assert found.estimate == pytest.approx(extrapolated(EQUAL).mean())
    assert (found.n, found.outcome) == (6, Outcome.HOLDS)


def test_where_some_are_better_theory_follows_what_is_measured_and_the_law_lies_above():
    shares = 0.9 + np.linspace(0, 0.03, 10)[:, None]
    flags = np.random.default_rng(6).random((6, 10, 4_000)) < shares
    for size in (500, 2_000):
        measured = optimism(flags, size).mean()
        assert theory(flags, size).mean() == pytest.approx(measured, rel=0.25, abs=2e-4)
    assert theory(flags, 10_000).mean() < extrapolated(flags).mean()
    assert overrated(flags).estimate < overrated(EQUAL).estimate


def test_copies_leave_nothing_to_choose():
    one = np.random.default_rng(7).random((3, 1, 1_000)) < 0.9
    copies = np.repeat(one, 10, axis=1)
    assert optimism(copies, 500) == pytest.approx(0, abs=1e-9)
    assert theory(copies, 500) == pytest.approx(0, abs=1e-6)


def test_the_curve_is_measured_up_to_half_of_the_images_and_expected_beyond():
    table = curve(EQUAL).set_index("size")
    assert tuple(table.index) == (*SIZES, *BEYOND)
    assert table["estimate"].notna().tolist() == [2 * size <= 4_000 for size in table.index]
    assert (table["law"] * np.sqrt(table.index)).to_numpy() == pytest.approx(
        table.loc[100, "law"] * 10
    )
    assert (table["theory"].diff().dropna() < 0).all()
