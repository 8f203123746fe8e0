"""Arrays of numbers as pictures with a colour bar.

Thousands of marks would be slow to draw, so the browser gets one picture for each array. Values
that may lie below 0 run from orange through white to blue, others from black to white.
"""

from base64 import b64encode
from io import BytesIO

import altair as alt
import numpy as np
import pandas as pd
from PIL import Image, ImageColor

GREYS, SIGNED = ("#000000", "#FFFFFF"), ("#E69F00", "#F7F7F7", "#0072B2")
SHADES = 256
# Screen pixels: the length of a bar, the side up to which a picture is enlarged so that it stays
# sharp, the side from which on a value can be pointed at, and the room for a bar's first number.
BAR, SHARP, POINTABLE, EDGE = 140, 560, 5, 18
# Streamlit's own way of fitting a chart would lay the bar over the picture.
AROUND = alt.AutoSizeParams(type="pad", contains="content")


def bare(values: np.ndarray, reach: tuple[float, float], zoom: float) -> alt.Chart:
    """Return ``values`` (rows, columns) with ``zoom`` screen pixels for each, without a bar."""
    height, width = _sides(values, zoom)
    return _image(values, reach, zoom).properties(width=width, height=height, autosize=AROUND)


def barred(
    values: np.ndarray, reach: tuple[float, float], zoom: float, title: str
) -> alt.LayerChart:
    """Return ``values`` (rows, columns) with ``zoom`` screen pixels for each, over their bar.

    Values large enough to be pointed at say their number.
    """
    height, width = _sides(values, zoom)
    layers = [_image(values, reach, zoom), _ends(reach, title)]
    if zoom >= POINTABLE:
        layers.append(_answers(values, title))
    return alt.LayerChart(layer=layers, width=width, height=height, autosize=AROUND)


def bar(reach: tuple[float, float], title: str) -> alt.Chart:
    """Return nothing but the colour bar of ``reach``."""
    return _ends(reach, title).properties(width=BAR, height=1, autosize=AROUND)


def _sides(values: np.ndarray, zoom: float) -> tuple[float, float]:
    rows, columns = values.shape
    return max(1.0, zoom * rows), max(1.0, zoom * columns)


def _image(values: np.ndarray, reach: tuple[float, float], zoom: float) -> alt.Chart:
    height, width = _sides(values, zoom)
    return (
        alt.Chart(
            pd.DataFrame(
                {
                    "url": [encoded(values, reach)],
                    "lowest": [values.min()],
                    "highest": [values.max()],
                }
            )
        )
        .mark_image(width=width, height=height, align="left", baseline="top", aspect=False)
        .encode(url="url:N", x=alt.value(0), y=alt.value(0))
    )


def _ends(reach: tuple[float, float], title: str) -> alt.Chart:
    """Return two marks that cannot be seen, for the sake of their bar."""
    colours = _colours(reach)
    scale = alt.Scale(domain=np.linspace(*reach, len(colours)).tolist(), range=list(colours))
    legend = alt.Legend(orient="bottom", gradientLength=BAR, padding=EDGE, format=".3~g")
    marks = alt.Chart(pd.DataFrame({title: reach})).mark_point(opacity=0)
    return marks.encode(color=alt.Color(f"{title}:Q", scale=scale, legend=legend))


def _answers(values: np.ndarray, title: str) -> alt.Chart:
    """Return marks that neither eye nor screen reader finds; pointed at, they say their numbers."""
    rows, columns = np.indices(values.shape).reshape(2, -1)
    frame = pd.DataFrame({"row": rows, "column": columns, title: values.ravel()})
    return (
        alt.Chart(frame)
        .mark_rect(opacity=0, aria=False)
        .encode(
            x=alt.X("column:O", axis=None),
            y=alt.Y("row:O", axis=None),
            tooltip=["row", "column", alt.Tooltip(f"{title}:Q", format=".4~g")],
        )
    )


def encoded(values: np.ndarray, reach: tuple[float, float], sharp: int = SHARP) -> str:
    """Return ``values`` as the address of a PNG that holds its own bytes.

    It stays sharp when it is enlarged up to ``sharp`` pixels a side.
    """
    low, high = reach
    stops = np.array([ImageColor.getrgb(colour) for colour in _colours(reach)])
    places = np.linspace(0, len(stops) - 1, SHADES)
    palette = [np.interp(places, range(len(stops)), channel) for channel in stops.T]
    shades = np.clip(np.rint((values - low) / (high - low) * (SHADES - 1)), 0, SHADES - 1)
    picture = Image.fromarray(shades.astype(np.uint8))
    picture.putpalette(np.rint(np.stack(palette, axis=1)).astype(np.uint8).tobytes())
    enlarged = max(1, sharp // max(values.shape))
    rows, columns = values.shape
    file = BytesIO()
    picture.resize((enlarged * columns, enlarged * rows), Image.Resampling.NEAREST).save(
        file, "PNG"
    )
    return f"data:image/png;base64,{b64encode(file.getvalue()).decode()}"


def _colours(reach: tuple[float, float]) -> tuple[str, ...]:
    return SIGNED if reach[0] < 0 else GREYS
