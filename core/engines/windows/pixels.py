"""Pixels as rows of a table, and how far each of them lies from the border."""

from collections.abc import Sequence

import numpy as np
import pandas as pd


def tidy(values: np.ndarray, places: Sequence[str], name: str) -> pd.DataFrame:
    """Return a row a number of ``values``: its place along each axis, and itself as ``name``."""
    indices = np.indices(values.shape).reshape(values.ndim, -1)
    return pd.DataFrame(dict(zip(places, indices, strict=True)) | {name: values.ravel()})


def border_distance(height: int, width: int) -> np.ndarray:
    """Return how many pixels each one lies from the border, (height, width); 0 is the border."""
    rows, columns = np.indices((height, width))
    return np.minimum.reduce([rows, height - 1 - rows, columns, width - 1 - columns])
