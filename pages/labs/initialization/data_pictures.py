"""Small pictures of the Playground's data sets, drawn above their names in a row of buttons."""

from collections.abc import Collection
from functools import cache

import numpy as np
from PIL import Image, ImageDraw

from core.engines.planar import PLANE
from core.engines.seedrandom import SeedRandom
from core.playground import DATASETS
from pages.shared.charts import pixmaps

POINTS, RADIUS, SIDE = 400, 2.2, 80
"""Points in a picture, their radius and the picture's side in its pixels."""
LAYOUT = """
[ROW] [role="radiogroup"] { display: grid; grid-template-columns: repeat(3, 1fr); width: 100%; }
[ROW] button { height: auto; padding: 0.3rem 0.1rem 0.1rem; }
[ROW] button::before { content: ""; width: 2.75rem; aspect-ratio: 1; background-size: cover; }
[ROW] button, [ROW] button > div { flex-direction: column; min-width: 0; }
"""


@cache
def style(row: str, names: Collection[str]) -> str:
    """Return the style sheet of buttons named ``names`` in the elements that ``row`` selects."""
    drawn = (
        f"{row} button:nth-of-type({place})::before {{ background-image: url({picture(name)}); }}"
        for place, name in enumerate(names, 1)
    )
    return "\n".join([LAYOUT.replace("[ROW]", row), *drawn])


def picture(name: str) -> str:
    """Return the address of a picture of the data set ``name``, without noise, as a PNG."""
    drawing = Image.new("F", (SIDE, SIDE))
    pen, scale = ImageDraw.Draw(drawing), SIDE / (2 * PLANE)
    for x, y, label in DATASETS[name](POINTS, 0, SeedRandom("0.5")):
        pen.circle(((x + PLANE) * scale, (PLANE - y) * scale), RADIUS, fill=label)
    return pixmaps.encoded(np.asarray(drawing), (-1, 1), sharp=SIDE)
