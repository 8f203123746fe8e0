"""A convolution's input, kernel and output as grids of numbers that answer to the pointer.

``pack`` turns one layer's numbers into bytes, ``cell_view.js`` draws them; everything after that
happens in the browser, without a round trip to the server.
"""

from pathlib import Path

from core.convolution.one_cell import Result
from pages.shared import player

_cell_view = player.component(Path(__file__).with_suffix(".js"), "One output cell at a time")


def show(result: Result, key: str) -> None:
    """Draw the layer of ``result``; ``key`` keeps it in place when the data change."""
    _cell_view(data=pack(result), key=key)


def pack(result: Result) -> bytes:
    """Return ``result`` as ``player.encoded`` bytes, with its sizes."""
    config = result.config
    data = {
        "inputSize": config.input_size,
        "inChannels": config.in_channels,
        "outChannels": config.out_channels,
        "kernelSize": config.kernel_size,
        "stride": config.stride,
        "padding": config.padding,
        "dilation": config.dilation,
        "outputSize": config.output_size,
        "input": result.input,
        "weights": result.weights,
        "biases": result.biases,
        "output": result.output,
    }
    return player.encoded(data)
