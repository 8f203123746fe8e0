"""A canvas to draw a digit on, with mouse, pen or finger; it sends its strokes as they grow."""

from pathlib import Path
from typing import Any

import streamlit as st

from core.dropout.final.handwriting import CANVAS, PEN
from pages.shared import player

_canvas = player.component(Path(__file__).with_suffix(".js"), "A canvas to draw a digit on")


def ask(key: str) -> list[Any]:
    """Show the canvas; return its strokes, rows of points [x, y] from 0 to 1, as the browser says.

    They come from the browser unchecked.
    """
    known = st.session_state.get(key, {}).get("strokes") or []
    drawn = _canvas(
        key=key,
        data={"strokes": known, "pen": PEN / CANVAS},
        on_strokes_change=lambda: None,
    )
    return drawn.strokes or []
