"""A network's first filters, what every layer makes of a digit, and its answer."""

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st
from torch import nn

from core.dropout import inside as dropout_inside
from core.engines.windows.pixels import tidy
from pages.labs.dropout import probabilities
from pages.shared import charts
from pages.shared.charts import pixmaps, theme

IN_A_ROW, UNITS_IN_A_ROW = 4, 16
WIDE = 260
"""Screen pixels that a picture is wide."""


def show(network: nn.Sequential, picture: int) -> None:
    """Draw the first filters, what every layer makes of the digit, and the answer."""
    learned = dropout_inside.filters(network)
    label = int(dropout_inside.pictures().labels[picture])
    found = dropout_inside.maps(network, picture)
    scores = list(found.values())[-1]
    with st.grid(3, min_column_width=270):
        with st.container():
            digit = dropout_inside.pictures().images[picture, 0].numpy()
            charts.kept(
                pixmaps.bare,
                digit,
                (0, 1),
                WIDE / len(digit),
                title=f"The digit, a {label}",
                caption="What the network is given.",
                width="content",
            )
        with st.container():
            charts.kept(
                tiled,
                learned,
                "weight",
                title=f"First-layer filters, {learned.shape[1]} × {learned.shape[2]}",
                caption="Blue adds, orange takes away.",
                width="content",
            )
        with st.container():
            answer(scores, label)
        for name, values in list(found.items())[:-1]:
            with st.container():
                told = {"title": name, "caption": shape(values)}
                charts.kept(tiled, values, "value", width="content", **told)


def shape(values: np.ndarray) -> str:
    """Say how many numbers a layer has, and how many of them are 0."""
    zero = float((values == 0).mean())
    size = " × ".join(str(side) for side in values.shape)
    silent = f"; {zero:.0%} of them are 0" if zero else ""
    return f"{size} number{'s' if values.size > 1 else ''}{silent}."


def tiled(values: np.ndarray, title: str) -> alt.LayerChart:
    """Return maps (n, height, width) side by side, or units (n,) in rows, over one colour bar."""
    flat = values.ndim == 1
    picture = values.reshape(-1, UNITS_IN_A_ROW) if flat else side_by_side(values)
    most = float(np.abs(values).max()) or 1.0
    reach = (-most if values.min() < 0 else 0.0, most)
    return pixmaps.barred(picture, reach, WIDE / picture.shape[1], title)


def side_by_side(values: np.ndarray) -> np.ndarray:
    """Return maps (n, height, width) in rows of ``IN_A_ROW``, apart by a line of a clear shade."""
    line = 0.0 if values.min() < 0 else float(values.max())
    missing = -len(values) % IN_A_ROW
    framed = np.pad(values, ((0, missing), (0, 1), (0, 1)), constant_values=line)
    rows = [np.hstack(list(framed[at : at + IN_A_ROW])) for at in range(0, len(framed), IN_A_ROW)]
    return np.vstack(rows)[:-1, :-1]


def answer(scores: np.ndarray, label: int) -> None:
    """Draw the probability that the network gives each digit."""
    shares = dropout_inside.probabilities(scores)
    own = np.arange(len(shares)) == label
    charts.kept(
        probabilities.bars,
        *(shares, "right", own, (theme.GREEN, theme.GREY), 220),
        title=f"The answer, a {int(scores.argmax())}",
        caption=f"Green is the digit's own class, {label}.",
    )


def listed(network: nn.Sequential) -> pd.DataFrame:
    """Return the first filters as rows: filter, row, column, weight."""
    return tidy(dropout_inside.filters(network), ["filter", "row", "column"], "weight")
