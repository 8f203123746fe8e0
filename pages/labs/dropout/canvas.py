"""A canvas to draw a digit on, with mouse, pen or finger; it sends its strokes as they grow."""

from pathlib import Path
from typing import Any

import streamlit as st

from core.dropout.final.handwriting import CANVAS, PEN
from pages.shared import player

_canvas = player.component(Path(__file__).with_suffix(".js"), "A canvas to draw a digit on")


def ask(key: str, width: float = PEN) -> list[Any]:
    """Show the canvas with a pen ``width`` of its 280 pixels wide; return its strokes.

    Those are rows of points [x, y] from 0 to 1 as the browser says, unchecked.
    """
    known = st.session_state.get(key, {}).get("strokes") or []
    drawn = _canvas(
        key=key,
        data={"strokes": known, "pen": width / CANVAS},
        on_strokes_change=lambda: None,
    )
    return drawn.strokes or []
