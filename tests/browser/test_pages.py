"""From page to page: the side bar, what an address carries and what it does not, a file."""

import re

import pytest
from playwright.sync_api import expect

from core.lessons import LESSONS
from tests.browser.steps import (
    address_has,
    assert_stands,
    by_side_bar,
    enter,
    first_table,
    lost_requests,
    opened,
    press,
    resize,
    saved,
    settle,
    table_changes,
)

IN_SIGHT = """() => {
    const chosen = document.querySelector('.st-key-tabs [data-selected]')
    const row = chosen?.closest('[role=radiogroup]')
    return row && chosen.getBoundingClientRect().right < row.getBoundingClientRect().right + 1
}"""


def test_clicking_through_the_side_bar_reaches_every_page(page, address):
    lost = lost_requests(page)
    opened(page, address)
    assert_stands(page)
    for title in (
        "Initialization",
        "Shuffling",
        "Convolution",
        "Pooling",
        "Dropout sweep",
        "Evidence",
        "Glossary",
    ):
        by_side_bar(page, title)
        assert_stands(page)
    by_side_bar(page, "Lessons", LESSONS["initialization"].steps[0].question)
    assert_stands(page)
    by_side_bar(page, "Home", "Why does this network forget half the world?")
    assert lost == [], f"there is no good answer to {lost}"


def test_values_of_one_page_do_not_leak_into_another_and_are_found_again(page, address):
    opened(page, f"{address}/shuffling?seeds=3&points=40&epochs=1")
    by_side_bar(page, "Pooling")
    assert "seeds" not in page.url
    by_side_bar(page, "Shuffling")
    address_has(page, "seeds=3", "points=40")
    assert "from the address" not in page.content().lower()


def test_a_lab_chosen_on_one_page_is_not_chosen_on_another(page, address):
    opened(page, f"{address}/pooling?lab=Exercises")
    by_side_bar(page, "Convolution")
    page.get_by_role("radio", name="One output cell", checked=True).wait_for()
    assert "lab=" not in page.url


def test_an_address_reproduces_the_experiment(page, other, address):
    opened(page, f"{address}/initialization?relu_a=30&relu_seeds=2")
    before = first_table(page)
    enter(page, "Iterations of B", "40")
    address_has(page, "relu_b=40")
    table_changes(page, before)
    opened(other, page.url)
    assert first_table(other) == first_table(page)


def test_a_hostile_address_is_named_and_the_page_stays_whole(page, address):
    opened(page, f"{address}/pooling?window=%3Cscript%3Ealert(1)%3C/script%3E&stride=1e999")
    assert page.get_by_text("From the address").count() == 2
    assert_stands(page)
    page.get_by_role("button", name="Matrix 4").wait_for()


def test_download_gives_the_data_as_csv(page, address):
    opened(page, f"{address}/pooling?lab=The+four+matrices")
    lines = saved(page, "windows.csv").read_text().splitlines()
    assert lines[0] == "operator,matrix,row,column,numbers,result,torch"
    assert len(lines) == 1 + 2 * 4 * 4


def test_more_experiments_are_chosen_from_a_menu_by_keyboard(page, address):
    opened(page, f"{address}/pooling")
    page.get_by_role("button", name="More", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="What pooling can tell apart").press("Enter")
    page.get_by_role("radio", name="What pooling can tell apart", checked=True).wait_for()
    address_has(page, "lab=What+pooling+can+tell+apart")


def test_an_experiment_fills_the_screen_for_a_class_until_escape(page, address):
    opened(page, f"{address}/pooling?grid=6")
    page.get_by_role("button", name="Project").click()
    page.get_by_role("button", name="End").wait_for()
    settle(page)
    assert not page.get_by_test_id("stSidebar").is_visible()
    assert not page.get_by_role("radiogroup", name="Experiment").is_visible()
    letters = page.get_by_text("The picture moves by one pixel").evaluate(
        "e => parseFloat(getComputedStyle(e).fontSize)"
    )
    assert letters >= 20
    page.keyboard.press("Escape")
    page.get_by_role("radio", name="Shift it", checked=True).wait_for()
    assert page.get_by_role("spinbutton", name="Grid").input_value() == "6"


def test_a_theme_once_chosen_stays_on_every_page_and_keeps_what_is_set(visitor, address):
    page = visitor()
    opened(page, f"{address}/pooling?grid=6")
    assert_scheme(page, "light")
    press(page, "Dark theme")
    page.get_by_role("button", name="Light theme").wait_for()
    assert_scheme(page, "dark")
    address_has(page, "grid=6")
    opened(page, f"{address}/glossary")
    assert_scheme(page, "dark")
    press(page, "Light theme")
    page.get_by_role("button", name="Dark theme").wait_for()
    assert_scheme(page, "light")


def assert_scheme(page, name):
    expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", re.compile(name))


@pytest.mark.parametrize("tab", ["Exercises", "Inside"])
def test_a_phone_shows_the_tab_that_is_chosen(page, address, tab):
    resize(page, 390)
    opened(page, f"{address}/dropout?lab={tab}")
    page.wait_for_function(IN_SIGHT)
