"""One layer drawn: input, kernel and output as blocks of cells to one scale, sizes on their edges.

The window lies on the input, or on the output of a transposed convolution, which spreads each cell
of its input over a window. Lengths are in pixels of the drawing, unless they are in cells.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import prod
from pathlib import Path

from core.engines.windows.layer import Config, Side
from pages.shared import player
from pages.shared.charts.theme import BLUE, GREEN, ORANGE, PURPLE
from pages.shared.page import prose

WIDTH, HEIGHT, MARGIN, MIDDLE = 720, 360, 44, 138
TOGETHER, TALLEST, DEEPEST, KERNEL, LARGEST_CELL = 380, 200, 55, 70, 20
FINEST, SLANT, MOST_TAPS = 3, 0.5, 400
ROW = Side("", 1, 1, 1, 0, 0, 1, 0, 1)
"""The height of a line."""
_layer_drawing = player.component(Path(__file__).with_suffix(".js"), "The layer drawn")


@dataclass(frozen=True)
class Block:
    """A block of ``depth`` × ``height`` × ``width`` cells, its front's left edge at ``x``."""

    depth: int
    height: int
    width: int
    cell: float
    colour: str
    x: float = MARGIN

    @property
    def lean(self) -> float:
        """How far its back lies to the right of its front, and above it."""
        return min(SLANT * self.cell * self.depth, DEEPEST)

    @property
    def end(self) -> float:
        """Where its back ends."""
        return self.x + self.cell * self.width + self.lean

    @property
    def y(self) -> float:
        """The top of its front."""
        return MIDDLE + (self.lean - self.height * self.cell) / 2

    def part(self, row: int, column: int, rows: int, columns: int, look: str) -> str:
        """Draw a rectangle of cells in the plane of its front."""
        x, y = self.x + column * self.cell, self.y + row * self.cell
        size = f'width="{columns * self.cell:.2f}" height="{rows * self.cell:.2f}"'
        return f'<rect x="{x:.2f}" y="{y:.2f}" {size} {look}/>'

    def drawn(self, between: str = "") -> str:
        """Draw its faces and the edges of its cells, and ``between`` its back and its front."""
        x, y, lean, cell = self.x, self.y, self.lean, self.cell
        w, h = self.width * cell, self.height * cell
        edges = [f"M{x} {y}l{lean} {-lean}h{w}l{-lean} {lean}M{x + w} {y + h}l{lean} {-lean}v{-h}"]
        sheets = min(self.depth, DEEPEST // 2)
        for back in (lean * sheet / sheets for sheet in range(1, sheets)):
            edges.append(f"M{x + back} {y - back}h{w}v{h}")
        if cell >= FINEST:
            edges += [f"M{x + cell * column} {y}v{h}" for column in range(1, self.width)]
            edges += [f"M{x} {y + cell * row}h{w}" for row in range(1, self.height)]
        sides = f"M{x} {y}l{lean} {-lean}h{w}v{h}l{-lean} {lean}v{-h}z"
        front = "".join(
            self.part(0, 0, self.height, self.width, fill)
            for fill in ('style="fill: var(--st-background-color)"', 'fill-opacity=".25"')
        )
        look = f'fill="{self.colour}" stroke="{self.colour}"'
        return (
            f'<path d="{sides}" {look} opacity=".4"/>{between}<g {look}>{front}'
            f'<path d="{" ".join(edges)}" fill="none" stroke-opacity=".45"/></g>'
        )

    def sized(self, before: int = 0, after: int = 0) -> str:
        """Write its sizes on its edges, past ``before`` cells at its left and ``after`` below."""
        w, h = self.width * self.cell, self.height * self.cell
        left, below = self.x - before * self.cell - 5, self.y + h + after * self.cell + 20
        deep = self.x + self.lean / 2 - 5, self.y - self.lean / 2 - before * self.cell / 2
        return (
            text(left, self.y + h / 2 + 5, magnitude(self.height), "end")
            + text(self.x + w / 2, below, magnitude(self.width), "middle")
            + text(*deep, magnitude(self.depth), "end")
        )


Blocks = tuple[Block, Block, Block]


def show(config: Config, figures: Mapping[str, int]) -> None:
    """Draw the layer of ``config``, whose quantities are ``figures``, and say what to see."""
    drawn = blocks(config)
    said = reading(config, figures, drawn)
    head = f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{said}">'
    picture = drawing(config, drawn) + words(config, figures, drawn)
    _layer_drawing(data=f"{head}{picture}</svg>".encode(), key="layer_drawn")
    prose.under("The layer drawn", said)


def drawing(config: Config, drawn: Blocks) -> str:
    """Return the blocks, the padding, and the first two windows with the cells that they meet."""
    taken, kernel, given = drawn
    rows, columns = plane(config)
    slid, other = (given, taken) if config.transposed else (taken, given)
    windows, cells = footprint(slid, rows, columns), other.part(0, 0, 1, 1, f'fill="{PURPLE}"')
    if other.width > 1:
        windows += window(slid, rows, columns, columns.s)
        cells += other.part(0, 1, 1, 1, f'fill="none" stroke="{PURPLE}" stroke-dasharray="3 2"')
    padded = any((rows.p, rows.p_after, columns.p, columns.p_after))
    around = (columns.p, rows.p_after)
    return (
        slid.drawn(frame(slid, rows, columns) if padded else "")
        + other.drawn()
        + ways(drawn, config.transposed, rows, columns)
        + kernel.drawn()
        + windows
        + cells
        + slid.sized(*around)
        + other.sized()
        + kernel.sized()
    )


def ways(drawn: Blocks, transposed: bool, rows: Side, columns: Side) -> str:
    """Draw the way from the first window through the kernel, or from a cell to its window."""
    taken, kernel, given = drawn
    slid, other = (given, taken) if transposed else (taken, given)
    middle = [(side.d * (side.k - 1) + 1) / 2 - side.p for side in (columns, rows)]
    ends = (slid.x + middle[0] * slid.cell, slid.y + middle[1] * slid.cell)
    cell = (other.x + other.cell / 2, other.y + other.cell / 2)
    before, after = (cell, ends) if transposed else (ends, cell)
    height = kernel.y + kernel.height * kernel.cell / 5
    line = f"M{before[0]:.1f} {before[1]:.1f}L{kernel.x:.1f} {height:.1f}"
    line += f"M{kernel.end - kernel.lean:.1f} {height:.1f}L{after[0]:.1f} {after[1]:.1f}"
    return f'<path d="{line}" stroke="{PURPLE}" stroke-width="1.5"/>'


def plane(config: Config) -> tuple[Side, Side]:
    """Return the two sides of a front; those of a line have a height of 1."""
    rows, columns = (ROW, *config.sides)[-2:]
    return rows, columns


def blocks(config: Config) -> Blocks:
    """Return input, kernel and output, side by side; a small kernel has larger cells."""
    rows, columns = plane(config)
    solid, first = len(config.sides) > 2, config.sides[0]
    padded = (side.p + side.p_after for side in (columns, rows))
    cell = min(
        TOGETHER / (columns.i + columns.o + next(padded)),
        TALLEST / (max(rows.i, rows.o) + next(padded)),
        LARGEST_CELL,
    )
    sees = config.out_channels if config.transposed else config.in_channels
    sees = 1 if config.pools else sees // config.groups
    large = max(cell, min(KERNEL / max(rows.k, columns.k), LARGEST_CELL))
    taken = Block(first.i if solid else config.in_channels, rows.i, columns.i, cell, BLUE)
    kernel = Block(first.k if solid else sees, rows.k, columns.k, large, PURPLE)
    given = Block(first.o if solid else config.channels, rows.o, columns.o, cell, GREEN)
    before, after = columns.p * cell, columns.p_after * cell
    if not config.transposed:
        taken = replace(taken, x=MARGIN + before)
    right = WIDTH - given.end + given.x - 8 - (after if config.transposed else 0)
    given = replace(given, x=right)
    room = (taken.end + given.x - kernel.end + kernel.x) / 2
    return taken, replace(kernel, x=room), given


def frame(slid: Block, rows: Side, columns: Side) -> str:
    """Draw the padding around a block, or what a transposed convolution cuts off around it."""
    look = f'fill="{ORANGE}" fill-opacity=".25" stroke="{ORANGE}" stroke-dasharray="5 3"'
    height, width = rows.p + slid.height + rows.p_after, columns.p + slid.width + columns.p_after
    return slid.part(-rows.p, -columns.p, height, width, look)


def window(slid: Block, rows: Side, columns: Side, column: int) -> str:
    """Draw the outline of the window that begins ``column`` cells from the first."""
    spans = [side.d * (side.k - 1) + 1 for side in (rows, columns)]
    dashes = "4 3" if column else ""
    look = f'fill="none" stroke="{PURPLE}" stroke-width="2" stroke-dasharray="{dashes}"'
    return slid.part(-rows.p, column - columns.p, spans[0], spans[1], look)


def footprint(slid: Block, rows: Side, columns: Side) -> str:
    """Draw the first window: its outline, and where there is room each cell that it looks at."""
    taps = [
        slid.part(i * rows.d - rows.p, j * columns.d - columns.p, 1, 1, f'fill="{PURPLE}"')
        for i in range(rows.k)
        for j in range(columns.k)
        if rows.k * columns.k <= MOST_TAPS
    ]
    return f'<g opacity=".75">{"".join(taps)}</g>{window(slid, rows, columns, 0)}'


def words(config: Config, figures: Mapping[str, int], drawn: Blocks) -> str:
    """Write below each block what it is and how much of it there is."""
    taken, kernel, given = drawn
    size = " × ".join(magnitude(side.k) for side in config.sides)
    learned = f"{magnitude(figures['parameters'])} parameters"
    middle = (
        (f"Window {size}", "on each channel", "nothing to learn")
        if config.pools
        else (f"{magnitude(config.out_channels)} kernels", f"of {size} × {kernel.depth}", learned)
    )
    inputs = [magnitude(side.i) for side in config.sides], magnitude(config.in_channels)
    outputs = [magnitude(side.o) for side in config.sides], magnitude(config.channels)
    memory = magnitude(figures["activation memory"], 1000, "B")
    columns = (
        (8, "start", ("Input", " × ".join([*inputs[0], inputs[1]]))),
        (kernel.x + (kernel.end - kernel.x) / 2, "middle", middle),
        (WIDTH - 4, "end", ("Output", " × ".join([*outputs[0], outputs[1]]), memory)),
    )
    return "".join(
        text(x, HEIGHT - 62 + 28 * line, said, anchor, "" if line else "name")
        for x, anchor, lines in columns
        for line, said in enumerate(lines)
    )


def text(x: float, y: float, words: str, anchor: str, name: str = "") -> str:
    """Write ``words`` at a place."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="{name}">{words}</text>'


def magnitude(number: int, least: int = 1_000_000, unit: str = "") -> str:
    """Return ``number``, and from ``least`` on to four digits with the prefix of its thousands."""
    for power, prefix in zip(range(8, 0, -1), "YZEPTGMk", strict=True):
        if number >= least and number >= 1000**power:
            return f"{number / 1000**power:.4g} {prefix}{unit}"
    return f"{number:,} {unit}".rstrip()


def reading(config: Config, figures: Mapping[str, int], drawn: Blocks) -> str:
    """Say what each number of the layer is made of, and what the colours mean."""
    taps = prod(side.k for side in config.sides)
    ends = prod(side.o for side in config.sides) * config.channels
    made = f"{magnitude(ends)} numbers of the output"
    if config.pools:
        does = "the largest" if config.operation == "max pooling" else "the mean"
        said = f"Each of the {made} is {does} of the {taps:,} in its window, on its own channel."
    elif config.transposed:
        spread = taps * config.out_channels // config.groups
        said = f"Each number of the input is spread over {spread:,} of the {made}"
    else:
        sees = taps * config.in_channels // config.groups
        said = f"Each of the {made} is a sum of {sees:,} products"
    if not config.pools:
        said += f": {magnitude(figures['multiply-accumulates'])} products in all."
    said += " Pink: a window and its number; dashed: the next ones."
    if any(side.p or side.p_after for side in config.sides):
        said += (
            " Orange: worked out, then cut off."
            if config.transposed
            else " Orange: padding, which the input does not have."
        )
    if len(config.sides) > 2:
        said += " The depth drawn is the third side; the channels stand in the words."
    if drawn[1].cell > drawn[0].cell:
        said += " The kernel is enlarged."
    if any(block.lean == DEEPEST for block in drawn):
        said += " Many channels are drawn closer together."
    return said
