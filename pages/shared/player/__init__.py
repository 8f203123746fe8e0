"""What moves in the browser: components and what their scripts share, each with its styles.

films   Films of a network's decision surface as it learns, and the bytes in which they are sent
joined  A component's script and styles, put together from the modules that its script imports
kept    Choices made in a component, kept in the address
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypedDict

import numpy as np
import streamlit as st

from pages.shared.page import collected
from pages.shared.player.joined import joined

LENGTH_BYTES = 4


class Parts(TypedDict):
    """What Streamlit makes a component of."""

    html: str
    css: str
    js: str


def component(script: Path, label: str) -> Callable[..., Any]:
    """Return the component of ``script``, called by the script's name; its parts are ``parts``.

    What it shows is kept for the page's report, which shows it too.
    """
    own = parts(script, label)
    mounted = st.components.v2.component(f"backprop_lab_{script.stem}", **own)

    def show(*, data: bytes | dict[str, Any], **more: Any) -> Any:
        collected.add(collected.Stage(label, own, data))
        return mounted(data=data, **more)

    return show


def parts(script: Path, label: str) -> Parts:
    """Return the parts of a component: its section, and all that its script imports.

    ``label`` names it to a screen reader.
    """
    js, css = joined(script)
    section = f'<section class="component {script.stem}" aria-label="{label}"></section>'
    return {"html": section, "css": css, "js": js}


def encoded(data: dict[str, Any]) -> bytes:
    """Return ``data``, whose plain values may hold arrays anywhere, for ``decoded`` of bytes.js.

    The length of the JSON (4 bytes, little-endian) and the JSON, which says of every array its
    kind, its shape and where it starts among the arrays; they follow, little-endian. Those of bytes
    and of unsigned integers of 16 bits keep their kind, all others become float32.
    """
    arrays: list[bytes] = []

    def noted(array: np.ndarray) -> dict[str, Any]:
        kept = array.itemsize == 1 or array.dtype == np.uint16
        kind = array.dtype.newbyteorder("<") if kept else np.dtype("<f4")
        start = sum(map(len, arrays))
        arrays.append(array.astype(kind).tobytes())
        return {"array": kind.name, "shape": array.shape, "start": start}

    text = json.dumps(data, default=noted, allow_nan=False).encode()
    return b"".join([len(text).to_bytes(LENGTH_BYTES, "little"), text, *arrays])


def columns(points: np.ndarray) -> dict[str, np.ndarray]:
    """Return ``points`` (n, 3) as the browser takes them: x, y and label, each (n,)."""
    return dict(zip(("xs", "ys", "labels"), points.T, strict=True))
