"""Where gradients go: against difference quotients, and by hand for ties."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.pooling import exact as pooling_exact
from core.pooling.gradients import run
from core.pooling.matrix import parse
from core.pooling.operators import OPERATORS, Pooling
from core.pooling.worked_matrix import Config


def on_grid(result, column):
    return result.cells.pivot(index="row", columns="column", values=column).to_numpy().tolist()


def test_the_winner_takes_all_and_the_first_of_equals_wins():
    result = run(Config(parse("1 5 7 7;2 3 7 0;4 4 1 2;4 0 2 1"), Pooling("max")))
    assert on_grid(result, "gradient") == [
        [0, 1, 1, 0],
        [0, 0, 0, 0],
        [1, 0, 0, 1],
        [0, 0, 0, 0],
    ]
    assert on_grid(result, "tied") == [
        [False, False, True, True],
        [False, False, True, False],
        [True, True, False, True],
        [True, False, True, False],
    ]


def test_an_average_shares_evenly_and_overlaps_add_up():
    result = run(Config(parse("1 2 3;4 5 6;7 8 9"), Pooling("average", stride=1)))
    assert on_grid(result, "gradient") == [[0.25, 0.5, 0.25], [0.5, 1, 0.5], [0.25, 0.5, 0.25]]
    assert on_grid(result, "windows") == [[1, 2, 1], [2, 4, 2], [1, 2, 1]]
    assert not result.cells["tied"].any()
    assert result.flows["gradient"].tolist() == [0.25] * 16


def test_cells_that_no_window_holds_get_nothing():
    result = run(Config(parse("1 2 3"), Pooling("subsampling")))
    assert on_grid(result, "gradient") == [[1, 0, 1]]
    assert on_grid(result, "windows") == [[1, 0, 1]]


def test_ties_of_the_maxima_before_a_blur_are_found():
    result = run(Config(parse("3 3 0;0 0 0;0 0 9"), Pooling("max blur")))
    assert on_grid(result, "tied")[0] == [True, True, False]
    assert not result.cells["tied"].iloc[-1]


def test_not_a_number_wins_and_two_of_them_tie():
    result = run(Config(parse("nan 1;nan 2"), Pooling("max")))
    assert on_grid(result, "tied") == [[True, False], [True, False]]
    assert on_grid(result, "gradient") == [[0, 0], [1, 0]]  # torch takes the last of them


STEP = Fraction(1, 10**6)
DISTINCT = st.permutations(range(1, 26)).map(
    lambda values: tuple(tuple(map(Fraction, values[at : at + 5])) for at in range(0, 25, 5))
)


@pytest.mark.parametrize("operator", OPERATORS)
@settings(max_examples=5)
@given(DISTINCT, st.integers(0, 4), st.integers(0, 4))
def test_a_gradient_is_what_a_small_step_changes(operator, cells, row, column):
    pooling = Pooling(operator)
    moved = [list(line) for line in cells]
    moved[row][column] += STEP
    before, after = (
        [pooling_exact.result(window, pooling) for window in pooling_exact.windows(grid, pooling)]
        for grid in (cells, tuple(map(tuple, moved)))
    )
    quotients = [float((b - a) / STEP) for a, b in zip(before, after, strict=True)]
    result = run(Config(cells, pooling))
    at = result.cells.set_index(["row", "column"]).loc[row, column]
    assert at["gradient"] == pytest.approx(sum(quotients), rel=1e-4, abs=1e-4)
    flows = result.flows.set_index(["to_row", "to_column", "row", "column"])["gradient"]
    width = Config(cells, pooling).output_size[1]
    for place, quotient in enumerate(quotients):
        given_back = flows.get((*divmod(place, width), row, column), 0.0)
        assert given_back == pytest.approx(quotient, rel=1e-4, abs=1e-4)
