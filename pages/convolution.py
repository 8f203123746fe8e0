"""Write-up 2.A and 2.B: the arithmetic of a convolution, and what its padding gives and costs."""

from collections.abc import Callable
from functools import partial

from pages.labs.convolution import (
    kernels,
    layer,
    networks,
    one_cell,
    padding_benefit,
    padding_claim,
    padding_cost,
    padding_geometry,
    padding_position,
    shape_explorer,
)
from pages.shared.page import exercises, frame
from pages.shared.page.frame import Tab


def judged(show: Callable[[], None]) -> Callable[[], None]:
    """Return what draws an experiment of padding with the claim as a whole below it."""

    def draw() -> None:
        show()
        with frame.boundary():
            padding_claim.show()

    return draw


TABS = {
    "One output cell": Tab(
        "Where does one number of the output come from?",
        "point at a cell of the output, or at a pixel of the input.",
        one_cell.show,
    ),
    "Kernels on pictures": Tab(
        "What does a filter see?",
        "choose another kernel, and look for what lights up.",
        kernels.show,
    ),
    "Shape and parameters": Tab(
        "How large is a convolution's output, and how many numbers does it learn?",
        "change one number of the layer, and guess the output before you look.",
        layer.show,
        (
            *("operation", "dimensions", "apart", "in_channels", "out_channels", "groups", "bias"),
            *("input_", "kernel_", "stride", "dilation", "padding", "output_padding"),
        ),
    ),
    "Whole networks": Tab(
        "Where do a network's parameters and its work sit?",
        "choose a known network, or paste your own PyTorch code.",
        networks.show,
    ),
    "Benefit": Tab(
        "Does padding help to read digits at the border?",
        "compare the two lines where the digit has moved furthest.",
        judged(padding_benefit.show),
    ),
    "Exercises": Tab(
        "Can you work out a layer by hand?",
        "answer, then see the formula filled in.",
        partial(exercises.show, "convolution"),
    ),
}
MORE = {
    "Sizes and coverage": Tab(
        "How often is a pixel in the corner looked at, next to one in the middle?",
        "add layers without padding, and watch the picture shrink.",
        judged(padding_geometry.show),
    ),
    "Cost": Tab(
        "What do zeros at the border do to what a filter says there?",
        "choose another way of padding, and look how far the error reaches.",
        judged(padding_cost.show),
    ),
    "Position leak": Tab(
        "Can a network that looks for edges tell where in the picture it is?",
        "compare zeros with the paddings that repeat the picture.",
        judged(padding_position.show),
    ),
    "Shape explorer": Tab(
        "Which settings give the output that you want?",
        "set the size that you need, and read which strides and paddings reach it.",
        shape_explorer.show,
    ),
}

frame.lab("convolution", TABS, MORE)
