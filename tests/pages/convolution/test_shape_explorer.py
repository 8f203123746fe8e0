"""The lab that follows one side through many inputs and settings."""

from functools import partial

from pages.labs.convolution.layer import EXPLORER
from tests.pages.visit import open_page

lab = partial(open_page, "convolution", lab="Layer", asked_layer=EXPLORER, kernel_size="3")


def test_it_follows_the_layer_and_reset_brings_its_own_control_back():
    app = lab(stride="2").walk("shapes_reset", largest=40)
    app.walk(stride=3, kernel_size=2, dilation=2, padding=1, input_size=20)
    app.fill(operation="transposed convolution").tells("No input loses a pixel.")


def test_of_a_layer_with_several_sides_it_follows_the_first():
    apart = {"apart": "true", "input_size_height": "20", "kernel_size_width": "3"}
    open_page("convolution", lab="Layer", asked_layer=EXPLORER, **apart).tells(
        "Which settings keep 20 pixels, and which drop some"
    )


def test_stride_one_shows_the_settings_that_keep_the_size():
    kept = "kernel 1 with 0, 3 with 1, 5 with 2, 7 with 3, 9 with 4, 11 with 5"
    lab(stride="1").tells(kept, "No input loses a pixel.")


def test_an_input_too_large_to_draw_says_so_and_keeps_the_last_result():
    app = lab(input_size="28", stride="2").fill(input_size=1000)
    app.refuses("Input is 1000, but must be a whole number from 1 to 512")
    app.tells("31 of 62")


def test_a_window_that_fits_no_drawn_input_says_so():
    app = open_page(
        "convolution",
        lab="Layer",
        asked_layer=EXPLORER,
        kernel_size="60",
        input_size="100",
        largest="20",
    ).whole()
    assert "No input of up to 20 pixels" in app.info[0].value
