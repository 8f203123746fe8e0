"""Pooling layers in networks: shapes, gradients, devices, and the blur's published filters."""

import pytest
import torch
from torch import nn

from core.pooling.operators import OPERATORS, Pooling, binomial
from core.pooling.tensors import PoolingLayer, pool


@pytest.mark.parametrize("operator", OPERATORS)
def test_a_layer_pools_every_channel_of_every_picture_on_its_own(operator):
    layer = PoolingLayer(Pooling(operator))
    pictures = torch.rand(3, 2, 6, 7, dtype=torch.double, requires_grad=True)
    pooled = layer(pictures)
    assert tuple(pooled.shape) == (3, 2, *layer.pooling.pooled_size((6, 7)))
    for picture in range(3):
        for channel in range(2):
            alone = pool(pictures[picture, channel][None], layer.pooling)[0]
            assert torch.allclose(pooled[picture, channel], alone, atol=1e-14)
    pooled.sum().backward()
    assert pictures.grad.abs().sum() > 0
    assert list(layer.parameters()) == []
    assert layer(pictures.detach().to("meta")).shape == pooled.shape


@pytest.mark.parametrize(
    ("operator", "module"),
    [
        ("max", nn.MaxPool2d(2, 2)),
        ("average", nn.AvgPool2d(2, 2)),
        ("Lp", nn.LPPool2d(2, 2, 2)),
        ("adaptive max", nn.AdaptiveMaxPool2d(2)),
        ("adaptive average", nn.AdaptiveAvgPool2d(2)),
    ],
)
def test_a_layer_is_torchs_own_module(operator, module):
    pictures = torch.rand(2, 3, 9, 8)
    assert torch.equal(PoolingLayer(Pooling(operator))(pictures), module(pictures))


# Zhang 2019: rectangle-2, triangle-3 and binomial-5.
@pytest.mark.parametrize(("size", "row"), [(2, (1, 1)), (3, (1, 2, 1)), (5, (1, 4, 6, 4, 1))])
def test_filters_are_the_published_ones(size, row):
    assert binomial(size) == row


@pytest.mark.parametrize("operator", ["blur", "max blur"])
@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_a_blur_keeps_a_constant_picture(operator, size):
    pictures = torch.full((1, 2, 8, 8), 0.7, dtype=torch.double)
    pooled = pool(pictures, Pooling(operator, blur_size=size))
    assert torch.allclose(pooled, torch.full_like(pooled, 0.7), atol=1e-15)


def test_a_blur_answers_one_bright_pixel_with_its_filter():
    picture = torch.zeros(1, 1, 9, 9, dtype=torch.double)
    picture[0, 0, 4, 4] = 16
    answer = pool(picture, Pooling("blur", stride=1))[0, 0]
    assert answer[3:6, 3:6].tolist() == [[1, 2, 1], [2, 4, 2], [1, 2, 1]]
    assert answer.sum() == 16
