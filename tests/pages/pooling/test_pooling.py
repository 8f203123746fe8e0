import re

import pytest

from core.pooling.operators import OPERATORS
from tests.pages.conftest import MEASURED, text, untroubled

OWN, GRADIENTS = "Your own matrix", "Gradients"


def formulae(app):
    return "".join(formula.value for formula in app.latex)


def own(open_page, **address):
    return open_page("pooling", lab=OWN, **address)


# ---------------------------------------------------------------- the four matrices


def test_opens_with_both_claims_holding_and_the_misprints_named(open_page):
    app = open_page("pooling")
    assert untroubled(app)
    assert [table.value[MEASURED].iloc[0] for table in app.table] == ["16", "16"]
    assert "2 misprints" in app.info[0].value
    assert "matrix 1, row 2, column 2" in app.info[0].value
    assert "matrix 4, row 2, column 2" in app.info[0].value
    assert r"\frac{1+0+0+0}{4}" in formulae(app)
    assert formulae(app).count(r"\boxed{\textcolor{#D55E00}{\frac{0+1+0+0}{4}}}") == 1
    assert formulae(app).count(r"\boxed") == 2


def test_window_and_stride_change_the_working(open_page):
    app = open_page("pooling", window="3", stride="1")
    assert untroubled(app)
    assert r"\tfrac{2}{3}" in formulae(app)
    assert r"\boxed" not in formulae(app)
    assert not app.info
    assert text(app).count("not test the claim") == 2
    app.button(key="pooling_reset").click().run()
    assert app.number_input(key="window").value == 2


@pytest.mark.parametrize("value", ["0", "5", "two", "", "nan"])
def test_an_impossible_address_is_named(open_page, value):
    app = open_page("pooling", window=value)
    assert untroubled(app)
    assert app.warning
    assert len(app.table) == 2


# ---------------------------------------------------------------- your own matrix


def test_opens_with_the_write_ups_first_matrix(open_page):
    app = own(open_page)
    assert untroubled(app)
    assert r"\max(1, 0, 0, 0)" in formulae(app)
    assert "the same 4 numbers, exactly" in text(app)


@pytest.mark.parametrize("operator", OPERATORS)
def test_every_operator_shows_its_working_and_its_source(open_page, operator):
    app = own(open_page, operator=operator, matrix="1 2 3 4;5 6 7 8;9 1/3 2 4;5 6 7 8")
    assert untroubled(app)
    assert r"\tfrac{1}{3}" in formulae(app) or operator in ("subsampling", "max blur")
    assert "torch's own operator gives the same" in text(app)
    assert "Source:" in text(app)


@pytest.mark.parametrize(
    ("control", "value", "shown"),
    [
        ("kernel_size", 3, r"\max(1, 2, 3, 5, 6, 7, 9, 10, 11)"),
        ("step", 1, r"\max(6, 7, 10, 11)"),
        ("padding", 1, r"\max(1)"),
        ("dilation", 2, r"\max(1, 3, 9, 11)"),
    ],
)
def test_a_setting_changes_the_windows(open_page, control, value, shown):
    app = own(open_page, matrix="1 2 3 4;5 6 7 8;9 10 11 12;13 14 15 16")
    app.number_input(key=control).set_value(value).run()
    assert untroubled(app)
    assert shown in formulae(app)
    app.button(key="own_reset").click().run()
    assert untroubled(app)
    assert r"\max(1, 1, 0, 0)" in formulae(app)


def test_the_settings_of_single_operators_change_the_windows(open_page):
    cells = {"matrix": "3 0 5;4 0 0;0 12 0"}
    cube = own(open_page, operator="Lp", power="3", **cells)
    assert r"\sqrt[3]{3^{3}+0^{3}+4^{3}+0^{3}}" in formulae(cube)
    up = own(open_page, ceil_mode="true", **cells)
    assert r"\max(5, 0)" in formulae(up)
    inside = own(open_page, operator="average", padding="1", count_include_pad="false", **cells)
    assert r"\frac{3}{1}" in formulae(inside)
    filtered = own(open_page, operator="blur", blur_size="2", **cells)
    assert r"\frac{1 \cdot 3+1 \cdot 0+1 \cdot 4+1 \cdot 0}{4}" in formulae(filtered)
    two = own(open_page, operator="adaptive max", output_size="3", **cells)
    assert r"\max(12)" in formulae(two)


def test_each_side_can_have_its_own_size(open_page):
    app = own(open_page, apart="true", matrix="1 2 3 4;5 6 7 8")
    app.number_input(key="kernel_size_height").set_value(1).run()
    assert untroubled(app)
    assert r"\max(7, 8)" not in formulae(app)
    assert r"\max(3, 4)" in formulae(app)


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
def test_bad_input_is_one_sentence_and_the_page_stays_whole(open_page, address, says):
    app = own(open_page, **address)
    assert not app.exception
    assert [says in error.value for error in app.error] == [True]
    assert "last" in app.error[0].value
    assert "torch's own operator gives the same" in text(app)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("operator", "median"),
        ("kernel_size", "0"),
        ("step", "x"),
        ("padding", "-1"),
        ("quiz", "maybe"),
        ("source", "thin air"),
    ],
)
def test_an_impossible_setting_in_the_address_is_named(open_page, key, value):
    app = own(open_page, **{key: value})
    assert untroubled(app)
    assert any("From the address" in warning.value for warning in app.warning)


@pytest.mark.parametrize(
    ("matrix", "operator", "says"),
    [
        ("nan 1;2 3", "max", "Cells that are not finite: 1."),
        ("inf 1;2 -inf", "average", "Results that are not finite: 1 of 1"),
        ("-1 0;0 0", "Lp", "although every cell is: 1 of 1"),
    ],
)
def test_what_is_not_finite_is_shown_and_said(open_page, matrix, operator, says):
    power = {"power": "3"} if operator == "Lp" else {}
    app = own(open_page, matrix=matrix, operator=operator, **power)
    assert untroubled(app)
    assert says in app.info[0].value
    assert r"\text{NaN}" in formulae(app)
    assert "torch's own operator gives the same" in text(app)


def test_a_paste_fills_the_table_and_the_address(open_page):
    app = own(open_page)
    app.text_area(key="pasted").input("1\t0\n1/3\t-2.5\n").run()
    assert untroubled(app)
    assert r"\max(1, 0, \tfrac{1}{3}, -2.5)" in formulae(app)
    assert app.query_params["matrix"] == "1 0;1/3 -2.5"


def test_a_bad_paste_leaves_the_last_matrix(open_page):
    app = own(open_page, matrix="7 8;9 10")
    app.text_area(key="pasted").input("1\t2\n3").run()
    assert "Row 2 has 1 cell" in app.error[0].value
    assert r"\max(7, 8, 9, 10)" in formulae(app)
    app.text_area(key="pasted").input("1\t2\n3\t4").run()
    assert untroubled(app)
    assert r"\max(1, 2, 3, 4)" in formulae(app)
    app.button(key="pick_1").click().run()
    app.button(key="use_paste").click().run()
    assert r"\max(1, 2, 3, 4)" in formulae(app)


def test_rows_and_columns_come_and_go(open_page):
    app = own(open_page, matrix="5 6;7 8", operator="global max")
    app.button(key="+ row").click().run()
    app.button(key="+ column").click().run()
    assert r"\max(5, 6, 0, 7, 8, 0, 0, 0, 0)" in formulae(app)
    app.button(key="− row").click().run()
    app.button(key="− column").click().run()
    assert r"\max(5, 6, 7, 8)" in formulae(app)
    app.button(key="− row").click().run()
    assert app.button(key="− row").disabled
    app.button(key="pick_3").click().run()
    assert app.query_params["matrix"] == "0 0 0 0;0 1 1 1;0 1 1 1;0 1 1 1"


def test_the_largest_matrix_is_shown_and_no_larger_one_offered(open_page):
    app = own(open_page, matrix=";".join([" ".join(["1/3"] * 32)] * 32))
    assert untroubled(app)
    assert app.button(key="+ row").disabled
    assert app.button(key="+ column").disabled
    assert "too long for the address" in text(app)
    assert "matrix" not in app.query_params
    assert "The 256 windows are too many to write out" in text(app)


def test_the_matrix_outlives_a_look_at_another_lab(open_page):
    app = own(open_page, matrix="3 1;2 9")
    app.segmented_control(key="lab").set_value("The four matrices").run()
    app.segmented_control(key="lab").set_value(OWN).run()
    assert r"\max(3, 1, 2, 9)" in formulae(app)


# ---------------------------------------------------------------- exercises and the quiz


def test_a_seed_is_an_exercise_and_the_button_takes_the_next(open_page):
    app = own(open_page, source="random exercise", seed="7", numbers="with negatives")
    assert untroubled(app)
    first = formulae(app)
    app.button(key="new_exercise").click().run()
    assert app.number_input(key="seed").value == 8
    assert formulae(app) != first
    app.number_input(key="seed").set_value(7).run()
    assert formulae(app) == first
    app.number_input(key="rows").set_value(2).run()
    app.number_input(key="columns").set_value(2).run()
    assert formulae(app).count(r"\max(") == 1


def quiz(open_page, **address):
    return own(open_page, quiz="true", operator="average", **address)


def answer(app, place, given):
    box = next(box for box in app.text_input if box.label == place)
    box.input(given).run()


def test_the_quiz_hides_the_results_marks_each_answer_and_counts(open_page):
    app = quiz(open_page)
    assert untroubled(app)
    assert text(app).count("not answered") == 4
    assert "results.csv" not in [button.label for button in app.get("download_button")]
    answer(app, "Row 1, column 1", "1")
    answer(app, "Row 1, column 2", "1/2")
    answer(app, "Row 2, column 1", ".6")
    answer(app, "Row 2, column 2", "quarter")
    assert text(app).count(":material/check: right") == 2
    assert text(app).count(":material/close: wrong") == 1
    assert text(app).count(":material/help: not a number") == 1
    assert "not answered" not in text(app)
    answer(app, "Row 2, column 1", "0.5")
    answer(app, "Row 2, column 2", ".25")
    assert "All right." in [success.value for success in app.success]
    assert r"\frac{1+0+0+0}{4} = 0.25" in formulae(app)
    app.button(key="clear_answers").click().run()
    assert text(app).count("not answered") == 4


def test_a_new_exercise_starts_without_answers(open_page):
    app = quiz(open_page, source="random exercise")
    answer(app, "Row 1, column 1", "1")
    app.button(key="new_exercise").click().run()
    assert text(app).count("not answered") == 4


def test_a_quiz_of_too_many_results_is_refused_in_a_sentence(open_page):
    app = quiz(open_page, source="random exercise", rows="32", columns="32")
    assert untroubled(app)
    assert "asks for up to 36 results, and this pooling gives 256" in app.info[0].value
    assert not app.text_input


# ---------------------------------------------------------------- gradients


@pytest.mark.parametrize("operator", OPERATORS)
def test_gradients_of_every_operator_are_shown_with_their_rule(open_page, operator):
    app = open_page("pooling", lab=GRADIENTS, operator=operator)
    assert untroubled(app)
    assert "The gradient on every cell" in text(app)
    assert ("share a window's maximum" in text(app)) == ("max" in operator)


def test_cells_without_a_gradient_are_counted(open_page):
    app = open_page("pooling", lab=GRADIENTS, matrix="1 2;3 4", operator="max")
    assert "3 of 4 cells get nothing" in text(app)
    assert "Dashed rings" not in text(app)
    app.selectbox(key="operator").set_value("average").run()
    assert "0 of 4 cells get nothing" in text(app)


def test_a_window_of_padding_alone_has_no_gradient_and_does_not_crash(open_page):
    app = open_page("pooling", lab=GRADIENTS, matrix="1", padding="1", dilation="2")
    assert not app.exception
    assert not re.search("went wrong", text(app))


def test_not_finite_gradients_are_said(open_page):
    app = open_page("pooling", lab=GRADIENTS, matrix="-1 0;0 0", operator="Lp", power="3")
    assert untroubled(app)
    assert "no finite gradient" in text(app)
