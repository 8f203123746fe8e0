"""The pooling labs on matrices: the write-up's four, your own both ways, and the quiz."""

from functools import partial

import pytest

from core.pooling.operators import OPERATORS
from pages.labs.pooling import own_matrix, shift
from tests.pages.visit import MEASURED, look_at, open_page

OWN = "Your own matrix"

own = partial(open_page, "pooling", lab=OWN)
gradients = partial(own, **{own_matrix.FURTHER: own_matrix.ON_CELLS})


def four(**address):
    return open_page("pooling", **{shift.FURTHER: shift.WORKED}, **address).whole()


# ---------------------------------------------------------------- the four matrices


def test_opens_with_both_claims_holding_and_the_misprints_named():
    app = four()
    assert [table.value[MEASURED].iloc[0] for table in app.table[:2]] == ["16", "16"]
    assert "2 misprints" in app.info[0].value
    assert "matrix 1, row 2, column 2" in app.info[0].value
    assert "matrix 4, row 2, column 2" in app.info[0].value
    app.writes(r"\frac{1+0+0+0}{4}")
    assert app.formulae.count(r"\boxed{\textcolor{#D55E00}{\frac{0+1+0+0}{4}}}") == 1
    assert app.formulae.count(r"\boxed") == 2


def test_window_and_stride_change_the_working():
    app = four(shift_window="3", shift_stride="1").writes(r"\tfrac{2}{3}")
    assert r"\boxed" not in app.formulae
    assert not app.info
    assert app.said.count("not test the claim") == 2
    app.press("shift_reset")
    assert app.number_input(key="shift_window").value == 2


def test_on_a_grid_of_another_size_the_four_matrices_are_pooled_as_printed():
    app = four(grid="6", shift_window="3").writes(r"\boxed")
    assert "not test the claim" not in app.said


# ---------------------------------------------------------------- your own matrix


def test_opens_with_the_write_ups_first_matrix():
    look_at("pooling", lab=OWN).writes(r"\max(1, 1, 0, 0)", r"\max(1, 0, 0, 0)")


def test_every_operator_shows_its_working_and_its_source():
    app = own(matrix="1 2 3 4;5 6 7 8;9 1/3 2 4;5 6 7 8")
    for operator in OPERATORS:
        app.fill(operator=operator).whole()
        assert r"\tfrac{1}{3}" in app.formulae or operator in ("subsampling", "max blur")
        app.tells("torch's own operator gives the same", "Source:")


def test_every_setting_changes_the_windows_and_reset_brings_all_back():
    app = own(matrix="1 2 3 4;5 6 7 8;9 10 11 12;13 14 15 16")
    for setting, start, value, shown in (
        ("kernel_size", 2, 3, r"\max(1, 2, 3, 5, 6, 7, 9, 10, 11)"),
        ("step", 2, 1, r"\max(6, 7, 10, 11)"),
        ("padding", 0, 1, r"\max(1)"),
        ("dilation", 1, 2, r"\max(1, 3, 9, 11)"),
    ):
        assert shown not in app.formulae
        app.fill(**{setting: value}).whole().writes(shown)
        app.fill(**{setting: start})
    app.fill(kernel_size=3, step=1, padding=1, dilation=2)
    app.press("own_reset").whole()
    assert app.formulae == look_at("pooling", lab=OWN).formulae


def test_the_settings_of_single_operators_change_the_windows():
    cells = {"matrix": "3 0 5;4 0 0;0 12 0"}
    blurred = r"\frac{1 \cdot 3+1 \cdot 0+1 \cdot 4+1 \cdot 0}{4}"
    for settings, written in (
        ({"operator": "Lp", "power": "3"}, r"\sqrt[3]{3^{3}+0^{3}+4^{3}+0^{3}}"),
        ({"ceil_mode": "true"}, r"\max(5, 0)"),
        ({"operator": "average", "padding": "1", "count_include_pad": "false"}, r"\frac{3}{1}"),
        ({"operator": "blur", "blur_size": "2"}, blurred),
        ({"operator": "adaptive max", "output_size": "3"}, r"\max(12)"),
    ):
        own(**settings, **cells).writes(written)


def test_each_side_can_have_its_own_size():
    app = own(apart="true", matrix="1 2 3 4;5 6 7 8")
    app.fill(kernel_size_height=1).whole()
    assert r"\max(7, 8)" not in app.writes(r"\max(3, 4)").formulae


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ({"matrix": "1 2;3"}, "Row 2 has 1 cell, but must have 2"),
        ({"matrix": "1 2;3 four"}, "row 2, column 2 is 'four'"),
        ({"matrix": ""}, "The matrix is empty"),
        ({"matrix": ";".join(["1 2"] * 33)}, "The matrix has 33 rows"),
        ({"matrix": "1,,2"}, "row 1, column 2 is empty"),
        ({"kernel_size": "5"}, "set kernel_size to at most 4"),
        ({"padding": "2"}, "padding is 2, but must be at most 1, half of kernel_size"),
        ({"operator": "blur", "matrix": "1"}, "blur_size is 3, but must be at most 1"),
    ],
)
def test_bad_input_is_one_sentence_and_the_page_stays_whole(address, says):
    app = own(**address).refuses("", says, "last")
    app.tells("torch's own operator gives the same")


@pytest.mark.parametrize(
    ("matrix", "operator", "says"),
    [
        ("nan 1;2 3", "max", "Cells that are not finite: 1."),
        ("inf 1;2 -inf", "average", "Results that are not finite: 1 of 1"),
        ("-1 0;0 0", "Lp", "although every cell is: 1 of 1"),
    ],
)
def test_what_is_not_finite_is_shown_and_said(matrix, operator, says):
    power = {"power": "3"} if operator == "Lp" else {}
    app = own(matrix=matrix, operator=operator, **power).whole().writes(r"\text{NaN}")
    assert says in app.info[0].value
    app.tells("torch's own operator gives the same")


def test_where_torch_loses_an_exact_result_the_page_says_so():
    app = own(matrix="18/74 98/10;-98/10 -18/74", operator="Lp", power="3").whole()
    app.tells("torch's doubles lose 1 of these 1 results", "ONNX takes |*x*|ᵖ")


def test_a_paste_fills_the_table_and_the_address():
    app = own().fill(pasted="1\t0\n1/3\t-2.5\n").whole()
    app.writes(r"\max(1, 0, \tfrac{1}{3}, -2.5)")
    assert app.query_params["matrix"] == "1 0;1/3 -2.5"


def test_a_bad_paste_leaves_the_last_matrix():
    app = own(matrix="7 8;9 10")
    app.fill(pasted="1\t2\n3").refuses("Row 2 has 1 cell").writes(r"\max(7, 8, 9, 10)")
    app.fill(pasted="1\t2\n3\t4").whole().writes(r"\max(1, 2, 3, 4)")
    app.press("pick_1").press("use_paste").writes(r"\max(1, 2, 3, 4)")


def test_rows_and_columns_come_and_go():
    app = own(matrix="5 6;7 8", operator="global max")
    app.press("+ row").press("+ column").writes(r"\max(5, 6, 0, 7, 8, 0, 0, 0, 0)")
    app.press("− row").press("− column").writes(r"\max(5, 6, 7, 8)")
    app.press("− row")
    assert app.button(key="− row").disabled
    app.press("pick_3")
    assert app.query_params["matrix"] == "0 0 0 0;0 1 1 1;0 1 1 1;0 1 1 1"


def test_the_largest_matrix_is_shown_and_no_larger_one_offered():
    app = own(matrix=";".join([" ".join(["1/3"] * 32)] * 32)).whole()
    assert app.button(key="+ row").disabled
    assert app.button(key="+ column").disabled
    app.tells("too long for the address")
    assert "matrix" not in app.query_params
    app.tells("The 256 windows are too many to write out")


def test_the_matrix_outlives_a_look_at_another_lab():
    app = own(matrix="3 1;2 9")
    app.fill(lab="Shift it").fill(lab=OWN).writes(r"\max(3, 1, 2, 9)")


# ---------------------------------------------------------------- exercises and the quiz


def test_a_seed_is_an_exercise_and_the_button_takes_the_next():
    app = own(source="random exercise", seed="7", numbers="with negatives").whole()
    first = app.formulae
    app.press("new_exercise")
    assert app.number_input(key="seed").value == 8
    assert app.formulae != first
    app.fill(seed=7)
    assert app.formulae == first
    app.fill(rows=2, columns=2)
    assert app.formulae.count(r"\max(") == 1


quiz = partial(own, quiz="true", operator="average")


def answer(app, place, given):
    box = next(box for box in app.text_input if box.label == place)
    box.input(given).run()


def test_the_quiz_hides_the_results_marks_each_answer_and_counts():
    app = quiz().whole()
    assert app.said.count("not answered") == 4
    assert "results.csv" not in [button.label for button in app.get("download_button")]
    answer(app, "Row 1, column 1", "1")
    answer(app, "Row 1, column 2", "1/2")
    answer(app, "Row 2, column 1", ".6")
    answer(app, "Row 2, column 2", "quarter")
    assert app.said.count(":material/check: right") == 2
    assert app.said.count(":material/close: wrong") == 1
    assert app.said.count(":material/help: not a number") == 1
    assert "not answered" not in app.said
    answer(app, "Row 2, column 1", "0.5")
    answer(app, "Row 2, column 2", ".25")
    assert "All right." in [success.value for success in app.success]
    assert r"\frac{1+0+0+0}{4} = 0.25" in app.formulae
    app.press("clear_answers")
    assert app.said.count("not answered") == 4


def test_a_new_exercise_starts_without_answers():
    app = quiz(source="random exercise")
    answer(app, "Row 1, column 1", "1")
    app.press("new_exercise")
    assert app.said.count("not answered") == 4


def test_a_quiz_of_too_many_results_is_refused_in_a_sentence():
    app = quiz(source="random exercise", rows="32", columns="32").whole()
    assert "asks for up to 36 results, and this pooling gives 256" in app.info[0].value
    assert not app.text_input


# ---------------------------------------------------------------- gradients


def test_a_way_that_there_is_not_is_named_and_the_board_opens_forward():
    app = own(direction="sideways").whole()
    (warning,) = app.warning
    assert "Direction is 'sideways', but must be one of forward, backward." in warning.value
    assert warning.value.endswith("Used instead: forward.")


def test_gradients_of_every_operator_are_shown_with_their_rule():
    app = gradients()
    for operator in OPERATORS:
        app.fill(operator=operator).whole().tells("The gradient on every cell")
        assert ("share a window's maximum" in app.said) == ("max" in operator), operator


def test_cells_without_a_gradient_are_counted():
    app = gradients(matrix="1 2;3 4", operator="max").tells("3 of 4 cells get nothing")
    assert "Dashed rings" not in app.said
    app.fill(operator="average").tells("No cell goes without")


def test_a_window_of_padding_alone_has_no_gradient_and_does_not_crash():
    app = gradients(matrix="1", padding="1", dilation="2")
    assert not app.crashes


def test_not_finite_gradients_are_said():
    gradients(matrix="-1 0;0 0", operator="Lp", power="3").whole().tells("no finite gradient")
