"""Scanned digits: ink found on any paper, and read as drawings are."""

import numpy as np
import pytest
from PIL import Image

from core.dropout.final import scan
from core.dropout.final.handwriting import prepared, rasterised
from tests.benchmarks.scans import accuracies
from tests.core.convolution.test_pictures import saved

CROSS = [[(0.3, 0.2), (0.4, 0.8)], [(0.2, 0.5), (0.6, 0.4)]]


def test_scans_of_both_kinds_are_read_as_drawings_are():
    found = accuracies(20)
    assert found["drawn"] >= 0.9
    for kind in ("dark on light", "light on dark"):
        assert found[f"scanned {kind}, after"] >= 0.9
        assert found[f"scanned {kind}, before"] < 0.5


@pytest.mark.parametrize("paper", [1.0, 0.6, 0.0])
def test_paper_of_any_brightness_makes_the_picture_of_the_drawing(paper):
    ink = rasterised(CROSS)
    grey = paper + (1 - 2 * (paper > 0.5)) * 0.5 * ink
    away = scan.prepared(grey).picture - prepared(ink)
    assert away.abs().mean() < 0.01


def test_specks_and_light_from_one_side_are_no_ink():
    ink = rasterised(CROSS)
    light = 0.7 + 0.3 * np.linspace(0, 1, ink.shape[1])
    grey = light * (1 - 0.8 * ink)
    grey[20:23, 200:203] = 0
    steps = scan.prepared(grey)
    assert (steps.picture - prepared(ink)).abs().mean() < 0.01
    assert steps.ink[:40].max() == 0
    assert max(steps.cut.shape) == 20


def test_a_file_is_read_and_one_without_a_digit_refused():
    data = saved(Image.fromarray((255 * (1 - rasterised(CROSS))).astype(np.uint8)))
    assert scan.read(data).picture.shape == (1, 1, 28, 28)
    for blank in (np.full((30, 40), 0.8), np.random.default_rng(0).normal(0.7, 0.05, (90, 90))):
        with pytest.raises(ValueError, match="Nothing stands out from the paper"):
            scan.prepared(blank.clip(0, 1))
    with pytest.raises(ValueError, match="must be a PNG or a JPEG"):
        scan.read(b"no picture")


def test_a_small_drawing_is_not_blotted():
    large = prepared(rasterised(CROSS))
    small = prepared(rasterised([[(x / 4, y / 4) for x, y in points] for points in CROSS]))
    assert (large - small).abs().mean() < 0.005
