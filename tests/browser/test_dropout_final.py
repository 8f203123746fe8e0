"""A digit drawn in the browser with mouse, finger and keys, and classified as it is drawn."""

import re
from math import cos, pi, sin

import pytest

from core.dropout.final import results as final_results
from core.dropout.final.handwriting import CANVAS, PEN, prepared, rasterised
from core.dropout.final.network import probabilities
from pages.labs.dropout import canvas as canvas_component
from tests.browser.component import in_dashboard, mount
from tests.browser.steps import press, settle, still

LAB = "dropout?lab=Draw+a+digit"
FOCUSED = """() => document.activeElement.shadowRoot?.activeElement?.textContent
    ?? document.activeElement.textContent"""


def arc(x, y, radius, first, last, steps=14):
    """Points of an arc in shares of the canvas, from one angle to another (in half turns)."""
    angles = [pi * (first + (last - first) * step / steps) for step in range(steps + 1)]
    return [(x + radius * cos(angle), y + radius * sin(angle)) for angle in angles]


THREE = arc(0.48, 0.33, 0.16, -0.85, 0.5) + arc(0.48, 0.66, 0.18, -0.5, 0.85)
ZERO = [(x, 0.5 + 1.3 * (y - 0.5)) for x, y in arc(0.5, 0.5, 0.22, 0, 2.05, 24)]
ONE = [(0.5, 0.2), (0.5, 0.4), (0.5, 0.6), (0.5, 0.8)]


@pytest.fixture(scope="module")
def kept_canvas(kept_page, address):
    return in_dashboard(kept_page, f"{address}/{LAB}", ".canvas").locator("canvas")


@pytest.fixture
def canvas(kept_canvas):
    """One empty canvas, on the page that all tests share."""
    kept_canvas.press("Delete")
    says_empty(kept_canvas.page)
    settle(kept_canvas.page)
    still(kept_canvas.page)
    return kept_canvas


def places(canvas, points):
    canvas.wait_for()
    box = canvas.evaluate("canvas => canvas.getBoundingClientRect().toJSON()")
    return [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]


def draw(page, canvas, points):
    first, *others = places(canvas, points)
    page.mouse.move(*first)
    page.mouse.down()
    for place in others:
        page.mouse.move(*place, steps=3)
    page.mouse.up()


def says(page, digit):
    page.get_by_text(re.compile(f"^This is a {digit}, with probability")).wait_for()


def says_empty(page):
    page.get_by_text("The canvas is empty.").wait_for()


def strokes(canvas):
    return canvas.locator("xpath=..").get_attribute("data-strokes")


def test_a_three_drawn_with_the_mouse_is_a_three(canvas):
    page = canvas.page
    draw(page, canvas, THREE)
    says(page, 3)
    draw(page, canvas, [(0.05, 0.05)])
    page.wait_for_function(
        "canvas => canvas.parentElement.dataset.strokes === '2'", arg=canvas.element_handle()
    )
    press(page, "Undo")
    says(page, 3)
    press(page, "Clear")
    says_empty(page)
    draw(page, canvas, ZERO)
    says(page, 0)


def test_it_answers_while_the_pen_is_still_down(canvas):
    page = canvas.page
    first, *others = places(canvas, ONE)
    page.mouse.move(*first)
    page.mouse.down()
    for place in others:
        page.mouse.move(*place, steps=5)
    says(page, 1)
    assert canvas.evaluate("canvas => canvas.isConnected")
    page.mouse.up()


def test_the_keyboard_takes_back_and_clears(canvas):
    page = canvas.page
    for points in (ONE, [(0.2, 0.2), (0.3, 0.2)]):
        draw(page, canvas, points)
    assert strokes(canvas) == "2"
    canvas.press("Backspace")
    says(page, 1)
    assert strokes(canvas) == "1"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "Clear"
    page.keyboard.press("Enter")
    says_empty(page)
    assert strokes(canvas) == "0"
    canvas.press("Delete")
    assert "empty" in canvas.get_attribute("aria-label")


def test_a_finger_draws_on_a_phone_without_moving_the_page(visitor):
    page = visitor(viewport={"width": 390, "height": 300}, has_touch=True, is_mobile=True)
    shown = mount(page, canvas_component, {"strokes": [], "pen": PEN / CANVAS})
    shown.assert_fits()
    canvas = shown.locator("canvas")
    canvas.scroll_into_view_if_needed()
    session = page.context.new_cdp_session(page)
    points = [{"x": x, "y": y} for x, y in places(canvas, ONE)]
    before = page.evaluate("scrollY")
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points[:1]})
    for point in points[1:]:
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    shown.wait_until("data.strokes === '1'")
    assert page.evaluate("scrollY") == before
    picture = prepared(rasterised(page.evaluate("mounted.state.strokes")))
    network = final_results.opened("small", final_results.weights("small"))
    assert int(probabilities(network, picture).argmax()) == 1


def test_a_click_on_a_cell_shows_its_digits_and_a_double_click_the_worst_again(kept_canvas):
    page = kept_canvas.page
    cell = page.locator("path[aria-label*='the network says: 9; the label says: 4;']")
    cell.wait_for()
    page.get_by_text("The worst mistakes", exact=True).wait_for()
    cell.click(force=True)
    found = final_results.answers(final_results.recorded(), "small", 4, 9)
    heading = f"Labelled 4, called 9: {len(found):,} test digits"
    page.get_by_text(heading).wait_for()
    settle(page)
    cell.dblclick(force=True)
    page.get_by_text("The worst mistakes", exact=True).wait_for()
