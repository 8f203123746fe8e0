"""A picture with its border in the browser: the frame that is invented around it, and what it does.

``pack`` sends pictures and kernels; ``padding_stage.js`` moves a picture under its border and works
out what layers answer with every frame, so that nothing needs a round trip to the server.
"""

from pathlib import Path

import numpy as np

from core.convolution import pictures
from core.convolution.kernels import KERNELS
from pages.shared import player

DIGITS = {"5": 0, "4": 2, "3": 7}
"""Digits by their number in MNIST's training set."""
STACKED = {"average": "box blur", "edges": "Sobel, left to right"}

_padding_stage = player.component(
    Path(__file__).with_suffix(".js"),
    "A picture to drag over its border, and what a filter answers",
)


def show(data: bytes, key: str) -> None:
    """Draw the pictures of ``data``, which is from ``pack``."""
    _padding_stage(data=data, key=key)


def pack() -> bytes:
    """Return kernels and pictures as ``player.packed`` bytes: weights as float32, pixels as bytes.

    The positive weights of a kernel add up to 1: a layer answers a step from black to white with 1.
    """
    shown = {name: pictures.digit(number).pixels for name, number in DIGITS.items()}
    shown["photo"] = pictures.synthetic(0).pixels
    header = {
        "kernels": list(STACKED),
        "pictures": [{"name": name, "side": len(pixels)} for name, pixels in shown.items()],
    }
    weights = [KERNELS[name].weights for name in STACKED.values()]
    return player.packed(
        header,
        [one / one[one > 0].sum() for one in weights],
        *(np.rint(255 * pixels).astype(np.uint8) for pixels in shown.values()),
    )
