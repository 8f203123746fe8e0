import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.claims import Outcome
from core.padding.sizes import (
    Config,
    kept,
    layers_without_padding,
    receptive_field,
    run,
    size_with_padding,
    size_without_padding,
)
from tests.core.planted import planted
from tests.core.refusals import refused

CONFIGS = st.builds(
    Config,
    st.integers(1, 200),
    st.integers(1, 15).map(lambda half: 2 * half + 1),
    st.integers(1, 6),
)


@given(config=CONFIGS)
def test_the_closed_forms_are_torchs(config):
    sizes = run(config).sizes
    assert (sizes["formula"] == sizes["torch"]).all()
    without = sizes[sizes["padding"] == "without padding"]["torch"]
    assert without.iloc[-1] == 0
    assert (without.iloc[:-1] > 0).all()


@given(config=CONFIGS, layer=st.integers(0, 6))
def test_the_closed_forms_are_one_layer_after_another(config, layer):
    padded = plain = config.input_size
    half = (config.kernel_size - 1) // 2
    for _ in range(layer):
        padded = (padded + 2 * half - config.kernel_size) // config.stride + 1
        plain = max(0, (plain - config.kernel_size) // config.stride + 1)
    assert size_with_padding(config, layer) == padded
    assert size_without_padding(config, layer) == plain


@given(side=st.integers(1, 2_000), half=st.integers(1, 49))
def test_with_stride_1_the_layers_that_fit_are_a_quotient(side, half):
    config = Config(side, 2 * half + 1)
    assert layers_without_padding(config) == (side - 1) // (2 * half)


@pytest.mark.parametrize(
    ("kernel", "stride", "layers"), [(3, 1, 4), (5, 1, 2), (3, 2, 3), (5, 3, 2)]
)
def test_the_receptive_field_is_where_the_gradient_is(kernel, stride, layers):
    config = Config(60, kernel, stride)
    picture = torch.ones(1, 1, 60, 60, requires_grad=True)
    values = picture
    for _ in range(layers):
        values = torch.nn.functional.conv2d(values, torch.ones(1, 1, kernel, kernel), stride=stride)
    values[0, 0, 0, 0].backward()
    assert (picture.grad[0, 0, 0] > 0).sum() == receptive_field(config, layers)


def test_a_28_pixel_picture_is_used_up_by_13_layers():
    finding = kept(run(Config()))
    assert finding.outcome is Outcome.HOLDS
    assert finding.estimate == 28
    assert "without it 13 layers fit and no more" in finding.why


def test_a_stride_does_not_keep_the_size():
    finding = kept(run(Config(stride=2)))
    assert finding.outcome is Outcome.FAILS
    assert finding.estimate == 2


@pytest.mark.parametrize("column", ["torch", "formula"])
@pytest.mark.parametrize("padding", ["with padding", "without padding"])
def test_a_wrong_size_is_noticed(column, padding):
    fifth = f"padding == '{padding}' and layer == 5"
    finding = kept(planted(run(Config()), "sizes", fifth, **{column: lambda size: size + 1}))
    assert finding.outcome is Outcome.FAILS
    assert "disagree" in finding.why


def test_a_picture_smaller_than_the_kernel_fits_no_layer():
    sizes = run(Config(2, 5)).sizes
    assert sizes["torch"].tolist() == [2, 0, 2, 2]


test_bad_input_is_named_with_its_range = refused(
    Config,
    ({"kernel_size": 4}, "Kernel side is 4, but must be an odd number"),
    ({"kernel_size": 1}, "Kernel side is 1, but must be a whole number from 3 to 99."),
    ({"input_size": 10**9}, "Input side is 1000000000, but must be a whole number from 1 to"),
    ({"stride": 0}, "Stride between windows is 0, but must be a whole number from 1 to 99."),
)
