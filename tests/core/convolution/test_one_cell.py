"""One output cell: against torch's convolution, and against its autograd for the way back."""

from dataclasses import replace

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from core import mnist
from core.convolution.one_cell import CONTENTS, DIGITS, DOT, Config, feeds, products, run, tables
from tests.core.refusals import refused
from tests.generated import cases


@st.composite
def configs(draw):
    input_size, kernel_size = draw(st.integers(1, 12)), draw(st.integers(1, 5))
    padding = draw(st.integers(0, min(4, (16 - input_size) // 2)))
    padded = input_size + 2 * padding
    kernel_size = min(kernel_size, padded)
    most = (padded - 1) // (kernel_size - 1) if kernel_size > 1 else 3
    return Config(
        input_size=input_size,
        in_channels=draw(st.integers(1, 4)),
        out_channels=draw(st.integers(1, 4)),
        kernel_size=kernel_size,
        stride=draw(st.integers(1, 6)),
        padding=padding,
        dilation=draw(st.integers(1, most)),
        bias=draw(st.booleans()),
        content=draw(st.sampled_from(CONTENTS)),
        seed=draw(st.integers(0, 9_999)),
    )


def convolved(result, pixels):
    """torch's own answer (out_channels, rows, columns) for ``pixels``."""
    config = result.config
    return functional.conv2d(
        pixels[None],
        torch.tensor(result.weights).double(),
        torch.tensor(result.biases).double(),
        config.stride,
        config.padding,
        config.dilation,
    )[0]


def places(draw, *sizes):
    return tuple(draw(st.integers(0, size - 1)) for size in sizes)


@settings(max_examples=cases(100), deadline=None)
@given(configs(), st.data())
def test_the_output_and_the_sum_of_the_products_are_torchs(config, data):
    result = run(config)
    expected = convolved(result, torch.tensor(result.input).double()).numpy()
    np.testing.assert_array_equal(result.output, expected)
    cell = places(data.draw, config.out_channels, config.output_size, config.output_size)
    table = products(result, *cell)
    assert len(table) == config.in_channels * config.kernel_size**2
    assert table["product"].sum() + result.biases[cell[0]] == expected[cell]
    assert (table["pixel"] * table["weight"] == table["product"]).all()


@settings(max_examples=cases(100), deadline=None)
@given(configs(), st.data())
def test_a_pixel_feeds_the_outputs_whose_gradient_it_has(config, data):
    # With all weights different from 0, the gradient is 0 only where there is no path.
    result = run(config)
    numbered = np.arange(1, result.weights.size + 1).reshape(result.weights.shape)
    result = replace(result, weights=numbered)
    pixel = places(data.draw, config.in_channels, config.input_size, config.input_size)
    pixels = torch.tensor(result.input).double()
    moved = torch.zeros_like(pixels)
    moved[pixel] = 1
    _, gradient = torch.func.jvp(lambda given: convolved(result, given), (pixels,), (moved,))
    found = np.zeros(result.output.shape)
    for row in feeds(result, *pixel).itertuples():
        found[row.filter, row.row, row.column] = row.weight
        assert row.weight == numbered[row.filter, pixel[0], row.tap_row, row.tap_column]
    np.testing.assert_array_equal(found, gradient)


@settings(max_examples=cases(100), deadline=None)
@given(configs(), st.data())
def test_products_name_the_pixel_that_they_use(config, data):
    result = run(config)
    table = products(
        result, *places(data.draw, config.out_channels, config.output_size, config.output_size)
    )
    inside = table[~table["in_padding"]]
    found = result.input[inside["channel"], inside["input_row"], inside["input_column"]]
    np.testing.assert_array_equal(inside["pixel"], found)
    outside = table[table["in_padding"]]
    assert (outside["pixel"] == 0).all()
    beyond = outside[["input_row", "input_column"]]
    assert ((beyond < 0) | (beyond >= config.input_size)).any(axis=1).all()


def test_a_dot_brings_back_the_kernel_upside_down():
    result = run(Config(5, 1, 3, kernel_size=3, padding=1, content=DOT, bias=False))
    kernels = result.output[:, 1:4, 1:4]
    np.testing.assert_array_equal(kernels, result.weights[:, 0, ::-1, ::-1])


def test_digits_are_mnists_in_ten_shades():
    result = run(Config(12, 2, content=DIGITS, seed=7))
    for channel, picture in enumerate(mnist.load().images[7:9, 0].double().numpy()):
        blocks = picture[2:26, 2:26].reshape(12, 2, 12, 2).mean(axis=(1, 3))
        assert abs(result.input[channel] - 9 * blocks).max() <= 0.5 + 1e-6


def test_numbers_are_small_whole_and_follow_the_seed():
    first, again, other = (run(Config(12, 4, 4, seed=seed)) for seed in (3, 3, 4))
    for name, low, high in (("input", 0, 3), ("weights", -2, 2), ("biases", -3, 3)):
        values = getattr(first, name)
        assert np.issubdtype(values.dtype, np.integer)
        assert low <= values.min() <= values.max() <= high
        np.testing.assert_array_equal(values, getattr(again, name))
        assert not np.array_equal(values, getattr(other, name))


def test_without_bias_all_biases_are_0():
    assert not run(Config(bias=False)).biases.any()
    assert run(Config()).biases.all()


def test_a_stride_beyond_the_kernel_leaves_pixels_out():
    result = run(Config(7, kernel_size=2, stride=3, padding=0))
    assert feeds(result, 0, 2, 0).empty
    assert len(feeds(result, 0, 0, 0)) == 2


@given(configs())
@settings(max_examples=20, deadline=None)
def test_tables_hold_every_number_at_its_place(config):
    result = run(config)
    for name, frame in tables(result).items():
        values = getattr(result, name)
        assert len(frame) == values.size
        index = tuple(frame[column] for column in frame.columns[:-1])
        np.testing.assert_array_equal(values[index], frame["value"])


test_bad_settings_are_refused_by_name = refused(
    Config,
    ({"input_size": 13}, "Input side is 13, but must be at most 12 here: the arithmetic has"),
    ({"input_size": 10**6}, "Input side is 1,000,000, but must be at most 12 here"),
    ({"input_size": 0}, "Input side is 0, but must be a whole number from 1"),
    ({"input_size": 2.5}, "Input side is 2.5"),
    ({"in_channels": 5}, "Input channels is 5, but must be at most 4 here"),
    ({"out_channels": 5}, "Filters is 5, but must be at most 4 here"),
    ({"kernel_size": 6}, "Kernel side is 6, but must be at most 5 here"),
    ({"kernel_size": True}, "Kernel side is True"),
    ({"padding": 6}, "Input side with its padding is 18, but must be at most 16 here"),
    ({"padding": -1}, "Padding is -1"),
    ({"padding": None}, "Padding is None"),
    ({"stride": 0}, "stride is 0"),
    ({"dilation": 0}, "dilation is 0"),
    ({"dilation": 4}, "kernel_size is 3, which with dilation 4 spans 9 of the height"),
    ({"bias": 1}, "Bias is 1"),
    ({"content": "noise"}, "Input shows is 'noise'"),
    ({"seed": 10_000}, "Seed is 10000"),
)


test_a_place_outside_is_refused_by_name = refused(
    lambda work, place: work(run(Config()), *place),
    ((products, (2, 0, 0)), "Filter is 2"),
    ((products, (0, -1, 0)), "Output row is -1"),
    ((products, (0, 0, 6)), "Output column is 6"),
    ((feeds, (2, 0, 0)), "Channel is 2"),
    ((feeds, (0, 6, 0)), "Input row is 6"),
    ((feeds, (0, 0, -1)), "Input column is -1"),
)
