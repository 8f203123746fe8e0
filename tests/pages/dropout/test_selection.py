"""The lab on choosing: every control, and its reset."""

from functools import partial

import pytest

from core.dropout.selection import Config
from tests.pages.visit import open_lab

lab = partial(open_lab, "dropout.selection")


@pytest.mark.slow
def test_every_control_changes_what_is_said_and_reset_brings_it_back():
    app = lab()
    start = app.said
    app.fill(select_images=500, select_network="batch normalisation", select_epochs="ten").whole()
    assert app.experiments == [Config("batch normalisation", "ten", 500)]
    assert app.tells("4,000 fresh ones").said != start
    assert app.press("selection_reset").said == start
