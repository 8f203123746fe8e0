import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dropout.selection_bias import choose, equal_candidates, expected_maximum, normal_optimism


@pytest.mark.parametrize(
    ("count", "published"),
    [
        (1, 0),
        (2, 1 / np.sqrt(np.pi)),
        (3, 1.5 / np.sqrt(np.pi)),
        (10, 1.53875),
        (100, 2.50759),
        (1_000, 3.24144),
    ],
)
def test_the_expected_maximum_is_the_published_one(count, published):
    """Harter 1961, Biometrika 48; two and three have closed forms."""
    assert expected_maximum(count) == pytest.approx(published, abs=1e-5)


@given(st.integers(1, 6), st.integers(1, 8))
def test_the_choice_is_one_of_the_best_that_were_offered(draws, count):
    rng = np.random.default_rng(draws * 10 + count)
    scores = rng.integers(0, 3, (12, draws)) / 3
    places = np.argsort(rng.random((draws, 12)), axis=1)[:, :count]
    for draw, chosen in enumerate(choose(scores, places)):
        assert chosen in places[draw]
        assert scores[chosen, draw] == scores[places[draw], draw].max()


def test_equals_are_chosen_equally_often():
    chosen = choose(np.ones((4, 8_000)), np.tile(np.arange(4), (8_000, 1)))
    np.testing.assert_allclose(np.bincount(chosen) / 8_000, 0.25, atol=0.02)


def coins(candidates=50, images=1_000, share=0.8, seed=0):
    """Candidates of one mean, exactly, that are right on images of their own."""
    rng = np.random.default_rng(seed)
    base = np.arange(images) < share * images
    return np.stack([rng.permutation(base) for _ in range(candidates)])


def test_for_independent_candidates_the_closed_form_is_that_of_a_share():
    flags = coins()
    deviation = np.sqrt(0.8 * 0.2 * (1 / 400 + 1 / 600))
    found = equal_candidates(flags, 10, 400)
    assert found == pytest.approx(deviation * expected_maximum(10), rel=0.01)


def test_candidates_that_never_disagree_have_no_optimism():
    flags = np.repeat(coins(1), 10, axis=0)
    assert equal_candidates(flags, 10, 400) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("count", [2, 10, 50])
def test_for_equal_candidates_drawn_estimates_agree_with_the_closed_form(count):
    flags = coins()
    drawn = np.argsort(np.random.default_rng(1).random((4_000, 50)), axis=1)[:, :count]
    (found,) = normal_optimism(flags, [drawn], 400)
    assert found == pytest.approx(equal_candidates(flags, count, 400), rel=0.06)


def test_a_candidate_that_is_far_better_is_not_overrated():
    flags = np.concatenate([np.zeros((9, 1_000), dtype=bool), coins(1)])
    (found,) = normal_optimism(flags, [np.tile(np.arange(10), (2_000, 1))], 400)
    assert found == pytest.approx(0, abs=1e-6)


def test_one_candidate_has_no_optimism():
    drawn = np.random.default_rng(3).integers(50, size=(200, 1))
    assert normal_optimism(coins(), [drawn], 400)[0] == pytest.approx(0, abs=1e-9)
