"""What is not read: one sentence each, with the first thing in the way and its line."""

import sys
from contextlib import suppress
from itertools import islice
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.engines.networks.reader import input_shapes
from core.engines.networks.reader.networks import read
from core.engines.networks.reader.refusals import Refusal
from tests.benchmarks import fuzz_network_code
from tests.core.engines.networks.reader.test_networks import measured, refusal
from tests.generated import cases

CLASS = """
class Net(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.out = nn.Linear(features, 2)

    def forward(self, x):
        return self.out(x)
"""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Line 1: there is no network; paste a class with forward"),
        ("import os\nos.remove('x')", "Line 2: os(…) is nothing that is read here"),
        ("model = keras.Sequential([layers.Dense(3)])", "Line 1: this is Keras, not PyTorch"),
        ("model = nn.Sequential(\n nn.Liner(3, 2),\n)", "Line 2: torch.nn has no layer 'Liner'"),
        ("nn.Linear(3)", "Line 1: Linear: "),
        (
            "nn.Sequential(OrderedDict([('a.b', nn.ReLU())]))",
            'Line 1: Sequential: module name can\'t contain ".", got: a.b.',
        ),
        ("n = len(words)\nnn.Linear(n, 2)", "Line 2: The in_features of Linear comes from words"),
        (CLASS, "Line 2: Net needs features, which is not given."),
        (CLASS + "model = Net(data.shape[1])", "Line 5: The in_features of Linear comes from data"),
        ("model = = nn.ReLU()", "Line 1: this is not Python"),
        ("nn.Linear(10**17, 10**17)", "Line 1: Linear: Storage size calculation overflowed"),
        ("while True: pass", "Line 1: the code asks for more steps than are taken here"),
        ("def f(): return f()\nmodel = f()", "Line 1: calls may nest at most 60 deep here"),
        ("def f():\n    f()\nf()", "Line 2: calls may nest at most 60 deep here"),
        ("def f(): 0\nwhile True: f()", "Line 2: the code asks for more steps than are taken here"),
        ("x = [0] * 10**9", "Line 1: at most 10,000 things may stand in a row here"),
        ("x = 9**9**9", "Line 1: exponents may be at most 128 here."),
        (
            "layers = []\nfor n in sizes: layers.append(nn.Linear(4, 4))\nnn.Sequential(*layers)",
            "Line 2: What this loop runs over comes from sizes",
        ),
        (
            "model = nn.Sequential(nn.Linear(4, 2))\nif deep: model.append(nn.Linear(2, 2))",
            "Line 2: Whether 'deep' holds comes from deep",
        ),
        (
            CLASS + "import sys\nif sys.argv: model = Net(3)\nelse: model = Net(4)",
            "Line 10: Whether 'sys.argv' holds comes from sys",
        ),
        ("nn.Sequential(nn.ReLU(), load('x'))", "Line 1: The layers of Sequential comes from load"),
        ("nn.ReLU(**dict(inplace=later))", "Line 1: What nn.ReLU is given comes from later"),
    ],
)
def test_what_is_in_the_way_is_said_with_its_line(text, says):
    assert refusal(text).startswith(says)


@pytest.mark.parametrize(
    ("text", "shape", "wrong", "right", "says"),
    [
        (
            "nn.Sequential(nn.Flatten(), nn.Linear(800, 10))", (1, 28, 28), "800", "784",
            "Layer 2, Linear: in_features is 800, but what comes in is 784; set in_features to "
            "784.",
        ),
        (
            "nn.Sequential(nn.Conv2d(3, 8, 3))", (1, 28, 28), "3, 8", "1, 8",
            "Layer 1, Conv2d: in_channels is 3, but what comes in is 1 × 28 × 28; set in_channels "
            "to 1, or take another input.",
        ),
        (
            "nn.Sequential(nn.Conv2d(1, 8, 3), nn.BatchNorm2d(16))", (1, 28, 28), "16", "8",
            "Layer 2, BatchNorm2d: num_features is 16, but what comes in is 8 × 26 × 26; set "
            "num_features to 8.",
        ),
        (
            "nn.Sequential(nn.Conv2d(1, 8, 3), nn.Linear(5408, 2))", (1, 28, 28),
            "nn.Linear", "nn.Flatten(), nn.Linear",
            "Layer 2, Linear: in_features is 5,408, and what comes in is 8 × 26 × 26; flatten it "
            "first, with x.flatten(1) or nn.Flatten().",
        ),
        (
            "nn.Conv2d(1, 8, 9, dilation=2)", (1, 14, 30), "8, 9", "8, 7",
            "Layer 1, Conv2d: a window of 17 × 17 does not fit into 14 × 30, of which the padding "
            "is a part; set kernel_size to at most 7, or take a larger input.",
        ),
        (
            "nn.AvgPool1d(6)", (1, 5), "6", "5",
            "Layer 1, AvgPool1d: a window of 6 does not fit into 5, of which the padding is a "
            "part; set kernel_size to at most 5, or take a larger input.",
        ),
        (
            "nn.LayerNorm((4, 5))", (3, 4, 6), "(4, 5)", "(4, 6)",
            "Layer 1, LayerNorm: normalized_shape is 4 × 5, but what comes in is 3 × 4 × 6; set it "
            "to (4, 6).",
        ),
        (
            "nn.LSTM(28, 8)", (5, 27), "28", "27",
            "Layer 1, LSTM: input_size is 28, but what comes in is 5 × 27; set it to 27.",
        ),
        (
            "class Net(nn.Module):\n  def forward(self, x):\n    return x.view(-1, 16 * 5 * 5)",
            (16, 4, 4), "5 * 5", "16",
            "Line 3: what comes in is 16 × 4 × 4, 256 numbers, which do not go into −1 × 400; put "
            "256 there.",
        ),
    ],
)  # fmt: skip
def test_a_misfit_is_said_at_its_layer_with_the_number_that_fits(text, shape, wrong, right, says):
    assert refusal(text, shape) == says
    assert measured(text.replace(wrong, right), shape)


@pytest.fixture
def mark(tmp_path):
    """A file that appears where anything pasted is run or imported."""
    yield fuzz_network_code.plant(tmp_path)
    sys.path.remove(str(tmp_path))
    sys.modules.pop(fuzz_network_code.PLANTED, None)


def test_hostile_code_is_not_run(mark):
    events, listening = [], True
    sys.addaudithook(lambda event, _: events.append(event) if listening else None)
    for text in fuzz_network_code.hostile(mark):
        fuzz_network_code.work_through(text)
    listening = False
    assert not mark.exists()
    assert fuzz_network_code.PLANTED not in sys.modules
    assert not {"os.system", "subprocess.Popen", "os.remove", "exec"} & set(events)
    exec(f"import {fuzz_network_code.PLANTED}")
    assert mark.exists(), "the mark cannot be set, so it proves nothing"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("seed", "count"),
    [(7, 400), pytest.param(8, 10_000, marks=(pytest.mark.exhaustive, pytest.mark.slow))],
)
def test_damaged_and_greedy_code_is_read_or_refused_and_never_run(seed, count, mark):
    damaged = islice(fuzz_network_code.inputs(seed, mark), count)
    read = [fuzz_network_code.work_through(text) for text in [*fuzz_network_code.GREEDY, *damaged]]
    assert 5 < sum(read) < count - 5
    assert not mark.exists()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("text", fuzz_network_code.GREEDY)
def test_greedy_code_is_worked_through_at_once(text):
    """Of processor time, that is; the bound leaves room for a loaded machine, and not for n²."""
    begun = process_time()
    with suppress(Refusal):
        input_shapes.proposed(read(text)[0])
    assert process_time() - begun < 2


@given(st.text(max_size=300) | st.text("n.Sequtial(RLU),[]=*-1'\n #", max_size=80))
@settings(max_examples=cases(300))
@pytest.mark.filterwarnings("ignore")
def test_any_text_is_read_or_refused_in_one_sentence(text):
    fuzz_network_code.work_through(text)


@pytest.mark.parametrize(
    "text",
    [
        "3,32,32",
        "3, 32, 32,",
        "(3, 32, 32)",
        "torch.Size([3, 32, 32])",
        "3×32×32",
        "(None, 3, 32, 32)",
    ],
)
def test_a_shape_as_people_write_it(text):
    assert input_shapes.read(text) == (3, 32, 32)


@pytest.mark.parametrize("text", ["", "three", "3, 0, 5", "1,2,3,4,5,6", "3, x, 5, y"])
def test_a_shape_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match="Input shape"):
        input_shapes.read(text)


@pytest.mark.parametrize("sizes", [(3, 32, 32), (1, 3, 32, 32), (32, 32, 3), (16, 32, 32, 3)])
def test_a_batch_in_front_and_channels_at_the_end_are_understood(sizes):
    text = "nn.Sequential(nn.Conv2d(3, 4, 5), nn.Flatten(), nn.Linear(4 * 28 * 28, 2))"
    taken, found = input_shapes.fitting(read(text)[0], sizes)
    assert taken.sizes == (3, 32, 32)
    assert bool(taken.notes) == (sizes != (3, 32, 32))
    assert found.output_shape == (2,)


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("m = nn.Conv1d(8, 4, 3)\nm(torch.randn(1, 8, 50))", (8, 50)),
        ("m = nn.Conv1d(8, 4, 3)\nsummary(m, (8, 50))", (8, 50)),
        ("# input size: 8 x 50\nm = nn.Conv1d(8, 4, 3)", (8, 50)),
        ("m = nn.Linear(784, 10)", (784,)),
        ("m = nn.Conv1d(8, 4, 3)", None),
    ],
)
def test_the_text_tells_the_shape_where_it_can(text, sizes):
    taken = input_shapes.proposed(read(text)[0])
    assert (taken and taken.sizes) == sizes


def test_several_networks_are_told_by_name_and_the_last_comes_first():
    text = "a = nn.Linear(2, 3)\nb = nn.Linear(3, 4)\nc = nn.Sequential(a)\nloss = nn.MSELoss()"
    assert [network.name for network in read(text)] == ["c", "b", "a"]
