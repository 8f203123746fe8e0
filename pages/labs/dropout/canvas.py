"""A canvas to draw a digit on, with mouse, pen or finger; it sends its strokes as they grow."""

from pathlib import Path
from typing import Any

import streamlit as st

from core.dropout.final.handwriting import CANVAS, PEN

HERE = Path(__file__).parent
_drawing = st.components.v2.component(
    "backprop_lab_drawing",
    html='<section class="drawing" aria-label="A canvas to draw a digit on"></section>',
    css=(HERE / "canvas.css").read_text(encoding="utf-8"),
    js=(HERE / "canvas.js").read_text(encoding="utf-8"),
)


def ask(key: str) -> list[Any]:
    """Show the canvas; return its strokes, rows of points [x, y] from 0 to 1, as the browser says.

    They come from the browser unchecked.
    """
    known = st.session_state.get(key, {}).get("strokes") or []
    drawn = _drawing(
        key=key,
        data={"strokes": known, "pen": PEN / CANVAS},
        on_strokes_change=lambda: None,
    )
    return drawn.strokes or []
