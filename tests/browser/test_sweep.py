"""The dropout sweep from the page: started, stopped half way, kept, resumed."""

import sqlite3

import pytest

from core.dropout.store import FILE
from core.resumable import FOLDER
from tests.browser.server import PATIENCE, start
from tests.browser.steps import by_side_bar, opened, press, saved, trained

SWEEP, MODELS = "dropout?sweep_seeds=1&sweep_batch=16", 10
LONG, OTHER = (f"dropout?sweep_seeds=10&sweep_batch={batch}" for batch in (16, 17))


@pytest.mark.exhaustive
def test_after_a_stop_and_a_killed_server_no_finished_model_is_lost_or_trained_again(
    context, monkeypatch, tmp_path
):
    page = context.new_page()
    monkeypatch.setenv(FOLDER, str(tmp_path))
    server, address = start()
    try:
        opened(page, f"{address}/{SWEEP}")
        press(page, "Run the sweep")
        trained(page, 2)
        _assert_stop_stands_beside_the_bar(page)
        press(page, "Stop")
        page.get_by_text("finished and kept").wait_for()
        stopped = _rows(tmp_path)
        assert 2 <= len(stopped) < MODELS
        by_side_bar(page, "Pooling")
        page.close()
        page = context.new_page()
        opened(page, f"{address}/{SWEEP}")
        kept = f"{len(stopped)} of {MODELS} models are finished and kept"
        assert page.get_by_text(kept).count() == 1
        press(page, "Resume")
        trained(page, len(stopped) + 2)
    finally:
        server.kill()
        server.wait(PATIENCE)
    killed = _rows(tmp_path)
    assert stopped.items() <= killed.items()
    assert len(stopped) + 2 <= len(killed) < MODELS

    server, address = start()
    try:
        opened(page, f"{address}/{SWEEP}")
        page.get_by_text(
            f"{len(killed)} of {MODELS} models are kept from earlier sweeps."
        ).wait_for()
        assert _live_runs(page) == len(killed)
        press(page, "Resume")
        page.get_by_text(f"All {MODELS} models trained.").wait_for()
        whole = _rows(tmp_path)
        assert len(whole) == MODELS
        assert killed.items() <= whole.items()
        press(page, "Run again")
        trained(page, 1)
        server.terminate()
        assert server.wait(PATIENCE) == 0
        page.close()
    finally:
        server.kill()
        server.wait(PATIENCE)


@pytest.mark.exhaustive
def test_who_stops_a_sweep_stops_no_other_visitors(fresh_address, visitor):
    hers, his = visitor(), visitor()
    opened(hers, f"{fresh_address}/{LONG}")
    press(hers, "Run the sweep")
    trained(hers, 1)
    opened(his, f"{fresh_address}/{OTHER}")
    press(his, "Run the sweep")
    his.get_by_text("Waiting in line, 1 before you").wait_for()
    press(his, "Stop")
    his.get_by_text("0 of 100 models are finished and kept").wait_for()
    opened(his, f"{fresh_address}/{LONG}")
    his.get_by_text("Another visitor has started this").wait_for()
    assert his.get_by_role("button", name="Stop").count() == 0
    trained(hers, _count(hers) + 1)
    press(hers, "Stop")
    hers.get_by_text("finished and kept").wait_for()
    his.get_by_text("finished and kept").wait_for()


def _count(page):
    """How many models the bar says are trained."""
    return int(page.get_by_test_id("stProgress").inner_text().partition(" of ")[0])


def _assert_stop_stands_beside_the_bar(page):
    """They share a row, and keep it when the page is scrolled."""
    for scrolled in (0, 10_000):
        page.get_by_test_id("stMain").evaluate("(main, far) => main.scrollTo(0, far)", scrolled)
        bar = page.get_by_test_id("stProgress").bounding_box()
        stop = page.get_by_role("button", name="Stop").bounding_box()
        assert bar["x"] + bar["width"] <= stop["x"], f"scrolled by {scrolled}: {bar}, {stop}"
        assert 0 <= stop["y"] < page.viewport_size["height"], f"scrolled by {scrolled}: {stop}"


def _rows(place):
    """When each kept model ended, and its curve with the seconds that it took."""
    with sqlite3.connect(place / FILE) as connection:
        rows = connection.execute("SELECT p, seed, finished, curve FROM models")
        return {(p, seed): (finished, curve) for p, seed, finished, curve in rows}


def _live_runs(page):
    return len(saved(page, "live.csv").read_text().splitlines()) - 1
