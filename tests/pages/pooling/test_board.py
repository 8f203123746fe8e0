"""What the stages of the pooling lab are sent, held to torch's own operators and its autograd."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from core import mnist
from core.pooling import gradients, one_digit, worked_matrix
from core.pooling import shift as pooling_shift
from core.pooling.matrix import parse
from core.pooling.networks import LARGEST_SHIFT
from core.pooling.operators import OPERATORS, SETTINGS, Pooling
from core.pooling.random_matrix import exercise
from core.pooling.worked_matrix import Config
from core.text import number
from pages.labs.pooling import matrix_board, moving_block, shifted_digit
from tests.pages.packed import decoded
from tests.pages.visit import open_script

TORCHS_OWN = {
    "max": functional.max_pool2d,
    "average": functional.avg_pool2d,
    "Lp": lambda values, *window: functional.lp_pool2d(values, 2, *window),
    "adaptive max": lambda values, *_: functional.adaptive_max_pool2d(values, 2),
    "adaptive average": lambda values, *_: functional.adaptive_avg_pool2d(values, 2),
    "global max": lambda values, *_: values.amax(dim=(1, 2), keepdim=True),
    "global average": lambda values, *_: values.mean(dim=(1, 2), keepdim=True),
    "subsampling": lambda values, *_: values[:, ::2, ::2],
}


def board(cells, pooling, direction="forward"):
    config = Config(cells, pooling)
    results = worked_matrix.run(config), gradients.run(config)
    sent = matrix_board.pack(*results, direction)
    return sent[0], decoded(sent[2:])


def test_the_board_goes_forward_while_torch_is_asked_for_the_way_back():
    config = Config(parse("1 5;2 3;4 0"), Pooling("max", (2, 1), 1))
    worked = worked_matrix.worked(config)
    early = decoded(matrix_board.pack(worked, None, "forward")[2:])
    late = decoded(matrix_board.pack(worked, gradients.run(config), "forward")[2:])
    assert early["results"] == late["results"]
    (forward, backward), (later, _) = early["ways"], late["ways"]
    assert [one["cells"] for one in forward] == [one["cells"] for one in later]
    assert {one["said"] for one in backward} == {matrix_board.ASKED}
    assert early["tied"] == []


def cells_apart(cells):
    """All different, so that a maximum that is found by other means has the same gradient."""
    size = len(cells), len(cells[0])
    order = np.random.default_rng(4).permutation(size[0] * size[1]).reshape(size)
    return parse(";".join(" ".join(map(str, row)) for row in order.tolist()))


@pytest.mark.parametrize("operator", TORCHS_OWN)
@pytest.mark.parametrize("window", [(2, 2), (3, 1), (2, 3)])
def test_both_ways_of_the_board_are_torchs(operator, window):
    has_window = "kernel_size" in SETTINGS[operator]
    cells = cells_apart(exercise(1, 5, 7, "digits"))
    _, sent = board(cells, Pooling(operator, *window) if has_window else Pooling(operator))
    _, backward = sent["ways"]
    values = worked_matrix.tensor(cells).requires_grad_()
    pooled = TORCHS_OWN[operator](values[None], *window)[0]
    found = [float(number(text)) for text in sent["results"]]
    assert found == pytest.approx(pooled.flatten().tolist(), rel=2e-4)
    for link, one in zip(backward, pooled.flatten(), strict=True):
        (wanted,) = torch.autograd.grad(one, values, retain_graph=True)
        found = np.zeros(values.numel())
        found[link["cells"]] = link["gradients"]
        np.testing.assert_allclose(found, wanted.flatten(), rtol=1e-6)


@pytest.mark.parametrize("operator", OPERATORS)
def test_on_a_board_of_ties_the_cell_that_wins_is_the_one_that_is_sent_the_gradient(operator):
    cells = parse("1 1 1 0;1 1 1 0;1 1 1 0;0 0 0 0")
    _, sent = board(cells, Pooling(operator))
    forward, backward = sent["ways"]
    won = [link["winners"] for link in forward]
    if Pooling(operator).kind == "max":
        assert won == [link["cells"] for link in backward]
        assert "wins, the first of" in forward[0]["said"]
        first = Pooling(operator) == Pooling("max")
        assert not first or won == [[0], [2], [8], [10]]
    else:
        assert not any(won)
    assert bool(sent["tied"]) == ("max" in operator)


def test_of_numbers_that_are_none_the_last_wins_as_in_torch():
    _, sent = board(parse("nan 1;nan 2"), Pooling("max"))
    (link,) = sent["ways"][0]
    assert link["winners"] == [2]
    assert "Row 2, column 1 wins, the last of 2" in link["said"]


def test_the_board_opens_the_way_it_is_asked_to():
    cells = parse("1 2;3 4")
    assert [board(cells, Pooling("max"), way)[0] for way in matrix_board.DIRECTIONS] == [0, 1]


def typing(matrix, cell, text):
    import streamlit as st

    from core.pooling.matrix import parse, typed
    from pages.labs.pooling import matrix_entry
    from pages.shared.page import collected

    collected.start()
    matrix_entry.type_over(parse(matrix), cell, text)
    st.write(typed(matrix_entry.ask()))


@pytest.mark.parametrize(
    ("cell", "text", "becomes", "says"),
    [
        (1, "1/3", "1 1/3;3 4", ""),
        (3, "−2.5", "1 2;3 -2.5", ""),
        (2, "nan", "1 2;NaN 4", ""),
        (2, "many", "1 2;3 4", "The cell in row 2, column 1 is 'many', but must be a number"),
        (0, "1 2", "1 2;3 4", "The cell in row 1, column 1 is '1 2', but must be a number"),
        (0, "", "1 2;3 4", "The cell in row 1, column 1 is empty"),
    ],
)
def test_a_number_that_is_typed_over_one_is_taken_or_refused(cell, text, becomes, says):
    app = open_script(typing, "1 2;3 4", cell, text).tells(becomes)
    if says:
        app.refuses(says, "What you see is the last matrix that worked.")
    else:
        app.whole()
    assert app.session_state["source"] == "yours"


def pasting(text):
    import streamlit as st

    from core.pooling.matrix import typed
    from pages.labs.pooling import matrix_entry
    from pages.shared.page import collected

    collected.start()
    matrix_entry.replace(text)
    st.write(typed(matrix_entry.ask()))


@pytest.mark.parametrize(
    ("text", "becomes", "says"),
    [
        ("   0  1\n0  1  2\n1  3  4", "1 2;3 4", "Left out: the counts of rows and columns."),
        ("[[True, False]]", "1 0", "Taken as numbers: true as 1, false as 0."),
        ("10\n11", "1 1 1 0", "Two readings: one column, 2 × 1: 10; or a number for each digit"),
    ],
)
def test_what_was_left_out_of_a_paste_is_said(text, becomes, says):
    assert says in open_script(pasting, text).tells(becomes).said


# ---------------------------------------------------------------- the block and the digit


def test_the_write_ups_matrices_are_places_of_the_block_and_two_are_misprinted():
    told = moving_block.matrices(pooling_shift.Config())
    assert [one["place"] for one in told] == [(0, 0), (0, 1), (1, 1), (1, 0)]
    assert [one["misprints"] for one in told] == [{"average": [3]}, {}, {}, {"average": [3]}]
    assert "0, 1, 0, 0 where the matrix has 1, 0, 0, 0. The result is the same." in told[0]["said"]
    assert "1, 1, 0, 0 where the matrix has 1, 0, 1, 0." in told[3]["said"]
    others = moving_block.matrices(pooling_shift.Config(kernel_size=3, stride=1))
    assert [one["place"] for one in others] == [one["place"] for one in told]
    assert not any(one["said"] or one["misprints"] for one in others)
    assert moving_block.matrices(pooling_shift.Config(side=5)) == []


def test_the_digit_is_sent_under_every_shift_as_torch_pools_it():
    result = one_digit.run(one_digit.Config(picture=5, dx=-2, dy=3))
    sent = shifted_digit.pack(result)
    assert list(sent[:2]) == [LARGEST_SHIFT + 3, LARGEST_SHIFT - 2]
    operators = {one["name"]: one for one in decoded(sent[2:])["operators"]}
    image = mnist.splits(one_digit.SPLIT_SEED).validation.images[5]
    for down in (0, 4, 7):
        for right in (0, 2, 8):
            canvas = functional.pad(image, (right, 8 - right, down, 8 - down))
            theirs = functional.avg_pool2d(canvas, 2)[0].numpy()
            ours = (
                operators["average"]["pictures"][down, right] / 255 * result.shifts["average"].max()
            )
            np.testing.assert_allclose(ours, theirs, atol=0.5 / 255 + 1e-6)
    shown = result.changes.set_index("operator")["change"]
    changes = {name: one["changes"] for name, one in operators.items()}
    found = {name: own[LARGEST_SHIFT + 3, LARGEST_SHIFT - 2] for name, own in changes.items()}
    assert found == pytest.approx(shown.to_dict(), rel=1e-5)
    assert all(own[LARGEST_SHIFT, LARGEST_SHIFT] == 0 for own in changes.values())
