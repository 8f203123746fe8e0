import math

import pytest
import torch
from scipy import ndimage, stats
from torchvision.transforms import InterpolationMode
from torchvision.transforms import functional as theirs

from core import mnist
from core.dropout.final.augmentation import Augmentation, affine, augmented, moved
from tests.core.refusals import refused

SIDE = 28


@pytest.fixture(scope="module")
def digits():
    return mnist.load(train=False).images[:8]


def changed(images, angle=0.0, scale=1.0, right=0.0, down=0.0):
    numbers = (torch.full((len(images),), float(one)) for one in (angle, scale, right, down))
    return moved(images, affine(*numbers, SIDE))


@pytest.mark.parametrize(
    ("degrees", "scale", "right", "down"),
    [
        (0, 1, 0, 0),
        (10, 1, 0, 0),
        (-7, 1.1, 0, 0),
        (0, 0.9, 2, 0),
        (12, 0.95, -1, 2),
        (90, 1, 3, -2),
    ],
)
def test_one_change_is_torchvisions(digits, degrees, scale, right, down):
    expected = theirs.affine(
        digits, degrees, [right, down], scale, [0.0, 0.0], InterpolationMode.BILINEAR
    )
    ours = changed(digits, math.radians(degrees), scale, right, down)
    # torchvision carries its grid in other roundings.
    torch.testing.assert_close(ours, expected, atol=2e-4, rtol=0)


def test_a_part_of_a_pixel_moves_as_scipy_moves_it(digits):
    ours = changed(digits, right=0.25, down=-1.5)
    for picture, moved_picture in zip(digits[:, 0].numpy(), ours[:, 0].numpy(), strict=True):
        expected = ndimage.shift(picture, (-1.5, 0.25), order=1, mode="constant")
        # At the border scipy takes no part of what lies outside.
        assert moved_picture[2:-2, 2:-2] == pytest.approx(expected[2:-2, 2:-2], abs=1e-5)


def test_draws_are_uniform_independent_and_follow_the_generator():
    dot = torch.zeros(4_000, 1, SIDE, SIDE)
    dot[:, :, 13:15, 13:15] = 1
    amount = Augmentation(rotation=0, shift=2, scaling=0)
    first = augmented(dot, amount, torch.Generator().manual_seed(3))
    again = augmented(dot, amount, torch.Generator().manual_seed(3))
    assert torch.equal(first, again)
    place = torch.arange(SIDE) + 0.5
    down = (first.sum(dim=(1, 3)) * place).sum(dim=1) / 4 - SIDE / 2
    right = (first.sum(dim=(1, 2)) * place).sum(dim=1) / 4 - SIDE / 2
    for shift in (down, right):
        assert stats.kstest(shift.numpy(), stats.uniform(-2, 4).cdf).pvalue > 1e-3
    assert abs(stats.pearsonr(down, right).statistic) < 0.06


def test_no_change_gives_the_pictures_back(digits):
    same = augmented(digits, Augmentation(0, 0, 0), torch.Generator())
    torch.testing.assert_close(same, digits, atol=1e-5, rtol=0)


test_an_impossible_amount_is_named = refused(
    Augmentation,
    ((-1, 0, 0), "Rotation is -1"),
    ((0, 29, 0), "Shift is 29"),
    ((0, 0, 1), "Scaling is 1"),
    ((math.nan, 0, 0), "Rotation is nan"),
    ((0, "2", 0), "Shift is '2'"),
)
