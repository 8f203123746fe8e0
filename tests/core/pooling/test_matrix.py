"""Entered matrices: what is read, what is refused and how, and what is written out."""

import math
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.pooling.matrix import matrix, parse, typed
from core.text import equal, finite, latex, number, written
from tests.core.pooling.test_exact import grids
from tests.core.refusals import refused

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    "cell",
    ["one", "1/0", "", " ", None, "1/", "1e", 1j, [1], "1e400", "9" * 400, 10**400, "٣/٤x", "n/a"],
    ids=lambda cell: repr(cell)[:12],
)
def test_a_cell_that_is_no_number_is_named(cell):
    with pytest.raises(ValueError, match="row 2, column 1 is .*but must be a number") as refusal:
        matrix([[1, 2], [cell, 4]])
    assert len(str(refusal.value)) < 200


@pytest.mark.parametrize(
    "cell", ["nan", "NaN", "inf", "-inf", "Infinity", "∞", "−∞", math.nan, math.inf, -math.inf]
)
def test_a_cell_that_is_not_finite_is_shown_as_what_it_is(cell):
    ((value,),) = matrix([[cell]])
    assert isinstance(value, float)
    assert not finite(value)
    assert equal(number(written(value)), value)


def test_a_huge_exponent_is_refused_without_working_it_out():
    # In a process that may take ten seconds of a core: the number has twenty million digits.
    code = (
        "from resource import RLIMIT_CPU, setrlimit; from core.pooling.matrix import matrix; "
        "setrlimit(RLIMIT_CPU, (10, 10)); matrix([['1e20000000']])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "ValueError: The cell in row 1, column 1" in done.stderr


test_a_grid_of_the_wrong_shape_is_refused_by_row_and_column = refused(
    matrix,
    ({"rows": []}, "The matrix is empty, but must have 1 to 32 rows and columns"),
    ({"rows": [[]]}, "The matrix is empty"),
    ({"rows": [[], []]}, "The matrix is empty"),
    ({"rows": [[1, 2], [3]]}, "Row 2 has 1 cell, but must have 2"),
    ({"rows": [[1], [2], [3, 4]]}, "Row 3 has 2 cells, but must have 1"),
    ({"rows": [[1]] * 33}, "The matrix has 33 rows, but must have 1 to 32"),
    ({"rows": [[1] * 33]}, "The matrix has 33 columns, but must have 1 to 32"),
)


@pytest.mark.parametrize(
    "text",
    [
        "1\t2.5\n1/3\t-4\n",  # as a spreadsheet copies it
        "1\t2.5\r\n1/3\t−4\r\n",
        "1,2.5\n1/3,-4",
        "1, 2.5; 1/3, -4",
        "  1   2.5\n\n1/3 -4  ",
        "1 2.5;1/3 -4",
    ],
)
def test_what_spreadsheets_and_people_paste_is_read(text):
    assert parse(text) == ((Fraction(1), Fraction(5, 2)), (Fraction(1, 3), Fraction(-4)))


test_a_paste_that_is_no_matrix_is_refused_by_row_and_column = refused(
    parse,
    ({"text": ""}, "The matrix is empty"),
    ({"text": " \n\t\n"}, "The cell in row 1, column 1 is empty"),
    ({"text": "1\t2\n3"}, "Row 2 has 1 cell, but must have 2"),
    ({"text": "1\t2\n3\t"}, "The cell in row 2, column 2 is empty"),
    ({"text": "1,2\n3,four"}, "The cell in row 2, column 2 is 'four'"),
    ({"text": "1\n" * 33}, "The matrix has 33 rows"),
)


CELLS = st.fractions(max_denominator=10**6) | st.floats() | st.integers(-(10**30), 10**30)


@given(grids(CELLS, 4))
@example([[5e-324, -5e-324, sys.float_info.max]])
def test_a_matrix_written_out_is_read_again(rows):
    cells = matrix(rows)
    again = parse(typed(cells))
    for row, other in zip(cells, again, strict=True):
        assert all(equal(a, b) for a, b in zip(row, other, strict=True))


@given(
    st.lists(st.lists(st.text(max_size=6) | st.floats() | st.integers() | st.none()), max_size=4)
)
def test_any_cells_give_a_matrix_or_a_value_error(rows):
    try:
        cells = matrix(rows)
    except ValueError as error:
        assert "must " in str(error)
        return
    assert all(isinstance(cell, Fraction) or not finite(cell) for row in cells for cell in row)


@given(st.text(max_size=40))
def test_any_paste_gives_a_matrix_or_a_value_error(text):
    try:
        cells = parse(text)
    except ValueError as error:
        assert len(str(error)) < 200
    else:
        assert len({len(row) for row in cells}) == 1


@pytest.mark.parametrize(
    ("value", "text", "in_latex"),
    [
        (Fraction(3), "3", "3"),
        (Fraction(1, 4), "0.25", "0.25"),
        (Fraction(-1, 2), "−0.5", "-0.5"),
        (Fraction(-1, 3), "−1/3", r"-\tfrac{1}{3}"),
        (Fraction(13, 30), "13/30", r"\tfrac{13}{30}"),
        (Fraction(1, 10**6 + 3), "1/1000003", r"\tfrac{1}{1000003}"),
        (Fraction(1, 10**11 + 3), "1e−11", r"1 \cdot 10^{-11}"),
        (math.sqrt(2), "1.41421", "1.41421"),
        (math.nan, "NaN", r"\text{NaN}"),
        (-math.inf, "−∞", r"-\infty"),
    ],
)
def test_numbers_are_written_as_people_write_them(value, text, in_latex):
    assert written(value) == text
    assert latex(value) == in_latex


@given(st.fractions(max_denominator=999).filter(lambda value: abs(value) < 10**4))
def test_a_written_fraction_is_the_number_itself(value):
    assert number(written(value)) == pytest.approx(value, rel=1e-5)
    if value.denominator in (1, 2, 3, 4, 5, 8, 16, 625):
        assert number(written(value)) == value
