"""Arrays drawn as pictures: every pixel has the colour that its value has on the bar."""

from base64 import b64decode
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from pages.shared.charts import pixmaps
from tests.generated import cases

BLACK, WHITE = np.array([0, 0, 0]), np.array([255, 255, 255])
ORANGE, NEUTRAL, BLUE = np.array([230, 159, 0]), np.array([247, 247, 247]), np.array([0, 114, 178])


def decoded(address, shape):
    """The colour in the middle of every pixel, (rows, columns, 3)."""
    start = "data:image/png;base64,"
    assert address.startswith(start)
    picture = Image.open(BytesIO(b64decode(address[len(start) :]))).convert("RGB")
    enlarged = picture.width // shape[1]
    assert picture.size == (enlarged * shape[1], enlarged * shape[0])
    return np.asarray(picture)[enlarged // 2 :: enlarged, enlarged // 2 :: enlarged].astype(int)


@settings(max_examples=cases(50), deadline=None)
@given(arrays(float, st.tuples(st.integers(1, 9), st.integers(1, 9)), elements=st.floats(-3, 3)))
def test_a_signed_value_has_its_place_between_orange_white_and_blue(values):
    colours = decoded(pixmaps.encoded(values, (-3, 3)), values.shape)
    share = abs(values[..., None]) / 3
    expected = NEUTRAL + share * (np.where(values[..., None] < 0, ORANGE, BLUE) - NEUTRAL)
    assert abs(colours - expected).max() <= 2


@settings(max_examples=cases(50), deadline=None)
@given(arrays(float, st.tuples(st.integers(1, 9), st.integers(1, 9)), elements=st.floats(0, 5)))
def test_a_value_that_cannot_be_negative_lies_between_black_and_white(values):
    colours = decoded(pixmaps.encoded(values, (0, 5)), values.shape)
    assert abs(colours - 255 * values[..., None] / 5).max() <= 1


def test_a_large_array_is_not_enlarged_and_a_small_one_stays_sharp():
    large = Image.open(BytesIO(b64decode(pixmaps.encoded(np.zeros((700, 3)), (0, 1))[22:])))
    assert large.size == (3, 700)
    small = decoded(pixmaps.encoded(np.eye(2), (0, 1)), (2, 2))
    assert small[..., 0].tolist() == [[255, 0], [0, 255]]


@pytest.mark.parametrize("reach", [(-2.0, 2.0), (0.0, 4.0)])
def test_the_bar_has_the_ends_and_the_colours_of_the_picture(reach):
    values = np.linspace(*reach, 12).reshape(3, 4)
    chart = pixmaps.barred(values, reach, 20, "response").to_dict()
    assert (chart["width"], chart["height"]) == (80, 60)
    ends = chart["layer"][1]["encoding"]["color"]["scale"]
    assert (ends["domain"][0], ends["domain"][-1]) == reach
    (picture,) = [row["url"] for rows in chart["datasets"].values() for row in rows if "url" in row]
    colours = decoded(picture, values.shape)
    for end, corner in ((0, colours[0, 0]), (-1, colours[-1, -1])):
        assert "#{:02X}{:02X}{:02X}".format(*corner) == ends["range"][end]
    assert pixmaps.bar(reach, "x").to_dict()["encoding"]["color"]["scale"] == ends
    assert "color" not in pixmaps.bare(values, reach, 20).to_dict()["encoding"]


def test_values_that_can_be_pointed_at_say_their_number():
    values = np.arange(6.0).reshape(2, 3)
    said = pixmaps.barred(values, (0, 5), 5, "response").to_dict()
    (rows,) = [rows for rows in said["datasets"].values() if "row" in rows[0]]
    assert [(row["row"], row["column"], row["response"]) for row in rows] == [
        (row, column, values[row, column]) for row in range(2) for column in range(3)
    ]
    (pointed,) = [one["mark"] for one in said["layer"] if one["mark"]["type"] == "rect"]
    assert pointed["aria"] is False, "a screen reader steps through every value"
    small = pixmaps.barred(values, (0, 5), 4.9, "response").to_dict()
    assert not [rows for rows in small["datasets"].values() if "row" in rows[0]]
