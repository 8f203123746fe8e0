import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from torch.utils.data import RandomSampler

from core.engines.descent.orders import ORDERS, SHUFFLED, SORTED, schedule

LABELS = st.lists(st.sampled_from([-1.0, 1.0]), min_size=1, max_size=60).map(np.array)
SEEDS = st.integers(0, 2**32 - 1)
HALVES = np.repeat([-1.0, 1.0], 50)
BLOCKED = "alternating blocks"
PERMUTATIONS = [order for order in ORDERS if order != "with replacement"]


@st.composite
def labels_and_block(draw):
    labels = draw(LABELS)
    return labels, draw(st.integers(1, len(labels)))


@pytest.mark.parametrize("order", PERMUTATIONS)
@given(labels_and_block(), SEEDS, st.integers(1, 4))
def test_every_epoch_shows_every_example_once(order, case, seed, epochs):
    labels, block = case
    rows = schedule(order, labels, epochs, seed, block)
    assert rows.shape == (epochs, len(labels))
    assert (np.sort(rows, axis=1) == np.arange(len(labels))).all()


@given(LABELS, SEEDS, st.integers(1, 4))
def test_one_class_comes_wholly_before_the_other(labels, seed, epochs):
    for row in labels[schedule("negatives first", labels, epochs, seed)]:
        assert row.tolist() == sorted(labels)
    for row in labels[schedule("positives first", labels, epochs, seed)]:
        assert row.tolist() == sorted(labels, reverse=True)


def in_turn(labels, block):
    """The labels shown when blocks of each class are taken in turn from two piles."""
    left = {-1.0: int((labels < 0).sum()), 1.0: int((labels > 0).sum())}
    shown, turn = [], -1.0
    while any(left.values()):
        taken = min(block, left[turn])
        shown += [turn] * taken
        left[turn] -= taken
        turn = -turn
    return shown


@given(labels_and_block(), SEEDS)
def test_blocks_alternate_until_one_class_is_used_up(case, seed):
    labels, block = case
    (row,) = schedule(BLOCKED, labels, 1, seed, block)
    assert labels[row].tolist() == in_turn(labels, block)


@given(LABELS, SEEDS)
def test_blocks_as_long_as_the_larger_class_are_the_sorted_order(labels, seed):
    longest = max((labels < 0).sum(), (labels > 0).sum())
    blocks = schedule(BLOCKED, labels, 2, seed, int(longest))
    assert (blocks == schedule("negatives first", labels, 2, seed)).all()


@given(labels_and_block(), SEEDS)
def test_strictly_alternating_is_blocks_of_one_whatever_the_block(case, seed):
    labels, block = case
    strict = schedule("strictly alternating", labels, 2, seed, block)
    assert (strict == schedule(BLOCKED, labels, 2, seed, 1)).all()


@given(LABELS, SEEDS)
def test_the_shuffled_index_is_torchs(labels, seed):
    generator = torch.Generator().manual_seed(seed)
    expected = [torch.randperm(len(labels), generator=generator).tolist() for _ in range(3)]
    sampler = RandomSampler(labels, generator=torch.Generator().manual_seed(seed))
    assert list(sampler) == expected[0]
    assert schedule("reshuffled", labels, 3, seed).tolist() == expected
    assert schedule("shuffled once", labels, 3, seed).tolist() == [expected[0]] * 3
    sampler = RandomSampler(labels, True, generator=torch.Generator().manual_seed(seed))
    assert schedule("with replacement", labels, 1, seed).tolist() == [list(sampler)]


def test_only_the_order_shuffled_once_repeats():
    for order in ORDERS:
        first, second, third = schedule(order, HALVES, 3, 0, 10)
        assert ((first == second).all() and (second == third).all()) == (order == "shuffled once")


@pytest.mark.parametrize("order", PERMUTATIONS)
def test_examples_of_one_class_come_in_random_order(order):
    # Where each of ten negatives stands among them, over 2,000 epochs: uniform in every place.
    labels = np.repeat([-1.0, 1.0], 10)
    rows = np.concatenate([schedule(order, labels, 1, seed, 3) for seed in range(2_000)])
    negatives = rows[labels[rows] < 0].reshape(2_000, 10)
    for place in (0, 4, 9):
        assert stats.chisquare(np.bincount(negatives[:, place], minlength=10)).pvalue > 0.001


@given(LABELS, SEEDS)
def test_draws_with_replacement_are_examples_of_the_set(labels, seed):
    rows = schedule("with replacement", labels, 3, seed)
    assert rows.shape == (3, len(labels))
    assert set(rows.flat) <= set(range(len(labels)))


def test_draws_with_replacement_are_even_and_miss_one_example_in_e():
    labels = np.tile(HALVES, 10)
    rows = schedule("with replacement", labels, 200, 0)
    missed = [1 - len(set(row)) / len(labels) for row in rows]
    assert np.mean(missed) == pytest.approx((1 - 1 / 1_000) ** 1_000, abs=0.003)
    assert np.mean(missed) == pytest.approx(1 / math.e, abs=0.003)
    assert stats.chisquare(np.bincount(rows.ravel(), minlength=1_000)).pvalue > 0.001


@pytest.mark.parametrize("order", ORDERS)
def test_the_seed_decides_the_order(order):
    one, again, other = (schedule(order, HALVES, 2, seed, 10) for seed in (1, 1, 2))
    assert (one == again).all()
    assert (one != other).any()


def test_write_up_1b_warns_of_one_order_and_asks_for_another():
    assert SORTED == "negatives first"
    assert SHUFFLED == "reshuffled"


@pytest.mark.parametrize("order", ["shuffle", "", "negatives_first", None, 3])
def test_an_order_that_does_not_exist_is_refused_with_those_that_do(order):
    with pytest.raises(ValueError, match="^Order is .* must be one of negatives first, .*replace"):
        schedule(order, HALVES, 1, 0)


@pytest.mark.parametrize("block", [0, -1, 101, 2.5, True, None])
def test_a_block_out_of_range_is_refused_with_its_range(block):
    with pytest.raises(ValueError, match=r"^Block length is .* whole number from 1 to 100\.$"):
        schedule(BLOCKED, HALVES, 1, 0, block)
