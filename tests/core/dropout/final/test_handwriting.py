import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from core import mnist
from core.dropout.final import network as final_network
from core.dropout.final import results as final_results
from core.dropout.final.handwriting import BOX, CANVAS, MIDDLE, PEN, SIDE, prepared, rasterised
from tests.generated import cases

POINT = st.tuples(st.floats(0, 1), st.floats(0, 1))
STROKES = st.lists(st.lists(POINT, max_size=6), max_size=4)


def centre_of_mass(picture):
    """(row, column) in pixels from the edge."""
    place = np.arange(SIDE) + 0.5
    mass = picture.sum()
    return (picture.sum(axis=1) @ place / mass, picture.sum(axis=0) @ place / mass)


def test_a_thousand_test_digits_drawn_large_are_read_as_well_as_they_were():
    """Scaled to the canvas and prepared as a drawing is: at most one point less accurate."""
    digits = mnist.load(train=False).first(1_000)
    large = functional.interpolate(digits.images, (CANVAS, CANVAS), mode="bilinear")
    drawn = torch.cat([prepared(ink[0].numpy()) for ink in large])
    for name in final_network.NETWORKS:
        network = final_results.opened(name, final_results.weights(name))
        plain = final_network.accuracy(network, digits)
        prepared_accuracy = final_network.accuracy(network, mnist.Images(drawn, digits.labels))
        assert plain > 0.98
        assert prepared_accuracy >= plain - 0.01


def test_mnists_own_digits_have_their_centre_of_mass_where_ours_do():
    digits = mnist.load(train=False).images[:1_000, 0].double().numpy()
    centres = np.array([centre_of_mass(digit) for digit in digits])
    assert centres.mean(axis=0) == pytest.approx([MIDDLE, MIDDLE], abs=0.05)


@settings(deadline=None, max_examples=cases(60))
@given(STROKES)
def test_any_drawing_fits_the_box_with_its_centre_in_the_middle(strokes):
    picture = prepared(rasterised(strokes))
    if not any(strokes):
        assert picture is None
        return
    assert picture.shape == (1, 1, SIDE, SIDE)
    assert picture.min() >= 0
    assert picture.max() <= 1
    ink = picture[0, 0].double().numpy()
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    sides = np.ptp(rows) + 1, np.ptp(columns) + 1
    assert max(sides) <= BOX
    assert max(sides) >= BOX - 1
    for centre, side in zip(centre_of_mass(ink), sides, strict=True):
        assert abs(centre - MIDDLE) <= 0.5 or abs(centre - MIDDLE) <= side / 2 - 3.5


@settings(deadline=None, max_examples=30)
@given(st.floats(0.2, 0.8), st.floats(0.2, 0.8), st.floats(0.05, 0.18))
def test_where_and_how_large_a_drawing_is_hardly_matters(x, y, radius):
    """Rings of any place and size, their pen as thick in proportion, become one ring.

    Its centre lies between two pixels, so that one step either way is as good.
    """

    def ring(x, y, radius):
        rows, columns = np.indices((CANVAS, CANVAS)) / CANVAS
        away = np.hypot(rows - y, columns - x)
        return np.float32(np.abs(away - radius) < 0.25 * radius)

    one, other = prepared(ring(x, y, radius)), prepared(ring(0.5, 0.5, 0.15))
    steps = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)]
    assert min((one - other.roll(step, (2, 3))).abs().mean() for step in steps) < 0.04


def test_the_pen_is_round_and_as_wide_as_it_says():
    dot = rasterised([[(0.5, 0.5)]])
    assert dot.sum() == pytest.approx(math.pi * (PEN / 2) ** 2, rel=0.03)
    line = rasterised([[(0.2, 0.5), (0.8, 0.5)]])
    area = 0.6 * CANVAS * PEN + math.pi * (PEN / 2) ** 2
    assert line.sum() == pytest.approx(area, rel=0.03)
    assert line[:, CANVAS // 2].sum() == pytest.approx(PEN, abs=1.5)


def test_the_aspect_is_kept():
    wide = prepared(rasterised([[(0.1, 0.5), (0.9, 0.5)]]))[0, 0]
    inked = wide > 0.05
    assert inked.any(dim=0).sum() == BOX
    assert inked.any(dim=1).sum() <= 4


@pytest.mark.parametrize("strokes", [[], [[]], [[], []]])
def test_an_empty_canvas_is_no_picture(strokes):
    assert prepared(rasterised(strokes)) is None


@pytest.mark.parametrize(
    "strokes",
    [
        [[(0.5, 1.1)]],
        [[(-0.1, 0.5)]],
        [[(math.nan, 0.5)]],
        [[(math.inf, 0)]],
        [[(0.5,)]],
        [[0.5, 0.5]],
        [["a"]],
        [[(0.1, 0.2), (0.3,)]],
        [7],
        [[(0.5, 0.5)] * 20_001],
        [{"x": 1}],
    ],
)
def test_what_no_canvas_sends_is_refused_in_a_sentence(strokes):
    with pytest.raises(ValueError, match=r"A drawing .*\."):
        rasterised(strokes)
