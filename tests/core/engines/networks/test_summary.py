"""Whole networks: sight against the gradient, sums, and what does not fit together."""

import pandas as pd
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.engines.networks.code import export, parse
from core.engines.networks.kinds import KINDS, Residual
from core.engines.networks.summary import InputShape, NetworkError, Totals, summarise, totals
from tests.generated import cases

SIZE = 60
COURSE_START = "nn.Conv2d(1, 8, 3), nn.MaxPool2d(2), nn.ReLU(), "


def built(layers):
    """The network as torch runs it, every weight 1 and every bias 0, in double precision."""
    made = {}
    exec(export(layers), made)
    model = made["model"].double()
    for parameter in model.parameters():
        torch.nn.init.constant_(parameter, float(parameter.dim() > 1))
    return model


def reached(model, rank):
    """First and last place along the last side of the input that each output's gradient reaches.

    The network is linear without constants and no weight is negative, so its answer to a picture
    whose column is 1 is that column's gradient, added up.
    """
    columns = torch.eye(SIZE, dtype=torch.double).reshape(SIZE, 1, *[1] * (rank - 1), SIZE)
    with torch.no_grad():
        answers = model(columns.expand(SIZE, 1, *[SIZE] * rank))
    along = answers.sum(dim=tuple(range(1, answers.dim() - 1)))
    ends = (column.nonzero() for column in along.T)
    return [(int(at.min()), int(at.max())) if len(at) else None for at in ends]


def convolutions(rank):
    window = st.integers(1, 4)
    return st.builds(
        KINDS[f"Conv{rank}d"],
        st.just(1),
        st.just(1),
        window,
        st.integers(1, 3),
        st.integers(0, 2),
        st.integers(1, 2),
    ) | st.builds(
        KINDS[f"AvgPool{rank}d"],
        st.integers(2, 4),
        st.none() | st.integers(1, 3),
        st.integers(0, 1),
        st.booleans(),
    )


def shortcuts(rank):
    """Blocks whose paths see unequally much, and unequally far to either side."""
    return st.builds(
        lambda k, p: Residual(
            (KINDS[f"Conv{rank}d"](1, 1, 2 * k + 1, 2, k),),
            (KINDS[f"AvgPool{rank}d"](p, 2, p // 2),),
        ),
        st.integers(0, 2),
        st.sampled_from([1, 3]),
    ) | st.builds(
        lambda k: Residual((KINDS[f"Conv{rank}d"](1, 1, k, padding="same"),)), st.integers(1, 4)
    )


@pytest.mark.filterwarnings("ignore:Using padding='same'")
@pytest.mark.parametrize("rank", [1, 2])
def test_fields_are_what_the_gradient_of_all_ones_reaches(rank):
    """Where no padding is seen, first and last pixel of every output's field are exact."""

    @settings(max_examples=60)
    @given(st.lists(convolutions(rank) | shortcuts(rank), min_size=1, max_size=5).map(tuple))
    def check(layers):
        try:
            last = summarise(layers, (1, *[SIZE] * rank)).iloc[-1]
        except NetworkError:
            assume(False)
        size, jump, start = (last[name][-1] for name in ("receptive_field", "jump", "start"))
        seen = 0
        for output, ends in enumerate(reached(built(layers), rank)):
            low = start + output * jump - (size - 1) / 2
            if low >= 0 and low + size <= SIZE:
                seen += 1
                assert ends == (low, low + size - 1)
        assume(seen)

    check()


@settings(max_examples=cases(60))
@given(st.integers(1, 4), st.integers(1, 3), st.integers(0, 2))
def test_fields_of_a_transposed_convolution_are_what_the_gradient_reaches(kernel, stride, padding):
    layers = (KINDS["ConvTranspose1d"](1, 1, kernel, stride, padding),)
    last = summarise(layers, (1, SIZE)).iloc[-1]
    (size,) = last["receptive_field"]
    widths = [last - first + 1 for first, last in filter(None, reached(built(layers), 1))]
    assert max(widths) == size


def test_a_linear_layer_sees_all_that_flattening_keeps_in_mind():
    table = summarise(
        parse(f"nn.Sequential({COURSE_START}nn.Flatten(), nn.Linear(1352, 10))"), (1, 28, 28)
    )
    flat, linear = table.iloc[-2], table.iloc[-1]
    assert flat["receptive_field"] == (4, 4)
    assert linear["receptive_field"] == (28, 28)
    assert linear["start"] == (13.5, 13.5)
    assert linear["jump"] == (0, 0)


def test_what_is_flattened_in_part_has_no_sides_left():
    table = summarise(parse("nn.Sequential(nn.Flatten(2), nn.Conv1d(3, 1, 5))"), (3, 8, 8))
    assert list(table["output_shape"]) == [(3, 64), (1, 60)]
    assert list(table["receptive_field"]) == [(), ()]
    assert list(summarise((KINDS["Linear"](4, 2),), (4,))["receptive_field"]) == [()]


@pytest.mark.parametrize(
    ("code", "shape", "says"),
    [
        (
            f"nn.Sequential({COURSE_START}nn.Conv2d(8, 8, 3), nn.MaxPool2d(2), nn.Flatten(), "
            "nn.Linear(300, 64))",
            (1, 28, 28),
            "Layer 7, Linear: in_features is 300, but the layer before gives 200; set in_features "
            "to 200.",
        ),
        (
            "nn.Conv2d(3, 16, 5)",
            (1, 28, 28),
            "Layer 1, Conv2d: in_channels is 3, but the input has 1; set in_channels to 1.",
        ),
        (
            "nn.Sequential(nn.ReLU(), nn.Conv2d(3, 16, 5))",
            (3, 28),
            "Layer 2, Conv2d: the input is 3 × 28, but must be channels × height × width.",
        ),
        (
            "nn.Linear(784, 10)",
            (1, 28, 28),
            "Layer 1, Linear: in_features is 784, but the input has 1 × 28 × 28; put a Flatten in "
            "between.",
        ),
    ],
)
def test_the_first_layer_that_does_not_fit_is_named(code, shape, says):
    with pytest.raises(NetworkError) as refused:
        summarise(parse(code), shape)
    assert str(refused.value) == says


def test_paths_that_do_not_meet_are_named_with_the_number_of_their_addition():
    block = Residual((KINDS["Conv2d"](1, 1, 3), KINDS["ReLU"]()), (KINDS["Identity"](),))
    with pytest.raises(NetworkError) as refused:
        summarise((KINDS["ReLU"](), block), (1, 8, 8))
    assert str(refused.value) == (
        "Layer 5, addition: the main path gives 1 × 6 × 6 and the shortcut 1 × 8 × 8, but both "
        "must be the same."
    )


@pytest.mark.parametrize("shape", [(), (0,), (1, -1), (1, 2, 3, 4, 5), (1.5,), [3, 4], (10**10,)])
def test_an_impossible_input_is_refused(shape):
    with pytest.raises(ValueError, match="^Input shape (is|has) "):
        summarise((KINDS["ReLU"](),), shape)


def test_names_are_one_a_row():
    layers = (KINDS["ReLU"](), KINDS["Tanh"]())
    assert list(summarise(layers, (1,), ("a", "b"))["name"]) == ["a", "b"]
    with pytest.raises(ValueError):
        summarise(layers, (1,), ("a",))


def test_totals_stay_exact_beyond_what_64_bits_can_count():
    layers = (KINDS["Conv2d"](10**9, 10**9, 1),) * 3
    found = totals(summarise(layers, (10**9, 10**9, 10**9)))
    assert found == Totals(3 * (10**18 + 10**9), 3 * 10**36, 3 * 4 * 10**27)
    assert totals(pd.DataFrame(columns=["parameters", "multiply_accumulates", "memory"])) == Totals(
        0, 0, 0
    )


@pytest.mark.parametrize("text", ["3, 224, 224", "3×224×224", "(3, 224, 224)", " 3 x 224 x 224 "])
def test_an_input_shape_is_read_however_it_is_written(text):
    assert InputShape.read(text).sizes == (3, 224, 224)


@pytest.mark.parametrize(
    "text", ["", "a", "3, -1", "3.5", "3,,4,", "9" * 5_000, "１", "1 2 3 4 5", "0"]
)
def test_an_input_shape_that_cannot_be_is_refused(text):
    with pytest.raises(ValueError, match=r"^Input shape (is|has) .*but must (be|have) .*\.$"):
        InputShape.read(text)
