"""Networks of torchvision that a text begins with, on a device without numbers or weights."""

import re
from typing import Any

import torch
from torch import nn

NAMES = re.compile(
    r"alexnet|vgg1[1369](_bn)?|resnet(18|34|50|101)|resnext50_32x4d|wide_resnet50_2|densenet121"
    r"|squeezenet1_[01]|mobilenet_v2|mobilenet_v3_(small|large)|shufflenet_v2_x1_0|mnasnet1_0"
    r"|efficientnet_b[0-2]|convnext_tiny|vit_b_16|googlenet"
)
WITHOUT = {"googlenet": {"aux_logits": False, "init_weights": False}}
STEPS = 35_000


def network(name: str, num_classes: Any = 1000) -> nn.Module:
    """Return a network of torchvision by its name, with so many classes."""
    from torchvision import models

    with torch.device("meta"):
        made: nn.Module = models.get_model(
            name, weights=None, num_classes=num_classes, **WITHOUT.get(name, {})
        )
    return made
