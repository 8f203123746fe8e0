"""The lab on one epoch or ten: every control, and its reset."""

from functools import partial

from core.text import minus
from tests.pages.visit import open_lab

lab = partial(open_lab, "dropout.epochs")


def test_it_says_what_is_drawn_every_control_changes_it_and_reset_brings_it_back():
    app = lab()
    start = app.said
    drawn = app.drawn[2][-1].set_index("strategy")
    for choice, epochs in {"after 1": 19, "successive halving": 32, "after 10": 100}.items():
        regret = minus(f"{drawn.loc[choice, 'estimate']:+.2f}")
        app.tells(f"{choice}: {epochs} epochs, regret {regret} percentage points".casefold()[1:])
    changed = app.fill(race_network="batch normalisation").said
    app.fill(race_budget=400).whole()
    assert len({start, changed, app.said}) == 3
    app.tells("successive halving: 100 epochs")
    assert app.press("race_reset").said == start
