"""The initialization lab in a browser: any link, the same losses, a hundred seeds."""

import time
from urllib.parse import quote

from playwright.sync_api import expect

from core.playground import Config, parse_link, train
from tests.browser.component import in_dashboard
from tests.browser.speed import assert_takes
from tests.browser.steps import address_has, enter, opened, settle

DRAWN = """([root, count]) =>
    root.querySelectorAll(".panel")[1].querySelectorAll(".unit").length === count"""
LINK = Config(
    dataset="gauss", noise=20, seed="0.31415", hidden=(3,), activation="tanh", learning_rate=0.1
).link()


def test_a_pasted_link_shows_the_engines_losses(page, address):
    opened(page, f"{address}/initialization?activation=your+links&your_seeds=2")
    box = page.get_by_role("textbox", name="Link of A")
    box.fill(f"{LINK}&discretize=true")
    box.press("Enter")
    address_has(page, "link_a=", "discretize%3Dtrue")
    expect(page.get_by_role("switch", name="Discretize output")).to_be_checked()
    settle(page)
    page.get_by_role("slider", name="Iteration").fill("250")
    last = train(parse_link(LINK), 250).losses.iloc[-1]
    for loss in (f"{last['train_loss']:.3f}", f"{last['test_loss']:.3f}"):
        page.locator(".replay").get_by_text(loss).first.wait_for()


def test_what_a_link_shows_is_hidden_by_the_visitor_for_good(page, address):
    link = quote(f"{LINK}&showTestData=true")
    opened(page, f"{address}/initialization?activation=your+links&your_seeds=2&link_a={link}")
    switch = page.get_by_role("switch", name="Show test data")
    expect(switch).to_be_checked()
    switch.press("Space")
    address_has(page, "show_test=false")
    page.reload()
    settle(page)
    expect(switch).not_to_be_checked()
    switch.press("Space")
    page.wait_for_function("!location.search.includes('show_test')")


def test_a_hundred_seeds_of_both_starts_come_with_their_intervals(page, address):
    opened(page, f"{address}/initialization?relu_seeds=100", "text=100 other seeds")
    assert page.get_by_text("Wilson's 95 % interval").count() == 1


def test_a_unit_more_is_seen_at_once_and_stands_in_the_address(page, address):
    player = in_dashboard(
        page, f"{address}/initialization?activation=your+links&your_seeds=2", ".replay"
    )
    box = page.get_by_role("spinbutton", name="Layer 1, network B", exact=True)
    box.wait_for()
    settle(page)
    units = player.panel("Network B").locator(".unit")
    assert units.count() == 9
    root = player.element_handle()

    def change() -> list[float]:
        taken = []
        for more in (5, 6, 4):
            box.fill(str(more))
            began = time.perf_counter()
            box.press("Enter")
            page.wait_for_function(DRAWN, arg=[root, 5 + more])
            taken.append(1_000 * (time.perf_counter() - began))
        return taken

    assert_takes(page, change, 500, "a changed unit count")
    enter(page, "Layer 1, network B", "7")
    address_has(page, "networkShape%3D7%2C2")
    page.reload()
    units.nth(11).wait_for()
    settle(page)
    player.slide(250)
    player.press("Play")
    address_has(page, "your_further=1000")
    player.wait_until("data.iteration > 250")
    page.get_by_role("switch", name="Show test data").press("Space")
    address_has(page, "show_test=true")
    assert player.playing
    player.press("New weights")
    address_has(page, "your_resets=1", "your_resets_b=1")
    assert "your_further" not in page.url
    player.get_by_text("weights drawn anew 1×").first.wait_for()
