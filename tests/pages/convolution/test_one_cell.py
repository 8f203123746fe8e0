"""The lab “One output cell”: what it sends to the browser, its controls, and its bad input."""

from functools import partial

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.convolution.one_cell import DIGITS, Config, run
from pages.labs.convolution import cell_view
from tests.pages.packed import decoded
from tests.pages.visit import open_page

lab = partial(open_page, "convolution", lab="One output cell")
NUMBERS = {
    "input": "Input side",
    "kernel": "Kernel side",
    "stride": "Stride",
    "padding": "Padding",
    "dilation": "Dilation",
    "channels": "Input channels",
    "filters": "Filters",
    "seed": "Seed",
}


def sent(app):
    (grids,) = app.main.get("bidi_component")
    return grids.proto.bytes


@settings(max_examples=25, deadline=None)
@given(
    st.integers(5, 12), st.integers(1, 4), st.integers(1, 4), st.integers(1, 5), st.integers(1, 3)
)
def test_every_number_comes_back_from_the_bytes(side, inputs, filters, kernel, stride):
    result = run(Config(side, inputs, filters, kernel, stride, padding=2))
    sent = decoded(cell_view.pack(result))
    assert (sent["stride"], sent["padding"], sent["dilation"]) == (stride, 2, 1)
    inputs, filters, kernel = sent["inChannels"], sent["outChannels"], sent["kernelSize"]
    for name, shape in {
        "input": (inputs, sent["inputSize"], sent["inputSize"]),
        "weights": (filters, inputs, kernel, kernel),
        "biases": (filters,),
        "output": (filters, sent["outputSize"], sent["outputSize"]),
    }.items():
        assert sent[name].shape == shape
        np.testing.assert_array_equal(sent[name], getattr(result, name))


def test_opens_with_a_finished_layer_and_every_control_changes_it():
    app = lab().whole()
    assert sent(app) == cell_view.pack(run(Config()))
    assert r"k = 1 \cdot i + 1 \cdot u - 1" in app.latex[1].value
    app.walk(cell_shows=DIGITS, cell_input=8, cell_kernel=2, cell_stride=2, cell_padding=2)
    app.walk(cell_dilation=2, cell_channels=3, cell_filters=1, cell_bias=False, cell_seed=5)
    last = Config(8, 3, 1, 2, 2, 2, 2, bias=False, content=DIGITS, seed=5)
    assert sent(app) == cell_view.pack(run(last))
    app.press("one_cell_reset")
    assert sent(app) == cell_view.pack(run(Config()))


def test_what_cannot_be_drawn_is_told_and_the_last_layer_stays():
    app = lab()
    for key, value, start, says in (
        (
            "input",
            40,
            6,
            "Input side is 40, but must be at most 12 here: the arithmetic has "
            "no such limit, but the cells of a larger drawing would be too small to read.",
        ),
        ("channels", 5, 2, "Input channels is 5, but must be at most 4 here"),
        ("filters", 1_000_000, 2, "Filters is 1,000,000, but must be at most 4 here"),
        ("kernel", 7, 3, "Kernel side is 7, but must be at most 5 here"),
        ("padding", 6, 1, "Input side with its padding is 18, but must be at most 16 here"),
        (
            "dilation",
            4,
            1,
            "kernel_size is 3, which with dilation 4 spans 9 of the height, but "
            "must span at most 8",
        ),
    ):
        app.fill(**{f"cell_{key}": value}).refuses(says)
        assert sent(app) == cell_view.pack(run(Config()))
        app.fill(**{f"cell_{key}": start}).whole()
