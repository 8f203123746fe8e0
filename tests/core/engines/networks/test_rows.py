"""A stack of layers as rows and as code: every argument comes back, nothing else is read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn.parameter import is_lazy

from core.engines.networks import rows
from core.engines.networks.known import NETWORKS
from core.engines.networks.reader.networks import read
from core.engines.networks.reader.refusals import Refusal
from tests.generated import cases

LAYERS = """
nn.Conv2d(1, 8, (3, 5), padding="same", bias=False, padding_mode="circular")
nn.BatchNorm2d(8, momentum=None, bias=False)
nn.LayerNorm((6, 6))
nn.LayerNorm(8, elementwise_affine=False)
nn.GroupNorm(2, 4, affine=False)
nn.AdaptiveAvgPool2d((None, 3))
nn.AdaptiveAvgPool2d((None, None))
nn.ConvTranspose2d(8, 4, 4, 2, 1, output_padding=1)
nn.AvgPool2d(2, ceil_mode=True, count_include_pad=False)
nn.MaxPool1d(3, 2, 1, 2)
nn.Upsample(scale_factor=2, mode="bilinear")
nn.Embedding(10, 3, padding_idx=0)
nn.Unflatten(1, (2, 2))
nn.ZeroPad2d((1, 2, 3, 4))
nn.LSTM(3, 4, 2, batch_first=True, bidirectional=True)
nn.RNN(3, 4, nonlinearity="relu")
nn.GRUCell(2, 3, bias=False)
nn.PReLU(4)
nn.LeakyReLU(-0.1)
nn.Dropout(1e-1)
nn.Softmax(-1)
nn.Identity()
nn.LazyLinear(4)
""".strip().split("\n")


def modules(code):
    made = {"nn": nn}
    exec(code if "model" in code else f"model = nn.Sequential({code})", made)
    return made["model"]


def settings_of(layer):
    """What a layer was made with, and the shapes of what it learns."""
    shapes = {
        name: one if one is None or is_lazy(one) else one.shape
        for name, one in layer._parameters.items()
    }
    own = {name: one for name, one in vars(layer).items() if name[0] != "_"}
    return own | {name: str(one) for name, one in shapes.items()}


@settings(max_examples=cases(100))
@given(st.lists(st.sampled_from(LAYERS), min_size=1, max_size=6))
def test_torch_makes_of_the_rows_what_it_makes_of_the_code(stack):
    text = ", ".join(stack)
    again = modules(rows.code(rows.of(f"nn.Sequential({text})")))
    for mine, theirs in zip(again, modules(text), strict=True):
        assert type(mine) is type(theirs)
        assert settings_of(mine) == settings_of(theirs)


@pytest.mark.parametrize("name", sorted(set(NETWORKS) - {"ResNet-18"}))
def test_a_known_stack_is_the_same_network_from_its_rows(name):
    network = NETWORKS[name]
    found = [
        read(text)[0].run(network.input_shape)
        for text in (network.text, rows.code(rows.of(network.text)))
    ]
    assert [row.output_shape for row in found[0].rows] == [
        row.output_shape for row in found[1].rows
    ]
    assert found[0].parameters == found[1].parameters
    assert found[0].multiply_accumulates == found[1].multiply_accumulates


def test_a_network_that_is_more_than_a_stack_has_no_rows():
    with pytest.raises(Refusal, match="more than a stack of layers"):
        rows.of(NETWORKS["ResNet-18"].text)


@pytest.mark.parametrize(
    ("kind", "arguments", "says"),
    [
        ("Conv2d", "3, 16", "Row 2: Conv2d: "),
        ("Conv2d", "3, 16, five", "Row 2: The kernel_size of Conv2d comes from five"),
        ("Conv2d", "3, 16, 5), nn.Conv2d(16, 3, 5", "Row 2: 'nn.Conv2d(3, 16, 5), nn.Conv2d(16, "),
        ("ReLU", ")\nprint(1", "Row 2: 'nn.ReLU()\\nprint(1)' is no layer with its arguments."),
        ("ReLU", "(", "Row 2: 'nn.ReLU(()' is no layer with its arguments."),
        ("ReLU", ").train(", "Row 2: 'nn.ReLU().train()' is no layer with its arguments."),
        (
            "Sequential",
            "nn.ReLU()",
            "Row 2: the layer is 'Sequential', but must be one of torch.nn",
        ),
        ("", "", "Row 2: the layer is '', but must be one of torch.nn's."),
        (None, "", "Row 2: the layer is None, but must be one of torch.nn's."),
    ],
)
def test_a_row_holds_the_arguments_of_one_layer_and_nothing_else(kind, arguments, says):
    with pytest.raises(Refusal) as refused:
        rows.code([("ReLU", ""), (kind, arguments)])
    assert str(refused.value).startswith(says)


@pytest.mark.parametrize(("count", "says"), [(0, "There are 0 rows"), (1_001, "There are 1,001")])
def test_no_rows_and_too_many_are_refused(count, says):
    with pytest.raises(Refusal, match=says):
        rows.code([("ReLU", "")] * count)
