import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize
from torch import nn

from core.claims import Outcome
from core.padding.position import (
    PADDINGS,
    RIDGE,
    Config,
    leak,
    read_position,
    responses,
    ridge,
    run,
    spread,
    summary,
)
from tests.core.planted import planted
from tests.core.progress import reported
from tests.core.refusals import refused

SMALL = Config(side=14, layers=4, seeds=3)


@pytest.fixture(scope="module")
def result():
    return run(SMALL)


MODULE = {"zeros": "zeros", "reflect": "reflect", "replicate": "replicate", "circular": "circular"}


@pytest.mark.parametrize("padding", PADDINGS)
def test_responses_are_those_of_torchs_own_modules(padding):
    generator = torch.Generator().manual_seed(7)
    layers = []
    for in_channels in (1, 32, 32):
        mode = {"padding_mode": MODULE[padding], "padding": 1} if padding in MODULE else {}
        layer = nn.Conv2d(in_channels, 32, 3, **mode)
        with torch.no_grad():
            layer.weight.copy_(torch.randn(layer.weight.shape, generator=generator))
            layer.weight.mul_((2 / (9 * in_channels)) ** 0.5)
            layer.bias.copy_(torch.randn(32, generator=generator) * 0.1)
        layers += [layer, nn.ReLU()]
    greys = torch.linspace(0.2, 1, 5)[:, None, None, None].expand(5, 1, 10, 10)
    with torch.no_grad():
        expected = nn.Sequential(*layers)(greys).permute(0, 2, 3, 1)
    *_, last = responses(Config(side=10, layers=3), 7, padding)
    np.testing.assert_allclose(last, expected, atol=1e-4)


@settings(max_examples=25)
@given(seed=st.integers(0, 10**6), features=st.integers(1, 5))
def test_the_ridge_minimises_its_own_objective(seed, features):
    random = np.random.default_rng(seed)
    inputs, targets = random.normal(2, 3, (30, features)), random.normal(size=(30, 1))
    scale = np.sqrt((inputs**2).mean())
    centred, wanted = (inputs - inputs.mean(axis=0)) / scale, targets - targets.mean()

    def objective(weights):
        missed = wanted[:, 0] - centred @ weights
        return missed @ missed + RIDGE * 30 * weights @ weights

    best = optimize.minimize(objective, np.zeros(features), tol=1e-12).x
    unseen = random.normal(size=(4, features))
    expected = (unseen - inputs.mean(axis=0)) / scale @ best + targets.mean()
    np.testing.assert_allclose(ridge(inputs, targets, unseen)[:, 0], expected, atol=1e-4)


def test_features_that_never_vary_give_a_guess_of_the_mean():
    targets = np.arange(12.0).reshape(6, 2)
    for level in (0.0, 3.0):
        predicted = ridge(np.full((6, 4), level), targets, np.full((3, 4), level))
        np.testing.assert_allclose(predicted, np.tile([5.0, 6.0], (3, 1)))


def test_only_zeros_tell_the_position(result):
    table = summary(result).set_index(["padding", "depth"])["mean"]
    assert table["zeros"].min() > 0.15
    for padding in set(PADDINGS) - {"zeros"}:
        assert table[padding].max() < 1e-5
    last = result.readouts[result.readouts["depth"] == 4].set_index(["padding", "seed"])["r2"]
    assert last["zeros"].min() > 0.3


def test_r2_is_one_less_the_unexplained_share():
    """A network of no layers but a picture of its own coordinates would be read to nearly 1."""
    rows, columns = np.indices((9, 9))
    features = np.stack([rows, columns, rows * 0 + 1.0], axis=-1)[None].repeat(4, axis=0)
    r2, errors = read_position(features, 0.5, seed=0)
    assert 0.99 < r2 <= 1
    assert (errors["error"] < 0.3 * errors["guess"]).sum() >= 4


def test_the_leak_reaches_a_pixel_a_layer(result):
    reach = result.reaches.set_index(["padding", "depth"])["reach"].sort_index()
    for depth in range(1, 5):
        assert set(reach["zeros", depth]) == {depth}
    assert reach.drop("zeros").max() == 0


def test_beyond_the_reach_a_readout_is_no_better_than_a_guess(result):
    zeros = result.errors[result.errors["padding"] == "zeros"]
    one = zeros[zeros["depth"] == 1].groupby("distance")[["error", "guess"]].mean()
    ratio = one["error"] / one["guess"]
    assert ratio[0] < 0.8
    assert ratio[2:].between(0.9, 1.15).all()


def test_findings_hold_and_planted_errors_flip_them(result):
    assert leak(result).outcome is Outcome.HOLDS
    assert spread(result).outcome is Outcome.HOLDS
    for padding, r2 in (("none", 0.01), ("zeros", 0.0), ("zeros", 0.05)):
        read = planted(result, "readouts", f"padding == '{padding}'", r2=r2)
        assert leak(read).outcome is Outcome.FAILS
    for padding in ("zeros", "circular", "none"):
        once = f"padding == '{padding}' and seed == 0 and depth == 1"
        further = planted(result, "reaches", once, reach=lambda pixels: pixels + 1)
        assert spread(further).outcome is Outcome.FAILS


def test_one_lucky_seed_is_no_leak(result):
    deepest = "padding == 'zeros' and depth == 4"
    finding = leak(planted(result, "readouts", deepest, r2=[0.9, -0.2, -0.1]))
    assert finding.estimate > 0.1
    assert finding.outcome is Outcome.UNDECIDED


test_bad_input_is_named_with_its_range = refused(
    Config,
    ({"side": 7}, "Side is 7, but must be a whole number from 8 to 40."),
    ({"layers": 11}, "Layers is 11, but must be a whole number from 1 to 10."),
    ({"side": 8, "layers": 3}, "Layers is 3, but must be a whole number from 1 to 2."),
    ({"held_out": 1.0}, "Held out is 1.0, but must be a number from 0.1 to 0.9."),
    ({"seeds": 1}, "Seeds is 1, but must be a whole number from 2 to 50."),
)


def test_the_smallest_picture_runs():
    found = run(Config(side=8, layers=2, seeds=2, held_out=0.9))
    assert np.isfinite(found.readouts["r2"]).all()


def test_the_report_rises_to_one():
    done, _ = reported(run, Config(side=8, layers=1, seeds=2))
    assert done[0] == 0
