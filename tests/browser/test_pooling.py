"""The pooling lab in a browser: pointing, typing, pasting, the quiz by keyboard, the paper."""

import re

import pytest

from core.pooling import Config, as_printed, run
from core.pooling.operators import Pooling
from core.pooling.random_matrix import exercise
from core.pooling.worked_matrix import Config as Worked
from core.pooling.worked_matrix import run as work_out
from core.text import written
from pages.labs.pooling import linked, own_matrix, worksheet
from pages.labs.pooling import matrices as four_matrices
from tests.browser import speed, steps
from tests.browser.component import in_dashboard, mount
from tests.browser.steps import address_has, download, opened, press, settle


def lab(page, address, query):
    opened(page, f"{address}/pooling?lab={query}", ".linked .cell")


def matrices(page, *panels):
    """Show matrices with what they pool to on a page of their own."""
    return mount(page, linked, {"panels": [linked.packed(one) for one in panels]})


def texts(cells):
    return [text.strip() for text in cells.locator("b").all_inner_texts()]


@pytest.fixture(scope="module")
def four(kept_page, address):
    return in_dashboard(kept_page, f"{address}/pooling?lab=The+four+matrices", ".linked")


def test_all_eight_results_stand_beside_the_printed_ones(four):
    windows = run(Config()).windows
    for number in range(1, 5):
        for operator in ("average", "max"):
            grid = four.panel(f"Matrix {number}").get_by_role("grid", name=operator)
            ours = windows[(windows["matrix"] == number) & (windows["operator"] == operator)]
            assert texts(grid) == [written(result) for result in ours["result"]]
    assert four.locator(".result.agrees").count() == 30
    assert four.locator(".result.misprint").count() == 2
    assert four.locator(".result.differs").count() == 0


def test_pointing_at_a_result_lights_its_window_and_says_the_working(four):
    wrong = four.panel("Matrix 1").get_by_role("grid", name="average").locator(".cell").nth(3)
    wrong.hover()
    first = four.panel("Matrix 1")
    assert first.locator(".lit").count() == 4
    inputs = first.get_by_role("grid", name="input").locator(".cell")
    lit = [i for i in range(16) if "lit" in inputs.nth(i).get_attribute("class")]
    assert lit == [10, 11, 14, 15]
    said = first.locator(".readout").inner_text()
    assert "(1+0+0+0)/4 = 0.25" in said
    assert "The write-up prints (0+1+0+0)/4 = 0.25." in said
    four.page.get_by_role("heading", level=1).hover()
    assert first.locator(".lit").count() == 0


def test_pointing_at_a_cell_lights_both_results_that_use_it(four):
    four.panel("Matrix 2").get_by_role("grid", name="input").locator(".cell").nth(7).hover()
    assert four.panel("Matrix 2").locator(".result.lit").count() == 2
    said = four.panel("Matrix 2").locator(".readout").inner_text()
    assert said.startswith("Row 2, column 4 is 1; used by average 1 (row 1, column 2), max 1")


def test_pointing_answers_within_fifty_milliseconds(four):
    speed.assert_pointing_answers(four.locator(".cell"), 8, within=50)


def test_pointing_answers_within_fifty_milliseconds_on_the_largest_matrix(page):
    result = work_out(Worked(exercise(1, 32, 32, "digits"), Pooling("max", 8, 1)))
    cells = matrices(page, own_matrix.panel(result)).locator(".cell")
    assert cells.count() == 32 * 32 + 25 * 25
    speed.assert_pointing_answers(cells, 97, within=50)


def test_the_keyboard_reaches_every_result(four):
    first = four.panel("Matrix 1").get_by_role("grid", name="average")
    first.locator(".cell").first.focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "Home"):
        four.page.keyboard.press(key)
    assert (
        first.locator(".pointed")
        .get_attribute("aria-label")
        .startswith("average, row 2, column 1: (1+1+0+0)/4 = 0.5")
    )
    assert four.panel("Matrix 1").locator(".lit").count() == 4
    four.page.keyboard.press("Tab")
    assert four.panel("Matrix 1").get_by_role("grid", name="max").locator(".pointed").count() == 1
    assert first.locator(".pointed").count() == 0


def test_a_grid_stays_one_tab_stop_when_keys_go_on_from_a_click(four):
    grid = four.panel("Matrix 2").get_by_role("grid", name="input")
    grid.locator(".cell").nth(9).click()
    four.page.keyboard.press("ArrowRight")
    assert grid.locator(".cell[tabindex='0']").count() == 1
    assert grid.locator(".cell").nth(10).get_attribute("tabindex") == "0"


def test_a_tap_stays_lit(visitor):
    page = visitor(viewport={"width": 390, "height": 844}, has_touch=True)
    shown = matrices(page, *four_matrices.panels(run(Config()), as_printed()))
    fourth = shown.panel("Matrix 4")
    fourth.get_by_role("grid", name="max").locator(".cell").nth(2).tap()
    assert fourth.locator(".lit").count() == 4
    shown.assert_fits()


def test_a_cell_is_typed_into_and_the_address_keeps_it(page, other, address):
    lab(page, address, "Your+own+matrix&operator=average")
    box = page.get_by_test_id("stDataFrame").bounding_box()
    steps.edit(page, 0.5 * box["width"], 0.3 * box["height"], "1/3")
    address_has(page, "matrix=1+1%2F3")
    settle(page)
    shown = texts(page.get_by_role("grid", name="average").locator(".cell"))
    assert shown == ["5/6", "0.5", "0.5", "0.25"]
    opened(other, page.url, ".linked .cell")
    assert texts(other.get_by_role("grid", name="average").locator(".cell")) == shown


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
    lab(page, address, f"Your+own+matrix&{asked}")
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
    page.locator(".katex").first.wait_for()


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


def test_a_gradient_is_followed_to_the_cell_that_won(page, address):
    lab(page, address, "Gradients&matrix=1+5+7+7;2+3+7+0;4+4+1+2;4+0+2+1")
    page.locator(".linked .result").nth(1).hover()
    lit = page.locator(".lit")
    assert lit.count() == 1
    assert lit.inner_text().split() == ["7", "1"]
    assert "row 1, column 3" in page.locator(".readout").inner_text()
