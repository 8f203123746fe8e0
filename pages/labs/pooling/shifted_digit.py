"""One digit to drag, and what every pooling makes of it there, in the browser.

``pack`` sends the pooled pictures of every place, worked out in core, so that a drag needs no round
trip to the server; ``shifted_digit.js`` shows them, and tells the place where the digit was left.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import streamlit as st

from core.pooling.networks import LARGEST_SHIFT
from core.pooling.one_digit import Result
from pages.shared import player

_shifted_digit = player.component(
    Path(__file__).with_suffix(".js"), "A digit to move, and what every pooling makes of it"
)


def show(result: Result, key: str, moved: Callable[[int, int], None]) -> None:
    """Draw the digit of ``result``; ``moved`` is told how far down and right it is left."""

    def left() -> None:
        place = st.session_state[key].get("place")
        if isinstance(place, list) and len(place) == 2:
            moved(*(int(np.clip(pixels, -LARGEST_SHIFT, LARGEST_SHIFT)) for pixels in place))

    _shifted_digit(data=pack(result), key=key, on_place_change=left)


def pack(result: Result) -> bytes:
    """Return the place as two bytes, down + 4 and right + 4, and ``player.encoded`` bytes.

    Of every operator, the digit itself first: how much every shift changes of it, (9, 9), and its
    picture under every shift, as bytes of which 255 is its largest number.
    """
    place = [LARGEST_SHIFT + result.config.dy, LARGEST_SHIFT + result.config.dx]
    operators = [
        {
            "name": name,
            "side": shifts.shape[-1],
            "changes": changes(shifts),
            "pictures": np.rint(255 * shifts / max(shifts.max(), 1e-9)).astype(np.uint8),
        }
        for name, shifts in result.shifts.items()
    ]
    data = {"reach": LARGEST_SHIFT, "digit": result.label, "operators": operators}
    return bytes(place) + player.encoded(data)


def changes(shifts: np.ndarray) -> np.ndarray:
    """Return how much every shift changes of the picture in the middle: (9, 9)."""
    middle = shifts[LARGEST_SHIFT, LARGEST_SHIFT]
    return np.asarray(np.abs(shifts - middle).sum(axis=(2, 3)) / middle.sum())
