"""The initialization lab in a browser: any link, the same losses, a hundred seeds."""

from core.playground import Config, parse_link, train
from tests.browser.steps import address_has, opened, settle

LINK = Config(
    dataset="gauss", noise=20, seed="0.31415", hidden=(3,), activation="tanh", learning_rate=0.1
).link()


def test_a_pasted_link_shows_the_engines_losses(page, address):
    opened(page, f"{address}/initialization?activation=your+links&your_seeds=2")
    box = page.get_by_role("textbox", name="Link of A")
    box.fill(LINK)
    box.press("Enter")
    address_has(page, "link_a=")
    settle(page)
    page.get_by_role("slider", name="Iteration").fill("250")
    last = train(parse_link(LINK), 250).losses.iloc[-1]
    for loss in (f"{last['train_loss']:.3f}", f"{last['test_loss']:.3f}"):
        page.locator(".replay").get_by_text(loss).first.wait_for()


def test_a_hundred_seeds_of_both_starts_come_with_their_intervals(page, address):
    opened(page, f"{address}/initialization?relu_seeds=100", "text=100 other seeds")
    assert page.get_by_text("Wilson's 95 % interval").count() == 1
