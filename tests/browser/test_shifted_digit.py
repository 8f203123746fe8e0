"""The digit in a browser: dragged by pointer, finger and keys, and what that changes of it."""

import pytest

from core.pooling.compared import COMPARED
from core.pooling.one_digit import UNPOOLED, Config, run
from pages.labs.pooling import shifted_digit
from tests.browser.component import in_dashboard, mount
from tests.browser.steps import address_has, settle

SIDE = 36
START = Config(picture=2)


@pytest.fixture
def shown(page):
    return mount(page, shifted_digit, shifted_digit.pack(run(START)))


def drag(page, root, down, right):
    box = root.locator(".board").bounding_box()
    pixel = box["width"] / SIDE
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right * pixel, y + down * pixel, steps=3)
    page.mouse.up()


def assert_shows(root, down, right):
    """What every pooling's change is said to be is what core measures of this very shift."""
    assert root.data("place") == f"{down} {right}"
    changes = run(Config(picture=2, dx=right, dy=down)).changes.set_index("operator")["change"]
    for name in COMPARED:
        note = root.panel(name[0].upper() + name[1:]).locator(".note").inner_text()
        assert note == f"Δ {changes[name]:.0%}".replace("%", " %")
    assert f"{UNPOOLED} {changes[UNPOOLED]:.0%}".replace("%", " %") in root.spoken


def test_the_digit_is_at_least_200_pixels_large_and_dragged_as_far_as_its_canvas(page, shown):
    assert shown.locator(".board canvas").bounding_box()["width"] >= 200 * SIDE / 28
    assert shown.data("place") == "0 1"
    drag(page, shown, -2, 2)
    assert_shows(shown, -2, 3)
    page.wait_for_function("mounted.state.place")
    assert page.evaluate("mounted.state.place") == [-2, 3]
    drag(page, shown, 20, -20)
    assert_shows(shown, 4, -4)


def test_keys_and_buttons_move_it_and_the_last_place_is_told_once(page, shown):
    page.keyboard.press("Tab")
    for key, place in (("ArrowRight", "0 2"), ("ArrowDown", "1 2"), ("ArrowLeft", "1 1")):
        page.keyboard.press(key)
        assert shown.data("place") == place, key
    assert page.evaluate("mounted.state.place") is None
    page.wait_for_function("mounted.state.place")
    assert page.evaluate("mounted.state.place") == [1, 1]
    shown.press("To the middle", "Move the digit up")
    assert_shows(shown, -1, 0)
    for _ in range(3):
        shown.press("Move the digit up")
    assert shown.button("Move the digit up").get_attribute("aria-disabled") == "true"


def test_a_finger_drags_it_and_not_the_page(visitor):
    page = visitor(viewport={"width": 390, "height": 400}, has_touch=True)
    root = mount(page, shifted_digit, shifted_digit.pack(run(START)))
    box = root.locator(".board").bounding_box()
    finger, pixel = page.context.new_cdp_session(page), box["width"] / SIDE
    for kind, moved in (("touchStart", 0), ("touchMove", 1), ("touchMove", 3)):
        point = {"x": box["x"] + 100, "y": box["y"] + 100 - moved * pixel}
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert_shows(root, -3, 1)
    assert page.evaluate("scrollY") == 0


def test_another_digit_and_another_place_from_the_server_are_shown(shown):
    shown.update(shifted_digit.pack(run(Config(picture=2, dx=-3, dy=2))))
    assert shown.data("place") == "2 -3"
    shown.update(shifted_digit.pack(run(Config(picture=7))))
    assert shown.data("place") == "0 1"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_it_fits_in_both_themes_and_at_every_width(page, theme, width):
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 900})
    mount(page, shifted_digit, shifted_digit.pack(run(START))).assert_fits()


def test_in_the_dashboard_the_address_keeps_where_it_was_left(page, address):
    place = f"{address}/pooling?lab=On+digits&digit=2"
    root = in_dashboard(page, place, ".shifted_digit[data-place]")
    drag(page, root, 2, -3)
    address_has(page, "dx=-2", "dy=2")
    settle(page)
    assert root.data("place") == "2 -2"
    assert page.get_by_role("spinbutton", name="Pixels down", include_hidden=True).count() == 1
