"""The lab on choosing: every control, its reset, and what an impossible address says."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import text, untroubled


def screen():
    from pages.labs.dropout import selection as dropout_selection

    dropout_selection.show()


def opened(**address):
    app = AppTest.from_function(screen, default_timeout=120)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def test_every_control_changes_what_is_said_and_reset_brings_it_back():
    app = opened()
    assert untroubled(app)
    start = text(app)
    assert "Choosing among the ten on the test set overrates the winner" in start
    assert "1,500 that play the test set, 1,500 validation and 2,000 fresh ones" in start
    app.number_input(key="select_images").set_value(500).run()
    changes = [text(app)]
    app.segmented_control(key="select_network").set_value("batch normalisation").run()
    changes.append(text(app))
    app.segmented_control(key="select_epochs").set_value("ten").run()
    changes.append(text(app))
    assert untroubled(app)
    assert len({start, *changes}) == 4
    assert "4,000 fresh ones" in changes[-1]
    app.button(key="selection_reset").click().run()
    assert text(app) == start


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ({"select_images": "2001"}, "Images"),
        ({"select_network": "x"}, "Network"),
        ({"select_epochs": "3"}, "Epochs"),
    ],
)
def test_an_impossible_address_is_named(address, says):
    app = opened(**address)
    assert untroubled(app)
    assert says in app.warning[0].value
