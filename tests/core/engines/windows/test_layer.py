"""Layers of every kind and rank, against torch's own modules on real numbers."""

import re
import warnings

import pytest
import torch
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn import functional

from core.engines.windows.layer import OPERATIONS, Config, multiply_accumulates, parameters, weights
from tests.generated import cases

CASES = 3_000
NAMES = {
    "convolution": "Conv",
    "transposed convolution": "ConvTranspose",
    "max pooling": "MaxPool",
    "average pooling": "AvgPool",
}


IMPOSSIBLE = {
    "kernel_size": 0,
    "stride": 0,
    "padding": -1,
    "dilation": 0,
    "groups": 0,
    "output_padding": -1,
}


def sides(rank, low, high):
    """One number for every side, or a tuple."""
    number = st.integers(low, high)
    return number | st.tuples(*[number] * rank)


@st.composite
def layers(draw):
    """Fields of a layer of any kind, none without a meaning for it; one in eight is hostile."""
    operation, rank = draw(st.sampled_from(OPERATIONS)), draw(st.integers(1, 3))
    fields = {
        "operation": operation,
        "in_channels": draw(st.sampled_from((1, 2, 4, 6))),
        "kernel_size": draw(sides(rank, 1, 5)),
        "stride": draw(sides(rank, 1, 4)),
        "padding": draw(sides(rank, 0, 2)),
        "input_size": draw(st.tuples(*[st.integers(4, 14)] * rank)),
    }
    if operation != "average pooling":
        fields["dilation"] = draw(sides(rank, 1, 3))
    if operation.endswith("pooling"):
        fields["ceil_mode"] = draw(st.booleans())
    else:
        fields |= {
            "out_channels": draw(st.sampled_from((1, 2, 3, 6))),
            "groups": draw(st.sampled_from((1, 1, 1, 2, 3))),
            "bias": draw(st.booleans()),
        }
    if operation == "transposed convolution":
        fields["output_padding"] = draw(sides(rank, 0, 2))
    if operation == "convolution":
        pairs = st.tuples(*[st.tuples(*[st.integers(0, 3)] * 2)] * rank)
        words = st.sampled_from(("same", "valid", "reflect"))
        fields["padding"] = draw(st.just(fields["padding"]) | pairs | words)
    if draw(st.integers(0, 7)) == 0:
        wrong = draw(st.sampled_from(sorted(fields.keys() & IMPOSSIBLE)))
        fields[wrong] = IMPOSSIBLE[wrong]
    return fields


def torch_layer(fields):
    """torch's module for ``fields`` and its output; raises what torch raises on either device.

    The processor knows a rule that the meta device leaves out (output padding), and lets an empty
    output of a grouped transposed convolution through, which the meta device refuses.
    """
    given = dict(fields)
    operation, size = given.pop("operation"), given.pop("input_size")
    shape = (1, given["in_channels"], *size)
    if operation.endswith("pooling"):
        del given["in_channels"]
    ends = ()
    if isinstance(given["padding"], tuple) and isinstance(given["padding"][0], tuple):
        ends = [end for pair in reversed(given["padding"]) for end in pair]
        given["padding"] = 0
    for device in ("cpu", "meta"):
        with torch.device(device), warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            module = getattr(nn, f"{NAMES[operation]}{len(size)}d")(**given)
            output = module(functional.pad(torch.zeros(shape), ends))
        if device == "cpu":
            on_processor = module, output
    return on_processor


@pytest.mark.slow
@settings(max_examples=cases(CASES), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(layers())
def test_shape_parameters_and_refusals_are_torchs(fields):
    try:
        module, output = torch_layer(fields)
    except (ValueError, RuntimeError):
        event(f"{fields['operation']} refused")
        with pytest.raises(ValueError, match=r"must|set ") as refused:
            Config(**fields)
        assert any(name in str(refused.value) for name in fields)
        return
    event(f"{fields['operation']} worked out")
    layer = Config(**fields)
    assert (layer.channels, *layer.output_size) == tuple(output.shape[1:])
    assert layer.weights == getattr(module, "weight", torch.empty(0)).numel()
    if not layer.pools:
        assert parameters(
            layer.in_channels, layer.out_channels, layer.kernel_size, layer.groups, layer.bias
        ) == sum(values.numel() for values in module.parameters())


def test_the_write_ups_layer():
    assert parameters(3, 16, 5) == 1_216
    assert parameters(in_channels=3, out_channels=16, kernel_size=5, bias=False) == 1_200
    assert Config().output_size == (28, 28)
    assert multiply_accumulates(3, 16, 5, Config().positions) == 28 * 28 * 16 * 75


def test_one_number_stands_for_every_side_as_in_torch():
    assert Config(kernel_size=5, stride=2, padding=1) == Config(
        kernel_size=(5, 5), stride=(2, 2), padding=((1, 1), (1, 1)), input_size=(32, 32)
    )


@given(
    st.sampled_from(("convolution", "max pooling")),
    st.booleans(),
    *[st.integers(1, 9)] * 3,
    st.integers(0, 3),
    st.integers(1, 3),
)
def test_a_window_that_does_not_fit_fits_as_advised(operation, ceil, i, k, s, p, d):
    fields = {"operation": operation, "input_size": (i,), "kernel_size": k, "stride": s}
    fields |= {"padding": p, "dilation": d, "ceil_mode": ceil and operation != "convolution"}
    try:
        Config(**fields)
    except ValueError as error:
        says = str(error)
        if "which with dilation" not in says:
            return
        found = []
        for field, pattern, more in (
            ("kernel_size", r"set kernel_size to at most (\d+)", 0),
            ("padding", r"add (\d+) of padding", p),
            ("input_size", r"take (\d+) more", i),
        ):
            found += [Config(**fields | {field: int(n) + more}) for n in re.findall(pattern, says)]
        assert found


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"kernel_size": 40}, "set kernel_size to at most 32, or add 4 of padding"),
        ({"kernel_size": 3, "input_size": 4, "dilation": 3}, "set kernel_size to at most 2"),
        ({"groups": 2}, "groups is 2, but must divide in_channels, which is 3: set groups to 1"),
        ({"in_channels": 8, "out_channels": 12, "groups": 3}, "set groups to 2"),
        ({"stride": 0}, "stride is 0, but must be a whole number from 1"),
        ({"padding": "same", "stride": 2}, "only with stride 1, but the stride of the height is 2"),
        ({"padding": "reflect"}, "'reflect', but must be a whole number, 'same' or 'valid'"),
        ({"operation": "max pooling", "padding": 3}, "at most 2, half of kernel_size, 5"),
        ({"operation": "max pooling", "padding": "same"}, "must be in numbers"),
        (
            {"operation": "average pooling", "padding": ((1, 0), (0, 0))},
            "padding is 1 before and 0 after, but must be the same",
        ),
        ({"operation": "average pooling", "dilation": 2}, "dilation of average pooling is 2"),
        (
            {"operation": "average pooling", "input_size": (4, 4, 4), "padding": 2},
            "kernel_size is 5, but must be at most 4",
        ),
        (
            {"operation": "transposed convolution", "output_padding": 1},
            "output_padding is 1 for the height, but must be at most 0",
        ),
        (
            {"operation": "transposed convolution", "padding": 40, "input_size": 4},
            "padding is 40, but must be at most 3",
        ),
        ({"operation": "deconvolution"}, "operation is 'deconvolution', but must be one of"),
        (
            {"kernel_size": (3, 3, 3), "input_size": (8, 8)},
            "input_size is given for 2 and kernel_size for 3 sides",
        ),
        (
            {"kernel_size": (3,) * 4, "input_size": (8,) * 4},
            "input_size has 4 values, but must have 1 to 3",
        ),
        ({"padding": ((1, 0), (0,))}, "padding has 1 values, but must have 2"),
        ({"in_channels": 10**9 + 1}, "in_channels is 1000000001, but must be a whole number"),
        ({"bias": 1}, "bias is 1, but must be true or false"),
    ],
    ids=str,
)
def test_a_refusal_says_which_number_to_change(fields, says):
    with pytest.raises(ValueError) as refused:
        Config(**fields)
    assert says in str(refused.value)


ADVICE = st.fixed_dictionaries(
    {
        "kernel_size": st.integers(2, 12),
        "dilation": st.integers(1, 4),
        "input_size": st.integers(1, 12),
        "padding": st.integers(0, 2),
    }
)


@given(ADVICE)
def test_what_a_refused_kernel_is_told_to_do_helps(fields):
    try:
        Config(**fields)
    except ValueError as error:
        words = str(error).replace(",", "").split()
        largest = int(words[words.index("most", words.index("set")) + 1])
        missing = int(words[words.index("add") + 1])
        assert Config(**fields | {"kernel_size": largest})
        assert Config(**fields | {"padding": fields["padding"] + missing})
        with pytest.raises(ValueError, match="kernel_size"):
            Config(**fields | {"kernel_size": largest + 1})
        if missing > 1:
            with pytest.raises(ValueError, match="kernel_size"):
                Config(**fields | {"padding": fields["padding"] + missing - 1})


def test_sizes_of_a_thousand_million_are_worked_out():
    side = 10**9
    layer = Config(in_channels=1, out_channels=1, kernel_size=3, input_size=(side, side, side))
    assert layer.output_size == (side - 2,) * 3
    assert layer.positions == (side - 2) ** 3
    grown = Config("transposed convolution", kernel_size=2, stride=side, input_size=side)
    assert grown.output_size == ((side - 1) * side + 2,) * 2


@given(st.integers(1, 5), st.integers(1, 4), st.integers(1, 3), st.booleans())
def test_weights_are_those_of_a_transposed_layer_too(kernel_size, groups, rank, bias):
    channels = (2 * groups, 3 * groups)
    layer = getattr(nn, f"ConvTranspose{rank}d")(*channels, kernel_size, groups=groups, bias=bias)
    sides = (kernel_size,) * rank
    assert weights(*channels, sides, groups) == layer.weight.numel()
