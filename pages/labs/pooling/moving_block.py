"""A block to drag across a grid, and every pooling's answer beside it, in the browser.

``pack`` sends the pooled grids of every place, worked out in core, and which places are the
write-up's matrices; ``moving_block.js`` shows them, so that a drag needs no round trip to the
server.
"""

from pathlib import Path
from typing import Any

from core import pooling as four
from core.pooling.census import CORNERS
from core.pooling.operators import Pooling
from core.pooling.shift import Config, Result
from pages.shared import player

WRITE_UP = Config()

_moving_block = player.component(
    Path(__file__).with_suffix(".js"), "A block to move, and what every pooling makes of it"
)


def show(result: Result, key: str) -> None:
    """Draw the grid of ``result``; ``key`` keeps it in place when the data change."""
    _moving_block(data=pack(result), key=key)


def pack(result: Result) -> bytes:
    """Return ``result`` as ``player.encoded`` bytes, each operator with its answers everywhere."""
    config = result.config
    data = {
        "side": config.side,
        "block": config.block,
        "places": config.places,
        "start": [config.row, config.column],
        "operators": [
            {
                "name": name,
                "size": answers.shape[-1],
                "stride": config.stride,
                "window": window(config.poolings[name]),
                "values": answers,
            }
            for name, answers in result.answers.items()
        ],
        "matrices": matrices(config),
    }
    return player.encoded(data)


def matrices(config: Config) -> list[dict[str, Any]]:
    """Return the write-up's matrices as places of the block, if the grid is theirs.

    Each holds, by operator, which of its pooled numbers the write-up's working misprints, where it
    pools as the write-up does, as places in reading order; and says so.
    """
    if (config.side, config.block) != (WRITE_UP.side, WRITE_UP.block):
        return []
    wrong = four.misprints()
    if (config.kernel_size, config.stride) != (WRITE_UP.kernel_size, WRITE_UP.stride):
        wrong = wrong.iloc[:0]
    by_matrix = [wrong[wrong["matrix"] == number] for number in range(1, len(CORNERS) + 1)]
    return [
        {
            "place": place,
            "misprints": {
                operator: (2 * rows["row"] + rows["column"]).tolist()
                for operator, rows in own.groupby("operator")
            },
            "said": " ".join(
                f"✎ Misprinted in the write-up, {misprint(row)}" for row in own.itertuples()
            ),
        }
        for place, own in zip(CORNERS, by_matrix, strict=True)
    ]


def misprint(row: Any) -> str:
    """Say what the write-up's working misprints in a window, a row of ``misprints``."""
    return (
        f"row {row.row + 1}, column {row.column + 1} of the {row.operator} result: the working "
        f"prints {', '.join(row.printed)} where the matrix has {', '.join(row.correct)}. "
        f"The result {'is the same' if row.same_result else 'changes with it'}."
    )


def window(pooling: Pooling) -> tuple[int, int]:
    """Return how many pixels a side an output sees, and how many of them lie before its place."""
    before, after = pooling.reflected
    kernel_size = max(pooling.kernel_size) if isinstance(pooling.kernel_size, tuple) else 0
    return {
        "subsampling": (1, 0),
        "blur": (1 + before + after, before),
        "max blur": (kernel_size + before + after, before),
    }.get(pooling.operator, (kernel_size, 0))
