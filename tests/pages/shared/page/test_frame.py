import pytest

from pages.labs.convolution.layer import EXPLORER
from pages.labs.pooling import own_matrix
from pages.labs.pooling.own_matrix import ON_CELLS
from pages.labs.pooling.shift import FURTHER, WORKED
from pages.shared.page import frame
from tests.pages.visit import look_at, open_page


def test_an_unexpected_error_becomes_one_sentence_with_a_reference(monkeypatch, caplog):
    from core import pooling

    def broken(config):
        raise RuntimeError("a secret of the machine")

    monkeypatch.setattr(pooling, "verdicts", broken)
    app = open_page("pooling", lab="Shift it")
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
def test_the_side_bar_links_every_page_and_lessons_first_after_home(page):
    links = [one.proto.label for one in look_at(page).sidebar.get("page_link")]
    assert len(links) == len(frame.PAGES)
    assert links[:2] == ["Home", "Lessons"]


def test_a_page_that_was_left_is_found_again_as_it_was():
    app = open_page("pooling", lab="On digits", dx="3")
    app.switch_page("pages/glossary.py").run()
    links = {one.proto.label: one.proto.query_string for one in app.sidebar.get("page_link")}
    assert links.pop("Pooling") == "lab=On+digits&dx=3"
    assert not any(links.values())


@pytest.mark.parametrize(
    ("page", "setting", "experiment"),
    [
        ("convolution", {"stride": "2"}, "Layer"),
        ("convolution", {"input_size": "9"}, "Layer"),
        ("convolution", {"cell_seed": "2"}, "One output cell"),
        ("pooling", {"grid": "5"}, "Shift it"),
        ("dropout", {"sweep_seeds": "3"}, "Sweep"),
        ("dropout", {"sweep_network": "batch normalisation"}, "Sweep"),
        ("dropout", {}, "What dropout does"),
    ],
)
def test_settings_of_what_once_came_first_still_open_it(page, setting, experiment):
    assert open_page(page, **setting).segmented_control("lab").value == experiment


@pytest.mark.parametrize(
    ("page", "address", "opens"),
    [
        ("convolution", {"lab": "Shape and parameters"}, {"lab": "Layer"}),
        (
            "convolution",
            {"lab": "Shape explorer"},
            {"lab": "Layer", "asked_layer": EXPLORER, "kernel_size": 3, "stride": 2},
        ),
        (
            "convolution",
            {"lab": "Shape explorer", "stride": "3"},
            {"asked_layer": EXPLORER, "kernel_size": 3, "stride": 3},
        ),
        ("convolution", {"lab": "Benefit"}, {"lab": "Padding", "asked_padding": "Does it help?"}),
        (
            "convolution",
            {"lab": "Sizes and coverage"},
            {"lab": "Padding", "asked_padding": "Who is looked at how often?"},
        ),
        ("convolution", {"lab": "Cost"}, {"lab": "Padding", "asked_padding": "What does it cost?"}),
        (
            "pooling",
            {"lab": "The four matrices", "window": "3", "stride": "1"},
            {"lab": "Shift it", "shift_window": 3, "shift_stride": 1, FURTHER: WORKED},
        ),
        ("pooling", {"window": "4"}, {"lab": "Shift it", "shift_window": 4, "shift_stride": 2}),
        (
            "pooling",
            {"lab": "Gradients", "matrix": "1 2;3 4", "operator": "average"},
            {"lab": "Your own matrix", "operator": "average", own_matrix.FURTHER: ON_CELLS},
        ),
    ],
)
def test_an_old_address_opens_what_took_in_its_experiment_at_its_setting(page, address, opens):
    app = open_page(page, **address).whole()
    assert not app.warning
    assert {name: app.session_state[name] for name in opens} == opens
    assert page != "pooling" or not set(app.query_params) & {"window", "stride"}


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
