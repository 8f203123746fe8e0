"""The lab on one epoch or ten: every control, and its reset."""

from functools import partial

from tests.pages.visit import open_lab

lab = partial(open_lab, "dropout.epochs")


def test_the_table_says_what_is_drawn_every_control_changes_it_and_reset_brings_it_back():
    app = lab()
    start = app.said
    assert list(app.table[0].value["Training (epochs)"]) == [19, 32, 100]
    said = app.table[0].value["Regret (points)"]
    drawn = app.drawn[2][-1].set_index("strategy")["estimate"]
    assert [one.split()[0] for one in said] == [f"{drawn[choice]:+.2f}" for choice in said.index]
    changed = app.fill(race_network="batch normalisation").said
    app.fill(race_budget=400).whole()
    assert len({start, changed, app.said}) == 3
    assert list(app.table[0].value["Training (epochs)"]) == [19, 100, 100]
    assert app.press("race_reset").said == start
