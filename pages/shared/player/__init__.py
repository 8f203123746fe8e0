"""What the components that play recordings in the browser share: their parts, their bytes."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypedDict

import numpy as np
import streamlit as st

LENGTH_BYTES = 4
HERE = Path(__file__).parent


class Parts(TypedDict):
    """What Streamlit makes a component of."""

    html: str
    css: str
    js: str


def component(script: Path, label: str) -> Callable[..., Any]:
    """Return the component of ``script``, called by the script's name; its parts are ``parts``."""
    return st.components.v2.component(f"backprop_lab_{script.stem}", **parts(script, label))


def parts(script: Path, label: str) -> Parts:
    """Return the parts of a component: the player's styles and script, then its own.

    Its styles lie beside ``script``; ``label`` names it to a screen reader.
    """
    name = script.stem
    return {
        "html": f'<section class="player {name}" tabindex="-1" aria-label="{label}"></section>',
        "css": _text(HERE / "player.css", script.with_suffix(".css")),
        "js": _text(HERE / "player.js", script),
    }


def packed(header: dict[str, Any], numbers: Iterable[np.ndarray], *last: np.ndarray) -> bytes:
    """Return the header's length (4 bytes), the header, ``numbers``, and ``last`` in their order.

    The length is little-endian, the header is JSON, padded so that ``numbers`` begin at a multiple
    of four; they become little-endian float32, ``last`` keep their type.
    """
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % LENGTH_BYTES)
    return b"".join(
        [
            len(text).to_bytes(LENGTH_BYTES, "little"),
            text,
            *(np.ascontiguousarray(array, dtype="<f4").tobytes() for array in numbers),
            *(array.tobytes() for array in last),
        ]
    )


def check_shape(field: str, array: np.ndarray, shape: tuple[int, ...]) -> None:
    """Raise ``ValueError`` unless ``array`` has ``shape``."""
    if array.shape != shape:
        raise ValueError(f"{field} has the shape {array.shape}, but must have {shape}.")


def _text(*paths: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)
