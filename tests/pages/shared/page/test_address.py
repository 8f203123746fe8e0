from io import BytesIO
from urllib.parse import parse_qsl, urlsplit

import pytest
import vl_convert
import zxingcpp
from PIL import Image

from pages.shared.page import actions, address
from pages.shared.page.collected import Record, Setting
from tests.pages.visit import look_at, open_page

# Labs of every page, each at values that are not its start's.
MOVED = {
    "initialization": {"relu_a": "30", "relu_seeds": "2"},
    "shuffling": {"points": "40", "epochs": "1", "seeds": "2", "rate": "0.00001"},
    "convolution": {
        "lab": "Layer",
        "in_channels": "5",
        "bias": "false",
        "operation": "transposed convolution",
    },
    "pooling": {"lab": "Your own matrix", "matrix": "1 0;1/3 -2.5", "operator": "average"},
    "dropout": {"lab": "Luck", "luck_further": "Is 0.5 really best?", "luck_p": "0.3"},
}


def query(app):
    return dict(parse_qsl(urlsplit(app.code[0].value).query))


@pytest.mark.parametrize("page", MOVED)
def test_a_link_carries_what_was_moved_and_nothing_else_and_opens_the_same(page):
    app = open_page(page, **MOVED[page])
    (link,) = [code.value for code in app.code if code.value.startswith("?")]
    carried = query(app)
    assert set(carried) == set(MOVED[page])
    assert len(link) < address.LONGEST
    assert open_page(page, **carried).experiments == app.experiments
    assert not any("nothing on this screen reads" in info.value for info in app.info)


def test_a_control_put_back_to_its_start_leaves_the_link():
    app = open_page("dropout", lab="Luck", luck_p="0.3")
    app.fill(luck_p="0.5")
    assert query(app) == {"lab": "Luck", "luck_further": "Is 0.5 really best?"}


@pytest.mark.parametrize(
    ("old", "now"),
    [
        ({"lab": "Selection"}, {"lab": "Luck", "luck_further": "Is the best as good as it looks?"}),
        (
            {"lab": "One epoch or ten", "race_budget": "80"},
            {"lab": "Luck", "luck_further": "Does one epoch tell what ten will?"},
        ),
        (
            {"lab": "Luck", "luck_power": "0.9"},
            {"lab": "Luck", "luck_further": "Is 0.5 really best?"},
        ),
        ({"lab": "The final network"}, {"lab": "Draw a digit"}),
        (
            {"lab": "The dead run", "dead_images": "200"},
            {"lab": "Lost digits", "lost_further": "What kills a run?"},
        ),
    ],
)
def test_an_old_address_leads_to_what_took_its_experiment_in(old, now):
    app = open_page("dropout", **old)
    kept = {key: value for key, value in old.items() if key != "lab"}
    assert not app.warning
    assert query(app) == now | kept


def test_home_has_a_link_too():
    assert len(look_at().code) == 1


def test_parameters_that_nothing_reads_are_named_and_kept_out_of_the_link():
    strange = {"colour": "<b>red</b>", "dead_seeds": "3"}
    app = open_page("dropout", lab="Luck", luck_p="0.3", **strange)
    (said,) = [info.value for info in app.info if "From the address" in info.value]
    assert "“colour”, “dead_seeds”" in said
    assert "luck_p" not in said
    assert not set(strange) & set(query(app))
    app.fill(luck_p="0.4")
    assert [info.value for info in app.info if "From the address" in info.value] == [said]


def test_controls_that_go_away_are_not_taken_for_strange_parameters():
    app = open_page("dropout", lab="Luck", luck_p="0.3")
    app.menu_button("lab_more").click("What made it work").run()
    assert not any("From the address" in info.value for info in app.info)
    assert query(app) == {"lab": "What made it work"}


def test_a_long_address_is_said_to_be_long():
    drawn = Record()
    drawn.add(Setting("Layers", "network_code", "", "nn.Linear(1, 1)," * 150))
    long = address.of(drawn)
    assert len(long) > address.LONGEST
    assert f"{len(long):,} characters" in address.caveats(long)[0]


@pytest.mark.parametrize(
    "link, sentences",
    [
        ("http://localhost:8501/pooling", 1),
        ("http://127.0.0.1:8501/", 1),
        ("https://lab.example.org/pooling?stride=3", 0),
    ],
)
def test_an_address_of_this_computer_is_said_to_open_here_only(link, sentences):
    assert len(address.caveats(link)) == sentences


@pytest.mark.parametrize("length", [0, 1_900])
def test_a_scanner_reads_the_address_from_the_qr_code_on_a_dark_page(length):
    link = "https://lab.example.org/pooling?stride=3" + "x" * length
    png = vl_convert.svg_to_png(actions.qr_code(link), scale=4)
    code = Image.open(BytesIO(png)).convert("RGBA")
    page = Image.new("RGBA", (code.width + 200, code.height + 200), "#10161D")
    page.paste(code, (100, 100), code)
    assert [found.text for found in zxingcpp.read_barcodes(page.convert("RGB"))] == [link]
