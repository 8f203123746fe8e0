"""A browser whose connection breaks and comes back: nothing that was finished is lost."""

from contextlib import closing

import pytest

from tests.browser.component import Component
from tests.browser.line import line_to
from tests.browser.steps import assert_stands, opened, press, settle, trained

pytestmark = pytest.mark.exhaustive
REPLAY, SWEEP = "initialization", "dropout?sweep_seeds=10&sweep_batch=17"
APP = "document.querySelector('[data-testid=stApp]').dataset.testConnectionState"


@pytest.fixture
def page(context):
    """A page whose console may complain of the line."""
    with closing(context.new_page()) as opened_page:
        yield opened_page


def cut(page, line):
    """Cut the line, and wait until the page knows."""
    line.cut()
    page.wait_for_function(f"{APP} !== 'CONNECTED'")


def mend(page, line):
    """Mend the line, and wait until the page is connected and drawn."""
    line.mend()
    page.wait_for_function(f"{APP} === 'CONNECTED'")
    settle(page)


def test_a_replay_goes_on_without_a_connection_and_the_page_when_it_is_back(page, address):
    with line_to(address) as line:
        player = Component(opened(page, f"{line.address}/{REPLAY}", ".replay[data-frame]"))
        player.press("To the start", "Speed 0.25×", "Play")
        player.wait_until("data.frame > 1")
        element = player.root.element_handle()
        cut(page, line)
        player.wait_until(f"data.frame > {player.frame + 1}")
        assert player.playing
        mend(page, line)
        assert player.playing
        assert element.is_visible(), "another player has taken its place"
        player.wait_until(f"data.frame > {player.frame + 1}")
        page.get_by_role("radio", name="Slope", exact=True).click()
        page.get_by_text("Slope through time").wait_for()
        assert_stands(page)


def test_a_sweep_goes_on_without_a_connection_and_is_still_its_visitors_own(page, fresh_address):
    with line_to(fresh_address) as line:
        opened(page, f"{line.address}/{SWEEP}")
        press(page, "Run the sweep")
        trained(page, 1)
        cut(page, line)
        mend(page, line)
        trained(page, 2)
        press(page, "Stop")
        page.get_by_text("finished and kept").wait_for()
