"""What of Python and of other libraries is read: what torch makes of the same text."""

import pytest
import torch
import torchvision
from torch import nn

from core.engines.networks.reader.networks import read
from tests.core.engines.networks.reader.test_networks import in_torch, measured, refusal

TEXTS = {
    "products and rounded numbers": """
import math
model = nn.Sequential(
    nn.Linear(math.prod((2, 2)), round(26, -1)),
    nn.Linear(round(29.7), int(math.prod([3, round(2.46, 1)]) * 10)),
)
""",
    "match": """
def activation(name):
    match name:
        case "relu" | "rectifier":
            return nn.ReLU()
        case other if other == "tanh":
            return nn.Tanh()
        case _:
            raise ValueError(name)

model = nn.Sequential(nn.Linear(4, 3), activation("tanh"), activation("relu"))
""",
    "generator": """
def layers(n, width):
    for i in range(n):
        yield nn.Linear(width, width)
        yield from (nn.ReLU(), nn.Dropout(0.1 * i))

model = nn.Sequential(*layers(3, 4))
""",
    "enumeration": """
from enum import Enum
class Width(Enum):
    SMALL = 8
    LARGE = 64

def network(width):
    return nn.Linear(4, width.value if width is not Width.LARGE else 1)

model = nn.Sequential(network(Width.SMALL), nn.Flatten())
""",
    "defaultdict": """
from collections import defaultdict
parts = defaultdict(list)
for i in range(4):
    parts["even" if i % 2 == 0 else "odd"].append(nn.Linear(4, 4))
model = nn.Sequential(*parts["even"], *parts["odd"][:1])
""",
    "partial": """
import functools
norm = functools.partial(nn.LayerNorm, eps=1e-3)
plain = norm.func == nn.LayerNorm and norm.func is nn.LayerNorm and type(norm) == functools.partial
model = nn.Sequential(nn.Linear(4, 5, bias=plain), norm(5))
""",
    "properties": """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self._width = 7
        self.out = nn.Linear(4, self.width)

    @property
    def width(self):
        return self._width

    @width.setter
    def width(self, value):
        self._width = value

    def forward(self, x):
        print(f"{x.shape}", "%s" % (self.width,))
        return self.out(x)[..., : self.width]

model = Net()
""",
    "formats": """
names = [f"layer_{i:02d}" for i in range(2)] + ["%s-%03d" % ("a", 7), "{}_{:.1f}".format("b", 2.25)]
widths = [len(name) for name in names]
first, _, third, last = widths
model = nn.Sequential(nn.Linear(4, first), nn.Linear(first, third), nn.Linear(third, last))
""",
    "autograd": """
class Sign(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.sign()

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(4, 2)

    def forward(self, x):
        return Sign.apply(self.out(x))

model = Net()
""",
    "parts of results": """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(2, 3)

    def forward(self, x):
        best = x.topk(2, dim=-1).values
        return self.out(best) + x.max(dim=-1, keepdim=True)[0]

model = Net()
""",
}


@pytest.mark.parametrize("name", TEXTS)
def test_python_is_read_as_python_has_it(name):
    found = measured(TEXTS[name], (4,))
    figures = found.parameters, found.multiply_accumulates, found.output_shape
    assert figures == in_torch(TEXTS[name], "model", (4,))


def test_a_network_of_torchvision_is_changed_as_courses_do():
    text = """from torchvision import models
model = models.resnet18(weights=models.ResNet18_Weights.DEFAULT)
for parameter in model.parameters():
    parameter.requires_grad = False
model.fc = nn.Linear(model.fc.in_features, 2)
"""
    with torch.device("meta"):
        theirs = torchvision.models.resnet18(weights=None)
        theirs.fc = nn.Linear(512, 2)
    found = measured(text, (3, 224, 224))
    assert found.parameters == sum(one.numel() for one in theirs.parameters())
    assert found.output_shape == (2,)
    assert [row.name for row in found.rows][:3] == ["conv1", "bn1", "relu"]


def test_a_networks_methods_may_be_added_one_by_one():
    text = """class Net(d2l.Classifier):
    pass

@d2l.add_to_class(Net)
def __init__(self, width=8):
    super(Net, self).__init__()
    self.save_hyperparameters()
    self.net = nn.Sequential(nn.LazyLinear(width), nn.ReLU(), nn.LazyLinear(2))

Net().layer_summary((1, 4))
"""
    found = measured(text, (4,))
    assert found.parameters == 4 * 8 + 8 + 8 * 2 + 2


def test_hyperparameters_that_are_saved_are_attributes():
    text = """from d2l import torch as d2l
class Net(d2l.Classifier):
    def __init__(self, width, num_outputs=2, *, depth=3):
        super().__init__()
        self.save_hyperparameters()
        blocks = [nn.Linear(self.width, self.hparams.width) for _ in range(self.depth)]
        self.net = nn.Sequential(nn.Linear(4, width), *blocks)
        self.head = nn.Linear(width, self.hparams.num_outputs)
    def forward(self, X):
        return self.head(self.net(X))[:, : self.num_outputs]
net = Net(8)
"""
    found = measured(text, (4,))
    assert found.parameters == 5 * 8 + 3 * 9 * 8 + 9 * 2
    assert found.output_shape == (2,)


def test_constants_of_numpy_and_tensors_that_are_not_learnt_are_read():
    text = """from torch.autograd import Variable
import numpy as np
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        position = torch.zeros(2, 3)
        position.requires_grad = False
        self.register_buffer("position", position)
        self.turn = nn.Linear(6, 9)
        self.turn.weight.data = torch.zeros(9, 6)
    def forward(self, x):
        same = Variable(torch.from_numpy(np.array([1, 0, 0, 0, 1, 0, 0, 0, 1]).astype(np.float32)))
        turned = self.turn((x + self.position).flatten(1)) + same.view(1, 9).repeat(x.size(0), 1)
        return torch.bmm(x, turned.view(-1, 3, 3))
"""
    found = measured(text, (2, 3))
    assert found.parameters == 7 * 9
    assert found.output_shape == (2, 3)
    other = refusal(text.replace("zeros(9, 6)", "zeros(6, 9)"))
    assert other == "Line 10: a tensor of shape (9, 6) cannot become one of (6, 9)."


def test_equal_layers_are_layers_of_their_own():
    text = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second, self.third = [nn.BatchNorm1d(4) for _ in range(3)]
        self.first.eps = 0.5
        self.second.weight = None
        del self.third.bias
        self.turns = nn.ModuleList([nn.Linear(4, 4, False) for _ in range(2)])
        self.turns[1].weight = self.turns[0].weight
    def forward(self, x):
        for turn in self.turns:
            x = turn(x)
        return self.first(x)
net = Net()
"""
    (network,) = read(text)
    net = network.module
    assert (net.first.eps, net.second.eps) == (0.5, 1e-5)
    assert [len(list(one.parameters())) for one in (net.first, net.second, net.third)] == [2, 1, 1]
    assert len({id(one.running_mean) for one in (net.first, net.second, net.third)}) == 3
    assert sum(one.numel() for one in net.parameters()) == 16 + 8 + 4 + 4


def test_lazy_layers_that_are_never_called_have_no_sizes():
    text = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.used, self.spare = nn.LazyLinear(2), nn.LazyConv2d(3, 3, bias=False)
    def forward(self, x):
        return self.used(x)
"""
    found = measured(text, (4,))
    assert found.parameters == 10
    assert found.notes == (
        "1 weights or biases belong to lazy layers that forward does not call: they have no sizes, "
        "and are not counted.",
    )


TAKEN_AWAY = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 3), nn.Linear(3, 2))
        self.spare = nn.Linear(9, 9)
    def forward(self, x):
        hidden = x - torch.finfo(x.dtype).eps * torch.ones(4, 4).triu_().sum(0)
        return self.body(hidden)
net = Net()
parts = {"a": 1, "b": 2}
del net.spare, net.body[2:], parts["a"]
net.body.append(nn.Linear(3, sum(parts.values())))
"""


def test_what_is_deleted_is_gone():
    found = measured(TAKEN_AWAY, (4,))
    figures = found.parameters, found.multiply_accumulates, found.output_shape
    assert figures == in_torch(TAKEN_AWAY, "net", (4,))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("net.body[0] = mylib.Linear(4, 3)", "no part of the layer Sequential can be set here"),
        ("net.body.append(mylib.Linear(2, 2))", "A layer comes from mylib"),
        ("net.body.add_module('more', mylib.Linear(2, 2))", "A layer comes from mylib"),
        ("net.body.append(nn.Identity())\nnet.body[0].weight = 3", "weight of Linear cannot be"),
        ("del net.body[mylib.first]", "What is deleted comes from mylib"),
        ("del net.body[9]", "index 9 is out of range"),
        ("del net.head", "the layer Net has no head to be deleted"),
    ],
)
def test_a_change_to_a_network_that_cannot_be_read_is_said_and_not_passed_over(change, said):
    assert said in refusal(f"import mylib\n{TAKEN_AWAY}{change}\n")


def test_a_network_that_takes_several_values_is_given_as_many():
    text = "model = nn.Bilinear(4, 4, 3)"
    found = measured(text, (4,))
    assert found.parameters == 3 * 16 + 3
    assert found.notes == ("It takes 2 inputs; each is an example of this shape.",)


def test_pictures_are_flattened_before_a_printed_linear_layer():
    printed = """Net(
  (conv): Conv2d(1, 6, kernel_size=(5, 5), stride=(1, 1))
  (pool): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)
  (fc): Linear(in_features=864, out_features=10, bias=True)
)"""
    found = measured(printed, (1, 28, 28))
    assert [row.kind for row in found.rows] == ["Conv2d", "MaxPool2d", "Flatten", "Linear"]
    assert found.parameters == 156 + 8_650


@pytest.mark.parametrize("name", ["resnet18", "efficientnet_b0"])
def test_a_print_with_blocks_of_its_own_tells_the_parameters_and_why_no_more(name):
    with torch.device("meta"):
        network = torchvision.models.get_model(name, weights=None)
    count = sum(one.numel() for one in network.parameters())
    for text in (repr(network), f">>> print(model)\n{network!r}\n>>> ", f"Out[3]: {network!r}"):
        said = refusal(text, (3, 224, 224))
        assert f"have {count:,} parameters" in said
        assert "print(model) writes does not tell what" in said


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
def test_a_long_sequence_costs_as_many_times_what_one_step_costs(kind):
    text = f"nn.{kind}(8, 16, 2, batch_first=True, bidirectional=True)"
    once, often = measured(text, (1, 8)), measured(text, (1_000, 8))
    assert often.multiply_accumulates == 1_000 * once.multiply_accumulates > 0
    assert often.output_shape[-2:] == (1_000, 32)


@pytest.mark.parametrize(
    "layer",
    [
        "nn.Linear(9, 9, True, 'cpu')",
        "nn.Conv2d(1, 1, 3, 1, 0, 1, 1, True, 'zeros', 'cpu', torch.float32)",
        "nn.LSTM(9, 9, 1, True, False, 0.0, False, 0, 'cpu')",
    ],
)
def test_a_device_that_is_named_by_its_place_holds_no_numbers(layer):
    assert all(one.is_meta for one in read(layer)[0].module.parameters())


def test_numbers_that_the_text_makes_are_known():
    text = """
rates = [x.item() for x in torch.linspace(0, 0.2, 3)]
sizes = torch.arange(3, 9)
model = nn.Sequential(
    *[nn.Identity() if rate == 0 else nn.Linear(4, 4) for rate in rates],
    nn.Linear(4, int(sizes[2])),
)
"""
    assert measured(text, (4,)).parameters == 2 * 20 + 25
    spoilt = "sizes = torch.arange(3)\nsizes.mul_(2)\nnn.Linear(4, sizes[1].item())"
    assert "comes from item()" in refusal(spoilt)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "  Layer (type)    Output Shape\n====\nConv2d-1  [-1, 8]",
            "Line 1: this is the table of a",
        ),
        (
            "class N(nn.Module):\n  def forward(self, x): return later(x)",
            "What forward gives comes ",
        ),
        (
            "class N(nn.Module):\n def forward(self, x):\n  if x.mean() > 0: x = -x\n  return x",
            "Line 3: whether 'x.mean() > 0' holds depends on the data",
        ),
        ("models.resnet18(num_classes=10**9)", "Line 1: resnet18 has 1 to 100,000 classes here."),
    ],
)
def test_what_is_not_read_is_said(text, says):
    assert refusal(text, (3, 32, 32)).startswith(says)


@pytest.mark.parametrize("leaving", ["return model", "break", "continue"])
def test_what_leaves_a_function_or_a_loop_may_stand_outside_of_one(leaving):
    assert measured(f"model = nn.Linear(4, 3)\n{leaving}", (4,)).parameters == 15
    if leaving != "return model":
        says = refusal(f"class N(nn.Module):\n def forward(self, x):\n  {leaving}", (4,))
        assert says.startswith("Line 3: break or continue stands outside a loop")


def test_a_call_in_the_text_gives_the_sizes_that_a_layer_asks_for():
    text = """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3)
        self.fc = nn.Linear(self.conv(torch.zeros(1, 1, 8, 8)).flatten(1).shape[1], 2)

    def forward(self, x):
        return self.fc(self.conv(x).flatten(1))
"""
    assert [row.kind for row in read(text)[0].run((1, 8, 8)).rows] == [
        "Conv2d",
        "flatten",
        "Linear",
    ]
