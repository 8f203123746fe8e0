"""The shuffling lab in a browser: change, click the map, download, share."""

from itertools import cycle

import pandas as pd

from core.shuffling import Config, run
from tests.browser import speed
from tests.browser.component import in_dashboard
from tests.browser.steps import (
    address_has,
    choose,
    enter,
    first_table,
    opened,
    press,
    saved,
    settle,
    table_changes,
    unfold,
)

SMALL = "points=60&seeds=3&epochs=1&hidden=8&cell_seeds=2"


def test_order_loss_and_rate_change_what_is_shown_and_the_address(page, address):
    opened(page, f"{address}/shuffling?{SMALL}")
    unfold(page, "More settings")
    choose(page, "Order", "positives first")
    page.get_by_role("heading", name="positives first").wait_for()
    page.get_by_role("radio", name="squared").click()
    enter(page, "Learning rate", "0.02")
    address_has(page, "order=positives", "loss=squared", "rate=0.02")
    settle(page)
    assert page.get_by_text("Accuracy · positives first").count() == 1


def test_a_click_on_the_map_loads_its_experiment(page, address):
    opened(page, f"{address}/shuffling?{SMALL}&lab=Where+it+holds")
    cell = page.locator(
        "[data-testid=stVegaLiteChart] .mark-rect path"
        "[aria-label*='learning rate: 0.3;'][aria-label*='loss: squared']"
    )
    cell.scroll_into_view_if_needed()
    box = cell.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.get_by_text("Through the epochs").wait_for()
    settle(page)
    unfold(page, "More settings")
    assert page.get_by_role("spinbutton", name="Learning rate").input_value() == "0.3"
    assert "loss=squared" in page.url
    assert "rate=0.3" in page.url


def test_the_download_holds_the_run_and_the_link_shows_it_in_a_fresh_browser(
    page, visitor, address
):
    opened(page, f"{address}/shuffling?{SMALL}")
    shown = pd.read_csv(saved(page, "history.csv"))
    own = run(Config(points=60, seeds=3, epochs=1, hidden=8)).history
    pd.testing.assert_frame_equal(shown, own, check_dtype=False, rtol=1e-9)
    before = first_table(page)
    unfold(page, "More settings")
    enter(page, "Learning rate", "0.01")
    table_changes(page, before)
    press(page, "Share")
    link = page.get_by_test_id("stCode").inner_text().strip()
    assert "rate=0.01" in link
    other = visitor()
    opened(other, link)
    assert first_table(other) == first_table(page)


# How long a player takes to show another film.
ANSWERED = """root => { root.answered = new Promise(done => {
    const before = performance.now();
    const watcher = new MutationObserver(() => {
        watcher.disconnect();
        done(performance.now() - before);
    });
    watcher.observe(root, { childList: true });
}) }"""


def test_each_knob_is_answered_with_a_film_of_its_own_within_half_a_second(page, address):
    player = in_dashboard(page, f"{address}/shuffling?seeds=2", ".surfaces[data-frame]")
    slider = page.get_by_role("slider", name="Length of blocks")
    switch = page.get_by_role("switch", name="Train on, shuffled")
    keys = cycle(["ArrowLeft"] * 8 + ["ArrowRight"] * 8)

    def answers():
        for knob, key in ((slider, next(keys)), (switch, "Space")):
            settle(page)
            knob.focus()
            player.evaluate(ANSWERED)
            page.keyboard.press(key)
            yield player.evaluate("root => root.answered")

    speed.assert_takes(page, lambda: list(answers()), 500, "a film after a knob is moved")


def test_what_is_asked_on_is_answered_below_the_picture_and_in_the_address(page, address):
    player = in_dashboard(page, f"{address}/shuffling?{SMALL}", ".surfaces[data-frame]")
    page.get_by_role("radio", name="Is it permanent?").click()
    page.get_by_role("button", name="recovery.csv").wait_for()
    address_has(page, "further=Is")
    settle(page)
    assert player.button("Play").is_visible()
    opened(page, f"{address}/shuffling?{SMALL}&lab=How+mixed")
    page.get_by_role("button", name="blocks.csv").wait_for()
    page.get_by_role("radio", name="Pendulum", checked=True).wait_for()
