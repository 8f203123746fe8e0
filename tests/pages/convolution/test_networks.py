"""The lab of whole networks: its controls, its editors, its errors, and the address."""

import re
from functools import partial

import pytest

from core.engines.networks import rows
from core.engines.networks.known import NETWORKS
from core.engines.networks.reader.laid_out import Config, run, totals
from core.text import shape_text
from pages.labs.convolution.network_editor import ADDRESS, LONGEST_IN_ADDRESS
from tests.pages.visit import open_lab, open_page

COURSE, LENET, RESNET = "Course's MNIST network", "LeNet-5", "ResNet-18"
OWN = "nn.Sequential(nn.Conv2d(1, 4, 5), nn.ReLU(), nn.Flatten(), nn.Linear(2304, 10))"
EDITOR, ARGUMENTS = "network_editor_0", "arguments"

lab = partial(open_lab, "convolution.networks")
coded = partial(lab, network_change="Code", **{ADDRESS: OWN})


def figures(app):
    sums = r"In all ([\d,]+) parameters, ([\d,]+) multiply-accumulates, ([\d,.]+ .B) of outputs"
    return list(re.search(sums, app.said).groups())


def stack(text):
    """The code that the page offers for a plain stack."""
    return rows.code(rows.of(text)).strip()


def shows(app, text, shape, offered=None):
    """Whether the lab shows the network of ``text``, figure for figure, and offers its code."""
    wanted = run(Config(text, shape)).summary
    sums = totals(wanted)
    shown = app.dataframe[-1].value
    assert figures(app)[:2] == [f"{sums.parameters:,}", f"{sums.multiply_accumulates:,}"]
    number, unit = figures(app)[2].split()
    size = sums.memory / {"kB": 1e3, "MB": 1e6}[unit]
    assert float(number.replace(",", "")) == pytest.approx(size, abs=0.051)
    for column in ("kind", "name"):
        assert list(shown[column]) == list(wanted[column])
    assert list(shown["output_shape"]) == [shape_text(one) for one in wanted["output_shape"]]
    for column in ("weights", "biases", "parameters", "multiply_accumulates", "memory"):
        assert list(shown[column]) == list(wanted[column])
    assert app.code[-1].value == (stack(text) if offered is None else offered)
    return True


def refuses(app, says, text, shape):
    """The page says one sentence that begins so, and the last network stays."""
    assert shows(app.refuses(says), text, shape)


def test_it_opens_with_the_courses_network():
    app = lab().whole()
    assert shows(app, NETWORKS[COURSE].text, (1, 28, 28))
    assert figures(app)[0] == "14,178"


@pytest.mark.parametrize("name", NETWORKS)
def test_every_known_network_opens_from_its_address(name):
    app = lab(network=name).whole()
    assert not app.warning
    network = NETWORKS[name]
    offered = network.text.strip() if name == RESNET else None
    assert shows(app, network.text, network.input_shape, offered)
    app.tells(network.source)


def test_the_receptive_field_is_written_a_side_in_pixels():
    last = lab(network="VGG-16", network_input="3, 224, 192").dataframe[-1].value.iloc[30]
    assert (last["kind"], last["output_shape"]) == ("MaxPool2d", "512 × 7 × 6")
    assert (last["receptive_field"], last["jump"], last["start"]) == (
        "212 × 212",
        "32 × 32",
        "15.5, 15.5",
    )


def test_the_input_shape_can_be_changed_and_an_impossible_one_is_said():
    app = lab(network_input="three")
    for shape, says in (
        ("three", "Input shape is 'three', but must be 1 to 4 whole numbers such as 3, 224, 224"),
        ("3, 0, 5", "Input shape is 0, but must be a whole number from 1 to 1,000,000,000."),
        ("1, 2, 3, 4, 5", "Layer 1, Conv2d: what comes in is 2 × 3 × 4 × 5, but must have"),
        ("<script>alert(1)</script>", "Input shape is '<script>alert(1)</script>', but must be"),
        ("1, 3, 3", "Layer 3, MaxPool2d: a window of 2 × 2 does not fit into 1 × 1, of which the"),
        ("784", "Layer 1, Conv2d: what comes in is 784, but must have channels and 2 sides."),
    ):
        app.fill(network_input=shape)
        refuses(app, says, NETWORKS[COURSE].text, (1, 28, 28))
    app.fill(network_input="1 × 28 × 28 ").whole()
    app.fill(network="AlexNet")
    app.refuses("Layer 1, features.0 (Conv2d): in_channels is 3, but what comes in is 1 × 28")
    app.fill(network_input="3, 100, 80").whole()
    assert shows(app, NETWORKS["AlexNet"].text, (3, 100, 80))
    app.fill(network_input="")
    assert shows(app, NETWORKS["AlexNet"].text, (3, 224, 224))


def test_pasted_code_is_worked_out_and_stands_in_the_address():
    app = lab(network_change="Code")
    assert app.text_area(key=EDITOR).value == NETWORKS[COURSE].text
    app.fill(**{EDITOR: OWN}).whole()
    assert shows(app, OWN, (1, 28, 28))
    assert app.query_params[ADDRESS] == OWN
    again = coded()
    assert again.text_area(key=EDITOR).value == OWN
    assert shows(again, OWN, (1, 28, 28))


def test_code_that_cannot_be_is_said_and_the_last_table_stays():
    app = coded()
    for code, says in (
        ("import os", "Line 1: there is no network; paste a class with forward, or layers "),
        (
            "nn.Sequential(\n    nn.Conv2d(1, 8, 3),\n    nn.Gradient(3, 4),\n)",
            "Line 3: torch.nn has no layer 'Gradient' that is read here",
        ),
        ("keras.Sequential()", "Line 1: this is Keras, not PyTorch; paste the network in PyTorch."),
        ("nn.Conv2d(1, 8, 64)", "Layer 1, Conv2d: "),
        ("model = = nn.ReLU()", "Line 1: this is not Python ("),
        ("", "Line 1: there is no network; paste a class with forward, or layers such as "),
        ("nn.Conv2d(2, 8, 3)", "Layer 1, Conv2d: in_channels is 2, but what comes in is 1 × 28 × "),
        (
            "nn.Sequential(nn.Flatten(), nn.Linear(783, 10))",
            "Layer 2, Linear: in_features is 783, but what comes in is 784; set in_features to ",
        ),
    ):
        refuses(app.fill(**{EDITOR: code}), says, OWN, (1, 28, 28))
    app.fill(**{EDITOR: "nn.ReLU()"}).whole()
    assert shows(app, "nn.ReLU()", (1, 28, 28))


def test_long_code_stays_out_of_the_address():
    app = coded().fill(**{EDITOR: OWN + "#" * LONGEST_IN_ADDRESS}).whole()
    assert ADDRESS not in app.query_params


def test_rows_are_changed_added_and_deleted_and_one_that_cannot_be_is_said():
    app = lab(network=LENET, network_change="Rows")
    text = NETWORKS[LENET].text
    assert shows(app, text, (1, 32, 32))
    for changes, says in (
        ({"edited_rows": {0: {ARGUMENTS: "1, 6"}}}, "Row 1: Conv2d: missing 1 required"),
        ({"edited_rows": {2: {ARGUMENTS: "0"}}}, "Layer 3, AvgPool2d: "),
        ({"edited_rows": {0: {ARGUMENTS: None}}}, "Row 1: Conv2d: "),
        ({"edited_rows": {1: {ARGUMENTS: "__import__('os')"}}}, "Row 2: "),
        ({"added_rows": [{}]}, "Row 13: the layer is '', but must be one of torch.nn's."),
        ({"deleted_rows": list(range(12))}, "There are 0 rows, but must be 1 to 1,000."),
        ({"deleted_rows": [8]}, "Layer 9, Linear: in_features is 120, and what comes in is 120 × "),
    ):
        refuses(app.type_into(EDITOR, **changes), says, text, (1, 32, 32))
    app.type_into(
        EDITOR,
        edited_rows={1: {"layer": "ReLU"}, 9: {ARGUMENTS: "120, 84, bias=False"}},
        added_rows=[{"layer": "LogSoftmax", ARGUMENTS: "1"}],
        deleted_rows=[10],
    ).whole()
    expected = [*rows.of(text), ("LogSoftmax", "1")]
    expected[1] = ("ReLU", "")
    expected[9] = ("Linear", "120, 84, bias=False")
    del expected[10]
    assert shows(app, rows.code(expected), (1, 32, 32))
    assert app.query_params[ADDRESS] == rows.code(expected)


def test_the_editors_hand_their_network_to_each_other():
    app = coded().fill(network_change="Rows")
    assert list(app.data_editor[0].value["layer"]) == ["Conv2d", "ReLU", "Flatten", "Linear"]
    app.type_into("network_editor_1", edited_rows={1: {"layer": "Tanh"}})
    app.fill(network_change="Code")
    assert app.text_area[0].value.strip() == stack(OWN.replace("ReLU", "Tanh"))
    app.fill(network_change="As it is")
    assert shows(app, NETWORKS[COURSE].text, (1, 28, 28))
    assert ADDRESS not in app.query_params


@pytest.mark.parametrize("mode", ["Rows", "Code"])
def test_what_was_edited_is_there_after_looking_at_something_else(mode):
    app = open_page("convolution", lab="Whole networks", network_change=mode)
    if mode == "Rows":
        app.type_into(EDITOR, deleted_rows=[1, 3, 4])
    else:
        app.fill(**{EDITOR: OWN})
    before = app.code[-1].value
    app.fill(lab="Layer")
    assert "network_change" not in {one.key for one in app.segmented_control}
    app.fill(lab="Whole networks")
    app.fill(network_change=mode).whole()
    assert app.code[-1].value == before


def test_start_again_opens_the_network_of_the_menu():
    app = coded().press("network_forget").whole()
    assert app.text_area[0].value == NETWORKS[COURSE].text
    app.text_area[0].set_value(OWN).run()
    app.fill(network=LENET)
    assert app.text_area[0].value == NETWORKS[LENET].text
    assert shows(app, NETWORKS[LENET].text, (1, 32, 32))


def test_reset_brings_the_start_back():
    app = lab(network=LENET, network_change="Rows", network_input="1, 40, 40")
    assert app.error
    app.press("networks_reset").whole()
    assert shows(app, NETWORKS[COURSE].text, (1, 28, 28))


def test_a_network_with_shortcuts_is_edited_as_code_and_rows_say_so():
    text = NETWORKS[RESNET].text
    app = lab(network=RESNET, network_change="Rows")
    app.refuses("This network is more than a stack of layers, which is all that rows can hold;")
    assert shows(app, text, (3, 224, 224), text.strip())
    app.fill(network_change="Code").whole()
    assert app.text_area[0].value == text
    app.fill(
        **{app.text_area[0].key: text.replace("BasicBlock(512, 512)", "nn.Identity()")}
    ).whole()
    assert list(app.dataframe[-1].value["kind"]).count("addition") == 7


def test_branches_are_drawn_and_blocks_folded():
    app = lab(network=RESNET).whole()
    assert len(app.charts) == 3
    app.tells("8 layers take several values (large marks), the first of them layer 10, addition,")
    assert len(app.dataframe[-1].value) == 69
    app.fill(network_folded=True)
    shown = app.dataframe[-1].value
    assert list(shown["kind"])[4:8] == [f"Sequential of {n}" for n in (14, 16, 16, 16)]
    assert shown["parameters"].sum() == 11_689_512
    assert "network_folded" not in {one.key for one in lab().toggle}


@pytest.mark.parametrize("mode", ["Rows", "Code"])
def test_hostile_code_in_the_address_is_refused_and_does_not_run(mode, tmp_path):
    mark = tmp_path / "mark"
    app = lab(network_change=mode, **{ADDRESS: f"nn.ReLU(open({str(mark)!r}, 'w'))"})
    app.refuses("Line 1: The inplace of ReLU comes from")
    assert figures(app)[0] == "14,178"
    assert not mark.exists()


def test_what_has_no_parameters_or_no_sides_says_so():
    app = coded(network_input="5", **{ADDRESS: "nn.ReLU()"}).whole()
    assert figures(app) == ["0", "0", "0.0 kB"]
    app.tells("None of these layers has any parameters.")
    app.fill(network_width="multiply-accumulates").tells("None of these layers has any multiply-")
    app.tells("The input has no sides")
    assert len(app.charts) == 1


def test_numbers_beyond_53_bits_are_shown_exactly():
    code = "nn.Sequential(nn.Conv2d(100000, 100000, 3, padding=1), nn.ReLU())"
    app = lab(network_change="Code", network_input="100000, 9000, 9000", **{ADDRESS: code}).whole()
    assert figures(app)[:2] == [f"{9 * 10**10 + 10**5:,}", f"{9 * 10**10 * 81 * 10**6:,}"]
    shown = app.dataframe[-1].value
    assert shown["multiply_accumulates"].iloc[0] == f"{9 * 10**10 * 81 * 10**6:,}"
    assert len(app.charts) == 2


def test_a_thousand_layers_are_shown():
    stack = "nn.Sequential(" + "nn.Conv2d(1, 1, 3, padding=1)," * 1_000 + ")"
    app = coded(**{ADDRESS: stack}).whole()
    assert len(app.dataframe[-1].value) == 1_000
    assert app.dataframe[-1].value["receptive_field"].iloc[-1] == "2,001 × 2,001"
