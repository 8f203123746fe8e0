"""The exercises of the pooling lab, answered by its exact arithmetic, torch and the census."""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import product

from torch import Tensor

from core.engines.windows.sliding import pooled_output_size
from core.pooling import census, working_text
from core.pooling import exact as pooling_exact
from core.pooling import gradients as pooling_gradients
from core.pooling.compared import placed, pooled
from core.pooling.matrix import Matrix, matrix
from core.pooling.operators import Pooling
from core.pooling.tensors import pool
from core.pooling.worked_matrix import Config
from core.teaching.exercises.controls import Bits
from core.teaching.exercises.draws import Chance, Exercise, Table
from core.teaching.exercises.kinds import Choice, Goal, Numeric, Outcome
from core.text import Number, written

SIDE, WINDOW = 4, 2
TOLERANCE = Fraction(1, 200)
QUARTERS = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))
MAX, AVERAGE = Pooling("max"), Pooling("average")


def average(chance: Chance) -> Exercise:
    """Ask for one average of a matrix."""
    cells = matrix([[chance.whole(0, 9) for _ in range(SIDE)] for _ in range(SIDE)])
    window = chance.pick(pooling_exact.windows(cells, AVERAGE))
    result = pooling_exact.result(window, AVERAGE)
    working = working_text.as_text(window, AVERAGE)
    return Exercise(
        "An average",
        "Average pooling with a 2 × 2 window and stride 2 turns this matrix into a 2 × 2 grid. "
        f"Which number stands in row {window.row + 1}, column {window.column + 1} of the grid?",
        Numeric(result, TOLERANCE, 0, 9, "", f"{working} = {written(result)}."),
        "Stride 2 cuts the matrix into four blocks that do not overlap. Add the four numbers of "
        "the block and divide by 4.",
        _given(cells),
    )


def padded_maximum(chance: Chance) -> Exercise:
    """Ask for a maximum of negative numbers whose window reaches into the padding."""
    pooling = Pooling("max", 3, 2, padding=1)
    cells = matrix([[-chance.whole(1, 9) for _ in range(SIDE)] for _ in range(SIDE)])
    partly = [one for one in pooling_exact.windows(cells, pooling) if len(one.cells) < 9]
    window = chance.pick(partly)
    result = pooling_exact.result(window, pooling)
    working = (
        f"{working_text.as_text(window, pooling)} = {written(result)}: the "
        f"{9 - len(window.cells)} padded cells do not count."
    )
    return Exercise(
        "A maximum at the border",
        "Max pooling with a 3 × 3 window, stride 2 and padding 1 turns this matrix into a 2 × 2 "
        f"grid. Which number stands in row {window.row + 1}, column {window.column + 1} of it?",
        Numeric(result, Fraction(0), -9, 9, "", working),
        "Padding of max pooling is no number at all (−∞), not 0: it never wins. The first window "
        "starts one cell before the matrix.",
        _given(cells),
    )


def moved_block(chance: Chance) -> Exercise:
    """Ask which pooling does not notice that a block of ones has moved."""
    side = chance.pick((4, 6))
    block = chance.whole(2, side - 1)
    before, after = chance.shuffled(list(product(range(side - block + 1), repeat=2)))[:2]
    same, said = {}, {}
    for pooling in (MAX, AVERAGE):
        grids = [
            _grid(pooled(placed(side, block, *at), pooling).tolist()) for at in (before, after)
        ]
        same[pooling.operator] = grids[0] == grids[1]
        name = f"{pooling.operator.capitalize()} pooling"
        said[pooling.operator] = f"{name} gives {grids[0]} before and {grids[1]} after."
    claims = {
        "max pooling only": (True, False),
        "average pooling only": (False, True),
        "both": (True, True),
        "neither": (False, False),
    }
    truth = (same["max"], same["average"])
    remarks = {option: _against(claim, truth, said) for option, claim in claims.items()}
    return Exercise(
        "A block that moves",
        f"A {block} × {block} block of ones lies in a {side} × {side} grid of zeros. Its upper "
        f"left corner moves from row {before[0] + 1}, column {before[1] + 1} to row "
        f"{after[0] + 1}, column {after[1] + 1}. Which pooling with a 2 × 2 window and stride 2 "
        "gives the same grid before and after?",
        Choice(remarks, next(option for option, claim in claims.items() if claim == truth)),
        "A maximum asks only whether a window meets the block. An average also says how much of "
        "the window the block fills.",
    )


def averages_to_order(chance: Chance) -> Exercise:
    """Ask for a binary matrix whose maxima are all 1 and whose averages are given."""
    wanted = tuple(tuple(chance.pick(QUARTERS) for _ in range(2)) for _ in range(2))

    def run(bits: tuple[tuple[int, ...], ...]) -> Outcome:
        cells = matrix(bits)
        maxima, averages = _pooled(cells, MAX), _pooled(cells, AVERAGE)
        ones = all(value == 1 for row in maxima for value in row)
        return Outcome(
            ones and averages == wanted,
            f"This matrix has the maxima {_grid(maxima)} and the averages {_grid(averages)}.",
        )

    def filled() -> list[tuple[tuple[tuple[int, ...], ...]]]:
        quarters = [[int(4 * share) for share in row] for row in wanted]
        return [
            (
                tuple(
                    tuple(
                        int(2 * (row % 2) + column % 2 < quarters[row // 2][column // 2])
                        for column in range(SIDE)
                    )
                    for row in range(SIDE)
                ),
            )
        ]

    return Exercise(
        "A matrix to order",
        "Fill a 4 × 4 matrix with zeros and ones so that max pooling (2 × 2, stride 2) gives only "
        "ones, and average pooling gives this grid.",
        Goal({"Matrix": Bits(SIDE, SIDE)}, run, filled),
        "Look at one 2 × 2 block at a time: an average of 1/4 is one 1 among four cells. Where "
        "they stand in the block makes no difference.",
        _given(wanted),
    )


def gradient(chance: Chance) -> Exercise:
    """Ask how much of the gradient reaches one cell through overlapping maxima."""
    numbers = iter(chance.shuffled(range(1, SIDE * SIDE + 1)))
    cells = matrix([[next(numbers) for _ in range(SIDE)] for _ in range(SIDE)])
    found = pooling_gradients.run(Config(cells, Pooling("max", WINDOW, 1))).cells
    winners = found[found["gradient"] > 0]
    chosen = winners.iloc[chance.whole(0, len(winners) - 1)]
    value = int(chosen["gradient"])
    working = (
        f"The {written(chosen['value'])} is in {chosen['windows']} windows and the largest "
        f"number of {value} of them; each of those sends 1."
    )
    return Exercise(
        "Where the gradient goes",
        "Max pooling with a 2 × 2 window and stride 1 turns this matrix into a 3 × 3 grid. Each of "
        "its nine numbers sends back a gradient of 1. How much gradient reaches the cell in row "
        f"{chosen['row'] + 1}, column {chosen['column'] + 1}?",
        Numeric(value, Fraction(0), 0, 9, "", working),
        "A maximum sends its whole gradient to the cell that won. Windows overlap at stride 1, so "
        "a cell may win several times.",
        _given(cells),
    )


def rounded_up(chance: Chance) -> Exercise:
    """Ask for the size that rounding up gives."""
    kernel = chance.whole(2, 4)
    stride = chance.whole(2, kernel)
    inside = kernel + stride * chance.whole(4, 15) + 1
    down = pooled_output_size(inside, kernel, stride)[0]
    up = pooled_output_size(inside, kernel, stride, ceil_mode=True)[0]
    working = (
        f"⌈({inside} − {kernel}) / {stride}⌉ + 1 = {up}; without ceil_mode it would be {down}."
    )
    return Exercise(
        "Rounding up",
        f"Max pooling with a {kernel} × {kernel} window and stride {stride} sees a {inside} × "
        f"{inside} picture, without padding and with ceil_mode, so that a last window may hang "
        "over the end. How many numbers has a side of its output?",
        Numeric(up, Fraction(0), 1, 1_000, "numbers", working),
        r"$\lceil (i - k) / s \rceil + 1$ for an input of $i$, a window of $k$ and stride $s$.",
    )


def how_many(chance: Chance) -> Exercise:
    """Ask how many binary matrices have one grid of averages."""
    shares = (QUARTERS, (Fraction(0), *QUARTERS, Fraction(1)))
    wanted = tuple(tuple(chance.pick(row) for _ in range(2)) for row in shares)
    grids = _every_average()
    target = grids.new_tensor([[float(share) for share in row] for row in wanted])
    count = int((grids == target).all(dim=(1, 2)).sum())
    ways = [
        int((grids[:, row, column] == target[row, column]).sum()) // 2**12
        for row in range(2)
        for column in range(2)
    ]
    working = (
        f"{' · '.join(map(str, ways))} = {count:,}: so many of the 65,536 matrices, each "
        "pooled, gave this grid."
    )
    return Exercise(
        "How many look alike",
        "Of all 65,536 matrices of 4 × 4 zeros and ones, how many does average pooling (2 × 2, "
        "stride 2) turn into this grid?",
        Numeric(count, Fraction(0), 0, 65_536, "matrices", working),
        r"In how many ways can a block of four cells hold $k$ ones? $\binom{4}{k}$. The four "
        "blocks are filled independently.",
        _given(wanted),
    )


QUESTIONS = (
    average,
    padded_maximum,
    moved_block,
    averages_to_order,
    gradient,
    rounded_up,
    how_many,
)


@lru_cache(maxsize=1)
def _every_average() -> Tensor:
    """Return the averages of all binary 4 × 4 matrices: (65536, 2, 2) float64."""
    return pool(census.every_matrix()[:, None], AVERAGE)[:, 0]


def _given(cells: Matrix) -> Table:
    return Table(tuple(tuple(written(cell) for cell in row) for row in cells))


def _pooled(cells: Matrix, pooling: Pooling) -> Matrix:
    results = [pooling_exact.result(one, pooling) for one in pooling_exact.windows(cells, pooling)]
    return tuple(zip(results[::2], results[1::2], strict=True))


def _grid(rows: Sequence[Sequence[Number]]) -> str:
    return "(" + "; ".join(", ".join(written(Fraction(cell)) for cell in row) for row in rows) + ")"


def _against(claim: tuple[bool, bool], truth: tuple[bool, bool], said: dict[str, str]) -> str:
    """Return what refutes ``claim`` (is max, is average the same), or both where it is true."""
    if claim == truth:
        return " ".join(said.values())
    return said["max"] if claim[0] != truth[0] else said["average"]
