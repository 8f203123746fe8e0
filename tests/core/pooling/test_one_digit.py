import numpy as np
import pytest
import torch
from torch.nn import functional

from core import mnist
from core.pooling.compared import COMPARED
from core.pooling.one_digit import PICTURES, SPLIT_SEED, UNPOOLED, Config, run
from tests.core.refusals import refused


def change(result, operator):
    return result.changes.set_index("operator").loc[operator]


def test_views_are_the_digit_and_what_torch_makes_of_it():
    result = run(Config(picture=7, dx=2, dy=-1))
    validation = mnist.splits(SPLIT_SEED).validation
    digit = functional.pad(validation.images[7], (4, 4, 4, 4))
    moved = functional.pad(validation.images[7], (6, 2, 3, 5))
    assert result.label == int(validation.labels[7])
    assert list(result.views) == [UNPOOLED, *COMPARED]
    for view, picture in ((0, digit), (1, moved)):
        assert np.array_equal(result.views[UNPOOLED][view], picture[0])
        for operator, theirs in {
            "max": functional.max_pool2d(picture, 2),
            "average": functional.avg_pool2d(picture, 2),
            "L²": functional.lp_pool2d(picture, 2, 2),
            "subsampling": picture[:, ::2, ::2],
        }.items():
            np.testing.assert_allclose(result.views[operator][view], theirs[0], rtol=1e-6)


def test_change_is_the_sum_of_differences_over_the_sum():
    result = run(Config(picture=3, dx=1))
    for operator, (before, after) in result.views.items():
        own = np.abs(after - before).sum() / before.sum()
        assert change(result, operator)["change"] == pytest.approx(own, rel=1e-5)


def test_means_are_over_digits_with_their_interval():
    result = run(Config(dx=1))
    own = [run(Config(picture, 1)).changes["change"][1] for picture in range(0, 20)]
    found = change(result, "max")
    assert found["n"] == PICTURES
    assert found["low"] < found["mean"] < found["high"]
    assert found["mean"] == pytest.approx(np.mean(own), abs=0.1)


def test_no_shift_changes_nothing():
    assert (run(Config(dx=0)).changes[["change", "mean", "low", "high"]] == 0).all(axis=None)


def test_a_shift_by_the_stride_moves_what_is_pooled_as_a_whole():
    result = run(Config(dx=2, dy=-2))
    for operator in ("max", "average", "L²", "subsampling"):
        before, after = (torch.tensor(view) for view in result.views[operator])
        torch.testing.assert_close(after[:-1, 1:], before[1:, :-1])


def test_sizes_are_those_of_the_views():
    result = run(Config(kernel_size=3, stride=4))
    for row in result.changes.itertuples():
        assert result.views[row.operator].shape == (2, row.side, row.side)


test_bad_values_are_named = refused(
    Config,
    ({"picture": PICTURES}, "Digit is 500, but must be a whole number from 0 to 499."),
    ({"dx": 5}, "Pixels right is 5, but must be a whole number from -4 to 4."),
    ({"dy": -5}, "Pixels down is -5"),
    ({"kernel_size": 0}, "Window is 0"),
    ({"stride": 7}, "Stride is 7, but must be a whole number from 1 to 6."),
)
