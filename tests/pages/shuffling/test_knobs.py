"""The knobs beside the pendulum, what each plays, and what is asked on below it."""

from dataclasses import replace

import pytest

from core import shuffling
from core.engines.descent.settings import Run
from core.shuffling import block_length, recovery, remedies, watched_run
from pages.labs.shuffling import knobs, pendulum
from pages.shared.player.films import pack
from tests.pages.shuffling.test_shuffling import (
    CONFIG,
    ELSE,
    LIVES,
    MIXED,
    PENDULUM,
    RECOVERY,
    SMALL,
    seen,
    small,
)
from tests.pages.visit import open_page

pytestmark = pytest.mark.slow  # every page here trains before it is seen

ONCE = {
    RECOVERY: "Is it permanent?",
    ELSE: "What else could it be?",
    MIXED: "How mixed is mixed enough?",
}


def film(app):
    """The bytes that the page's player gets."""
    return max((one.proto.bytes for one in app.get("bidi_component")), key=len)


def watched(config, *orders, block=10, after=0, shows_units=False):
    """The bytes of the first network in these orders."""
    seen = [watched_run.watch(Run(config, order, block, after), 0) for order in orders]
    told = {"showsUnits": shows_units, "shuffledFrom": config.examples}
    return pack([pendulum.film(one) for one in seen], config.points, **told)


def test_the_slider_turns_the_order_and_says_which_an_address_asks_for():
    app = small()
    slider = app.select_slider(key="mixing")
    assert slider.options == ["1 (alternating)", "2", "5", "10", "20 (sorted)"]
    assert slider.value == 20
    for length, order in ((5, "alternating blocks"), (1, "strictly alternating")):
        app.fill(mixing=length).whole()
        assert film(app) == watched(CONFIG, order, "reshuffled", block=5)
        assert app.get_by_key("order").value == app.query_params["order"] == order
        shown = shuffling.run(replace(CONFIG, block=5)).history.query("order == @order")
        means = app.drawn[0][1].set_index(["class", "epoch"])["mean"]
        assert means["+1", 1] == pytest.approx(shown.query("epoch == 1").accuracy_positive.mean())
    app.fill(mixing=20)
    assert film(app) == film(seen(PENDULUM))
    asked = small(order="alternating blocks", block="7")
    assert asked.select_slider(key="mixing").value == 7
    assert not [one for one in small(order="shuffled once").select_slider if one.key == "mixing"]


@pytest.mark.parametrize("change", list(remedies.CHANGES)[1:])
def test_what_is_changed_about_training_is_played_and_then_judged(change):
    changed = remedies.changed(CONFIG, change)
    app = small(change=change).whole()
    assert film(app) == watched(changed, "negatives first", "reshuffled") != film(seen(PENDULUM))
    assert app.experiments[:2] == [CONFIG, changed]
    if changed.activation == "ReLU":
        app.judges(*shuffling.verdicts(shuffling.run(changed))[0].findings)
    else:
        app.tells("This setting does not test the claim.")


def test_the_network_goes_on_shuffled_for_as_long_as_asked():
    app = small(train_on="true", after="2").whole()
    assert film(app) == watched(CONFIG, "negatives first", "reshuffled", after=2)
    assert app.experiments[0] == CONFIG
    assert app.fill(after=4).whole().results != app.run().fill(after=2).results
    app.fill(train_on=False)
    assert film(app) == film(seen(PENDULUM))


def test_the_units_are_drawn_at_first_where_they_are_asked_about():
    assert film(seen(LIVES)) == watched(CONFIG, "negatives first", "reshuffled", shows_units=True)


@pytest.mark.parametrize(("lab", "question"), ONCE.items())
def test_what_the_pendulum_took_in_is_answered_at_its_old_address(lab, question):
    app = open_page("shuffling", **SMALL, lab=lab).whole()
    assert app.segmented_control("lab").value == PENDULUM
    assert app.pills("further").value == question
    assert not app.warning
    assert film(app) == film(seen(PENDULUM))
    assert app.files[-2:] == seen(PENDULUM).files
    assert app.files[:-2]
    app.fill(further=None)
    assert app.files == seen(PENDULUM).files


def test_nothing_is_computed_for_a_question_that_nobody_asks(monkeypatch):
    for experiment in (recovery, remedies, block_length):
        monkeypatch.setattr(experiment, "run", None)
    small(seeds="5").whole()


def test_the_causes_are_compared_on_the_setting_before_the_change():
    app = seen(ELSE, change="momentum 0.9")
    assert app.card(index="Intervention").equals(seen(ELSE).card(index="Intervention"))


def test_a_slider_that_another_order_took_away_is_not_heard(monkeypatch):
    state = {"order": "positives first", "mixing": 500, "block": 10}
    monkeypatch.setattr(knobs.st, "session_state", state)
    knobs.mix(500)
    assert state["order"] == "positives first"
