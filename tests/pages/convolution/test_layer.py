"""The lab on shape and parameters: every control, and every refusal."""

import re

import pytest
import torch

from core import convolution
from core.convolution import Config
from tests.pages.visit import look_at, open_page


def words(app):
    """Return what stands in the drawing of the layer."""
    return re.findall(">([^<]+)</text>", app.main.get("bidi_component")[0].proto.bytes.decode())


def test_opens_with_the_write_ups_layer():
    app = look_at("convolution", lab="Layer").whole()
    edges = ["32", "32", "3", "28", "28", "16", "5", "5", "3"]
    below = ["Input", "32 × 32 × 3", "16 kernels", "of 5 × 5 × 3", "1,216 parameters"]
    assert words(app) == [*edges, *below, "Output", "28 × 28 × 16", "50.18 kB"]
    app.tells("a sum of 75 products: 940,800 products in all")
    rows, claims = app.table[0].value, app.table[1:]
    assert len(claims) == 2
    assert all(":material/check: holds" in claim.value["Verdict"].tolist() for claim in claims)
    assert set(rows["torch agrees"]) == {":material/check: yes", "–"}
    assert "output height, width" in rows["Quantity"].tolist()


def test_every_control_changes_the_layer_and_reset_brings_the_write_ups_back():
    app = open_page("convolution", lab="Layer")
    start = seen = app.table[0].value.to_csv()
    for key, value in (
        ("input_size", 20),
        ("kernel_size", 3),
        ("stride", 2),
        ("dilation", 2),
        ("padding", 1),
        ("in_channels", 4),
        ("out_channels", 8),
        ("groups", 2),
        ("bias", False),
        ("padding_kind", "one-sided"),
        ("before", 3),
        ("after", 0),
        ("padding_kind", "valid"),
        ("dimensions", "1-D"),
        ("dimensions", "3-D"),
    ):
        before, seen = seen, app.fill(**{key: value}).whole().table[0].value.to_csv()
        assert seen != before, key
    assert app.press("layer_reset").table[0].value.to_csv() == start


def test_a_layer_typed_as_code_sets_every_control_and_stands_as_it_was_typed():
    app = open_page("convolution", lab="Layer")
    for code in (
        "nn.Conv2d(6, 24, 3, stride=2, padding=1, groups=3, bias=False)",
        "nn.Conv2d(3, 8, (3, 5), padding=(1, 2))",
        "nn.Conv2d(3, 8, 4, padding='same', dilation=2)",
        "nn.Conv1d(4, 2, 7)",
        "nn.ConvTranspose2d(8, 4, 4, stride=2, padding=1, output_padding=1)",
        "nn.MaxPool3d(3, stride=2, ceil_mode=True)",
        "nn.AvgPool2d(2)",
    ):
        app.fill(layer_code=code).whole()
        assert app.text_input(key="layer_code").value == code
        (config,) = [one for one in app.experiments if isinstance(one, Config)]
        module = eval(code, {"nn": torch.nn})
        picture = torch.zeros(1, config.in_channels, *config.input_size)
        assert config.output_size == tuple(module(picture).shape[2:])
        counted = convolution.by_formula(config).layer.set_index("quantity")["ours"]
        assert counted["parameters"] == sum(one.numel() for one in module.parameters())


def test_the_code_follows_the_controls():
    app = open_page("convolution", lab="Layer")
    assert app.text_input(key="layer_code").value == "nn.Conv2d(3, 16, 5)"
    app.fill(stride=2, out_channels=8)
    assert app.text_input(key="layer_code").value == "nn.Conv2d(3, 8, 5, stride=2)"
    app.fill(padding_kind="one-sided")
    assert app.text_input(key="layer_code").value == ""


def test_code_that_is_no_such_layer_is_refused_until_a_control_is_moved():
    app = open_page("convolution", lab="Layer")
    seen = app.table[0].value.to_csv()
    for code, reason in (
        ("nn.Linear(3, 4)", "The code makes 'Linear', but must make one layer"),
        ("nn.Sequential(nn.Conv2d(3, 4, 2), nn.ReLU())", "The code makes 'Sequential'"),
        ("nn.Conv2d(3, 16)", "Line 1: Conv2d: missing 1 required positional argument"),
        ("nn.Conv2d(3, 16, 33)", "kernel_size"),
        ("a sentence", "Line 1"),
    ):
        (error,) = app.fill(layer_code=code).troubles
        assert reason in error
        assert app.text_input(key="layer_code").value == code
        assert app.table[0].value.to_csv() == seen
    app.fill(stride=2).whole()
    assert app.text_input(key="layer_code").value == "nn.Conv2d(3, 16, 5, stride=2)"


@pytest.mark.parametrize(
    ("address", "module", "size"),
    [
        ({"stride": "2", "padding": "3"}, torch.nn.Conv2d(3, 16, 5, 2, 3), (32, 32)),
        (
            {"apart": "true", "input_size_height": "20", "kernel_size_width": "3"},
            torch.nn.Conv2d(3, 16, (5, 3)),
            (20, 32),
        ),
        (
            {"padding_kind": "same", "kernel_size": "4", "dimensions": "3-D"},
            torch.nn.Conv3d(3, 16, 4, padding="same"),
            (32, 32, 32),
        ),
        (
            {"operation": "transposed convolution", "stride": "2", "output_padding": "1"},
            torch.nn.ConvTranspose2d(3, 16, 5, 2, output_padding=1),
            (32, 32),
        ),
        (
            {"operation": "max pooling", "kernel_size": "3", "ceil_mode": "true", "stride": "2"},
            torch.nn.MaxPool2d(3, 2, ceil_mode=True),
            (32, 32),
        ),
        ({"operation": "average pooling", "dimensions": "1-D"}, torch.nn.AvgPool1d(5, 1), (32,)),
    ],
)
def test_an_address_gives_torchs_output(address, module, size):
    app = open_page("convolution", **address).whole()
    output = module(torch.zeros(1, 3, *size))
    *_, learned, _, given, _ = words(app)
    *sides, channels = given.split(" × ")
    assert [int(side) for side in (channels, *sides)] == list(output.shape[1:])
    count = sum(values.numel() for values in module.parameters())
    assert learned == (f"{count:,} parameters" if count else "nothing to learn")
    assert app.said.count("not test the claim") == 2


@pytest.mark.parametrize(
    ("address", "begins", "holds"),
    [
        ({"kernel_size": "40"}, "kernel_size is 40", "at most 32, or add 4 of padding"),
        ({"groups": "2"}, "groups is 2", "but must divide in_channels"),
        ({"padding_kind": "same", "stride": "2"}, "padding is", "torch takes only with stride 1"),
        ({"operation": "max pooling", "padding": "3"}, "padding is 3", "half of kernel_size, 5"),
        (
            {"operation": "transposed convolution", "output_padding": "1"},
            "output_padding is 1",
            "must be at most 0",
        ),
    ],
)
def test_an_impossible_layer_says_which_number_to_change(address, begins, holds):
    app = open_page("convolution", **address).refuses(begins, holds)
    assert "28 × 28 × 16" in words(app)


def test_a_thousand_million_pixels_are_worked_out_and_not_drawn():
    large = "is drawn for sides of up to 128 cells: this one has 1,000,000,000"
    app = open_page("convolution", input_size=str(10**9)).whole()
    assert "1000 M × 1000 M × 16" in words(app.tells(large, "the formulae stand alone"))


def test_the_chart_of_a_side_says_what_is_dropped_or_uneven():
    app = open_page("convolution", lab="Layer").tells("Every pixel is used")
    for values, says in (
        ({"kernel_size": 3, "stride": 4}, "8 pixels are dropped silently"),
        ({"stride": 2}, "1 pixel is dropped silently"),
        ({"operation": "transposed convolution"}, "sums of 1 to 2 products"),
        ({"kernel_size": 2}, "a sum of 1 products"),
    ):
        app.fill(**values).tells(says)
