"""Ten networks trained again and again: guess which p wins, and see who does.

``pack`` sends what the recorded networks have right; ``rounds.js`` draws of them, round by round,
so that nothing needs a round trip to the server.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from core.dropout.luck import Luck
from pages.shared import player

show = player.component(Path(__file__).with_suffix(".js"), "Ten networks, trained again and again")
"""Draws the rounds of ``data``, which is from ``pack``, at a ``key``."""


def pack(table: pd.DataFrame, images: int, luck: Luck) -> bytes:
    """Return ``player.encoded`` bytes: how many of ``images`` each network of ``table`` has right.

    ``table`` has accuracies, a row a seed and a column a p; ``luck`` says what tells two p apart.
    """
    told = {name: getattr(luck.config, name) for name in ("first", "second", "power")}
    data = {
        "rates": list(table),
        "seeds": [int(seed) for seed in table.index],
        "images": images,
        "apart": told | {"seeds": luck.separation.seeds},
        "right": (table.to_numpy() * images).round().astype(np.uint16),
    }
    return player.encoded(data)
