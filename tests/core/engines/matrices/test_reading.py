"""Matrices in the forms in which people have them: each is read, asked about or refused."""

import csv
import io
import json
from pathlib import Path
from time import process_time

import numpy as np
import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.engines.matrices.cells import matrix
from core.engines.matrices.reading import MOST_CHARACTERS, parse, read
from core.text import latex
from tests.core.refusals import refused

DATA = Path(__file__).parents[3] / "data" / "matrices"
CASES = json.loads((DATA / "cases.json").read_text(encoding="utf-8"))
KIN = json.loads((DATA / "kin.json").read_text(encoding="utf-8"))


def kinds(given):
    return [one["kind"] for one in given]


@pytest.mark.parametrize("case", CASES, ids=kinds(CASES))
def test_a_matrix_as_people_have_it(case):
    if case["rows"]:
        assert parse(case["text"]) == matrix(case["rows"])
    else:
        with pytest.raises(ValueError):
            parse(case["text"])


@pytest.mark.parametrize("case", KIN["read"], ids=kinds(KIN["read"]))
def test_one_matrix_in_many_forms(case):
    found = read(case["text"])
    assert found.cells == matrix([[1, "1/2"], [-2, 3]])
    assert list(found.notes) == case["notes"]


@pytest.mark.parametrize("case", KIN["refused"], ids=kinds(KIN["refused"]))
def test_what_is_no_one_matrix_is_asked_about_or_refused(case):
    with pytest.raises(ValueError) as refusal:
        parse(case["text"])
    assert str(refusal.value) == case["says"]


def test_truth_values_are_numbers_and_said_to_be():
    found = read(repr(np.array([[True, False], [False, True]])))
    assert found.cells == matrix([[1, 0], [0, 1]])
    assert found.notes == ("Taken as numbers: true as 1, false as 0.",)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("1,5;2,0\n3,0;4,5", [["1.5", 2], [3, "4.5"]]),
        ("1,2,3;4,5,6", [[1, 2, 3], [4, 5, 6]]),
        ("1, 2; 3, 4\n5, 6; 7, 8", [[1, 2], [3, 4], [5, 6], [7, 8]]),
        ("1½ 2\n3 4", [["3/2", 2], [3, 4]]),
        ("1,234.5 2\n3 4", [["1234.5", 2], [3, 4]]),
        ("1.234,5;2\n3;4", [["1234.5", 2], [3, 4]]),
        ("0,125\t1\n2\t3", [["0.125", 1], [2, 3]]),
        ("[10; 10]", [[10], [10]]),
        ("[0.5]", [["0.5"]]),
        ("[1, 2, 3]", [[1, 2, 3]]),
        ("[1] 1 2 3\n[4] 4 5", [[1, 2, 3, 4, 5]]),
    ],
)
def test_what_has_one_reading_is_read(text, rows):
    assert parse(text) == matrix(rows)


test_a_very_long_text_is_refused = refused(
    parse, ({"text": "1 " * MOST_CHARACTERS}, "The text has 100,000 characters, but must have")
)


@pytest.mark.parametrize("piece", [" ", "\u00a0", "\n", "[", "x = ", "array(", "1 ", "1,", "½"])
def test_long_texts_of_one_piece_take_no_time(piece):
    begun = process_time()
    with pytest.raises(ValueError):
        parse(piece * (MOST_CHARACTERS // len(piece)))
    assert process_time() - begun < 3


DOUBLES = st.floats(allow_nan=False, allow_infinity=False, width=32)
GRIDS = arrays(np.float64, st.tuples(st.integers(2, 4), st.integers(2, 4)), elements=DOUBLES)


def as_csv(grid, **form):
    text = io.StringIO()
    csv.writer(text, **form).writerows(grid.tolist())
    return text.getvalue()


def as_latex(grid):
    inside = r" \\ ".join(" & ".join(map(latex, row)) for row in matrix(grid.tolist()))
    return rf"\begin{{pmatrix}} {inside} \end{{pmatrix}}"


@given(GRIDS)
@example(np.array([[0.8500000238418579, 0, 0, 0], [0, 0, 0, 0]]))
def test_what_programs_write_is_read_as_they_read_it(grid):
    with np.printoptions(precision=17, floatmode="unique", threshold=10_000):
        printed = [repr(grid), str(grid), "x = np." + repr(grid)]
    printed += [str(grid.tolist()), json.dumps({"w": grid.tolist()})]
    printed += [as_csv(grid, quoting=csv.QUOTE_ALL), as_csv(grid, delimiter="\t")]
    printed += [as_csv(grid, delimiter=";").replace(".", ",")]
    for text in printed:
        assert np.array_equal(np.array(parse(text), float), grid), text
    rounded = np.array(parse(repr(torch.from_numpy(grid))), float)
    assert np.allclose(rounded, grid, rtol=1e-4, atol=1e-4)  # torch prints four decimals
    assert np.allclose(np.array(parse(as_latex(grid)), float), grid, rtol=1e-5)


TEXTS = [case["text"] for case in (*CASES, *KIN["read"], *KIN["refused"])]
PIECES = st.sampled_from(
    [*"[](){},;\n\t &|\\<>=\"'½/-.e5#%", "...", ">>> ", "array(", "<td>", "1,5"]
)


@given(st.sampled_from(TEXTS), st.lists(st.tuples(st.integers(0, 400), PIECES), max_size=6))
def test_damaged_texts_give_a_matrix_or_one_sentence(text, damages):
    for place, piece in damages:
        text = text[:place] + piece + text[place + len(piece) // 2 :]
    try:
        cells = parse(text)
    except ValueError as error:
        assert len(str(error)) < 260
        assert str(error).endswith(".")
    else:
        assert len({len(row) for row in cells}) == 1
