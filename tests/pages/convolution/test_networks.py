"""The lab of whole networks: its controls, its editors, its errors, and the address."""

import pytest
from streamlit.testing.v1 import AppTest

from core.engines.networks.base import shape_text
from core.engines.networks.code import export, parse
from core.engines.networks.known import NETWORKS
from core.engines.networks.summary import summarise, totals
from pages.labs.convolution.network_editor import ADDRESS, LONGEST_IN_ADDRESS
from tests.pages.conftest import files, text, untroubled

SCRIPT = """
import streamlit as st

from pages.labs.convolution import networks
from pages.shared.page import frame

with frame.boundary():
    if st.toggle("Here", True):
        networks.show()
"""
COURSE, LENET, RESNET = "Course's MNIST network", "LeNet-5", "ResNet-18"
OWN = "nn.Sequential(nn.Conv2d(1, 4, 5), nn.ReLU(), nn.Flatten(), nn.Linear(2304, 10))"
EDITOR, ARGUMENTS = "network_editor_0", "arguments"


@pytest.fixture
def open_lab():
    def open_(**address):
        app = AppTest.from_string(SCRIPT, default_timeout=60)
        for name, value in address.items():
            app.query_params[name] = value
        return app.run()

    return open_


def figures(app):
    return [metric.value for metric in app.metric]


def of(layers, shape, names=()):
    """The metrics and the table that the lab has to show."""
    table = summarise(layers, shape, names)
    sums = totals(table)
    return table, [f"{sums.parameters:,}", f"{sums.multiply_accumulates:,}"]


def shows(app, layers, shape):
    """Whether the lab shows these layers, figure for figure, and offers their code."""
    table, sums = of(layers, shape)
    shown = app.dataframe[-1].value
    assert figures(app)[:2] == sums
    assert list(shown["kind"]) == list(table["kind"])
    assert list(shown["output_shape"]) == [shape_text(one) for one in table["output_shape"]]
    for column in ("weights", "biases", "parameters", "multiply_accumulates", "memory"):
        assert list(shown[column]) == list(table[column])
    assert app.code[-1].value == export(layers).strip()
    return True


def edit(app, **changes):
    empty = {"edited_rows": {}, "added_rows": [], "deleted_rows": []}
    app.session_state[EDITOR] = empty | changes
    return app.run()


def test_it_opens_with_the_courses_network(open_lab):
    app = open_lab()
    assert untroubled(app)
    network = NETWORKS[COURSE]()
    assert shows(app, network.layers, network.input_shape)
    assert figures(app)[0] == "14,178"
    assert len(app.get("vega_lite_chart")) == 4
    assert files(app) == ["network.py", "network.csv"]
    assert "Layer 12, Linear, has the most: 91%." in text(app)


@pytest.mark.parametrize("name", NETWORKS)
def test_every_known_network_opens_from_its_address(open_lab, name):
    app = open_lab(network=name)
    assert untroubled(app)
    assert not app.warning
    network = NETWORKS[name]()
    assert shows(app, network.layers, network.input_shape)
    assert network.source in text(app)
    assert list(app.dataframe[-1].value["name"]) == list(
        summarise(network.layers, network.input_shape, network.names)["name"]
    )


def test_the_receptive_field_is_written_a_side_in_pixels(open_lab):
    last = open_lab(network="VGG-16", network_input="3, 224, 192").dataframe[-1].value.iloc[30]
    assert (last["kind"], last["output_shape"]) == ("MaxPool2d", "512 × 7 × 6")
    assert (last["receptive_field"], last["jump"], last["start"]) == (
        "212 × 212", "32 × 32", "15.5, 15.5",
    )  # fmt: skip


def test_the_input_shape_can_be_changed_and_is_kept_in_the_address(open_lab):
    app = open_lab()
    app.text_input(key="network_input").set_value("1 × 28 × 28 ").run()
    assert untroubled(app)
    app.selectbox(key="network").select("AlexNet").run()
    assert "Layer 1, Conv2d: in_channels is 3, but the input has 1" in app.error[0].value
    app.text_input(key="network_input").set_value("3, 100, 80").run()
    assert untroubled(app)
    assert shows(app, NETWORKS["AlexNet"]().layers, (3, 100, 80))
    app.text_input(key="network_input").set_value("").run()
    assert shows(app, NETWORKS["AlexNet"]().layers, (3, 224, 224))


@pytest.mark.parametrize(
    ("shape", "says"),
    [
        ("three", "Input shape is 'three', but must be 1 to 4 whole numbers such as 3, 224, 224"),
        ("3, 0, 5", "Input shape is 0, but must be a whole number from 1 to 1,000,000,000."),
        ("1, 2, 3, 4, 5", "Input shape has 5 values, but must have 1 to 4."),
        ("<script>alert(1)</script>", "Input shape is '<script>alert(1)</script>', but must be"),
        ("1, 3, 3", "Layer 3, MaxPool2d: kernel_size is 2, which with dilation 1 spans 2 of the"),
        ("784", "Layer 1, Conv2d: the input is 784, but must be channels × height × width."),
    ],
)
def test_an_impossible_input_is_said_and_the_last_table_stays(open_lab, shape, says):
    app = open_lab(network_input=shape)
    assert not app.exception
    (error,) = app.error
    assert error.value.startswith(says)
    assert figures(app)[0] == "14,178"


def test_pasted_code_is_worked_out_and_stands_in_the_address(open_lab):
    app = open_lab(network_change="Code")
    assert app.text_area(key=EDITOR).value == export(NETWORKS[COURSE]().layers)
    app.text_area(key=EDITOR).set_value(OWN).run()
    assert untroubled(app)
    assert shows(app, parse(OWN), (1, 28, 28))
    assert app.query_params[ADDRESS] == OWN
    again = open_lab(network_change="Code", **{ADDRESS: OWN})
    assert again.text_area(key=EDITOR).value == OWN
    assert shows(again, parse(OWN), (1, 28, 28))


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("import os", "Line 1: found 'import os', but only imports such as these are allowed"),
        ("nn.Sequential(\n    nn.Conv2d(1, 8, 3),\n    nn.LSTM(3, 4),\n)",
         "Line 3: found 'nn.LSTM', but only Sequential and these are allowed: Conv1d, "),
        ("print('hello')", "Line 1: found 'print', but only Sequential and these are allowed: "),
        ("nn.Conv2d(1, 8, 0)", "Line 1, Conv2d: kernel_size is 0, but must be a whole number "),
        ("nn.Sequential(", "Line 1: this is not Python ("),
        ("", "Line 1: there is no network, but nn.Sequential(...) is expected."),
        ("nn.Conv2d(3, 8, 3)", "Layer 1, Conv2d: in_channels is 3, but the input has 1; set "),
        ("nn.Sequential(nn.Flatten(), nn.Linear(783, 10))",
         "Layer 2, Linear: in_features is 783, but the layer before gives 784; set in_features "),
    ],
)  # fmt: skip
def test_code_that_cannot_be_is_said_and_the_last_table_stays(open_lab, code, says):
    app = open_lab(network_change="Code", **{ADDRESS: OWN})
    app.text_area(key=EDITOR).set_value(code).run()
    assert not app.exception
    (error,) = app.error
    assert error.value.startswith(says)
    assert shows(app, parse(OWN), (1, 28, 28))
    app.text_area(key=EDITOR).set_value("nn.ReLU()").run()
    assert untroubled(app)
    assert shows(app, parse("nn.ReLU()"), (1, 28, 28))


def test_long_code_stays_out_of_the_address(open_lab):
    app = open_lab(network_change="Code", **{ADDRESS: OWN})
    long = OWN + "#" * LONGEST_IN_ADDRESS
    app.text_area(key=EDITOR).set_value(long).run()
    assert untroubled(app)
    assert ADDRESS not in app.query_params


def test_rows_are_changed_added_and_deleted(open_lab):
    app = open_lab(network=LENET, network_change="Rows")
    assert shows(app, NETWORKS[LENET]().layers, (1, 32, 32))
    edit(
        app,
        edited_rows={1: {"layer": "ReLU"}, 9: {ARGUMENTS: "120, 84, bias=False"}},
        added_rows=[{"layer": "LogSoftmax", ARGUMENTS: "1"}],
        deleted_rows=[10],
    )
    assert untroubled(app)
    expected = list(NETWORKS[LENET]().layers)
    expected[1] = parse("nn.ReLU()")[0]
    expected[9] = parse("nn.Linear(120, 84, bias=False)")[0]
    expected = (*expected[:10], *expected[11:], *parse("nn.LogSoftmax(1)"))
    assert shows(app, expected, (1, 32, 32))
    assert parse(app.query_params[ADDRESS]) == expected


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"edited_rows": {0: {ARGUMENTS: "1, 6"}}}, "Row 1: found 'nn.Conv2d(1, 6)', but Conv2d "),
        ({"edited_rows": {2: {ARGUMENTS: "0"}}}, "Row 3, AvgPool2d: kernel_size is 0, but must "),
        ({"edited_rows": {0: {ARGUMENTS: None}}}, "Row 1: found 'nn.Conv2d()', but Conv2d also "),
        ({"edited_rows": {1: {ARGUMENTS: "__import__('os')"}}}, "Row 2: found "),
        ({"added_rows": [{}]}, "Row 13: the layer is '', but must be one of Conv1d, "),
        ({"deleted_rows": list(range(12))}, "There are 0 rows, but must be 1 to 1,000."),
        ({"deleted_rows": [8]}, "Layer 9, Linear: in_features is 120, but the layer before gives "),
    ],
)
def test_a_row_that_cannot_be_is_said_and_the_last_table_stays(open_lab, changes, says):
    app = edit(open_lab(network=LENET, network_change="Rows"), **changes)
    assert not app.exception
    (error,) = app.error
    assert error.value.startswith(says)
    assert shows(app, NETWORKS[LENET]().layers, (1, 32, 32))


def test_the_editors_hand_their_network_to_each_other(open_lab):
    app = open_lab(network_change="Code", **{ADDRESS: OWN})
    app.segmented_control(key="network_change").set_value("Rows").run()
    assert list(app.data_editor[0].value["layer"]) == ["Conv2d", "ReLU", "Flatten", "Linear"]
    app.session_state["network_editor_1"] = {
        "edited_rows": {1: {"layer": "Tanh"}}, "added_rows": [], "deleted_rows": [],
    }  # fmt: skip
    app.run()
    app.segmented_control(key="network_change").set_value("Code").run()
    assert app.text_area[0].value == export(parse(OWN.replace("ReLU", "Tanh")))
    app.segmented_control(key="network_change").set_value("As it is").run()
    assert shows(app, NETWORKS[COURSE]().layers, (1, 28, 28))
    assert ADDRESS not in app.query_params


@pytest.mark.parametrize("mode", ["Rows", "Code"])
def test_what_was_edited_is_there_after_looking_at_something_else(open_lab, mode):
    app = open_lab(network_change=mode)
    if mode == "Rows":
        edit(app, deleted_rows=[1, 3, 4])
    else:
        app.text_area(key=EDITOR).set_value(OWN).run()
    before = app.code[-1].value
    app.toggle[0].set_value(False).run()
    assert not app.metric
    app.toggle[0].set_value(True).run()
    app.segmented_control(key="network_change").set_value(mode).run()
    assert untroubled(app)
    assert app.code[-1].value == before


def test_start_again_opens_the_network_of_the_menu(open_lab):
    app = open_lab(network_change="Code", **{ADDRESS: OWN})
    app.button(key="network_forget").click().run()
    assert untroubled(app)
    assert app.text_area[0].value == export(NETWORKS[COURSE]().layers)
    app.text_area[0].set_value(OWN).run()
    app.selectbox(key="network").select(LENET).run()
    assert app.text_area[0].value == export(NETWORKS[LENET]().layers)
    assert shows(app, NETWORKS[LENET]().layers, (1, 32, 32))


def test_reset_brings_the_start_back(open_lab):
    app = open_lab(network=LENET, network_change="Rows", network_input="1, 40, 40")
    assert app.error
    app.button(key="networks_reset").click().run()
    assert untroubled(app)
    assert shows(app, NETWORKS[COURSE]().layers, (1, 28, 28))


@pytest.mark.parametrize("mode", ["Rows", "Code"])
def test_a_residual_network_is_edited_without_its_shortcuts_and_says_so(open_lab, mode):
    app = open_lab(network=RESNET, network_change=mode)
    assert untroubled(app)
    assert "starts without the shortcuts" in app.info[0].value
    kinds = list(app.dataframe[-1].value["kind"])
    assert "addition" not in kinds
    assert kinds.count("Conv2d") == 17


@pytest.mark.parametrize("mode", ["Rows", "Code"])
def test_hostile_code_in_the_address_is_refused_and_does_not_run(open_lab, mode, tmp_path):
    mark = tmp_path / "mark"
    app = open_lab(network_change=mode, **{ADDRESS: f"nn.ReLU(open({str(mark)!r}, 'w'))"})
    assert not app.exception
    assert app.error[0].value.startswith("Line 1: found \"open('")
    assert figures(app)[0] == "14,178"
    assert not mark.exists()


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ({"network": "VGG-99"}, "Network is 'VGG-99', but must be one of Course's MNIST network"),
        ({"network_change": "Magic"}, "Change it is 'Magic', but must be one of As it is, Rows, "),
    ],
)
def test_an_impossible_address_is_named(open_lab, address, says):
    app = open_lab(**address)
    assert untroubled(app)
    assert says in app.warning[0].value
    assert figures(app)[0] == "14,178"


def test_what_has_no_parameters_or_no_sides_says_so(open_lab):
    app = open_lab(network_change="Code", network_input="5", **{ADDRESS: "nn.ReLU()"})
    assert untroubled(app)
    assert figures(app) == ["0", "0", "0.0 kB"]
    assert text(app).count("None of these layers has any.") == 2
    assert "The input has no sides" in text(app)
    assert len(app.get("vega_lite_chart")) == 1


def test_numbers_beyond_64_bits_are_shown_exactly(open_lab):
    code = "nn.Sequential(nn.Conv2d(1000000000, 1000000000, 3, padding=1), nn.ReLU())"
    app = open_lab(network_change="Code", network_input="1000000000, 1000000000, 1000000000",
                   **{ADDRESS: code})  # fmt: skip
    assert untroubled(app)
    assert figures(app)[:2] == [f"{9 * 10**18 + 10**9:,}", f"{9 * 10**36:,}"]
    shown = app.dataframe[-1].value
    assert shown["multiply_accumulates"].iloc[0] == f"{9 * 10**36:,}"
    assert len(app.get("vega_lite_chart")) == 4


def test_a_thousand_layers_are_shown(open_lab):
    stack = "nn.Sequential(" + "nn.Conv2d(1, 1, 3, padding=1)," * 1_000 + ")"
    app = open_lab(network_change="Code", **{ADDRESS: stack})
    assert untroubled(app)
    assert len(app.dataframe[-1].value) == 1_000
    assert app.dataframe[-1].value["receptive_field"].iloc[-1] == "2,001 × 2,001"
