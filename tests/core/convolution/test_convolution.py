"""The experiment of 2.A: formula against torch's meta device, and the two verdicts."""

from math import prod

import pytest
import torch
from hypothesis import given, settings

from core.claims import Outcome
from core.convolution import Config, output_size, parameters, run, verdicts
from core.convolution.torch_layer import MOST_NUMBERS, fits
from tests.core.engines.windows.test_layer import layers, torch_layer
from tests.generated import cases

WITHOUT_TORCH = ("outputs that see padding", "receptive field", "jump", "start")


def figures(result, column):
    return result.layer.set_index("quantity")[column].to_dict()


@settings(max_examples=cases(300), deadline=None)
@given(layers())
def test_every_figure_that_torch_has_is_torchs(fields):
    try:
        config = Config(**fields)
    except ValueError:
        return
    result = run(config)
    for quantity, ours in figures(result, "ours").items():
        theirs = figures(result, "torch")[quantity]
        if quantity.startswith(WITHOUT_TORCH):
            assert theirs is None
        else:
            assert ours == theirs, quantity


@settings(max_examples=cases(100), deadline=None)
@given(layers())
def test_the_meta_device_says_what_real_numbers_say(fields):
    try:
        config = Config(**fields)
    except ValueError:
        return
    module, output = torch_layer(fields)
    measured = figures(run(config), "torch")
    names = [name for name in measured if name.startswith("output ")]
    assert [measured[name] for name in names] == [*output.shape[2:], output.shape[1]]
    assert measured["parameters"] == sum(values.numel() for values in module.parameters())
    assert measured["activation memory"] == output.numel() * 4


def test_the_write_ups_layer_holds_in_both_claims():
    assert parameters(3, 16, 5) == 1_216
    assert output_size(input_size=32, kernel_size=5, stride=1, padding=0) == (28, 28)
    assert [(verdict.claim_id, verdict.outcome) for verdict in verdicts(run(Config()))] == [
        ("2.A.i", Outcome.HOLDS),
        ("2.A.ii", Outcome.HOLDS),
    ]


def test_the_formulae_name_the_numbers_and_their_sources():
    formulae = figures(run(Config()), "formula")
    assert formulae["weights"].endswith("= 1200")
    assert formulae["parameters"] == "1200 + 16 = 1216"
    assert formulae["output height"].endswith("= 28")
    assert formulae["multiply-accumulates"] == r"1200 \times 784 = 940800"
    sources = figures(run(Config(kernel_size=3, dilation=2)), "source")
    assert sources["output height"].endswith("relation 6 and 15")
    assert sources["receptive field width"].startswith("Araujo")


@settings(max_examples=cases(200), deadline=None)
@given(layers())
def test_every_formula_ends_in_its_figure(fields):
    try:
        layer = run(Config(**fields)).layer
    except ValueError:
        return
    for row in layer.itertuples():
        shown = row.formula.rpartition("=")[2].replace(r"\,\text{B}", "")
        assert float(shown) == pytest.approx(float(row.ours), rel=1e-3), row.quantity


def test_the_share_of_outputs_that_see_padding_is_that_of_a_picture_of_ones():
    config = Config(kernel_size=3, padding=((1, 0), (2, 1)), stride=2, input_size=(7, 8))
    ones = torch.nn.functional.pad(torch.ones(1, 1, 7, 8), (2, 1, 1, 0))
    sums = torch.nn.functional.conv2d(ones, torch.ones(1, 1, 3, 3), stride=2)
    share = float((sums < 9).float().mean())
    assert figures(run(config), "ours")["outputs that see padding"] == pytest.approx(share)


def test_another_layer_tests_no_claim():
    outcomes = {verdict.outcome for verdict in verdicts(run(Config(padding=2)))}
    assert outcomes == {Outcome.NOT_TESTED}


@pytest.mark.parametrize("quantity", ["weights", "biases", "parameters"])
@pytest.mark.parametrize("column", ["ours", "torch"])
def test_a_wrong_count_fails(quantity, column):
    result = run(Config())
    row = result.layer.index[result.layer["quantity"] == quantity]
    result.layer.loc[row, column] += 1
    parameters_claim, shape_claim = verdicts(result)
    assert [f.part for f in parameters_claim.findings if f.outcome is not Outcome.HOLDS] == [
        quantity
    ]
    assert shape_claim.outcome is Outcome.HOLDS


@pytest.mark.parametrize("side", [10**9, 2 * 10**8])
def test_a_layer_too_large_for_torch_is_worked_out_alone_and_exactly(side):
    config = Config(input_size=side, kernel_size=3)
    result = run(config)
    assert figures(result, "ours")["multiply-accumulates"] == 432 * (side - 2) ** 2
    bytes_ = figures(result, "ours")["activation memory"]
    assert bytes_ == 16 * prod(config.output_size) * 4
    assert fits(config) is (bytes_ // 4 <= MOST_NUMBERS)
    checked = figures(result, "torch")["output height"]
    assert checked == (side - 2 if fits(config) else None)
