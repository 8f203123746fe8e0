"""The lab that follows one side through many inputs and settings."""

import pytest

from tests.pages.conftest import text, untroubled

LAB = {"lab": "Shape explorer"}


def test_opens_with_pixels_that_a_stride_drops(open_page):
    app = open_page("convolution", **LAB)
    assert untroubled(app)
    assert "31 of 62 inputs lose pixels, up to 1" in text(app)
    assert "No setting keeps the size at stride 2" in text(app)


def test_stride_one_shows_the_settings_that_keep_the_size(open_page):
    app = open_page("convolution", stride="1", **LAB)
    assert "kernel 1 with 0, 3 with 1, 5 with 2, 7 with 3, 9 with 4, 11 with 5" in text(app)
    assert "No input loses a pixel." in text(app)


def test_every_control_changes_the_page_and_reset_brings_it_back(open_page):
    app = open_page("convolution", **LAB)
    start = text(app)
    for key, value in (("stride", 3), ("kernel_size", 2), ("dilation", 2), ("padding", 1),
                       ("largest", 40), ("input_size", 20)):  # fmt: skip
        before = text(app)
        app.number_input(key=key).set_value(value).run()
        assert untroubled(app)
        assert text(app) != before
    app.selectbox(key="operation").select("transposed convolution").run()
    assert "No input loses a pixel." in text(app)
    app.button(key="shapes_reset").click().run()
    assert text(app) == start


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ({"largest": "513"}, "Largest input"),
        ({"input_size": "0"}, "Input"),
        ({"stride": "x"}, "not a number"),
    ],
)
def test_an_impossible_address_is_named(open_page, address, says):
    app = open_page("convolution", **LAB, **address)
    assert untroubled(app)
    assert says in app.warning[0].value


def test_an_input_too_large_to_draw_says_so_and_keeps_the_last_result(open_page):
    app = open_page("convolution", input_size="1000", **LAB)
    assert not app.exception
    assert "Input is 1000, but must be a whole number from 1 to 512" in app.error[0].value
    assert "31 of 62" in text(app)


def test_a_window_that_fits_no_drawn_input_says_so(open_page):
    app = open_page("convolution", kernel_size="60", input_size="100", largest="20", **LAB)
    assert untroubled(app)
    assert "No input of up to 20 pixels" in app.info[0].value
