"""Write-up 2.A and 2.B: the arithmetic of a convolution, and what its padding gives and costs."""

from functools import partial

from pages.labs.convolution import layer, one_cell
from pages.shared.page import exercises, frame
from pages.shared.page.frame import Tab

TABS = {
    "One output cell": Tab(
        "Where does one number of the output come from?",
        "point at a cell of the output, or at a pixel of the input.",
        one_cell.show,
    ),
    "Kernels on pictures": Tab(
        "What does a filter see?",
        "choose another kernel, and look for what lights up.",
        frame.later("convolution.kernels"),
    ),
    "Layer": Tab(
        "How large is a convolution's output, and how many numbers does it learn?",
        "change one number of the layer, or type it as code, and guess the output before you look.",
        layer.show,
        (
            *("operation", "dimensions", "apart", "in_channels", "out_channels", "groups", "bias"),
            *("input_", "kernel_", "stride", "dilation", "padding", "output_padding"),
        ),
        {
            "Shape and parameters": {},
            "Shape explorer": {
                "asked_layer": layer.EXPLORER,
                "input_size": "28",
                "kernel_size": "3",
                "stride": "2",
            },
        },
    ),
    "Whole networks": Tab(
        "Where do a network's parameters and its work sit?",
        "choose a known network, or paste your own PyTorch code.",
        frame.later("convolution.networks"),
    ),
    "Padding": Tab(
        "At the border a filter sees invented cells. How wrong does that make it?",
        "drag the digit out and back, add layers, then choose the frame *none*: what is lost?",
        frame.later("convolution.padding"),
        once={
            "Benefit": {"asked_padding": "Does it help?"},
            "Sizes and coverage": {"asked_padding": "Who is looked at how often?"},
            "Cost": {"asked_padding": "What does it cost?"},
        },
    ),
    "Exercises": Tab(
        "Can you work out a layer by hand?",
        "answer, then see the formula filled in.",
        partial(exercises.show, "convolution"),
    ),
}
MORE = {
    "Position leak": Tab(
        "Can a network that looks for edges tell where in the picture it is?",
        "compare zeros with the paddings that repeat the picture.",
        frame.later("convolution.padding_position"),
    ),
}

frame.lab("convolution", TABS, MORE)
