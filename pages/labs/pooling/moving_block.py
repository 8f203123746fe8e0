"""A block to drag across a grid, and every pooling's answer beside it, in the browser.

``pack`` sends the pooled grids of every place, worked out in core; ``moving_block.js`` shows them,
so that a drag needs no round trip to the server.
"""

from pathlib import Path

from core.pooling.compared import compared
from core.pooling.operators import Pooling
from core.pooling.shift import Result
from pages.shared import player

_moving_block = player.component(
    Path(__file__).with_suffix(".js"), "A block to move, and what every pooling makes of it"
)


def show(result: Result, key: str) -> None:
    """Draw the grid of ``result``; ``key`` keeps it in place when the data change."""
    _moving_block(data=pack(result), key=key)


def pack(result: Result) -> bytes:
    """Return ``result`` as ``player.packed`` bytes: the answers of every operator as float32."""
    config = result.config
    poolings = compared(config.kernel_size, config.stride)
    header = {
        "side": config.side,
        "block": config.block,
        "places": config.places,
        "start": [config.row, config.column],
        "operators": [
            {
                "name": name,
                "size": answers.shape[-1],
                "stride": config.stride,
                "window": window(poolings[name]),
            }
            for name, answers in result.answers.items()
        ],
    }
    return player.packed(header, result.answers.values())


def window(pooling: Pooling) -> tuple[int, int]:
    """Return how many pixels a side an output sees, and how many of them lie before its place."""
    before, after = pooling.reflected
    kernel_size = max(pooling.kernel_size) if isinstance(pooling.kernel_size, tuple) else 0
    return {
        "subsampling": (1, 0),
        "blur": (1 + before + after, before),
        "max blur": (kernel_size + before + after, before),
    }.get(pooling.operator, (kernel_size, 0))
