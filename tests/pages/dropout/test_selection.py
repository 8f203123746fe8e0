"""The lab on choosing: every control, its reset, and what an impossible address says."""

from functools import partial

from core.dropout.selection import Config
from tests.pages.visit import open_lab

lab = partial(open_lab, "dropout.selection")


def test_every_control_changes_what_is_said_and_reset_brings_it_back():
    app = lab().whole()
    start = app.said
    assert "Choosing among the ten on the test set overrates the winner" in start
    assert "1,500 that play the test set, 1,500 validation and 2,000 fresh ones" in start
    app.fill(select_images=500, select_network="batch normalisation", select_epochs="ten").whole()
    assert app.experiments == [Config("batch normalisation", "ten", 500)]
    assert app.said != start
    app.tells("4,000 fresh ones")
    assert app.press("selection_reset").said == start
