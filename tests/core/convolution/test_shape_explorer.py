"""Sizes and dropped pixels of one side, against gradients of torch's own layers."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from core.convolution.shape_explorer import Config, Layer, dropped, first_side, run, uses
from tests.core.refusals import refused

LAYER = st.fixed_dictionaries(
    {
        "kernel_size": st.tuples(st.integers(1, 5)),
        "stride": st.tuples(st.integers(1, 6)),
        "dilation": st.tuples(st.integers(1, 3)),
        "input_size": st.tuples(st.integers(9, 20)),
    }
)


def of_one_channel(**fields):
    return Layer(in_channels=1, out_channels=1, **fields)


def reached(module, size):
    """How many times each input cell is used: the gradient of the sum of all outputs."""
    line = torch.zeros(1, 1, size, requires_grad=True)
    nn.init.ones_(module.weight)
    module(line).sum().backward()
    return line.grad[0, 0].round().int().tolist()


@given(LAYER, st.integers(0, 3))
def test_uses_of_input_cells_are_torchs_gradients(fields, padding):
    try:
        layer = of_one_channel(**fields, padding=(padding,))
    except ValueError:
        return
    (side,) = layer.sides
    module = nn.Conv1d(1, 1, side.k, side.s, side.p, side.d)
    expected = reached(module, side.i)
    table = uses(layer, side)
    assert table.loc[table["kind"] == "input", "uses"].tolist() == expected
    assert (table["kind"] == "padding").sum() == 2 * padding
    assert dropped(layer, side) == expected.count(0)


@given(LAYER, st.integers(0, 2))
def test_uses_of_a_transposed_layers_outputs_are_its_sums_of_ones(fields, output_padding):
    try:
        layer = of_one_channel(
            operation="transposed convolution", output_padding=(output_padding,), **fields
        )
    except ValueError:
        return
    (side,) = layer.sides
    module = nn.ConvTranspose1d(
        1, 1, side.k, side.s, output_padding=side.a, dilation=side.d, bias=False
    )
    nn.init.ones_(module.weight)
    sums = module(torch.ones(1, 1, side.i))[0, 0].round().int().tolist()
    assert uses(layer, side)["uses"].tolist() == sums
    assert dropped(layer, side) == 0


def test_every_input_and_setting_that_torch_takes_is_listed_with_torchs_size():
    result = run(Config(of_one_channel(kernel_size=(4,), stride=(3,), input_size=(20,)), 30))
    assert result.by_input["input_size"].tolist() == list(range(4, 31))
    for row in result.by_input.itertuples():
        line = torch.empty(1, 1, row.input_size, device="meta")
        assert nn.Conv1d(1, 1, 4, 3, device="meta")(line).shape[-1] == row.output_size
        assert row.dropped == (row.input_size - 4) % 3
    for row in result.by_setting.itertuples():
        layer = nn.Conv1d(1, 1, row.kernel_size, 3, row.padding, device="meta")
        size = layer(torch.empty(1, 1, 20, device="meta")).shape[-1]
        assert (size, size - 20) == (row.output_size, row.change)


def test_odd_kernels_keep_the_size_with_half_of_them_as_padding():
    # Dumoulin and Visin 2016, relation 3.
    by_setting = run(Config(of_one_channel(kernel_size=(3,), input_size=(28,)))).by_setting
    same = by_setting[by_setting["change"] == 0]
    assert set(zip(same["kernel_size"], same["padding"], strict=True)) == {
        (2 * padding + 1, padding) for padding in range(6)
    }


def test_a_stride_of_two_drops_the_last_pixel_of_even_inputs():
    by_input = run(Config()).by_input
    assert (by_input["dropped"] == (by_input["input_size"] + 1) % 2).all()


test_what_cannot_be_drawn_is_refused = refused(
    Config,
    ({"layer": Layer()}, "Sides of the layer is 2"),
    ({"largest_input": 513}, "Largest input is 513, but must be a whole number from 2 to 512"),
    ({"layer": of_one_channel(kernel_size=(3,), input_size=(10**9,))}, "Input is 1000000000"),
)


@pytest.mark.parametrize("padding", [((1, 2), (0, 3)), "same", 2])
def test_the_first_side_of_a_layer_is_what_it_was_in_the_layer(padding):
    layer = Layer(kernel_size=(4, 3), input_size=(20, 9), dilation=(2, 1), padding=padding)
    (side,) = first_side(layer).sides
    assert side[1:] == layer.sides[0][1:]
