"""The final network: its record, its mistakes, a digit drawn by hand, and training it."""

from dataclasses import replace
from functools import cache, partial
from math import cos, pi, sin

import numpy as np
import pytest
from PIL import Image

from core.dropout.final import network as final_network
from core.dropout.final import results as final_results
from core.dropout.final.handwriting import rasterised
from pages.labs.dropout import canvas
from pages.labs.dropout import final as final_lab
from tests.core.convolution.test_pictures import saved
from tests.pages.visit import open_lab

THREE = [
    [(0.48 + 0.16 * cos(pi * at / 20), 0.33 + 0.16 * sin(pi * at / 20)) for at in range(-17, 11)]
    + [(0.48 + 0.18 * cos(pi * at / 20), 0.66 + 0.18 * sin(pi * at / 20)) for at in range(-10, 18)]
]
SIZES = {"under 8,000 parameters": "small", "under 25,000 parameters": "large"}

lab = partial(open_lab, "dropout.final")


@cache
def epoch():
    """The first epoch of a real training."""
    return final_network.next_epoch(final_network.Config(images=100, epochs=1))


@pytest.mark.parametrize(("size", "network"), SIZES.items())
def test_opens_with_the_recorded_accuracy_its_intervals_and_n(size, network):
    app = lab(final_network=size).whole()
    accuracy, parameters = app.metric
    found = final_results.accuracies(final_results.recorded(), network)
    assert accuracy.value == f"{found.mean():.2%}"
    assert accuracy.label == f"Test accuracy, mean of {len(found)} seeds"
    assert "95 % interval" in accuracy.delta
    modules = final_network.NETWORKS[network](0.0)
    assert parameters.value == f"{sum(one.numel() for one in modules.parameters()):,}"
    app.tells("Recorded on", "met the 10,000 test images once")
    assert "torch.load" in app.code[-1].value


def test_an_empty_canvas_says_so_and_so_does_an_empty_cell():
    app = lab()
    assert any("The canvas is empty" in info.value for info in app.info)
    app.tells("The worst mistakes")
    pick = app.fill
    assert not pick(cell_label_small=4, cell_predicted_small=9).troubles
    found = final_results.answers(final_results.recorded(), "small", 4, 9)
    app.tells(f"Labelled 4, called 9: {len(found):,} test digits")
    confusion = final_results.confusion(final_results.recorded(), "small")
    none = confusion[confusion["count"] == 0].iloc[0]
    pick(cell_label_small=int(none["label"]), cell_predicted_small=int(none["predicted"]))
    assert any("Click another cell" in info.value for info in app.info)
    assert "The first 24 of" in pick(cell_label_small=0, cell_predicted_small=0).said


def test_a_drawn_three_is_classified_and_what_no_canvas_sends_is_refused(monkeypatch):
    monkeypatch.setattr(canvas, "ask", lambda key, width: THREE)
    for size in SIZES:
        app = lab(final_network=size)
        assert any("This is a **3**" in one.value for one in app.success)
    monkeypatch.setattr(canvas, "ask", lambda key, width: [[(0.5, 2.0)]])
    app.run().refuses("A drawing has a point off the canvas")


def test_a_scanned_digit_is_classified_with_every_step_and_an_empty_sheet_refused():
    app = lab(digit_from="from a file").whole()
    assert any("Choose a picture" in info.value for info in app.info)
    sheet = 1 - 0.6 * rasterised(THREE)
    app.fill(digit_file=("three.png", saved(Image.fromarray(np.uint8(255 * sheet))), "image/png"))
    assert any("This is a **3**" in one.value for one in app.whole().success)
    app.tells("How it was prepared")
    blank = saved(Image.new("L", (60, 60), 200))
    app.fill(digit_file=("blank.png", blank, "image/png")).refuses("Nothing stands out")


@pytest.mark.slow
def test_a_training_is_stopped_and_resumed(held, monkeypatch):
    def trained(config, report, last):
        done = last.number if last else 0
        left = (replace(epoch(), number=number) for number in range(done + 1, config.epochs + 1))
        return held.give(left, report)

    monkeypatch.setattr(final_network, "trained", trained)
    app = lab(final_images="2000", final_epochs="8").press("final_start")
    held.release(2)
    app.wait_for("Stop")
    while not app.get("progress")[0].text.startswith("2 of 8 epochs"):
        app.run()
    app.press("Stop").wait_for("Resume")
    assert app.warning[0].value == "Stopped. 2 of 8 epochs are finished and kept."
    held.release(6)
    app.press("Resume").wait_for("Train again").whole()


@pytest.mark.slow
def test_the_weights_of_a_training_are_offered(fresh_jobs):
    app = (
        lab(final_images="100", final_epochs="1")
        .press("final_start")
        .wait_for("Train again", 120)
        .whole()
    )
    assert any("validation images are right" in one.value for one in app.success)
    app.run()
    assert app.segmented_control(key="final_weights_small").value == "trained here"
    app.fill(final_weights_small="recorded, seed 0").whole()


def test_a_failing_training_says_so_in_one_sentence(fresh_jobs, monkeypatch):
    def broken(config, report, last):
        raise RuntimeError("a secret of the machine")
        yield

    monkeypatch.setattr(final_network, "trained", broken)
    app = lab().press("final_start").wait_for("Resume")
    app.refuses("The training ended early; 0 of 10 epochs are kept. Reference")
    assert "secret" not in app.said


def test_a_training_that_diverged_says_so(fresh_jobs, monkeypatch):
    ill = replace(epoch(), train_loss=float("nan"))
    monkeypatch.setattr(
        final_network, "trained", lambda config, report, last: (one for one in [ill])
    )
    app = lab().press("final_start").wait_for("Train again")
    app.refuses("The loss stopped being finite in epoch 1.")


def test_a_damaged_record_is_one_sentence(monkeypatch, tmp_path):
    final_lab.recorded.clear()
    study = replace(final_results.STUDY, folder=tmp_path)
    monkeypatch.setattr(final_results, "STUDY", study)
    lab().refuses("The recorded", "python -m core.record")
