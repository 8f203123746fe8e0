"""Networks that everybody knows, taken from their own definitions where there is code."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from core.engines.networks.base import Layer, Shape
from core.engines.networks.code import parse
from core.engines.networks.kinds import KINDS, Flatten, Residual

if TYPE_CHECKING:
    from torch import nn
    from torchvision.models.resnet import BasicBlock

VERSION = 1
HEADS = {"classifier", "fc"}
COURSE_DROPOUT = 0.5
LENET_5 = """
nn.Sequential(
    nn.Conv2d(1, 6, 5), nn.Tanh(), nn.AvgPool2d(2),
    nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2),
    nn.Conv2d(16, 120, 5), nn.Tanh(), nn.Flatten(),
    nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10),
)
"""
TORCHVISION = {
    "AlexNet": (
        "alexnet",
        "A. Krizhevsky, One weird trick for parallelizing convolutional neural networks, 2014, "
        "from torchvision's definition: a single column, so other channels than in 2012.",
    ),
    "VGG-16": (
        "vgg16",
        "K. Simonyan and A. Zisserman, Very deep convolutional networks for large-scale image "
        "recognition, 2015, configuration D, from torchvision's definition.",
    ),
    "ResNet-18": (
        "resnet18",
        "K. He et al., Deep residual learning for image recognition, 2016, from torchvision's "
        "definition. Each block adds its shortcut to its main path.",
    ),
}
"""Networks of torchvision's definition: its name there, and where it is from."""


@dataclass(frozen=True)
class Network:
    """Layers with the shape of one example of their input, a name a row, and where they are from.

    ``names`` are the modules' own, one a row of ``core.engines.networks.summary.summarise``; none
    for a stack without names.
    """

    layers: tuple[Layer | Residual, ...]
    input_shape: Shape
    source: str
    names: tuple[str, ...] = ()


class _Named(NamedTuple):
    """A layer or a block with the names of its rows."""

    layer: Layer | Residual
    names: tuple[str, ...]


def layer_of(module: "nn.Module") -> Layer:
    """Return a torch module as our layer; raises ``KeyError`` for a kind that is not in the set."""
    kind = KINDS[type(module).__name__]
    values = {field.name: getattr(module, field.name) for field in fields(kind)}
    if "bias" in values:
        values["bias"] = values["bias"] is not None
    return kind(**values)


def write_ups_layer() -> Network:
    """Return the layer of write-up 2.A."""
    return Network(parse("nn.Conv2d(3, 16, 5)"), (3, 32, 32), "The one layer of write-up 2.A.")


def course() -> Network:
    """Return the course's network for MNIST, as the dropout lab trains it."""
    from core.engines.cnn import networks as cnn

    modules = cnn.course(COURSE_DROPOUT)
    return Network(
        tuple(layer_of(module) for module in modules),
        (1, 28, 28),
        "The course's sample network for MNIST, which the dropout lab trains.",
    )


def lenet_5() -> Network:
    """Return LeNet-5 in today's form (61,706 parameters)."""
    return Network(
        parse(LENET_5),
        (1, 32, 32),
        "Y. LeCun et al., Gradient-based learning applied to document recognition, 1998, in "
        "today's form: plain average pooling, every map of the third layer joined to all six "
        "before it, and a linear output. The original's pooling learns, its third layer is "
        "joined in part, and its output measures distances: 60,000 parameters are trained.",
    )


def _from_torchvision(name: str, source: str) -> Network:
    """Build ``name`` on torch's meta device, without numbers or download, and walk through it."""
    import torch
    from torchvision import models

    with torch.device("meta"):
        module = models.get_model(name, weights=None)
    found = list(_walk(module, ""))
    return Network(
        tuple(one.layer for one in found),
        (3, 224, 224),
        source,
        tuple(name for one in found for name in one.names),
    )


NETWORKS: dict[str, Callable[[], Network]] = {
    "Course's MNIST network": course,
    "Write-up's layer": write_ups_layer,
    "LeNet-5": lenet_5,
    **{name: partial(_from_torchvision, *of) for name, of in TORCHVISION.items()},
}


def without_shortcuts(layers: tuple[Layer | Residual, ...]) -> tuple[Layer, ...]:
    """Return a plain stack: of every residual block its main path."""
    return tuple(
        layer for part in layers for layer in (part.main if isinstance(part, Residual) else (part,))
    )


def _walk(module: "nn.Module", prefix: str) -> Iterator[_Named]:
    """Yield what a module runs, in order; torchvision flattens before the head, by a function."""
    from torch import nn
    from torchvision.models.resnet import BasicBlock

    for name, child in module.named_children():
        path = f"{prefix}{name}"
        if name in HEADS:
            yield _Named(Flatten(), ("flatten",))
        if isinstance(child, nn.Sequential):
            yield from _walk(child, f"{path}.")
        elif isinstance(child, BasicBlock):
            yield from _block(child, path)
        else:
            yield _Named(layer_of(child), (path,))


def _block(block: "BasicBlock", path: str) -> Iterator[_Named]:
    """Yield a residual block, whose addition is named after the block, and the ReLU behind it."""
    names = ("conv1", "bn1", "relu", "conv2", "bn2")
    main = [_Named(layer_of(getattr(block, name)), (f"{path}.{name}",)) for name in names]
    shortcut = list(_walk(block.downsample, f"{path}.downsample.")) if block.downsample else []
    yield _Named(
        Residual(tuple(_layers(main)), tuple(_layers(shortcut))),
        tuple(name for one in main + shortcut for name in one.names) + (path,),
    )
    yield _Named(layer_of(block.relu), (f"{path}.relu",))


def _layers(found: list[_Named]) -> Iterator[Layer]:
    return (one.layer for one in found if isinstance(one.layer, Layer))
