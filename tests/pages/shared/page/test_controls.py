"""Controls say which values they take."""

from streamlit.testing.v1 import AppTest


def panel():
    from pages.shared.page import controls

    with controls.panel("test") as panel:
        panel.whole("Images", "images", 5_000, -100, 20_000, "Of the training set")
        panel.whole("Seed", "seed", 0, 0, 9)
        panel.whole("Side", "side", 1, 1, 9, "Odd, 1 to 9.")
        panel.real("Dropout p", "p", 0.5, 0.0, 0.99, "Share hidden")
        panel.learning_rate("rate", 0.01, "Of RMSprop")


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
