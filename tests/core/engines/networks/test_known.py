"""The known networks line by line against torchinfo, torch's own counter and published figures."""

from math import prod

import pytest
import torch
import torchinfo
import torchvision
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from core.engines.cnn import networks as cnn
from core.engines.networks.known import NETWORKS
from core.engines.networks.reader.laid_out import Config, run, totals

TORCHVISION = {"AlexNet": "alexnet", "VGG-16": "vgg16", "ResNet-18": "resnet18"}
OPERATIONS = {"addition", "flatten", "Flatten"}


def module_of(name):
    """The network as torch's own module on the meta device, not by way of our reader."""
    with torch.device("meta"):
        if name in TORCHVISION:
            module = torchvision.models.get_model(TORCHVISION[name], weights=None)
        elif name == "Course's MNIST network":
            module = cnn.course(0.5)
        else:
            made = {}
            exec(NETWORKS[name].text, made)
            module = made["model"]
    return module.eval()


def values(network):
    return torch.empty(1, *network.input_shape, device="meta")


def summary(name):
    network = NETWORKS[name]
    return run(Config(network.text, network.input_shape)).summary


def ours(name):
    """The rows that are modules of their own: torchvision flattens by a function."""
    table = summary(name)
    return table[~table["kind"].isin(OPERATIONS)] if name in TORCHVISION else table


def full_name(row):
    """The module's name from the root, as torch's named_modules gives it."""
    parts = []
    while row.parent_info is not None:
        parts.append(row.var_name)
        row = row.parent_info
    return ".".join(reversed(parts))


@pytest.fixture(params=list(NETWORKS))
def name(request):
    return request.param


def test_every_row_equals_torchinfos_summary(name):
    network = NETWORKS[name]
    found = torchinfo.summary(module_of(name), input_data=values(network), verbose=0, depth=9)
    rows = [row for row in found.summary_list if row.is_leaf_layer]
    mine = ours(name)
    assert len(mine) == len(rows)
    for (_, row), theirs in zip(mine.iterrows(), rows, strict=True):
        assert row["kind"] == theirs.class_name
        assert row["name"] == full_name(theirs)
        assert list(row["output_shape"]) == list(theirs.output_size)[1:]
        assert row["parameters"] == (0 if theirs.is_recursive else theirs.num_params)
        if row["multiply_accumulates"]:
            places = prod(theirs.output_size[2:]) if row["kind"] == "Conv2d" else 1
            assert row["multiply_accumulates"] + row["biases"] * places == theirs.macs
    assert totals(mine).parameters == found.total_params
    memory = sum(row["memory"] for _, row in mine.iterrows())
    assert memory == sum(prod(row.output_size) * 4 for row in rows)


def test_multiply_accumulates_are_half_of_torchs_count_layer_by_layer(name):
    network, module = NETWORKS[name], module_of(name)
    with FlopCounterMode(display=False, depth=9) as counter, torch.no_grad():
        module(values(network))
    counted = {
        module_name.partition(".")[2]: sum(counts.values()) / 2
        for module_name, counts in counter.get_flop_counts().items()
    }
    names = [one for one, part in module.named_modules() if not list(part.children())]
    leaves = {one: counted.get(one, 0) for one in names if counted.get(one, 0)}
    mine = [count for count in ours(name)["multiply_accumulates"] if count]
    assert mine == list(leaves.values())
    assert sum(mine) == counter.get_total_flops() / 2


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("Write-up's layer", 1_216),
        ("Course's MNIST network", 14_178),
        ("LeNet-5", 61_706),
        ("AlexNet", 61_100_840),
        ("VGG-16", 138_357_544),
        ("ResNet-18", 11_689_512),
    ],
)
def test_parameters_are_the_published_ones(name, parameters):
    assert totals(summary(name)).parameters == parameters


@pytest.mark.parametrize(
    ("name", "kind", "pixels"),
    [("VGG-16", "MaxPool2d", 212), ("ResNet-18", "addition", 435), ("AlexNet", "MaxPool2d", 195)],
)
def test_receptive_fields_are_the_published_ones(name, kind, pixels):
    """Araujo et al. 2019 (Distill), table of architectures, for AlexNet, VGG-16 and ResNet."""
    table = summary(name)
    assert table.loc[table["kind"] == kind, "receptive_field"].iloc[-1] == (pixels, pixels)


def test_without_padding_vgg_16_still_leaves_one_pixel_of_its_picture():
    """By the reader, and by torch's convolutions without their padding."""
    network = NETWORKS["VGG-16"]
    bare = Config(network.text.replace(", padding=1", ""), network.input_shape)
    table = run(bare).summary
    shape = table.loc[table["kind"] == "MaxPool2d", "output_shape"].iloc[-1]
    assert shape == (512, 1, 1)
    features = module_of("VGG-16").features
    for module in features:
        if isinstance(module, nn.Conv2d):
            module.padding = (0, 0)
    assert tuple(features(values(network)).shape) == (1, *shape)
    with pytest.raises(ValueError, match="Layer 31, features.30 .Conv2d.: a window of 3 × 3 "):
        run(Config(bare.text.replace("(512, 3)]", "(512, 4)]"), bare.input_shape))


def test_the_original_lenet_is_smaller_by_what_the_source_names():
    """LeCun et al. 1998, section II.B: 12 and 32 to learn in pooling, 1,516 in the third layer."""
    original = {"C1": 156, "S2": 12, "C3": 1_516, "S4": 32, "C5": 48_120, "F6": 10_164}
    learnt = [n for n in summary("LeNet-5")["parameters"] if n]
    assert learnt == [original["C1"], 2_416, original["C5"], original["F6"], 850]
    assert f"{sum(original.values()):,} parameters are trained" in NETWORKS["LeNet-5"].source


def test_our_resnet_computes_what_torchvisions_does():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        theirs = torchvision.models.resnet18(weights=None).eval()
        pictures = torch.randn(2, 3, 64, 64)
    made = {}
    exec(NETWORKS["ResNet-18"].text, made)
    model = made["model"].eval()
    model.load_state_dict(theirs.state_dict())
    with torch.no_grad():
        torch.testing.assert_close(model(pictures), theirs(pictures))
