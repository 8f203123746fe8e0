"""The shuffling lab in a browser: change, replay, click the map, download, share."""

from io import StringIO

import pandas as pd
import pytest

from core.shuffling import Config, run
from tests.browser.conftest import settle

SMALL = "points=60&seeds=3&epochs=1&hidden=8&cell_seeds=2"


def choose(page, label, option):
    """Choose from a menu of the panel."""
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()


def enter(page, label, value):
    """Type a number into a box of the panel."""
    box = page.get_by_role("spinbutton", name=label)
    box.fill(value)
    box.press("Enter")


def test_order_loss_and_rate_change_what_is_shown_and_the_address(page, address):
    page.goto(f"{address}/shuffling?{SMALL}")
    settle(page)
    choose(page, "Order", "positives first")
    page.get_by_role("heading", name="positives first").wait_for()
    page.get_by_role("radio", name="squared").click()
    enter(page, "Learning rate", "0.02")
    for part in ("order=positives", "loss=squared", "rate=0.02"):
        page.wait_for_function("part => location.search.includes(part)", arg=part)
    settle(page)
    assert page.get_by_text("Accuracy · positives first").count() == 1


def test_the_replay_plays_to_its_end(page, address):
    page.goto(f"{address}/shuffling?{SMALL}")
    settle(page)
    player = page.locator(".surfaces")
    slider = player.get_by_role("slider")
    end = slider.input_value()
    player.get_by_role("button", name="To the start").click()
    assert slider.input_value() == "0"
    player.get_by_text("4×").click()
    player.get_by_role("button", name="Play", exact=True).click()
    player.get_by_role("button", name="Pause", exact=True).wait_for()
    page.wait_for_function("slider => 0 < slider.value && slider.value < slider.max",
                           arg=slider.element_handle())  # fmt: skip
    player.get_by_role("button", name="Play", exact=True).wait_for(timeout=30_000)
    assert slider.input_value() == end


def test_a_click_on_the_map_loads_its_experiment(page, address):
    page.goto(f"{address}/shuffling?{SMALL}&lab=Where+it+holds")
    settle(page)
    cell = page.locator(
        "[data-testid=stVegaLiteChart] .mark-rect path"
        "[aria-label*='learning rate: 0.3;'][aria-label*='loss: squared']"
    )
    cell.scroll_into_view_if_needed()
    box = cell.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.get_by_text("Through the epochs").wait_for()
    settle(page)
    assert page.get_by_role("spinbutton", name="Learning rate").input_value() == "0.3"
    assert "loss=squared" in page.url
    assert "rate=0.3" in page.url


def test_the_download_holds_the_run(page, address):
    page.goto(f"{address}/shuffling?{SMALL}")
    settle(page)
    with page.expect_download() as caught:
        page.get_by_role("button", name="history.csv").click()
    shown = pd.read_csv(StringIO(caught.value.path().read_text()))
    own = run(Config(points=60, seeds=3, epochs=1, hidden=8)).history
    pd.testing.assert_frame_equal(shown, own, check_dtype=False, rtol=1e-9)


@pytest.mark.slow
def test_the_copied_link_shows_the_same_figures_in_a_fresh_browser(page, browser, address):
    page.goto(f"{address}/shuffling?{SMALL}")
    settle(page)
    first = page.get_by_role("table").first.inner_text()
    enter(page, "Learning rate", "0.01")
    page.wait_for_function(
        "before => document.querySelector('table').innerText !== before", arg=first
    )
    settle(page)
    page.get_by_role("button", name="Link", exact=True).click()
    link = page.get_by_test_id("stCode").inner_text().strip()
    assert "rate=0.01" in link
    other = browser.new_context().new_page()
    other.goto(link)
    settle(other)
    assert (
        other.get_by_role("table").first.inner_text()
        == page.get_by_role("table").first.inner_text()
    )
    other.context.close()


def test_the_labs_can_be_chosen_with_the_keyboard_alone(page, address):
    page.goto(f"{address}/shuffling?{SMALL}")
    settle(page)
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == "Pendulum":
            break
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.get_by_text("The life of every unit · reshuffled", exact=True).wait_for()
    assert "lab=What" in page.url
