import re
import time
from dataclasses import replace
from math import cos, pi, sin

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.dropout.final import network as final_network
from core.dropout.final import results as final_results
from pages.labs.dropout import canvas
from tests.pages.conftest import text, untroubled, wait_for

THREE = [
    [(0.48 + 0.16 * cos(pi * at / 20), 0.33 + 0.16 * sin(pi * at / 20)) for at in range(-17, 11)]
    + [(0.48 + 0.18 * cos(pi * at / 20), 0.66 + 0.18 * sin(pi * at / 20)) for at in range(-10, 18)]
]


@pytest.fixture
def open_lab(fresh_jobs):
    def open_(**address):
        def page():
            from pages.labs.dropout import final as dropout_final
            from pages.shared.page import frame

            with frame.boundary():
                dropout_final.show()

        app = AppTest.from_function(page, default_timeout=120)
        for name, value in address.items():
            app.query_params[name] = value
        return app.run()

    return open_


def press(app, label):
    next(button for button in app.button if button.label == label).click().run()


@pytest.mark.parametrize(
    ("size", "network"),
    [("under 8,000 parameters", "small"), ("under 25,000 parameters", "large")],
)
def test_opens_with_the_recorded_accuracy_its_intervals_and_n(open_lab, size, network):
    app = open_lab(final_network=size)
    assert untroubled(app)
    accuracy, parameters = app.metric
    found = final_results.accuracies(final_results.recorded(), network)
    assert accuracy.value == f"{found.mean():.2%}"
    assert accuracy.label == f"Test accuracy, mean of {len(found)} seeds"
    assert "95 % interval" in accuracy.delta
    modules = final_network.NETWORKS[network](0.0)
    assert parameters.value == f"{sum(one.numel() for one in modules.parameters()):,}"
    assert "Recorded on" in text(app)
    assert "met the 10,000 test images once" in text(app)
    assert "torch.load" in app.code[-1].value


def test_a_cell_picked_by_number_shows_its_digits_and_an_empty_one_says_so(open_lab):
    app = open_lab()
    assert "The worst mistakes" in text(app)
    app.selectbox(key="cell_label_small").select(4)
    app.selectbox(key="cell_predicted_small").select(9).run()
    assert untroubled(app)
    found = final_results.answers(final_results.recorded(), "small", 4, 9)
    assert f"Labelled 4, called 9: {len(found):,} test digits" in text(app)
    table = final_results.confusion(final_results.recorded(), "small")
    none = table[table["count"] == 0].iloc[0]
    app.selectbox(key="cell_label_small").select(int(none["label"]))
    app.selectbox(key="cell_predicted_small").select(int(none["predicted"])).run()
    assert any("Click another cell" in info.value for info in app.info)
    app.selectbox(key="cell_label_small").select(0)
    app.selectbox(key="cell_predicted_small").select(0).run()
    assert "The first 24 of" in text(app)


def test_an_empty_canvas_says_so(open_lab):
    assert any("The canvas is empty" in info.value for info in open_lab().info)


def test_a_drawn_three_is_classified_and_what_no_canvas_sends_is_refused(open_lab, monkeypatch):
    monkeypatch.setattr(canvas, "ask", lambda key: THREE)
    for size in ("under 8,000 parameters", "under 25,000 parameters"):
        app = open_lab(final_network=size)
        assert any("This is a **3**" in one.value for one in app.success)
    monkeypatch.setattr(canvas, "ask", lambda key: [[(0.5, 2.0)]])
    app = open_lab()
    assert not app.exception
    assert app.error[0].value.startswith("A drawing has a point off the canvas")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("final_network", "huge", "must be one of under 8,000 parameters"),
        ("final_images", "0", "Images is 0, but must be a whole number from 100 to 55,000."),
        ("final_epochs", "many", "is not a number"),
        ("final_seed", "-1", "must be a whole number from 0 to 1,000"),
        ("final_rate", "nan", "must be a number"),
        ("final_batch", "1", "must be a whole number from 2 to 1,000"),
        ("final_p", "1", "Dropout p is 1.0, but must be a number from 0 to 0.99"),
    ],
)
def test_an_impossible_address_is_named_and_the_page_stays_whole(open_lab, name, value, says):
    app = open_lab(**{name: value})
    assert untroubled(app)
    assert any(says in warning.value for warning in app.warning)
    assert len(app.metric) == 2


@pytest.mark.slow
def test_a_training_is_stopped_resumed_and_its_weights_are_offered(open_lab):
    app = open_lab(final_images="2000", final_epochs="8")
    press(app, "Train")
    end = time.monotonic() + 120
    while not any(re.search("[1-7] of 8 epochs", one.text) for one in app.get("progress")):
        assert time.monotonic() < end, text(app)
        time.sleep(1)
        app.run()
    press(app, "Stop")
    pressed = time.monotonic()
    wait_for(app, "Resume", 120)
    assert time.monotonic() - pressed < 10
    assert app.warning[0].value.startswith("Stopped. ")
    kept = int(app.warning[0].value.split()[1])
    assert 0 < kept < 8
    press(app, "Resume")
    wait_for(app, "Train again", 120)
    assert untroubled(app)
    assert any("validation images are right" in one.value for one in app.success)
    app.run()
    choice = app.segmented_control(key="final_weights_small")
    assert choice.value == "trained here"
    choice.set_value("recorded, seed 0").run()
    assert untroubled(app)


def test_a_failing_training_says_so_in_one_sentence(open_lab, monkeypatch):
    def broken(config, report, last):
        raise RuntimeError("a secret of the machine")
        yield

    monkeypatch.setattr(final_network, "trained", broken)
    app = open_lab()
    press(app, "Train")
    wait_for(app, "Resume", 120)
    assert "The training ended early; 0 of 10 epochs are kept. Reference" in app.error[0].value
    assert "secret" not in text(app)


def test_a_training_that_diverged_says_so(open_lab, monkeypatch):
    def diverging(config, report, last):
        first = final_network.next_epoch(final_network.Config(images=100, epochs=1))
        yield final_network.Epoch(**{**vars(first), "train_loss": float("nan")})

    monkeypatch.setattr(final_network, "trained", diverging)
    app = open_lab()
    press(app, "Train")
    wait_for(app, "Train again", 120)
    assert app.error[0].value.startswith("The loss stopped being finite in epoch 1.")


def test_a_damaged_record_is_one_sentence(open_lab, monkeypatch, tmp_path):
    st.cache_data.clear()
    study = replace(final_results.STUDY, folder=tmp_path)
    monkeypatch.setattr(final_results, "STUDY", study)
    app = open_lab()
    assert not app.exception
    assert "python -m core.record" in app.error[0].value
