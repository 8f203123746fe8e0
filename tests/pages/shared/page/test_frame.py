import pytest

from pages.labs.convolution.layer import EXPLORER
from pages.shared.page import frame
from tests.pages.visit import look_at, open_page


def test_an_unexpected_error_becomes_one_sentence_with_a_reference(monkeypatch, caplog):
    from core import pooling

    def broken(config):
        raise RuntimeError("a secret of the machine")

    monkeypatch.setattr(pooling, "verdicts", broken)
    app = open_page("pooling", lab="The four matrices")
    (error,) = app.troubles
    reference = error.split()[-1].rstrip(".")
    assert "secret" not in app.said
    assert reference in caplog.text
    assert "a secret of the machine" in caplog.text


def test_damaged_data_are_named_with_the_remedy(monkeypatch):
    from core import mnist
    from core.bundled import DamagedData
    from core.padding import responses as padding_responses

    def damaged():
        raise DamagedData("The MNIST file x.gz is missing or damaged; restore it with git.")

    assert padding_responses.mnist is mnist
    monkeypatch.setattr(mnist, "load", damaged)
    app = open_page("convolution", lab="Cost", cost_source="MNIST digits", cost_pictures="11")
    assert app.troubles == ["The MNIST file x.gz is missing or damaged; restore it with git."]


@pytest.mark.parametrize("page", ["", "initialization", "convolution", "pooling", "dropout"])
def test_the_side_bar_links_every_page(page):
    assert len(look_at(page).sidebar.get("page_link")) == len(frame.PAGES)


def test_a_page_that_was_left_is_found_again_as_it_was():
    app = open_page("pooling", window="3")
    app.switch_page("pages/glossary.py").run()
    links = {one.proto.label: one.proto.query_string for one in app.sidebar.get("page_link")}
    assert links.pop("Pooling") == "lab=The+four+matrices&window=3"
    assert not any(links.values())


@pytest.mark.parametrize(
    ("page", "setting", "experiment"),
    [
        ("convolution", {"stride": "2"}, "Layer"),
        ("convolution", {"input_size": "9"}, "Layer"),
        ("convolution", {"cell_seed": "2"}, "One output cell"),
        ("pooling", {"window": "3"}, "The four matrices"),
        ("pooling", {"grid": "5"}, "Shift it"),
        ("dropout", {"sweep_seeds": "3"}, "Sweep"),
        ("dropout", {"sweep_network": "batch normalisation"}, "Sweep"),
        ("dropout", {}, "What dropout does"),
    ],
)
def test_settings_of_what_once_came_first_still_open_it(page, setting, experiment):
    assert open_page(page, **setting).segmented_control("lab").value == experiment


@pytest.mark.parametrize(
    ("old", "experiment", "shown"),
    [
        ("Shape and parameters", "Layer", {}),
        ("Shape explorer", "Layer", {"asked_layer": EXPLORER, "kernel_size": 3, "stride": 2}),
        ("Benefit", "Padding", {"asked_padding": "Does it help?"}),
        ("Sizes and coverage", "Padding", {"asked_padding": "Who is looked at how often?"}),
        ("Cost", "Padding", {"asked_padding": "What does it cost?"}),
    ],
)
def test_an_old_address_opens_what_took_its_experiment_in_at_what_it_showed(old, experiment, shown):
    app = open_page("convolution", lab=old).whole()
    assert app.segmented_control("lab").value == experiment
    assert {name: app.session_state[name] for name in shown} == shown
    assert not app.warning


def test_an_old_address_keeps_its_own_settings():
    app = open_page("convolution", lab="Shape explorer", stride="3").whole()
    assert (app.session_state["stride"], app.session_state["kernel_size"]) == (3, 3)


def test_what_a_specialist_asks_for_waits_in_a_menu_and_joins_the_row():
    app = open_page("shuffling", points="40", seeds="3", epochs="1", lab="What dies")
    rows = app.segmented_control("lab").options
    assert "Convex theory" not in rows
    app.menu_button("lab_more").click("Convex theory").run()
    assert app.segmented_control("lab").value == "Convex theory"
    assert app.segmented_control("lab").options == [*rows, "Convex theory"]
    assert app.query_params["lab"] == "Convex theory"
    app.segmented_control("lab").set_value("What dies").run()
    assert app.segmented_control("lab").options == rows
