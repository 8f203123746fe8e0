"""Kernels on pictures: against scipy's correlation and filters; what is drawn; what is learned."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import ndimage
from scipy.signal import correlate2d

from core.convolution import kernels
from core.convolution.kernels import KERNELS, Config, Kernel, drawn, learn, run
from core.convolution.pictures import Picture, synthetic
from tests.core.progress import stopped
from tests.core.refusals import refused
from tests.generated import cases

NUMBERS = st.floats(-10, 10)


def spread(weights, dilation):
    """``weights`` with zeros between them: what a dilated kernel is."""
    side = dilation * (len(weights) - 1) + 1
    wide = np.zeros((side, side))
    wide[::dilation, ::dilation] = weights
    return wide


@settings(max_examples=cases(100), deadline=None)
@given(st.data())
def test_the_response_is_scipys_correlation(data):
    side, dilation = data.draw(st.sampled_from([1, 3, 5])), data.draw(st.integers(1, 3))
    span = dilation * (side - 1) + 1
    shape = data.draw(st.tuples(*[st.integers(span, 20)] * 2))
    picture = data.draw(arrays(float, shape, elements=st.floats(0, 1)))
    weights = data.draw(arrays(float, (side, side), elements=NUMBERS))
    stride, padding = data.draw(st.integers(1, 4)), data.draw(st.sampled_from(kernels.PADDINGS))
    kernel = Kernel(tuple(map(tuple, weights.tolist())), divisor=2)
    config = Config(kernel, stride, dilation, padding, Picture("", picture))
    mode = {"none": "valid", "same": "same"}[padding]
    expected = correlate2d(picture, spread(weights / 2, dilation), mode)[::stride, ::stride]
    response = run(config).response
    assert response.shape == config.output_size == expected.shape
    np.testing.assert_allclose(response, expected, atol=1e-9)


@pytest.mark.parametrize(
    ("name", "filtered"),
    [
        ("Sobel, left to right", lambda x: ndimage.sobel(x, axis=1, mode="constant")),
        ("Sobel, top to bottom", lambda x: ndimage.sobel(x, axis=0, mode="constant")),
        ("Laplacian", lambda x: ndimage.laplace(x, mode="constant")),
        ("sharpen", lambda x: x - ndimage.laplace(x, mode="constant")),
        ("box blur", lambda x: ndimage.uniform_filter(x, 3, mode="constant")),
        (
            "Gaussian blur",
            lambda x: ndimage.convolve(
                x, np.outer([1, 4, 6, 4, 1], [1, 4, 6, 4, 1]) / 256, mode="constant"
            ),
        ),
        ("identity", lambda x: x),
    ],
)
def test_known_kernels_are_scipys_filters(name, filtered):
    picture = synthetic(2).pixels
    response = run(Config(KERNELS[name], picture=synthetic(2))).response
    np.testing.assert_allclose(response, filtered(picture), atol=1e-12)


def test_emboss_adds_the_slope_towards_the_lower_right():
    rows, columns = np.indices((9, 9))
    for slope in (rows, columns):
        picture = Picture("", slope / 10)
        response = run(Config(KERNELS["emboss"], padding="none", picture=picture)).response
        # −2·(−1) − 1·0 and so on: weights times offsets add up to 6 along either axis.
        np.testing.assert_allclose(response, picture.pixels[1:-1, 1:-1] + 6 / 10)


def test_kernels_that_answer_to_edges_say_nothing_to_an_even_picture():
    grey = Picture("", np.full((12, 12), 0.7))
    for name, kernel in KERNELS.items():
        response = run(Config(kernel, padding="none", picture=grey)).response
        level = 0 if "Sobel" in name or name == "Laplacian" else 0.7
        np.testing.assert_allclose(response, level, atol=1e-12)
        assert kernel.signed == (name not in {"box blur", "Gaussian blur", "identity"})
        assert kernel.about


test_settings_that_do_not_fit_are_refused_by_name = refused(
    Config,
    ({"stride": 0}, "stride is 0"),
    ({"dilation": 0}, "dilation is 0"),
    ({"dilation": 10**9}, "kernel_size is 3, which with dilation 1,000,000,000 spans"),
    ({"dilation": 10**9 + 1}, "dilation is 1000000001, but must be"),
    ({"padding": "reflect"}, "Padding is 'reflect', but must be one of none, same."),
    (
        {"dilation": 64},
        "kernel_size is 3, which with dilation 64 spans 129 of the height, "
        "but must span at most 128",
    ),
    (
        {"picture": Picture("", np.zeros((2, 9)))},
        "kernel_size is 3, which with dilation 1 spans 3 of the height, but must span at most 2",
    ),
    (
        {"picture": Picture("", np.zeros((9, 2)))},
        "kernel_size is 3, which with dilation 1 spans 3 of the width, but must span at most 2",
    ),
)


@pytest.mark.parametrize("numbers", [(), ((1,), (1,)), ((1, 2), (3, 4)), ((1,) * 7,) * 7])
def test_what_is_no_square_is_refused(numbers):
    with pytest.raises(ValueError, match="no square of 1, 3 or 5"):
        Kernel(numbers)


@given(arrays(float, (5, 5), elements=st.floats(-1_000, 1_000)))
def test_a_drawn_kernel_has_the_numbers_that_were_typed(numbers):
    for table in (pd.DataFrame(numbers), pd.DataFrame(numbers).map(repr)):
        np.testing.assert_array_equal(drawn(table).weights, numbers)


def test_a_drawn_number_may_have_spaces_and_a_proper_minus():
    table = pd.DataFrame([[" −1.5 ", "1e2", "+3"], ["0", ".5", "-0"], ["7", "8", "9"]])
    assert drawn(table).numbers[0] == (-1.5, 100, 3)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("two", "Row 1, column 2 is 'two', but must be a number from −1,000 to 1,000."),
        ("nan", "Row 1, column 2 is 'nan', but must be"),
        ("-inf", "Row 1, column 2 is '-inf', but must be"),
        ("1e999", "Row 1, column 2 is '1e999', but must be"),
        ("1001", "Row 1, column 2 is '1001', but must be"),
        ("", "Row 1, column 2 is empty, but must be"),
        (None, "Row 1, column 2 is empty, but must be"),
        (float("nan"), "Row 1, column 2 is empty, but must be"),
        (float("inf"), "Row 1, column 2 is inf, but must be"),
        ("1,5", "Row 1, column 2 is '1,5', but must be"),
        ("__import__('os')", "Row 1, column 2 is"),
        ("9" * 9_999, "Row 1, column 2 is"),
    ],
)
def test_what_is_no_number_is_refused_with_its_place(cell, said):
    table = pd.DataFrame([["0"] * 3] * 3, dtype=object)
    table.iloc[1, 2] = cell
    with pytest.raises(ValueError) as refused:
        drawn(table)
    assert str(refused.value).startswith(said)
    assert len(str(refused.value)) < 120


@given(st.text(max_size=60))
def test_any_text_makes_a_number_or_a_sentence(cell):
    try:
        kernel = drawn(pd.DataFrame([[cell]]))
    except ValueError as refused:
        assert str(refused).startswith("Row 0, column 0 is ")
    else:
        assert np.isfinite(kernel.weights).all()


@pytest.fixture(scope="module")
def learned():
    return learn(1)


@pytest.mark.slow
def test_a_first_layer_is_learned_and_follows_its_seed(learned):
    assert len(learned.kernels) == len(learned.start) == len(learned.cosine) == 8
    assert learned.validation == 5_000
    assert 0.9 < learned.accuracy.low < learned.accuracy.estimate < learned.accuracy.high < 1
    again = learn(1)
    assert again.kernels == learned.kernels
    assert again.accuracy == learned.accuracy
    for start, end, cosine in zip(learned.start, learned.kernels, learned.cosine, strict=True):
        a, b = start.weights.ravel(), end.weights.ravel()
        assert cosine == pytest.approx(a @ b / np.linalg.norm(a) / np.linalg.norm(b))
        assert -1 < cosine < 0.9999


def test_other_seeds_than_there_are_are_refused():
    with pytest.raises(ValueError, match="Seed is -1"):
        learn(-1)


def test_learning_tells_its_progress():
    assert stopped(learn, 2, at=0.1)[1][-1] == "Epoch 1 of 3"


def test_the_tables_hold_every_response_and_weight():
    results = [run(Config(KERNELS[name], stride=9)) for name in ("sharpen", "box blur")]
    responses, numbers = kernels.responses(results), kernels.numbers(results)
    for place, result in enumerate(results):
        for table, name, values in (
            (responses, "response", result.response),
            (numbers, "weight", result.config.kernel.weights),
        ):
            own = table[table["kernel"] == place]
            assert len(own) == values.size
            np.testing.assert_array_equal(values[own["row"], own["column"]], own[name])
