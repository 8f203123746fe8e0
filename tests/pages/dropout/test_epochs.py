"""The lab on one epoch or ten: every control, its reset, and what an impossible address says."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import text, untroubled


def screen():
    from pages.labs.dropout import epochs as dropout_epochs

    dropout_epochs.show()


def opened(**address):
    app = AppTest.from_function(screen, default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def test_every_control_changes_what_is_said_and_reset_brings_it_back():
    app = opened()
    assert untroubled(app)
    start = text(app)
    assert "10 trained to epoch 1, 5 kept; 5 trained to epoch 3, 2 kept" in start
    assert list(app.table[0].value["Training (epochs)"]) == [19, 32, 100]
    app.segmented_control(key="race_network").set_value("batch normalisation").run()
    changed = text(app)
    app.number_input(key="race_budget").set_value(400).run()
    assert untroubled(app)
    assert len({start, changed, text(app)}) == 3
    assert list(app.table[0].value["Training (epochs)"]) == [19, 100, 100]
    app.button(key="race_reset").click().run()
    assert text(app) == start


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ({"race_network": "x"}, "Network"),
        ({"race_budget": "39"}, "Budget"),
        ({"race_budget": "1e999"}, "not a number"),
    ],
)
def test_an_impossible_address_is_named(address, says):
    app = opened(**address)
    assert untroubled(app)
    assert says in app.warning[0].value
