"""What a row sees of the input: against the gradient, and against what flattening keeps in mind."""

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn import functional

from core.engines.networks.reader.networks import read, table
from core.engines.networks.reader.refusals import Refusal
from tests.generated import cases

SIZE = 60
BLOCK = """
class Block(nn.Module):
    def __init__(self, main, shortcut):
        super().__init__()
        self.main, self.shortcut = main, shortcut

    def forward(self, x):
        return self.main(x) + self.shortcut(x)
"""
COURSE_START = "nn.Conv2d(1, 8, 3), nn.MaxPool2d(2), nn.ReLU(), "


def rows(text, shape):
    return table(read(text)[0].run(shape))


def built(text):
    """The network as torch runs it, every weight 1 and every bias 0, in double precision."""
    made = {"nn": nn, "F": functional}
    exec(text, made)
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


def windows(rank):
    size = st.integers(1, 4)
    return st.builds(
        f"nn.Conv{rank}d(1, 1, {{}}, {{}}, {{}}, {{}})".format,
        size,
        st.integers(1, 3),
        st.integers(0, 2),
        st.integers(1, 2),
    ) | st.builds(
        f"nn.AvgPool{rank}d({{}}, {{}}, {{}}, {{}})".format,
        st.integers(2, 4),
        st.none() | st.integers(1, 3),
        st.integers(0, 1),
        st.booleans(),
    )


def shortcuts(rank):
    """Blocks whose paths see unequally much, and unequally far to either side."""
    return st.builds(
        lambda k, p: (
            f"Block(nn.Conv{rank}d(1, 1, {2 * k + 1}, 2, {k}), nn.AvgPool{rank}d({p}, 2, {p // 2}))"
        ),
        st.integers(0, 2),
        st.sampled_from([1, 3]),
    ) | st.builds(
        f"Block(nn.Conv{rank}d(1, 1, {{}}, padding='same'), nn.Identity())".format,
        st.integers(1, 4),
    )


@pytest.mark.filterwarnings("ignore:Using padding='same'")
@pytest.mark.parametrize("rank", [1, 2])
def test_fields_are_what_the_gradient_of_all_ones_reaches(rank):
    """Where no padding is seen, first and last pixel of every output's field are exact."""

    @settings(max_examples=cases(60))
    @given(st.lists(windows(rank) | shortcuts(rank), min_size=1, max_size=5))
    def check(layers):
        text = f"{BLOCK}\nmodel = nn.Sequential({', '.join(layers)})"
        try:
            last = rows(text, (1, *[SIZE] * rank)).iloc[-1]
        except Refusal:
            assume(False)
        size, jump, start = (last[name][-1] for name in ("receptive_field", "jump", "start"))
        seen = 0
        for output, ends in enumerate(reached(built(text), rank)):
            low = start + output * jump - (size - 1) / 2
            if low >= 0 and low + size <= SIZE:
                seen += 1
                assert ends == (low, low + size - 1)
        assume(seen)

    check()


@settings(max_examples=cases(60))
@given(st.integers(1, 4), st.integers(1, 3), st.integers(0, 2))
def test_fields_of_a_transposed_convolution_are_what_the_gradient_reaches(kernel, stride, padding):
    text = f"model = nn.ConvTranspose1d(1, 1, {kernel}, {stride}, {padding})"
    (size,) = rows(text, (1, SIZE)).iloc[-1]["receptive_field"]
    widths = [last - first + 1 for first, last in filter(None, reached(built(text), 1))]
    assert max(widths) == size


@settings(max_examples=cases(60))
@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 3), st.integers(1, 3))
def test_adaptive_pooling_sees_what_the_gradient_reaches(size, outputs, kernel, stride):
    """Behind a convolution, so that what it pools sees several pixels that lie some way apart."""
    before = f"nn.Conv1d(1, 1, {kernel}, {stride})"
    text = f"model = nn.Sequential({before}, nn.AdaptiveAvgPool1d({outputs}))"
    pixels = kernel + stride * (size - 1)
    last = rows(text, (1, pixels)).iloc[-1]
    values = torch.zeros(1, 1, pixels, dtype=torch.double, requires_grad=True)
    reach = []
    for output in built(text)(values)[0, 0]:
        (gradient,) = torch.autograd.grad(output, values, retain_graph=True)
        at = gradient[0, 0].nonzero()
        reach.append((int(at.min()), int(at.max())))
    dense = kernel >= stride
    assert last["output_shape"] == (1, outputs)
    assert last["receptive_field"][0] == max(high - low + 1 for low, high in reach)
    assert not dense or last["start"][0] * 2 == sum(reach[0])


def test_a_linear_layer_sees_all_that_flattening_keeps_in_mind():
    found = rows(f"nn.Sequential({COURSE_START}nn.Flatten(), nn.Linear(1352, 10))", (1, 28, 28))
    flat, linear = found.iloc[-2], found.iloc[-1]
    assert flat["receptive_field"] == (4, 4)
    assert linear["receptive_field"] == (28, 28)
    assert linear["start"] == (13.5, 13.5)
    assert linear["jump"] == (0, 0)


def test_what_is_flattened_in_part_has_no_sides_left():
    found = rows("nn.Sequential(nn.Flatten(2), nn.Conv1d(3, 1, 5))", (3, 8, 8))
    assert list(found["output_shape"]) == [(3, 64), (1, 60)]
    assert list(found["receptive_field"]) == [(), ()]
    assert list(rows("nn.Linear(4, 2)", (4,))["receptive_field"]) == [()]


def test_a_row_tells_which_rows_it_takes_values_from():
    text = f"{BLOCK}\nnn.Sequential(nn.ReLU(), Block(nn.Conv2d(1, 1, 1), nn.Tanh()), nn.ReLU())"
    found = rows(text, (1, 8, 8))
    assert list(found["kind"]) == ["ReLU", "Conv2d", "Tanh", "addition", "ReLU"]
    assert list(found["inputs"]) == [(0,), (1,), (1,), (2, 3), (4,)]
    assert list(found["name"]) == ["0", "1.main", "1.shortcut", "1", "2"]


def test_what_a_method_of_a_tensor_takes_and_what_it_splits_into_are_followed():
    text = """class Net(nn.Module):
    def forward(self, x):
        one, other = x.relu().chunk(2, dim=1)
        return one.sigmoid().mul(other.view(1, 2, 8, 8)).clone() + x[:, :2]
"""
    found = rows(text, (4, 8, 8))
    assert list(found["kind"]) == ["relu", "chunk", "sigmoid", "view", "mul", "addition"]
    assert list(found["inputs"]) == [(0,), (1,), (2,), (2,), (3, 4), (0, 5)]
