"""Pasted code: what is read, what is refused and how, that nothing runs; exported code runs."""

import sys
from itertools import islice
from textwrap import dedent

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from core.engines.networks import code as network_code
from core.engines.networks.code import NetworkCodeError, export, parse, parse_rows
from core.engines.networks.kinds import KINDS, Residual
from core.engines.networks.known import layer_of
from tests.benchmarks import fuzz_network_code
from tests.core.engines.layer_strategies import layers
from tests.generated import cases

INPUTS = 12_000
CONV, RELU = KINDS["Conv2d"](3, 16, 5), KINDS["ReLU"]()
STACK = (CONV, RELU, KINDS["Flatten"](), KINDS["Linear"](400, 10, bias=False))


@pytest.fixture(scope="module")
def mark(tmp_path_factory):
    folder = tmp_path_factory.mktemp("planted")
    yield fuzz_network_code.plant(folder)
    sys.path.remove(str(folder))
    sys.modules.pop(fuzz_network_code.PLANTED, None)


def refusal(text):
    with pytest.raises(NetworkCodeError) as refused:
        parse(text)
    return str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "nn.Sequential(nn.Conv2d(3, 16, 5), nn.ReLU(), nn.Flatten(), nn.Linear(400, 10, False))",
        "torch.nn.Sequential(torch.nn.Conv2d(3, 16, 5), nn.ReLU(), Flatten(), "
        "nn.Linear(in_features=16*5*5, out_features=20 // 2, bias=False))",
        """
        import torch
        import torch.nn as nn
        from torch.nn import Flatten, Sequential
        from collections import OrderedDict

        # the head comes last
        model = nn.Sequential(
            nn.Sequential(nn.Conv2d(3, 16, kernel_size=(5, 5)), nn.ReLU(inplace=False)),
            nn.Sequential(),  # nothing
            nn.Sequential(OrderedDict([
                ("flat", Flatten(1, -1)),
                ("out", nn.Linear(401 - 1, 5 + 5, bias=False)),
            ])),
        )
        """,
    ],
)
def test_the_ways_of_writing_a_stack_that_are_read(text):
    assert parse(dedent(text)) == STACK


def test_torch_makes_of_the_code_what_we_read_in_it():
    code = """nn.Sequential(
        nn.Conv2d(1, 8, (3, 5), padding="same", dilation=2, groups=1, padding_mode="circular"),
        nn.BatchNorm2d(8, momentum=None, bias=False), nn.LeakyReLU(-0.1),
        nn.ConvTranspose2d(8, 4, 4, 2, 1, output_padding=1, bias=False), nn.Softmax(-1),
        nn.AdaptiveAvgPool2d((None, 3)), nn.LayerNorm([6, 3]), nn.Dropout(1e-1), nn.Identity())"""
    assert tuple(layer_of(module) for module in eval(code, {"nn": nn})) == parse(code)


@settings(max_examples=cases(300))
@given(st.lists(layers(), min_size=1, max_size=6).map(tuple))
def test_what_is_exported_is_read_again_and_runs(stack):
    code = export(stack)
    assert parse(code) == stack
    made = {}
    exec(code, made)
    assert [type(module).__name__ for module in made["model"]] == [layer.kind for layer in stack]
    alone = [eval(layer.code(), {"nn": nn}) for layer in stack]
    assert [layer_of(module) for module in made["model"]] == [layer_of(module) for module in alone]


def test_a_residual_block_is_exported_as_code_that_adds_its_paths():
    block = Residual((KINDS["Conv2d"](2, 2, 1, bias=False),), ())
    code = export((block, RELU))
    made = {}
    exec(code, made)
    values = torch.randn(1, 2, 3, 3, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        expected = torch.relu(values + made["model"][0].main(values))
        assert torch.equal(made["model"](values), expected)
    assert "class Residual" in refusal(code)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Line 1: there is no network, but nn.Sequential(...) is expected."),
        ("# nothing\n", "Line 1: there is no network, but nn.Sequential(...) is expected."),
        ("nn.Sequential()", "Line 1: the network has no layers, but must have 1 to 1,000."),
        ("\nimport os\nnn.ReLU()", "Line 2: found 'import os', but only imports such as "),
        ("from os import system\nnn.ReLU()", "Line 1: found 'from os import system', but only "),
        ("import torch as os\nnn.ReLU()", "Line 1: found 'import torch as os', but only "),
        ("from torch.nn import Module\nnn.ReLU()", "Line 1: found 'from torch.nn import Module'"),
        ("from torch.nn import *\nnn.ReLU()", "Line 1: found 'from torch.nn import *', but only "),
        ("from .torch import nn\nnn.ReLU()", "Line 1: found 'from .torch import nn', but only "),
        ("from .torch.nn import ReLU\nReLU()", "Line 1: found 'from .torch.nn import ReLU'"),
        ("from . import nn\nnn.ReLU()", "Line 1: found 'from . import nn', but only "),
        ("nn.ReLU()\nprint(1)", "Line 2: found 'print(1)', but only one network can be read "),
        ("model = 3", "Line 1: found '3', but only calls such as nn.Sequential(...) or "),
        ("a.b = nn.ReLU()", "Line 1: found 'a.b = nn.ReLU()', but only imports of torch and one "),
        ("def f(): pass", "Line 1: found 'def f(): pass', but only imports of torch and one "),
        (
            "nn.Sequential(\n  nn.LSTM(3, 4))",
            "Line 2: found 'nn.LSTM', but only Sequential and these are allowed: Conv1d, Conv2d, ",
        ),
        ("os.system('ls')", "Line 1: found \"os.system('ls')\", but only calls such as "),
        ("nn.Sequential(*[nn.ReLU()])", "Line 1: found '*[nn.ReLU()]', but only calls such as "),
        ("nn.Sequential(a=nn.ReLU())", "Line 1: found 'nn.ReLU()', but Sequential takes no "),
        (
            "nn.Sequential(OrderedDict([('a', nn.ReLU()), ('a', nn.ReLU())]))",
            "Line 1: found \"('a', nn.ReLU())\", but an OrderedDict holds pairs such as ",
        ),
        ("nn.Conv2d(3, 16)", "Line 1: found 'nn.Conv2d(3, 16)', but Conv2d also needs kernel"),
        ("nn.ReLU(True, False)", "Line 1: found 'nn.ReLU(True, False)', but ReLU takes at most 1 "),
        ("nn.BatchNorm2d(8, 1e-5, 0.1, True, True, False)", "Line 1: found 'nn.BatchNorm2d(8,"),
        ("nn.Tanh(x=1)", "Line 1: found '1', but Tanh takes no arguments, and not 'x'."),
        (
            "nn.Linear(1, 2, device='cpu')",
            "Line 1: found \"'cpu'\", but Linear takes in_features, out_features, bias, and not ",
        ),
        ("nn.ReLU(**{})", "Line 1: found '{}', but ReLU takes inplace, and not None."),
        ("nn.Linear(1, 2, in_features=1)", "Line 1: found '1', but in_features may be given only "),
        ("nn.Linear(x, 2)", "Line 1: found 'x', but only numbers, + - * // of them, "),
        ("nn.Linear(2**9, 2)", "Line 1: found '2**9', but only numbers, + - * // of them, "),
        ("nn.Linear(1//0, 2)", "Line 1: found '1//0', but nothing can be divided by 0."),
        ("nn.Linear('a'*9, 2)", "Line 1: found \"'a'\", but only numbers can be calculated with."),
        ("nn.Linear(9**9, 2)", "Line 1: found '9**9', but only numbers, "),
        (
            "nn.Linear(99999999999*2, 2)",
            "Line 1: found '99999999999', but numbers to calculate with are at most 1,000,000,000.",
        ),
        (
            "nn.Linear(0x" + "f" * 9_999 + ", 2)",
            "Line 1, Linear: in_features is a very large number, but must be a whole number "
            "from 1 ",
        ),
        ("nn.Linear(" + "9" * 9_999 + ", 2)", "Line 1: this is not Python ('Exceeds the limit "),
        (
            "nn.Sequential(\n\nnn.Conv2d(3, 16, 0))",
            "Line 3, Conv2d: kernel_size is 0, but must be a whole number from 1 to 1,000,000,000.",
        ),
        ("nn.Conv2d(3, 16, 5, 2, 'same')", "Line 1, Conv2d: padding is 'same', which torch takes "),
        ("nn.Sequential(\nnn.ReLU()", "Line 1: this is not Python (\"'(' was never closed\"), "),
        ("nn.ReLU()\n\0", "Line 2: found a character that is no text, but only text can be read "),
        ("nn.ReLU()\n# \ud800", "Line 2: found a character that is no text, but only text can "),
        ("nn.Sequential(" * 25 + ")" * 25, "Line 1: found 'nn.Sequential(nn.Sequential("),
        ("nn.Linear(" + "-" * 50_000 + "1, 2)", "Line 1: found code that nests too deeply, "),
        ("nn.Linear(" + "+".join("1" * 40_000) + ", 2)", "Line 1: found code that nests too "),
        ("(" * 5_000, "Line 1: this is not Python ('too many nested parentheses'), but must be "),
        (
            "nn.Sequential(" + "nn.ReLU()," * 1_001 + ")",
            "Line 1: the network has more than 1,000 layers, but must have 1 to 1,000.",
        ),
        ("#" * 100_001, "The code has 100,001 characters, but may have at most 100,000."),
    ],
)
def test_a_refusal_says_the_line_what_was_found_and_what_is_allowed(text, says):
    sentence = refusal(text)
    assert sentence.startswith(says)
    assert sentence.endswith(".")
    assert "\n" not in sentence


@given(st.lists(layers(), min_size=1, max_size=6).map(tuple))
def test_rows_are_read_like_code(stack):
    assert parse_rows([(layer.kind, layer.arguments()) for layer in stack]) == stack


@pytest.mark.parametrize(
    ("kind", "arguments", "says"),
    [
        (
            "Conv2d",
            "3, 16",
            "Row 2: found 'nn.Conv2d(3, 16)', but Conv2d also needs kernel_size.",
        ),
        (
            "Conv2d",
            "3, 16, 0",
            "Row 2, Conv2d: kernel_size is 0, but must be a whole number from 1 ",
        ),
        ("Conv2d", "3, 16, five", "Row 2: found 'five', but only numbers, "),
        ("Conv2d", "3, 16, 5), nn.Conv2d(16, 3, 5", "Row 2: found 'nn.Conv2d(3, 16, 5), nn.Conv"),
        ("ReLU", ")\nprint(1", "Row 2: found 'print(1)', but only one network can be read "),
        ("ReLU", "(", "Row 2: this is not Python ("),
        ("ReLU", "#" * 100_000, "Row 2 has 100,009 characters, but may have at most 100,000."),
        (
            "Sequential",
            "nn.ReLU()",
            "Row 2: the layer is 'Sequential', but must be one of Conv1d, ",
        ),
        ("", "", "Row 2: the layer is '', but must be one of Conv1d, "),
        (None, "", "Row 2: the layer is None, but must be one of Conv1d, "),
    ],
)
def test_a_row_holds_the_arguments_of_one_layer_and_nothing_else(kind, arguments, says):
    with pytest.raises(NetworkCodeError) as refused:
        parse_rows([("ReLU", ""), (kind, arguments)])
    assert str(refused.value).startswith(says)


@pytest.mark.parametrize(("count", "says"), [(0, "There are 0 rows"), (1_001, "There are 1,001")])
def test_no_rows_and_too_many_are_refused(count, says):
    with pytest.raises(NetworkCodeError, match=says):
        parse_rows([("ReLU", "")] * count)


def test_hostile_code_is_refused_and_nothing_of_it_runs(mark):
    events, listening = set(), True
    sys.addaudithook(lambda event, _: events.add(event) if listening else None)
    for text in fuzz_network_code.hostile(mark):
        assert refusal(text)
    listening = False
    assert not mark.exists()
    assert fuzz_network_code.PLANTED not in sys.modules
    assert not events & {"exec", "import", "open", "os.system", "subprocess.Popen"}
    exec(f"import {fuzz_network_code.PLANTED}")
    assert mark.exists(), "the mark cannot be set, so it proves nothing"
    mark.unlink()
    del sys.modules[fuzz_network_code.PLANTED]


@pytest.mark.filterwarnings("ignore::SyntaxWarning", "ignore::DeprecationWarning")
def test_damaged_code_is_read_or_refused_in_one_sentence(mark):
    outcomes = [
        fuzz_network_code.read(text)
        for text in islice(fuzz_network_code.inputs(seed=1, mark=mark), INPUTS)
    ]
    assert 10 < sum(outcomes) < INPUTS - 10
    assert not mark.exists()
    assert fuzz_network_code.PLANTED not in sys.modules


@given(st.text(max_size=300) | st.text("n.Sequtial(RLU),[]=*-1'\n #", max_size=80))
@settings(max_examples=cases(300))
@pytest.mark.filterwarnings("ignore::SyntaxWarning", "ignore::DeprecationWarning")
def test_any_text_is_read_or_refused_in_one_sentence(text):
    fuzz_network_code.read(text)


def test_the_limits_are_those_that_the_sentences_name():
    assert len(parse("nn.Sequential(" + "nn.ReLU()," * network_code.MOST_LAYERS + ")")) == 1_000
    assert parse("nn.ReLU()" + "#" * (network_code.MOST_CHARACTERS - 9)) == (RELU,)
