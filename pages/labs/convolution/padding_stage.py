"""A picture with its border in the browser: the frame that is invented around it, and what it does.

``pack`` sends pictures and kernels; ``padding_stage.js`` moves a picture under its border and works
out what layers answer with every frame, so that nothing needs a round trip to the server.
"""

from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np

from core.convolution import pictures
from core.convolution.kernels import KERNELS
from core.limits import Checked, choice, whole
from pages.shared import player
from pages.shared.player import kept

DIGITS = {"5": 0, "4": 2, "3": 7}
"""Digits by their number in MNIST's training set."""
STACKED = {"average": "box blur", "edges": "Sobel, left to right"}
PICTURES = (*DIGITS, "photo")
FRAMES = ("zeros", "reflect", "replicate", "circular", "none")
FARTHEST = 24
"""How many pixels the picture can be moved in any direction."""
MOVES = range(-FARTHEST, FARTHEST + 1)
KEPT = {
    "border_frame": FRAMES,
    "border_kernel": tuple(STACKED),
    "border_picture": PICTURES,
    "border_down": MOVES,
    "border_right": MOVES,
}
"""What can be chosen, by its name in the address, in the order of ``Config``."""

_padding_stage = player.component(
    Path(__file__).with_suffix(".js"),
    "A picture to drag over its border, and what a filter answers",
)


@dataclass(frozen=True)
class Config(Checked):
    """What a visitor can choose. Raises ``ValueError`` for a value out of range."""

    frame: str = choice("zeros", "Frame", FRAMES)
    kernel: str = choice("average", "Kernel", tuple(STACKED))
    picture: str = choice("5", "Picture", PICTURES)
    down: int = whole(0, "Pixels down", -FARTHEST, FARTHEST)
    right: int = whole(10, "Pixels right", -FARTHEST, FARTHEST)


def show(data: bytes, key: str) -> None:
    """Draw the pictures of ``data``, which is from ``pack``; controls hear what is chosen."""
    _padding_stage(data=data, key=key, **kept.answers(key, KEPT))


def pack(config: Config) -> bytes:
    """Return ``kept.opening``, then kernels and pictures as ``player.encoded`` bytes.

    Weights are float32, pixels bytes. The positive weights of a kernel add up to 1: a layer answers
    a step from black to white with 1.
    """
    shown = {name: pictures.digit(number).pixels for name, number in DIGITS.items()}
    shown["photo"] = pictures.synthetic(0).pixels
    weights = {name: KERNELS[kernel].weights for name, kernel in STACKED.items()}
    data = {
        "kernels": [
            {"name": name, "weights": one / one[one > 0].sum()} for name, one in weights.items()
        ],
        "pictures": [
            {"name": name, "pixels": np.rint(255 * pixels).astype(np.uint8)}
            for name, pixels in shown.items()
        ],
    }
    return kept.opening(KEPT, astuple(config)) + player.encoded(data)
