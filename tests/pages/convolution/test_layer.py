"""The lab on shape and parameters: every control, and every refusal."""

import pytest
import torch

from tests.pages.conftest import text, untroubled


def figures(app):
    return {metric.label: metric.value for metric in app.metric}


def test_opens_with_the_write_ups_layer(open_page):
    app = open_page("convolution")
    assert untroubled(app)
    assert figures(app) == {
        "Parameters": "1,216",
        "Output": "28 × 28 × 16",
        "Multiply-accumulates": "940.8 k",
        "Activation memory": "50.18 kB",
    }
    claims, rows = app.table[:2], app.table[2].value
    assert all(":material/check: holds" in claim.value["Verdict"].tolist() for claim in claims)
    assert set(rows["torch agrees"]) == {":material/check: yes", "–"}
    assert "output height, width" in rows["Quantity"].tolist()


def test_every_control_changes_the_layer(open_page):
    app = open_page("convolution")
    seen = [app.table[-1].value]
    for act in (
        lambda: app.number_input(key="input_size").set_value(20),
        lambda: app.number_input(key="kernel_size").set_value(3),
        lambda: app.number_input(key="stride").set_value(2),
        lambda: app.number_input(key="dilation").set_value(2),
        lambda: app.number_input(key="padding").set_value(1),
        lambda: app.number_input(key="in_channels").set_value(4),
        lambda: app.number_input(key="out_channels").set_value(8),
        lambda: app.number_input(key="groups").set_value(2),
        lambda: app.toggle(key="bias").set_value(False),
        lambda: app.segmented_control(key="padding_kind").set_value("one-sided"),
        lambda: app.number_input(key="before").set_value(3),
        lambda: app.number_input(key="after").set_value(0),
        lambda: app.segmented_control(key="padding_kind").set_value("valid"),
        lambda: app.segmented_control(key="dimensions").set_value("1-D"),
        lambda: app.segmented_control(key="dimensions").set_value("3-D"),
    ):
        act().run()
        assert untroubled(app)
        seen.append(app.table[-1].value)
        assert not seen[-1].equals(seen[-2])


def test_reset_brings_the_write_ups_layer_back(open_page):
    app = open_page(
        "convolution", kernel_size="3", dimensions="3-D", padding_kind="same", bias="false",
        in_channels="4", out_channels="8", groups="2", dilation="2", input_size="9",
    )  # fmt: skip
    assert untroubled(app)
    app.button(key="layer_reset").click().run()
    assert app.table[-1].value.equals(open_page("convolution").table[-1].value)


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
        (
            {"operation": "average pooling", "dimensions": "1-D"},
            torch.nn.AvgPool1d(5, 1),
            (32,),
        ),
    ],
)
def test_an_address_gives_torchs_output(open_page, address, module, size):
    app = open_page("convolution", **address)
    assert untroubled(app)
    output = module(torch.zeros(1, 3, *size))
    *sides, channels = figures(app)["Output"].split(" × ")
    assert [int(side) for side in (channels, *sides)] == list(output.shape[1:])
    count = sum(values.numel() for values in module.parameters())
    assert figures(app)["Parameters"] == f"{count:,}"
    assert text(app).count("not test the claim") == 2


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ({"kernel_size": "40"}, "set kernel_size to at most 32, or add 4 of padding"),
        ({"groups": "2"}, "groups is 2, but must divide in_channels"),
        ({"padding_kind": "same", "stride": "2"}, "which torch takes only with stride 1"),
        ({"operation": "max pooling", "padding": "3"}, "half of kernel_size, 5"),
        ({"operation": "transposed convolution", "output_padding": "1"}, "must be at most 0"),
    ],
)
def test_an_impossible_layer_says_which_number_to_change(open_page, address, says):
    app = open_page("convolution", **address)
    assert not app.exception
    assert says in app.error[0].value
    assert figures(app)["Output"] == "28 × 28 × 16"


@pytest.mark.parametrize("value", ["0", "-3", "1.5", "abc", "", "1" + "0" * 30])
def test_an_impossible_address_is_named(open_page, value):
    app = open_page("convolution", stride=value)
    assert untroubled(app)
    assert app.warning
    assert figures(app)["Parameters"] == "1,216"


def test_a_thousand_million_pixels_are_worked_out_and_not_drawn(open_page):
    app = open_page("convolution", input_size=str(10**9))
    assert untroubled(app)
    assert figures(app)["Output"] == "999,999,996 × 999,999,996 × 16"
    assert "is drawn for sides of up to 128 cells: this one has 1,000,000,000" in text(app)
    assert "the formulae stand alone" in text(app)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ({"kernel_size": "3", "stride": "4"}, "8 pixels are dropped silently"),
        ({"kernel_size": "3", "stride": "2"}, "1 pixel is dropped silently"),
        ({}, "Every pixel is used"),
        (
            {"operation": "transposed convolution", "kernel_size": "3", "stride": "2"},
            "sums of 1 to 2 products",
        ),
        (
            {"operation": "transposed convolution", "kernel_size": "2", "stride": "2"},
            "a sum of 1 products",
        ),
    ],
)
def test_the_chart_of_a_side_says_what_is_dropped_or_uneven(open_page, address, says):
    assert says in text(open_page("convolution", **address))
