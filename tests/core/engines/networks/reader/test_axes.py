"""Axes by name, against the same done by hand with torch's own methods."""

import pytest
import torch
from torch import nn

from core.engines.networks.reader import axes
from core.engines.networks.reader.networks import read
from core.engines.networks.reader.refusals import Refusal

VALUES = torch.arange(2 * 3 * 4 * 6.0).reshape(2, 3, 4, 6)


@pytest.mark.parametrize(
    ("pattern", "sizes", "by_hand"),
    [
        ("b c h w -> b (h w) c", {}, lambda x: x.flatten(2).transpose(1, 2)),
        ("b c ... -> b ... c", {}, lambda x: x.movedim(1, -1)),
        ("b c h w -> b 1 (c h w)", {}, lambda x: x.reshape(2, 1, -1)),
        (
            "b c (h p1) (w p2) -> b (h w) (p1 p2 c)",
            {"p1": 2, "p2": 3},
            lambda x: x.reshape(2, 3, 2, 2, 2, 3).permute(0, 2, 4, 3, 5, 1).reshape(2, 4, 18),
        ),
    ],
)
def test_axes_are_split_joined_and_moved(pattern, sizes, by_hand):
    assert torch.equal(axes.rearrange(VALUES, pattern, **sizes), by_hand(VALUES))


def test_axes_are_repeated_and_summed_up():
    assert torch.equal(
        axes.repeat(VALUES[:1, 0, 0], "1 d -> b n d", b=5, n=2), VALUES[:1, 0, 0].expand(5, 2, 6)
    )
    for reduction, wanted in (("mean", VALUES.mean((2, 3))), ("max", VALUES.amax((2, 3)))):
        assert torch.equal(axes.reduce(VALUES, "b c h w -> b c", reduction), wanted)


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("b c -> c b", "names 2 axes of a tensor with 4"),
        ("b c (h p) w -> b c h p w", "does not split an axis of 4"),
        ("b c h w -> b c h w n", "the size of n"),
    ],
)
def test_a_pattern_that_does_not_fit_is_refused(pattern, says):
    with pytest.raises(Refusal, match=says):
        axes.rearrange(VALUES, pattern)


def test_a_network_with_named_axes_is_laid_out():
    text = """from einops import repeat
from einops.layers.torch import Rearrange
class Patches(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(Rearrange("b c (h p) (w q) -> b (h w) (p q c)", p=8, q=8), nn.Linear(192, 64))
        self.cls = nn.Parameter(torch.randn(1, 1, 64))

    def forward(self, x):
        x = self.net(x)
        return torch.cat((repeat(self.cls, "1 1 d -> b 1 d", b=x.shape[0]), x), dim=1)
"""  # noqa: E501
    found = read(text)[0].run((3, 32, 32))
    assert found.output_shape == (17, 64)
    assert found.parameters == sum(one.numel() for one in nn.Linear(192, 64).parameters()) + 64
    assert [row.kind for row in found.rows] == ["Parameter", "Rearrange", "Linear", "repeat", "cat"]
