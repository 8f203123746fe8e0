"""The dropout sweep from the page: started, stopped half way, kept, resumed."""

import sqlite3

import pytest

from core.dropout.store import FILE
from core.resumable import FOLDER
from tests.browser.conftest import settle
from tests.browser.server import start

SWEEP, MODELS = "sweep_seeds=2&sweep_batch=8", 20
REACHED = r"""wanted => {
    const bar = document.querySelector('[data-testid=stProgress]');
    const found = bar && bar.innerText.match(/(\d+) of 20 models trained/);
    return found && Number(found[1]) >= wanted;
}"""


@pytest.mark.slow
def test_after_a_stop_and_a_killed_server_no_finished_model_is_lost_or_trained_again(
    page, browser, monkeypatch, tmp_path
):
    monkeypatch.setenv(FOLDER, str(tmp_path))
    server, address = start()
    try:
        page.goto(f"{address}/dropout?{SWEEP}")
        settle(page)
        page.get_by_role("button", name="Run the sweep").click()
        page.wait_for_function(REACHED, arg=4, timeout=120_000)
        page.get_by_role("button", name="Stop").click()
        page.get_by_text("finished and kept").wait_for(timeout=30_000)
        stopped = _rows(tmp_path)
        assert 4 <= len(stopped) < MODELS
        page.get_by_test_id("stSidebar").get_by_role("link", name="Pooling").click()
        page.get_by_role("heading", level=1, name="Pooling").wait_for()
        page = browser.new_page()
        page.goto(f"{address}/dropout?{SWEEP}")
        settle(page)
        kept = f"{len(stopped)} of {MODELS} models are finished and kept"
        assert page.get_by_text(kept).count() == 1
        page.get_by_role("button", name="Resume").click()
        page.wait_for_function(REACHED, arg=len(stopped) + 3, timeout=120_000)
    finally:
        server.kill()
        server.wait(timeout=20)
    killed = _rows(tmp_path)
    assert stopped.items() <= killed.items()
    assert len(stopped) + 3 <= len(killed) < MODELS

    server, address = start()
    try:
        page.goto(f"{address}/dropout?{SWEEP}")
        settle(page)
        page.get_by_text(
            f"{len(killed)} of {MODELS} models are kept from earlier sweeps."
        ).wait_for()
        assert _live_runs(page) == len(killed)
        page.get_by_role("button", name="Resume").click()
        page.get_by_text(f"All {MODELS} models trained.").wait_for(timeout=120_000)
        whole = _rows(tmp_path)
        assert len(whole) == MODELS
        assert killed.items() <= whole.items()
        page.get_by_role("button", name="Run again").click()
        page.wait_for_function(REACHED, arg=1, timeout=120_000)
        server.terminate()
        assert server.wait(timeout=30) == 0
    finally:
        server.kill()
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
