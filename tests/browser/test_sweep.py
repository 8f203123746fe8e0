"""The dropout sweep from the page: started, stopped half way, kept, resumed."""

import re
import sqlite3
import time

import pytest

from core.store import FILE, FOLDER
from tests.browser.conftest import settle
from tests.browser.server import start

REACHED = r"""wanted => {
    const bar = document.querySelector('[data-testid=stProgress]');
    const found = bar && bar.innerText.match(/(\d+) of 20 models trained/);
    return found && Number(found[1]) >= wanted;
}"""


@pytest.mark.slow
def test_a_sweep_is_stopped_half_way_and_keeps_its_finished_points(page, browser, address):
    page.goto(f"{address}/dropout?sweep_size=one+epoch")
    settle(page)
    page.get_by_role("button", name="Run the sweep").click()
    page.wait_for_function(REACHED, arg=8, timeout=120_000)
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


@pytest.mark.slow
def test_after_a_stop_and_a_killed_server_no_finished_model_is_lost_or_trained_again(
    page, monkeypatch, tmp_path
):
    monkeypatch.setenv(FOLDER, str(tmp_path))
    server, address = start()
    try:
        page.goto(f"{address}/dropout?sweep_size=one+epoch")
        settle(page)
        page.get_by_role("button", name="Run the sweep").click()
        page.wait_for_function(REACHED, arg=4, timeout=120_000)
        page.get_by_role("button", name="Stop").click()
        pressed = time.monotonic()
        page.get_by_text("finished and kept").wait_for(timeout=5_000)
        assert time.monotonic() - pressed < 3  # two for the stop, one for the page
        stopped = _rows(tmp_path)
        page.get_by_role("button", name="Resume").click()
        page.wait_for_function(REACHED, arg=len(stopped) + 3, timeout=120_000)
    finally:
        server.kill()
        server.wait(timeout=20)
    killed = _rows(tmp_path)
    assert stopped.items() <= killed.items()
    assert len(stopped) + 3 <= len(killed) < 20

    server, address = start()
    try:
        page.goto(f"{address}/dropout?sweep_size=one+epoch")
        settle(page)
        page.get_by_text(f"{len(killed)} of 20 models are kept from earlier sweeps.").wait_for()
        assert _live_runs(page) == len(killed)
        page.get_by_role("button", name="Resume").click()
        page.get_by_text("All 20 models trained.").wait_for(timeout=120_000)
        whole = _rows(tmp_path)
        assert len(whole) == 20
        assert killed.items() <= whole.items()
    finally:
        server.terminate()
        server.wait(timeout=20)


def _rows(place):
    """When each kept model ended, and its curve with the seconds that it took."""
    with sqlite3.connect(place / FILE) as connection:
        rows = connection.execute("SELECT p, seed, finished, curve FROM models")
        return {(p, seed): (finished, curve) for p, seed, finished, curve in rows}


def _live_runs(page):
    with page.expect_download() as caught:
        page.get_by_role("button", name="live.csv").click()
    return len(caught.value.path().read_text().splitlines()) - 1
