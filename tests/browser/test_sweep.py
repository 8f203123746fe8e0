"""The dropout sweep from the page: started, stopped half way, kept, resumed."""

import re

import pytest

from tests.browser.conftest import settle


@pytest.mark.slow
def test_a_sweep_is_stopped_half_way_and_keeps_its_finished_points(page, browser, address):
    page.goto(f"{address}/dropout?sweep_size=one+epoch")
    settle(page)
    page.get_by_role("button", name="Run the sweep").click()
    page.wait_for_function(
        r"""() => {
            const bar = document.querySelector('[data-testid=stProgress]');
            const found = bar && bar.innerText.match(/(\d+) of 20 models trained/);
            return found && Number(found[1]) >= 8;
        }""",
        timeout=120_000,
    )
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("finished and kept").wait_for(timeout=30_000)
    page.get_by_role("button", name="live.csv").wait_for()
    settle(page)
    kept = int(re.search(r"(\d+) of 20 models", page.content()).group(1))
    assert 8 <= kept < 20
    assert _live_runs(page) == kept

    page.get_by_test_id("stSidebar").get_by_role("link", name="Pooling").click()
    page.get_by_role("heading", level=1, name="Pooling").wait_for()
    visitor = browser.new_context().new_page()
    visitor.goto(f"{address}/dropout?sweep_size=one+epoch")
    settle(visitor)
    assert visitor.get_by_text(f"{kept} of 20 models are finished and kept").count() == 1
    visitor.get_by_role("button", name="Resume").click()
    visitor.get_by_text("All 20 models trained.").wait_for(timeout=120_000)
    visitor.get_by_role("button", name="live.csv").wait_for()
    settle(visitor)
    assert _live_runs(visitor) == 20
    visitor.context.close()


def _live_runs(page):
    with page.expect_download() as caught:
        page.get_by_role("button", name="live.csv").click()
    return len(caught.value.path().read_text().splitlines()) - 1
