"""Controls say which values they take."""

from streamlit.testing.v1 import AppTest


def panel():
    from pages.shared.page import controls

    with controls.panel("test") as panel:
        panel.whole("Images", "images", 5_000, -100, 20_000, "Of the training set")
        panel.whole("Seed", "seed", 0, 0, 9)
        panel.whole("Side", "side", 1, 1, 9, "Odd, 1 to 9.")
        panel.real("Dropout p", "p", 0.5, 0.0, 0.99, "Share hidden")
        panel.real("Learning rate", "rate", 0.01, 1e-6, 1.0, "Of RMSprop")


def test_the_range_is_added_where_the_help_is_no_sentence():
    app = AppTest.from_function(panel).run()
    assert not app.exception
    assert [one.help for one in app.number_input] == [
        "Of the training set, −100 to 20,000.",
        "0 to 9.",
        "Odd, 1 to 9.",
        "Share hidden, 0 to 0.99.",
        "Of RMSprop, 0.000001 to 1.",
    ]


def test_reset_brings_every_control_back():
    app = AppTest.from_function(panel).run()
    app.number_input(key="seed").set_value(7)
    app.number_input(key="rate").set_value(0.5).run()
    app.button(key="test_reset").click().run()
    assert [one.value for one in app.number_input] == [5_000, 0, 1, 0.5, 0.01]


def fields():
    from dataclasses import dataclass

    import streamlit as st

    from core.limits import Checked, choice, real, whole
    from pages.shared.page import controls

    @dataclass(frozen=True)
    class Config(Checked):
        network: str = choice("plain", "Network", {"normalised": 0, "plain": 1})
        optimizer: str = choice("Adam", "Optimizer", ("SGD", "Adam"))
        seeds: int = whole(3, "Seeds", 2, 20)
        rate: float = real(0.5, "Learning rate", 0, 1)

    with controls.panel("test") as panel:
        st.session_state["chosen"] = panel.fields(
            Config(seeds=5),
            menus=("optimizer",),
            rate=("a_rate", "Of SGD"),
            network=("a_network", "What is trained."),
            optimizer=("an_optimizer", "How."),
            seeds=("a_seeds", "Runs"),
        )


def test_fields_say_their_labels_their_limits_and_what_they_start_with():
    app = AppTest.from_function(fields).run()
    assert not app.exception
    rate, seeds = app.number_input
    assert (rate.label, rate.min, rate.max, rate.help) == ("Learning rate", 0, 1, "Of SGD, 0 to 1.")
    assert (seeds.label, seeds.min, seeds.max, seeds.help) == ("Seeds", 2, 20, "Runs, 2 to 20.")
    assert [app.selectbox[0].options, app.selectbox[0].value] == [["SGD", "Adam"], "Adam"]
    assert list(app.session_state["chosen"].items()) == [
        ("rate", 0.5),
        ("network", "plain"),
        ("optimizer", "Adam"),
        ("seeds", 5),
    ]


def questions():
    import streamlit as st

    from pages.shared.page import controls

    answers = {
        "Is it permanent?": lambda: st.write("In a day it is back."),
        "How mixed?": lambda: st.write("Ten at a time will do."),
    }
    controls.Panel("test").further("Go on asking", "further", answers)


def test_a_further_question_is_answered_when_it_is_asked_and_by_its_address():
    app = AppTest.from_function(questions).run()
    assert [one.value for one in app.markdown] == []
    app.pills("further").set_value("How mixed?").run()
    assert [one.value for one in app.markdown] == ["Ten at a time will do."]
    app = AppTest.from_function(questions)
    app.query_params["further"] = "Is it permanent?"
    assert [one.value for one in app.run().markdown] == ["In a day it is back."]


def test_a_further_question_that_there_is_not_is_named():
    app = AppTest.from_function(questions)
    app.query_params["further"] = "Why?"
    app.run()
    assert not app.exception
    assert "Go on asking is 'Why?', but must be one of Is it permanent?" in app.warning[0].value
