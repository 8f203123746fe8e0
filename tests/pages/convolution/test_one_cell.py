"""The lab “One output cell”: what it sends to the browser, its controls, and its bad input."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.convolution.one_cell import DIGITS, Config, run
from pages.labs.convolution import cell_view
from tests.pages.conftest import files, text, untroubled

LAB = {"lab": "One output cell"}
NUMBERS = ("input", "kernel", "stride", "padding", "dilation", "channels", "filters", "seed")


def unpack(packed):
    """Read the bytes as cell_view.js does: header, input, weights, biases, output."""
    length = int.from_bytes(packed[:4], "little")
    header, body = json.loads(packed[4 : 4 + length]), packed[4 + length :]
    numbers, start = np.frombuffer(body, "<f4"), 0
    inputs, filters, kernel = header["inChannels"], header["outChannels"], header["kernelSize"]
    arrays = []
    for shape in (
        (inputs, header["inputSize"], header["inputSize"]),
        (filters, inputs, kernel, kernel),
        (filters,),
        (filters, header["outputSize"], header["outputSize"]),
    ):
        size = int(np.prod(shape))
        arrays.append(numbers[start : start + size].reshape(shape))
        start += size
    assert start == len(numbers)
    return header, arrays


def sent(app):
    (grids,) = app.get("bidi_component")
    return grids.proto.bytes


@settings(max_examples=25, deadline=None)
@given(
    st.integers(5, 12), st.integers(1, 4), st.integers(1, 4), st.integers(1, 5), st.integers(1, 3)
)
def test_every_number_comes_back_from_the_bytes(side, inputs, filters, kernel, stride):
    result = run(Config(side, inputs, filters, kernel, stride, padding=2))
    header, arrays = unpack(cell_view.pack(result))
    assert (header["stride"], header["padding"], header["dilation"]) == (stride, 2, 1)
    for name, found in zip(("input", "weights", "biases", "output"), arrays, strict=True):
        np.testing.assert_array_equal(found, getattr(result, name))


def test_opens_with_a_finished_layer_and_its_files(open_page):
    app = open_page("convolution", **LAB)
    assert untroubled(app)
    assert not app.warning
    assert sent(app) == cell_view.pack(run(Config()))
    assert files(app) == ["input.csv", "weights.csv", "biases.csv", "output.csv"]
    assert "stride 1, padding 1, dilation 1" in text(app)
    assert r"k = 1 \cdot i + 1 \cdot u - 1" in app.latex[1].value


def test_every_control_changes_the_layer_and_reset_brings_all_back(open_page):
    app = open_page("convolution", **LAB)
    seen = [sent(app)]
    changes = (
        ("shows", DIGITS), ("input", 8), ("kernel", 2), ("stride", 2), ("padding", 2),
        ("dilation", 2), ("channels", 3), ("filters", 1), ("bias", False), ("seed", 5),
    )  # fmt: skip
    for key, value in changes:
        app.get_by_key(f"cell_{key}").set_value(value).run()
        assert untroubled(app)
        seen.append(sent(app))
        assert seen[-1] not in seen[:-1], key
    last = Config(8, 3, 1, 2, 2, 2, 2, bias=False, content=DIGITS, seed=5)
    assert seen[-1] == cell_view.pack(run(last))
    app.button(key="one_cell_reset").click().run()
    assert sent(app) == seen[0]


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ({"cell_input": "40"}, "Input side is 40, but must be at most 12 here: the arithmetic has "
         "no such limit, but the cells of a larger drawing would be too small to read."),
        ({"cell_channels": "5"}, "Input channels is 5, but must be at most 4 here"),
        ({"cell_filters": "1000000"}, "Filters is 1,000,000, but must be at most 4 here"),
        ({"cell_kernel": "7"}, "Kernel side is 7, but must be at most 5 here"),
        ({"cell_padding": "6"}, "Input side with its padding is 18, but must be at most 16 here"),
        ({"cell_dilation": "4"}, "kernel_size is 3, which with dilation 4 spans 9 of the "
         "height, but must span at most 8"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_told_and_the_last_layer_stays(open_page, address, says):
    app = open_page("convolution", **LAB, **address)
    assert not app.exception
    (error,) = app.error
    assert says in error.value
    assert sent(app) == cell_view.pack(run(Config()))


@pytest.mark.parametrize("key", NUMBERS)
@pytest.mark.parametrize("value", ["-1", "many", "9" * 400])
def test_an_impossible_address_is_named_and_replaced(open_page, key, value):
    app = open_page("convolution", **LAB, **{f"cell_{key}": value})
    assert untroubled(app)
    (warning,) = app.warning
    assert "is not a number" in warning.value or "must be a whole number" in warning.value
    assert sent(app) == cell_view.pack(run(Config()))


@pytest.mark.parametrize(("key", "value"), [("shows", "noise"), ("bias", "perhaps")])
def test_an_impossible_choice_is_named_and_replaced(open_page, key, value):
    app = open_page("convolution", **LAB, **{f"cell_{key}": value})
    assert untroubled(app)
    assert value in app.warning[0].value
    assert sent(app) == cell_view.pack(run(Config()))
