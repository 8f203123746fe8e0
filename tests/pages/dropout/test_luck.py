"""The lab on luck: every control, its reset, and what an impossible address says."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import text, untroubled


def screen():
    from pages.labs.dropout import luck as dropout_luck

    dropout_luck.show()


def opened(**address):
    app = AppTest.from_function(screen, default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def test_it_opens_with_the_write_ups_choice_judged():
    app = opened()
    assert untroubled(app)
    said = text(app)
    assert "Dropout of 0.5 is the best" in said
    assert "n = 10 seeds" in said
    table = app.table[0].value
    assert list(table["By the mean of"]) == ["one seed", "10 seeds"] * 2
    assert table["By luck alone"].str.rstrip("%").astype(float).iloc[0] == pytest.approx(
        33.3, abs=2
    )


def test_every_control_changes_what_is_said_and_reset_brings_it_back():
    app = opened()
    start = text(app)
    app.segmented_control(key="luck_network").set_value("batch normalisation").run()
    changes = [text(app)]
    app.segmented_control(key="luck_epochs").set_value("ten").run()
    changes.append(text(app))
    app.selectbox(key="luck_p").set_value("0.2").run()
    changes.append(text(app))
    app.selectbox(key="luck_other").set_value("0.8").run()
    changes.append(text(app))
    app.number_input(key="luck_power").set_value(0.95).run()
    changes.append(text(app))
    assert untroubled(app)
    assert len({start, *changes}) == 6
    assert "n = 5 seeds" in changes[-1]
    app.button(key="luck_reset").click().run()
    assert text(app) == start


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ({"luck_network": "resnet"}, "Network"),
        ({"luck_epochs": "2"}, "Epochs"),
        ({"luck_p": "0.55"}, "Judged p"),
        ({"luck_other": "x"}, "Compared with"),
        ({"luck_power": "2"}, "Power"),
    ],
)
def test_an_impossible_address_is_named(address, says):
    app = opened(**address)
    assert untroubled(app)
    assert says in app.warning[0].value


def test_comparing_a_p_with_itself_is_refused_in_a_sentence():
    app = opened(luck_other="0.5")
    assert not app.exception
    assert "must be another p than the judged one" in app.error[0].value
