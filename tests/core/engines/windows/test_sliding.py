import warnings
from itertools import product

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from core.engines.windows.sliding import (
    output_size,
    padding_pairs,
    per_side,
    pooled_output_size,
    rank_of,
    reaching_into_padding,
    windows_per_cell,
)
from tests.generated import cases

LINE = st.fixed_dictionaries(
    {
        "input_size": st.integers(1, 14),
        "kernel_size": st.integers(1, 5),
        "stride": st.integers(1, 6),
        "padding": st.tuples(st.integers(0, 4), st.integers(0, 4)),
        "dilation": st.integers(1, 3),
    }
)


def pairs(low, high):
    return st.tuples(st.integers(low, high), st.integers(low, high))


def windows(input_size, kernel_size, stride, padding, dilation):
    """A convolution's windows over a side: the cell numbers (1 …) they hold, 0 for padding."""
    cells = functional.pad(torch.arange(1.0, input_size + 1), padding)
    span = dilation * (kernel_size - 1) + 1
    return cells.unfold(0, span, stride)[:, ::dilation]


@settings(max_examples=cases(300))
@given(pairs(1, 20), pairs(1, 8), pairs(1, 5), pairs(0, 6), pairs(1, 4))
def test_sizes_and_refusals_are_torchs(input_size, kernel_size, stride, padding, dilation):
    layer = torch.nn.Conv2d(1, 1, kernel_size, stride, padding, dilation, device="meta")
    try:
        expected = tuple(layer(torch.empty(1, 1, *input_size, device="meta")).shape[2:])
    except RuntimeError:
        with pytest.raises(ValueError, match="kernel_size"):
            output_size(input_size, kernel_size, stride, padding, dilation)
    else:
        assert output_size(input_size, kernel_size, stride, padding, dilation) == expected


def test_every_small_pooling_that_rounds_up_has_torchs_size():
    grid = product(range(1, 9), range(1, 5), range(1, 5), range(3), range(1, 3))
    for side, kernel_size, stride, padding, dilation in grid:
        line, sizes = torch.zeros(1, 1, side), (kernel_size, stride, padding, dilation)
        try:
            (expected,) = functional.max_pool1d(line, *sizes, ceil_mode=True).shape[2:]
        except RuntimeError:
            continue
        assert output_size((side,), *sizes, ceil_mode=True) == (expected,), (side, *sizes)


@settings(max_examples=cases(300))
@given(LINE)
def test_windows_that_see_padding_and_windows_that_use_a_cell_are_counted(line):
    try:
        (size,) = output_size(
            **line | {"padding": (line["padding"],), "input_size": (line["input_size"],)}
        )
    except ValueError:
        return
    held = windows(**line)
    assert len(held) == size
    assert reaching_into_padding(**line, output_size=size) == int((held == 0).any(dim=1).sum())
    before, after = line["padding"]
    counts = windows_per_cell(
        before + line["input_size"] + after,
        size,
        line["kernel_size"],
        line["stride"],
        line["dilation"],
    )
    seen = torch.bincount(held.flatten().long(), minlength=line["input_size"] + 1)
    assert counts[before : before + line["input_size"]].tolist() == seen[1:].tolist()
    assert counts.sum() == held.numel()


@given(*[st.integers(1, 6)] * 3, st.integers(0, 3), st.integers(1, 3))
def test_a_window_that_hangs_over_the_end_sees_no_padding_there(i, k, s, p, d):
    try:
        (size,) = pooled_output_size((i,), k, s, p, d, ceil_mode=True)
    except ValueError:
        return
    padded = {*range(-p, 0), *range(i, i + p)}
    seen = sum(any(o * s - p + d * m in padded for m in range(k)) for o in range(size))
    assert reaching_into_padding(i, k, s, (p, p), d, size) == seen


@given(*[st.integers(1, 9)] * 3, st.integers(0, 4), st.integers(1, 3))
def test_one_number_stands_for_both_sides(i, k, s, p, d):
    arguments = (i + 30, k, s, p, d)
    assert output_size(*arguments) == output_size(*[(value, value) for value in arguments])


@pytest.mark.parametrize(
    "wrong",
    [
        {"kernel_size": 0},
        {"kernel_size": -2},
        {"kernel_size": (3, 0)},
        {"kernel_size": 3, "stride": 0},
        {"kernel_size": 3, "stride": -1},
        {"kernel_size": 3, "padding": -1},
        {"kernel_size": 3, "dilation": 0},
    ],
    ids=str,
)
def test_what_torch_refuses_to_slide_is_refused(wrong):
    with pytest.raises(RuntimeError), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        torch.nn.Conv2d(1, 1, **wrong)(torch.zeros(1, 1, 32, 32))
    (field,) = [name for name in wrong if name != "kernel_size"] or ["kernel_size"]
    with pytest.raises(ValueError, match=field):
        output_size(32, **wrong)


@given(st.integers(1, 9), st.integers(1, 4))
def test_same_puts_the_odd_cell_after_the_input_as_torch_does(kernel_size, dilation):
    ((before, after),) = padding_pairs("same", (kernel_size,), (1,), (dilation,), 1)
    line, taps = torch.randn(1, 1, 11), torch.randn(1, 1, kernel_size)
    ours = functional.conv1d(functional.pad(line, (before, after)), taps, dilation=dilation)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        theirs = functional.conv1d(line, taps, padding="same", dilation=dilation)
    torch.testing.assert_close(ours, theirs)


def test_a_pooling_steps_by_its_kernel_unless_told():
    assert pooled_output_size(7, 2) == (3, 3)
    assert pooled_output_size(7, 2, ceil_mode=True) == (4, 4)
    assert pooled_output_size(7, 2, stride=1) == (6, 6)


@pytest.mark.parametrize("value", [(), (1,), (1, 2, 3)])
def test_another_number_of_sides_is_refused(value):
    with pytest.raises(ValueError, match="^stride has"):
        per_side("stride", value, 2)


def test_sizes_of_unequal_rank_are_refused():
    assert rank_of(input_size=3, stride=(1, 2, 3), padding="same") == 3
    assert rank_of(input_size=3, stride=4) == 2
    with pytest.raises(ValueError, match="^input_size is given for 1 and stride for 3 sides"):
        rank_of(input_size=(1,), stride=(1, 2, 3))


@pytest.mark.parametrize("sides", [(), (1, 2, 3, 4)])
def test_sizes_of_no_or_of_too_many_sides_are_refused(sides):
    with pytest.raises(ValueError, match=f"^stride has {len(sides)} values, .* 1 to 3"):
        rank_of(input_size=3, stride=sides)
