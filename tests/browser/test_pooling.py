"""The pooling lab in a browser: pointing, typing, pasting, the quiz by keyboard, the paper."""

import re

import pytest
import torch
from playwright.sync_api import expect

from core.pooling import MATRICES, gradients
from core.pooling.matrix import parse
from core.pooling.operators import Pooling
from core.pooling.random_matrix import exercise
from core.pooling.tensors import pool
from core.pooling.worked_matrix import Config as Worked
from core.pooling.worked_matrix import run as work_out
from core.pooling.worked_matrix import tensor
from core.text import written
from pages.labs.pooling import matrix_board, worksheet
from tests.browser import speed
from tests.browser.component import mount, with_stopped_clock
from tests.browser.steps import address_has, download, opened, press, settle


def lab(page, address, query):
    opened(page, f"{address}/pooling?lab={query}", ".cell")


def board(page, cells, pooling, direction="forward"):
    """Show a matrix both ways on a page of its own; return it with what core makes of it."""
    config = Worked(cells, pooling)
    results = work_out(config), gradients.run(config)
    return mount(page, matrix_board, matrix_board.pack(*results, direction)), results


def texts(cells):
    return [text.strip() for text in cells.locator("b").all_inner_texts()]


@pytest.fixture(scope="module")
def second(kept_page):
    """The write-up's second matrix, and its averages."""
    return board(kept_page, MATRICES[1], Pooling("average"))[0]


def test_pointing_at_a_result_lights_its_window_and_says_the_working(second):
    second.locator(".result").nth(2).hover()
    inputs = second.get_by_role("grid", name="input").locator(".cell")
    lit = [i for i in range(16) if "lit" in inputs.nth(i).get_attribute("class")]
    assert lit == [8, 9, 12, 13]
    assert "(0+1+0+0)/4 = 0.25" in second.locator(".readout").inner_text()
    second.page.mouse.move(0, 0)
    assert second.locator(".lit").count() == 0


def test_pointing_at_a_cell_lights_the_result_that_uses_it(second):
    second.get_by_role("grid", name="input").locator(".cell").nth(7).hover()
    assert second.locator(".result.lit").count() == 1
    said = second.locator(".readout").inner_text()
    assert said == "Row 2, column 4 is 1; used by average 1 (row 1, column 2)."


def test_pointing_answers_within_fifty_milliseconds(second):
    speed.assert_pointing_answers(second.locator(".cell"), 8, within=50)


def test_the_keyboard_reaches_every_number(second):
    results = second.get_by_role("grid", name="average")
    results.locator(".cell").first.focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "Home"):
        second.page.keyboard.press(key)
    pointed = results.locator(".pointed")
    assert pointed.get_attribute("aria-label").startswith("average, row 2, column 1: (0+1+0+0)/4")
    assert second.locator(".lit").count() == 4
    grid = second.get_by_role("grid", name="input")
    grid.locator(".cell").nth(9).focus()
    second.page.keyboard.press("ArrowRight")
    assert grid.locator(".cell[tabindex='0']").count() == 1
    assert grid.locator(".cell").nth(10).get_attribute("tabindex") == "0"
    assert pointed.count() == 0


def test_a_tap_stays_lit(visitor):
    page = visitor(viewport={"width": 390, "height": 844}, has_touch=True)
    shown, _ = board(page, MATRICES[3], Pooling("max"))
    shown.locator(".result").nth(2).tap()
    assert shown.locator(".lit").count() == 4
    shown.assert_fits()


def test_a_number_is_typed_over_and_the_address_keeps_it(page, other, address):
    lab(page, address, "Your+own+matrix&operator=average")
    cells = page.locator(".matrix_board").get_by_role("grid", name="input").locator(".cell")
    cells.nth(1).click()
    for key in ("1", "/", "3", "Enter"):
        page.keyboard.press(key)
    address_has(page, "matrix=1+1%2F3")
    settle(page)
    cells.nth(1).and_(page.locator(":focus")).wait_for()
    results = page.get_by_role("grid", name="average").locator(".cell")
    expect(results.first).to_have_text("5/6")
    shown = texts(results)
    assert shown == ["5/6", "0.5", "0.5", "0.25"]
    opened(other, page.url, ".matrix_board .cell")
    assert texts(other.get_by_role("grid", name="average").locator(".cell")) == shown
    page.keyboard.press("ArrowDown")
    for key in ("Enter", "x", "Enter"):
        page.keyboard.press(key)
    page.get_by_text("The cell in row 2, column 2 is 'x'").wait_for()
    expect(cells.nth(5)).to_have_text("1")
    assert texts(results) == shown


def test_a_second_click_opens_a_number_escape_leaves_it_and_nothing_is_told(page):
    root, _ = board(page, parse("1 2;3 4"), Pooling("max"))
    cell = root.get_by_role("grid", name="input").locator(".cell").nth(2)
    cell.click()
    assert root.get_by_role("textbox").count() == 0
    cell.click()
    field = root.get_by_role("textbox", name="New number")
    assert field.input_value() == "3"
    field.fill("9")
    field.press("Escape")
    assert texts(cell) == ["3"]
    assert page.evaluate("mounted.state.edit") is None
    cell.press("7")
    root.get_by_role("textbox").press("Enter")
    assert page.evaluate("mounted.state.edit") == {"cell": 2, "text": "7"}


def test_a_worksheet_that_needs_nothing_else_is_saved_and_a_spreadsheet_pasted(page, address):
    lab(page, address, "Your+own+matrix")
    sheet = download(page, "Worksheet to print")
    paper = sheet.path().read_text(encoding="utf-8")
    assert sheet.suggested_filename.endswith(".html")
    assert "Apply max pooling (window 2 × 2, stride 2 × 2) to the matrix" in paper
    assert not re.search(r"src=|href=|url\(|@import|<script", paper)
    press(page, "Paste or pick")
    page.get_by_role("textbox", name="Paste a matrix").fill("9\t8\t7\n6\t5\t4\n3\t2\t-1\n")
    press(page, "Use it")
    address_has(page, "matrix=9+8+7")
    settle(page)
    result = page.get_by_role("region", name="3 × 3 to 1 × 1", exact=True).locator(".result")
    assert texts(result) == ["9"]


def test_the_quiz_is_filled_with_the_keyboard_alone(page, address):
    asked = "source=random+exercise&seed=11&quiz=true&operator=average"
    opened(page, f"{address}/pooling?lab=Your+own+matrix&{asked}", ".katex")
    assert page.locator(".result").count() == 0
    answers = work_out(Worked(exercise(11, 4, 4, "digits"), Pooling("average"))).windows["result"]
    page.get_by_role("textbox", name="Row 1, column 1").focus()
    for place, result in enumerate(answers):
        page.keyboard.type(str(result if place else result + 1))  # the first one is wrong
        page.keyboard.press("Enter")
        page.get_by_text(f"{place + 1} answered").wait_for()
        settle(page)
        page.keyboard.press("Tab")  # to the working
        page.keyboard.press("Tab")  # to the next answer
    assert page.get_by_text("3 of 4 right (75 %)").count() == 1
    page.get_by_role("button", name="Working").first.click()
    page.get_by_test_id("stPopoverBody").locator(".katex").wait_for()


PAPERS = {
    "the write-up's size": (4, 4, "digits", Pooling("average")),
    "one cell": (1, 1, "digits", Pooling("global max")),
    "the largest": (32, 32, "fractions", Pooling("max", 1, 1)),
    "long workings": (9, 9, "with negatives", Pooling("blur", blur_size=5)),
    "one wide row": (1, 32, "fractions", Pooling("average", (1, 2), (1, 1))),
    "one tall column": (32, 1, "digits", Pooling("average", (2, 1), (1, 1))),
}
OVERFLOW = """() => [...document.querySelectorAll('section')].flatMap(one =>
    [one.scrollHeight - one.clientHeight, one.scrollWidth - one.clientWidth])"""


@pytest.mark.parametrize("name", PAPERS)
def test_exercise_and_answers_print_on_one_page_each(page, name):
    rows, columns, numbers, pooling = PAPERS[name]
    result = work_out(Worked(exercise(5, rows, columns, numbers), pooling))
    page.set_content(worksheet.document(result))
    assert page.evaluate(OVERFLOW) == [0, 0, 0, 0]
    for paper in ("A4", "Letter"):
        assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format=paper))) == 2
    answers = page.locator("section").nth(1).locator("table").nth(1)
    assert answers.locator("td").all_inner_texts() == [
        written(value) for value in result.windows["result"]
    ]
    blank = page.locator("section").nth(0).locator("table").nth(1)
    assert set(blank.locator("td").all_inner_texts()) == {""}


# ---------------------------------------------------------------- forward and backward

TIES = "1 5 7 7;2 3 7 0;4 4 1 2;4 0 2 1"


def test_forward_the_winner_of_a_window_is_marked_and_backward_it_gets_the_gradient(page):
    root, _ = board(page, parse(TIES), Pooling("max"))
    cells = root.get_by_role("grid", name="input").locator(".cell")
    classes = "all => all.flatMap((one, i) => one.matches('{}') ? [i] : [])".format
    assert cells.evaluate_all(classes(".wins")) == [1, 2, 8, 11]
    root.locator(".result").nth(1).hover()
    assert cells.evaluate_all(classes(".lit")) == [2, 3, 6, 7]
    assert cells.evaluate_all(classes(".won")) == [2]
    said = root.locator(".readout").inner_text()
    assert "max(7, 7, 7, 0) = 7. Row 1, column 3 wins, the first of 3 that are equal" in said
    root.press("Go backward")
    assert page.evaluate("mounted.state.direction") == "backward"
    root.locator(".result").nth(1).hover()
    assert cells.evaluate_all(classes(".lit")) == [2]
    assert cells.nth(2).inner_text().split() == ["7", "1"]
    assert (
        "a gradient of 1 goes back as 1 to row 1, column 3."
        in root.locator(".readout").inner_text()
    )


@pytest.mark.parametrize(
    "pooling",
    [Pooling("max"), Pooling("average", 3, 1), Pooling("Lp", 2, 1), Pooling("max blur")],
    ids=str,
)
def test_the_gradients_that_arrive_are_torchs_window_by_window(page, pooling):
    cells = exercise(3, 4, 5, "with negatives")
    root, (_, sent) = board(page, cells, pooling, "backward")
    values = tensor(cells).requires_grad_()
    pooled = pool(values[None], pooling).flatten()
    for count in (0, 1, 2, len(pooled)):
        while int(root.data("window")) < count:
            root.press("Step forward")
        (wanted,) = torch.autograd.grad(pooled[: count or None].sum(), values, retain_graph=True)
        root.page.mouse.move(0, 0)
        labels = (
            root.get_by_role("grid", name="input")
            .locator(".cell")
            .evaluate_all("all => all.map(one => one.ariaLabel)")
        )
        found = [float(label.split("gradient ")[1].replace("−", "-")) for label in labels]
        assert found == pytest.approx(wanted.flatten().tolist(), rel=5e-3, abs=1e-6)


def test_the_walk_plays_to_its_end_and_lights_a_window_at_a_time(visitor):
    root, _ = board(with_stopped_clock(visitor()), parse(TIES), Pooling("max"))
    root.press("Play")
    root.run_for(1_500)
    assert root.playing
    assert root.data("window") == "1"
    assert root.locator(".lit").count() == 4
    root.run_for(4_000)
    assert not root.playing
    assert root.data("window") == "4"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_board_fits_in_both_themes_and_at_every_width(page, theme, width):
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 900})
    board(page, parse(TIES), Pooling("max"), "backward")[0].assert_fits()


def test_an_old_address_of_the_gradients_opens_the_way_back_and_a_turn_is_kept(page, address):
    lab(page, address, f"Gradients&matrix={TIES.replace(' ', '+')}")
    root = page.locator(".matrix_board[data-direction=backward]")
    root.wait_for()
    page.get_by_text("The gradient on every cell", exact=True).wait_for()
    page.get_by_role("button", name="Go forward").click()
    page.locator(".matrix_board[data-direction=forward]").wait_for()
    page.wait_for_function("!location.search.includes('direction')")
    page.get_by_role("button", name="Go backward").click()
    address_has(page, "direction=backward")
