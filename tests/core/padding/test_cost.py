"""Also tests core/padding_responses.py, which makes the responses that are compared."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.ndimage import correlate
from scipy.signal import correlate2d

from core.claims import Outcome
from core.padding.cost import (
    FILTERS,
    PADDINGS,
    Config,
    alternatives,
    compared,
    confinement,
    distortion,
    kernel_sizes,
    run,
    summary,
)
from core.padding.responses import (
    KERNELS,
    SOURCES,
    convolve,
    named_layers,
    padded_responses,
    random_layers,
    reach,
    true_responses,
)
from tests.core.planted import planted
from tests.core.progress import reported, stopped
from tests.core.students import students

SCIPY = {"zeros": "constant", "reflect": "mirror", "replicate": "nearest", "circular": "grid-wrap"}


@pytest.fixture(scope="module")
def result():
    return run(Config(pictures=6))


def pictures(count=3, side=12, seed=0):
    return torch.randn(count, 1, side, side, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("padding", SCIPY)
@pytest.mark.parametrize("size", [3, 5, 7])
def test_a_padded_convolution_is_scipys(padding, size):
    picture, weight = pictures(1)[0, 0], pictures(1, size, 1)
    expected = correlate(picture.numpy(), weight[0, 0].numpy(), mode=SCIPY[padding])
    response = convolve(picture[None, None], weight, padding)
    np.testing.assert_allclose(response[0, 0], expected, atol=1e-5)


@pytest.mark.parametrize("size", [3, 5])
def test_partial_convolution_follows_its_definition_window_by_window(size):
    """Liu and others 2018: Σ w x over the seen cells, times window cells / seen cells."""
    picture, weight = pictures(1, 9)[0, 0], pictures(1, size, 1)[0, 0]
    around = np.pad(picture.numpy(), size // 2, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(around, (size, size))
    seen = (~np.isnan(windows)).sum(axis=(2, 3))
    expected = np.nansum(windows * weight.numpy(), axis=(2, 3)) * size**2 / seen
    response = convolve(picture[None, None], weight[None, None], "partial")
    np.testing.assert_allclose(response[0, 0], expected, atol=1e-5)


def test_a_partial_box_blur_keeps_a_flat_picture_flat_and_zeros_do_not():
    flat, box = torch.ones(1, 1, 8, 8), torch.full((1, 1, 3, 3), 1 / 9)
    np.testing.assert_allclose(convolve(flat, box, "partial"), flat, rtol=1e-6)
    assert convolve(flat, box, "zeros")[0, 0, 0, 0].item() == pytest.approx(4 / 9)


@pytest.mark.parametrize("padding", PADDINGS)
def test_every_picture_goes_through_its_own_filters(padding):
    crops, layers = pictures(3), random_layers(3, 2, 3, seed=5)
    together = list(padded_responses(crops, layers, padding, "ReLU"))
    for number in range(3):
        own = [layer.reshape(3, 16, *layer.shape[1:])[number] for layer in layers]
        alone = list(padded_responses(crops[number : number + 1], own, padding, "ReLU"))
        for all_of_them, one in zip(together, alone, strict=True):
            np.testing.assert_allclose(all_of_them[number], one[0], atol=1e-4)


@pytest.mark.parametrize("kernel", KERNELS)
def test_true_responses_are_scipys_on_the_whole(kernel):
    source = SOURCES["photo-like"]
    wholes = source.load(2, 0)
    truths = list(true_responses(wholes, named_layers(2, 4, kernel), source, "linear"))
    weight = np.array(KERNELS[kernel], dtype=float)
    weight /= abs(weight).sum()
    inside = slice(source.margin, source.margin + source.crop)
    for number in range(2):
        values = wholes[number, 0].double().numpy()
        for truth in truths:
            values = correlate2d(values, weight, mode="same")
            np.testing.assert_allclose(truth[number, 0], values[inside, inside], atol=1e-5)


def test_true_responses_end_where_the_surroundings_do():
    digits = SOURCES["MNIST digits"]
    wholes = digits.load(2, 0)
    known = [
        len(list(true_responses(wholes, random_layers(2, 4, size, 0), digits, "ReLU")))
        for size in (3, 5, 7)
    ]
    assert known == [4, 3, 2]


def test_random_filters_keep_the_scale_from_layer_to_layer():
    """He and others 2015: with variance 2 / fan_in and ReLU the mean square stays as it is."""
    layers = random_layers(40, 4, 5, seed=1)
    wholes = pictures(40, 56)
    squares = [
        response.square().mean().item()
        for response in true_responses(wholes, layers, SOURCES["photo-like"], "ReLU")
    ]
    np.testing.assert_allclose(squares, 1, rtol=0.25)


@pytest.mark.parametrize("filters", FILTERS)
@pytest.mark.parametrize("source", SOURCES)
def test_the_error_ends_at_half_a_kernel_a_layer(filters, source):
    errors = run(Config(source, filters, pictures=2)).errors
    assert set(errors["padding"]) == set(PADDINGS)
    for (size, depth), part in errors.groupby(["kernel_size", "depth"]):
        outside = part["distance"] >= depth * (size - 1) // 2
        assert part.loc[outside, "error"].max() < 1e-4
        assert part.loc[~outside & (part["padding"] == "zeros"), "error"].max() > 1e-3


def test_the_error_is_that_of_the_definition(result):
    config = result.config
    source = SOURCES[config.source]
    wholes = (source.load(config.pictures, config.seed) - source.mean) / source.deviation
    crops = wholes[:, :, 12:44, 12:44]
    layers = random_layers(config.pictures, 4, 5, config.seed)
    *_, response = padded_responses(crops, layers[:3], "reflect", "ReLU")
    *_, truth = true_responses(wholes, layers[:3], source, "ReLU")
    edge = np.minimum(np.arange(32), np.arange(32)[::-1])
    ring = np.minimum.outer(edge, edge) == 2
    expected = abs(response - truth)[4][:, ring].mean() / abs(truth[4]).mean()
    measured = result.errors.set_index(["kernel_size", "depth", "padding", "picture", "distance"])
    assert measured.loc[(5, 3, "reflect", 4, 2), "error"] == pytest.approx(
        expected.item(), rel=1e-4
    )


def test_maps_and_rings_are_of_the_same_errors(result):
    maps = result.maps.copy()
    from_edge = [maps[side].clip(upper=31 - maps[side]) for side in ("row", "column")]
    maps["distance"] = np.minimum(*from_edge)
    by = ["kernel_size", "depth", "padding", "distance"]
    means = result.errors.groupby(by)["error"].mean()
    np.testing.assert_allclose(maps.groupby(by)["error"].mean(), means, rtol=1e-5, atol=1e-9)


def test_a_flat_grey_picture_has_no_error_with_what_continues_it(monkeypatch):
    grey = replace(SOURCES["photo-like"], load=lambda count, _: torch.full((count, 1, 56, 56), 0.9))
    monkeypatch.setitem(SOURCES, "photo-like", grey)
    errors = run(Config(pictures=2)).errors.groupby("padding")["error"].max()
    assert errors[["reflect", "replicate", "circular"]].max() < 1e-4
    assert errors["zeros"] > 0.1


def test_what_zero_means_matters_to_zeros_only_in_a_linear_blur():
    """A blur commutes with a shift of grey, and so does what continues the picture."""
    ratios = []
    for zero in ("the mean grey", "black"):
        config = Config(filters="blur", activation="linear", zero_means=zero, pictures=3)
        border = run(config).errors.query("depth == 1 and distance == 0")
        wide = border.pivot(index="picture", columns="padding", values="error")
        # Errors are relative to the picture's mean response; ratios of two are not.
        ratios.append(wide.div(wide["replicate"], axis=0))
    mean, black = ratios
    for padding in ("reflect", "circular"):
        np.testing.assert_allclose(mean[padding], black[padding], rtol=1e-3)
    assert (black["zeros"] > 1.5 * mean["zeros"]).all()


def test_named_filters_come_in_one_size():
    assert kernel_sizes(Config(filters="Laplacian")) == (3,)
    assert kernel_sizes(Config()) == (3, 5, 7)


@given(size=st.integers(0, 49).map(lambda half: 2 * half + 1), depth=st.integers(1, 50))
def test_reach_is_half_a_kernel_a_layer(size, depth):
    assert 2 * reach(size, depth) == depth * (size - 1)


def test_the_summary_is_students(result):
    table = summary(result).set_index(["kernel_size", "depth", "padding", "distance"])
    assert len(table) == 3 * 4 * 5 * 16
    errors = result.errors.set_index(["kernel_size", "depth", "padding", "distance"])
    cell = (7, 2, "circular", 3)
    expected = students(errors.loc[cell, "error"])
    assert tuple(table.loc[cell, ["mean", "low", "high"]]) == pytest.approx(expected)


def test_paddings_are_compared_by_picture(result):
    table = compared(result, 3, 1).set_index("padding")
    border = result.errors.query("kernel_size == 3 and depth == 1 and distance == 0")
    wide = border.pivot(index="picture", columns="padding", values="error")
    for padding, row in table.iterrows():
        expected = students(wide["zeros"] - wide[padding])
        assert (row["low"], row["high"]) == pytest.approx(expected[1:])
    assert table["n"].eq(6).all()


ONE_LAYER = "kernel_size == 3 and depth == 1 and padding == 'zeros'"
ITS_BORDER = f"{ONE_LAYER} and distance == 0"


@pytest.mark.parametrize("error", [0.0, 0.04])
def test_no_or_a_negligible_error_on_the_border_is_no_distortion(result, error):
    assert distortion(result).outcome is Outcome.HOLDS
    assert distortion(planted(result, "errors", ITS_BORDER, error=error)).outcome is Outcome.FAILS


def test_an_error_as_large_in_the_middle_is_no_distortion_of_the_border(result):
    assert distortion(planted(result, "errors", ONE_LAYER, error=0.5)).outcome is Outcome.FAILS


def test_errors_that_scatter_around_nothing_are_no_distortion(result):
    scattered = [1.0, -0.8] * (result.config.pictures // 2)
    finding = distortion(planted(result, "errors", ITS_BORDER, error=scattered))
    assert finding.measured.low < 0 < finding.measured.high
    assert finding.outcome is Outcome.UNDECIDED


def test_an_error_beyond_the_theory_is_noticed(result):
    assert confinement(result).outcome is Outcome.HOLDS
    furthest = f"{ONE_LAYER} and distance == 15 and picture == 0"
    for where, error in (
        (furthest, 0.01),
        ("kernel_size == 5 and depth == 2 and distance == 3", 0.0),
    ):
        assert confinement(planted(result, "errors", where, error=error)).outcome is Outcome.FAILS


def test_zeros_are_the_worst_only_if_every_other_errs_less(result):
    assert alternatives(result).outcome is Outcome.FAILS
    worst = planted(result, "errors", ITS_BORDER, error=9.0)
    assert alternatives(worst).outcome is Outcome.HOLDS
    assert alternatives(worst).measured.low > 0


def test_the_report_rises_to_one_and_raising_from_it_stops():
    done, _ = reported(run, Config(filters="blur", pictures=2))
    assert done[0] == 0
    stopped(run, Config(pictures=2))


def test_the_same_seed_gives_the_same_errors_and_another_others():
    first, again, other = (
        run(Config(filters="sharpen", pictures=2, seed=seed)).errors for seed in (4, 4, 5)
    )
    pd.testing.assert_frame_equal(first, again)
    assert not first.equals(other)
