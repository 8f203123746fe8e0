from math import comb

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch.nn import functional

from core.claims import Outcome
from core.padding.coverage import (
    Config,
    corner_and_middle,
    middle_untouched,
    paths,
    run,
    used,
    used_less,
)
from tests.core.planted import planted

PADDINGS = ("without padding", "with padding")


@pytest.fixture(scope="module")
def result():
    return run(Config())


def deep(picture, config, depth, padding):
    half = (config.kernel - 1) // 2 if padding == "with padding" else 0
    ones = torch.ones(1, 1, config.kernel, config.kernel, dtype=torch.float64)
    for _ in range(depth):
        picture = functional.conv2d(picture, ones, padding=half)
    return picture


def grid(frame, value):
    return frame.pivot(index="row", columns="column", values=value).to_numpy()


SETTINGS = st.tuples(st.integers(5, 16), st.sampled_from([3, 5, 7]), st.integers(1, 4)).filter(
    lambda fields: fields[2] <= (fields[0] - 1) // (fields[1] - 1)
)


@settings(max_examples=30)
@given(fields=SETTINGS)
def test_coverage_is_the_gradient_of_the_sum_of_all_outputs(fields):
    config = Config(*fields)
    coverage = run(config).coverage
    for depth in range(1, config.layers + 1):
        for padding in PADDINGS:
            picture = torch.zeros(1, 1, config.side, config.side, dtype=torch.float64)
            picture.requires_grad_()
            deep(picture, config, depth, padding).sum().backward()
            chosen = (coverage["padding"] == padding) & (coverage["depth"] == depth)
            np.testing.assert_array_equal(grid(coverage[chosen], "paths"), picture.grad[0, 0])


@settings(max_examples=30)
@given(fields=SETTINGS)
def test_the_share_on_padding_is_what_autograd_misses(fields):
    """The gradient of an output over all pixels, less than all k^2L paths by those on padding."""
    config = Config(*fields)
    shares = run(config).on_padding
    depth = config.layers
    # An all-ones picture gives every output its number of paths: the sum of its gradient.
    picture = torch.ones(1, 1, config.side, config.side, dtype=torch.float64)
    counted = deep(picture, config, depth, "with padding")[0, 0].numpy()
    expected = 1 - counted / config.kernel ** (2 * depth)
    np.testing.assert_allclose(
        grid(shares[shares["depth"] == depth], "share"), expected, atol=1e-12
    )


@pytest.mark.parametrize("place", [(0, 0), (0, 7), (3, 12), (7, 7)])
def test_one_outputs_gradient_is_its_row_of_paths(place):
    config = Config()
    picture = torch.zeros(1, 1, 14, 14, dtype=torch.float64, requires_grad=True)
    deep(picture, config, 3, "with padding")[0, 0][place].backward()
    side = paths(config, 3, "with padding")
    np.testing.assert_array_equal(picture.grad[0, 0], np.outer(side[place[0]], side[place[1]]))


@given(depth=st.integers(1, 8), kernel=st.sampled_from([3, 5, 7, 9]))
def test_without_padding_paths_are_convolution_powers_of_the_window(depth, kernel):
    config = Config(side=64, kernel=kernel, layers=min(depth, (64 - 1) // (kernel - 1)))
    power = np.array([1])
    for _ in range(config.layers):
        power = np.convolve(power, np.ones(kernel, dtype=int))
    counts = paths(config, config.layers, "without padding")
    assert counts.shape == (64 - config.layers * (kernel - 1), 64)
    for output, row in enumerate(counts):
        np.testing.assert_array_equal(row[output : output + len(power)], power)
        assert row.sum() == kernel**config.layers


def test_trinomial_coefficients_are_the_published_ones():
    """The central trinomial coefficients 1, 3, 7, 19, 51 (OEIS A002426)."""
    config = Config(side=20, kernel=3, layers=5)
    middle = [int(paths(config, depth, "with padding")[10, 10]) for depth in range(1, 6)]
    assert middle == [1, 3, 7, 19, 51]
    assert middle[3] == sum(comb(4, 2 * k) * comb(2 * k, k) for k in range(3))


def test_a_corner_takes_part_in_one_window_and_the_middle_in_all(result):
    assert corner_and_middle(result, "without padding", 1) == (1, 9)
    assert corner_and_middle(result, "with padding", 1) == (4, 9)
    assert corner_and_middle(result, "without padding", 3)[0] == 1


def test_half_of_a_straight_borders_neighbours_are_padding_in_the_limit():
    """One layer at a straight border: one column of three lies on padding; a corner, 5 of 9."""
    share = run(Config(layers=1)).on_padding.set_index(["row", "column"])["share"]
    assert share[7, 0] == pytest.approx(1 / 3)
    assert share[0, 0] == pytest.approx(5 / 9)
    assert share[7, 7] == 0


def test_findings_follow_the_counts(result):
    assert used(result).outcome is Outcome.HOLDS
    assert used_less(result).outcome is Outcome.HOLDS
    assert (used(result).estimate, used_less(result).estimate) == (4, 1 / 9)
    assert "counts 1 to 9" in used_less(result).why
    assert "1 to 729 by the paths of 3 layers" in used_less(result).why
    assert middle_untouched(result).outcome is Outcome.HOLDS


def with_corner(result, paths, padding, depth=1):
    corner = f"row == 0 and column == 0 and depth == {depth} and padding == '{padding}'"
    return planted(result, "coverage", corner, paths=paths)


@pytest.mark.parametrize(("depth", "fewer"), [(1, 4), (2, 40), (3, 364)])
def test_a_corner_with_half_the_paths_at_any_depth_would_refute_it(result, depth, fewer):
    """The middle has 9, 81 and 729 paths: the powers of a 3 × 3 window's nine cells."""
    for count, outcome in ((fewer, Outcome.HOLDS), (fewer + 1, Outcome.FAILS)):
        assert used_less(with_corner(result, count, "without padding", depth)).outcome is outcome


def test_one_window_over_the_whole_picture_uses_its_corner_as_much():
    found = used_less(run(Config(side=5, kernel=5, layers=1)))
    assert (found.outcome, found.estimate) == (Outcome.FAILS, 1)
    assert found.why.endswith("it is used as much.")


@given(kernel=st.sampled_from([3, 5, 7]), depth=st.integers(1, 3))
def test_a_corners_share_falls_as_a_power_of_the_window(kernel, depth):
    """One path against k^2L: depth makes the corner count for less, without end."""
    found = run(Config(side=64, kernel=kernel, layers=depth))
    assert corner_and_middle(found, "without padding", depth) == (1, kernel ** (2 * depth))
    assert used_less(found).estimate == pytest.approx(1 / kernel**2)


def test_a_corner_used_no_more_with_padding_would_refute_it(result):
    assert used(with_corner(result, 1, "with padding")).outcome is Outcome.FAILS


@pytest.mark.parametrize(("index", "share"), [(0, 0.0), (14 * 7 + 7, 0.1)])
def test_padding_in_the_wrong_place_is_noticed(result, index, share):
    wrong = planted(result, "on_padding", f"index == {index}", share=share)
    assert middle_untouched(wrong).outcome is Outcome.FAILS


@given(side=st.integers(5, 64), kernel=st.sampled_from([3, 5, 7, 9]), layers=st.integers(1, 8))
def test_depths_that_leave_nothing_are_refused_with_the_most_that_fits(side, kernel, layers):
    assume(kernel <= side)
    most = min(8, (side - 1) // (kernel - 1))
    if layers <= most:
        Config(side, kernel, layers)
        return
    with pytest.raises(ValueError, match=f"^Depth is {layers}, .* from 1 to {most}\\.$"):
        Config(side, kernel, layers)


def test_an_even_window_is_refused():
    with pytest.raises(ValueError, match="^Window side is 4, but must be an odd number"):
        Config(kernel=4)
