"""A digit drawn in the browser with mouse, finger and keys, and classified as it is drawn."""

import re
from math import cos, pi, sin
from textwrap import dedent

import pytest

from core.dropout.final import results as final_results
from tests.browser.conftest import complaints, settle
from tests.browser.server import serve

SCRIPT = """
    import streamlit as st

    from core.dropout.final import results
    from pages.labs.dropout import final_drawing

    st.set_page_config(layout="wide")
    st.title("Drawing")
    final_drawing.show("small", results.weights("small"))
"""
MISTAKES = """
    import streamlit as st

    from core.dropout.final import results
    from pages.labs.dropout import final_mistakes

    st.set_page_config(layout="wide")
    st.title("Mistakes")
    final_mistakes.show(results.recorded(), "small")
"""


def arc(x, y, radius, first, last, steps=14):
    """Points of an arc in shares of the canvas, from one angle to another (in half turns)."""
    angles = [pi * (first + (last - first) * step / steps) for step in range(steps + 1)]
    return [(x + radius * cos(angle), y + radius * sin(angle)) for angle in angles]


THREE = arc(0.48, 0.33, 0.16, -0.85, 0.5) + arc(0.48, 0.66, 0.18, -0.5, 0.85)
ZERO = [(x, 0.5 + 1.3 * (y - 0.5)) for x, y in arc(0.5, 0.5, 0.22, 0, 2.05, 24)]
ONE = [(0.5, 0.2), (0.5, 0.4), (0.5, 0.6), (0.5, 0.8)]


@pytest.fixture(scope="module")
def drawing_address(tmp_path_factory):
    script = tmp_path_factory.mktemp("drawing") / "script.py"
    script.write_text(dedent(SCRIPT), encoding="utf-8")
    with serve(script) as started:
        yield started


@pytest.fixture(scope="module")
def mistakes_address(tmp_path_factory):
    script = tmp_path_factory.mktemp("mistakes") / "script.py"
    script.write_text(dedent(MISTAKES), encoding="utf-8")
    with serve(script) as started:
        yield started


@pytest.fixture
def canvas(page, drawing_address):
    return opened(page, drawing_address)


def opened(page, address):
    page.goto(address)
    found = page.locator(".canvas canvas")
    found.wait_for(timeout=60_000)
    settle(page)
    return found


def places(canvas, points):
    box = canvas.bounding_box()
    return [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]


def draw(page, canvas, points):
    first, *others = places(canvas, points)
    page.mouse.move(*first)
    page.mouse.down()
    for place in others:
        page.mouse.move(*place, steps=3)
    page.mouse.up()


def says(page, digit):
    page.get_by_text(re.compile(f"^This is a {digit}, with probability")).wait_for(timeout=20_000)


def test_a_three_drawn_with_the_mouse_is_a_three(page, canvas):
    heard = complaints(page)
    page.get_by_text("The canvas is empty.").wait_for()
    draw(page, canvas, THREE)
    says(page, 3)
    draw(page, canvas, [(0.05, 0.05)])
    page.wait_for_function(
        "canvas => canvas.parentElement.dataset.strokes === '2'", arg=canvas.element_handle()
    )
    page.get_by_role("button", name="Undo").click()
    says(page, 3)
    page.get_by_role("button", name="Clear").click()
    page.get_by_text("The canvas is empty.").wait_for()
    draw(page, canvas, ZERO)
    says(page, 0)
    assert not heard


def test_it_answers_while_the_pen_is_still_down(page, canvas):
    first, *others = places(canvas, ONE)
    page.mouse.move(*first)
    page.mouse.down()
    for place in others:
        page.mouse.move(*place, steps=5)
    says(page, 1)
    assert canvas.evaluate("canvas => canvas.isConnected")
    page.mouse.up()


def test_the_keyboard_takes_back_and_clears(page, canvas):
    for points in (ONE, [(0.2, 0.2), (0.3, 0.2)]):
        draw(page, canvas, points)
    strokes = canvas.locator("xpath=..")
    assert strokes.get_attribute("data-strokes") == "2"
    canvas.press("Backspace")
    says(page, 1)
    assert strokes.get_attribute("data-strokes") == "1"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate(
        "() => document.activeElement.shadowRoot?.activeElement?.textContent"
        " ?? document.activeElement.textContent"
    ) == "Clear"  # fmt: skip
    page.keyboard.press("Enter")
    page.get_by_text("The canvas is empty.").wait_for()
    assert strokes.get_attribute("data-strokes") == "0"
    canvas.press("Delete")
    assert "empty" in canvas.get_attribute("aria-label")


def test_a_finger_draws_on_a_phone_without_moving_the_page(browser, drawing_address):
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    canvas = opened(page, drawing_address)
    box = canvas.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    canvas.scroll_into_view_if_needed()
    session = context.new_cdp_session(page)
    points = [{"x": x, "y": y} for x, y in places(canvas, ONE)]
    before = canvas.bounding_box()["y"]
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points[:1]})
    for point in points[1:]:
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    says(page, 1)
    assert canvas.bounding_box()["y"] == before
    context.close()


@pytest.mark.slow
def test_a_click_on_a_cell_shows_its_digits_and_a_double_click_the_worst_again(
    page, mistakes_address
):
    heard = complaints(page)
    page.goto(mistakes_address)
    cell = page.locator("path[aria-label*='the network says: 9; the label says: 4;']")
    cell.wait_for(timeout=60_000)
    settle(page)
    page.get_by_text("The worst mistakes", exact=True).wait_for()
    cell.click(force=True)
    found = final_results.answers(final_results.recorded(), "small", 4, 9)
    heading = f"Labelled 4, called 9: {len(found):,} test digits"
    page.get_by_text(heading).wait_for(timeout=20_000)
    settle(page)
    cell.dblclick(force=True)
    page.get_by_text("The worst mistakes", exact=True).wait_for(timeout=20_000)
    assert not heard
