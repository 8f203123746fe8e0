"""Pasted networks in the lab: classes, several in one text, shapes as people write them."""

import pytest

from pages.labs.convolution.network_editor import ADDRESS
from tests.pages.convolution.test_networks import EDITOR, coded, figures, lab

CLASS = """
class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x):
        return F.relu(x + self.conv(x))

first = nn.Sequential(Block(3), nn.Flatten(), nn.Linear(3 * 32 * 32, 10))
second = nn.Sequential(Block(1), nn.Flatten())
"""


def test_a_class_is_read_and_where_there_are_several_networks_one_is_chosen():
    app = lab(network_change="Code")
    app.fill(**{EDITOR: CLASS}).whole()
    kinds = ["Conv2d", "addition", "relu", "Flatten"]
    assert list(app.dataframe[-1].value["kind"]) == kinds
    assert list(app.dataframe[-1].value["name"])[0] == "0.conv"
    assert figures(app)[0] == "10"
    assert app.code[-1].value == CLASS.strip()
    app.fill(network_in_code="first").whole()
    assert list(app.dataframe[-1].value["kind"]) == [*kinds, "Linear"]
    assert figures(app)[:2] == [f"{84 + 30_730:,}", f"{81 * 1024 + 30_720:,}"]
    app.tells("Yours, on an input of 3 × 32 × 32.")


def test_what_was_taken_for_granted_is_said():
    code = "class Two(nn.Module):\n    def forward(self, x):\n        return F.relu(x), x\n"
    app = coded(**{ADDRESS: code}).whole()
    app.tells("The network gives several values; the shape is that of the first.")


@pytest.mark.parametrize(
    "shape", ["(3, 32, 32)", "1, 3, 32, 32", "32,32,3", "torch.Size([3,32,32])"]
)
def test_an_input_shape_is_understood_as_people_write_it(shape):
    code = "nn.Sequential(nn.Conv2d(3, 4, 5), nn.Flatten(), nn.Linear(3136, 2))"
    app = coded(network_input=shape, **{ADDRESS: code}).whole()
    app.tells("Yours, on an input of 3 × 32 × 32.")
