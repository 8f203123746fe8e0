import base64
import re
import sys
from io import BytesIO, StringIO

import altair as alt
import pandas as pd
import pytest
from PIL import Image

from core.claims import Finding, Interval, Outcome, Verdict
from pages.shared import report
from pages.shared.charts import menu as chart_menu
from pages.shared.charts import vega
from pages.shared.page.collected import (
    Data,
    Figure,
    Judged,
    Passage,
    Record,
    Setting,
    Statement,
    Table,
)
from tests.pages.document import Document

HOSTILE = "</script><img src=x onerror=alert(1)>"
POINTS = pd.DataFrame({"epoch": [1, 2, 3], "loss": [0.5, 0.25, 0.125]})
MANY = pd.DataFrame({"epoch": range(6_000), "loss": 0.0})
FOUND = Finding(
    "loss at the end",
    "Below 0.2.",
    Outcome.HOLDS,
    Interval(0.125, 0.1, 0.15),
    7,
    "It is 0.125.",
    0.13,
    since="2026-01-02",
)


def line(frame):
    return alt.Chart(frame).mark_line().encode(x="epoch:Q", y="loss", tooltip=["loss"])


FIGURE = Figure(line(POINTS) + line(MANY), "Loss falls", f"See it fall. {HOSTILE}")


@pytest.fixture(scope="module")
def page():
    record = Record()
    record.add(Setting("Power", "power", 0.8, 0.9))
    record.add(Setting("Presenter's key", "lead", "", "fe7a", own=True))
    record.add(Passage("What is asked?", ("A · this", f"That: $y^3$ {HOSTILE}")))
    record.add(FIGURE)
    record.add(Table(pd.DataFrame({"Formula": ["$x^2$"], "Is": [HOSTILE]}), "A table"))
    record.add(Judged(Verdict("2.A.i", (FOUND,)), "Seeds 0 to 6."))
    record.add(Statement(FOUND))
    record.add(Data("points", POINTS))
    return Document(report.html("Dropout: Luck", "Why?", "http://here/dropout?power=0.9", record))


def test_a_report_says_what_the_page_says(page):
    text = " ".join("".join(page.text).split())
    for said in (
        "Dropout: Luck",
        "Why?",
        "http://here/dropout?power=0.9",
        "What is asked? A · this That:",
        "Loss falls",
        "See it fall.",
        "Below 0.2.",
        "It is 0.125.",
        "0.125 (0.100 to 0.150)",
        "0.13",
        "Seeds 0 to 6.",
        "Power 0.9 0.8",
        "streamlit 1.",
        "holds",
    ):
        assert said in text
    assert page.tags.count("math") == 2
    assert "fe7a" not in text


def test_a_report_holds_no_address_but_its_own_files(page):
    assert len(page.links) == 1
    kind, _, content = page.links[0].partition(",")
    assert kind == "data:text/csv;charset=utf-8;base64"
    kept = pd.read_csv(BytesIO(base64.b64decode(content)))
    pd.testing.assert_frame_equal(kept, POINTS)


def test_words_of_a_page_cannot_become_elements_of_its_report(page):
    assert "img" not in page.tags
    assert "".join(page.text).count(HOSTILE) == 3


def test_a_chart_is_kept_with_all_its_data_and_its_description(page):
    (spec,) = page.specs
    assert spec["description"].startswith("Loss falls. See it fall.")
    assert sorted(map(len, spec["datasets"].values())) == [len(POINTS), len(MANY)]
    assert spec["config"]["background"] == "#FFFFFF"


def test_charts_are_made_outside_the_server(page):
    assert vega.libraries.cache_info().currsize == 1
    assert "vl_convert" not in sys.modules or "tests.pages.shared.page.test_address" in sys.modules


def test_a_picture_of_a_chart_is_dark_on_white_under_its_title():
    svg = vega.svg(FIGURE).decode()
    assert "Loss falls" in svg
    assert "See it fall" in svg
    picture = Image.open(BytesIO(vega.png(FIGURE))).convert("L")
    darkness = picture.histogram()
    assert picture.getpixel((0, 0)) == 255
    assert sum(darkness[250:]) > 0.8 * picture.width * picture.height
    assert sum(darkness[:80]) > 500


def test_a_chart_that_cannot_be_made_is_an_error_with_its_reason():
    broken = Figure(alt.Chart(POINTS).mark_line().encode(x="nothing"), "Broken", "")
    with pytest.raises(RuntimeError, match="nothing"):
        vega.svg(broken)


def test_the_data_of_a_chart_with_layers_say_which_layer_a_row_is_of():
    table = pd.read_csv(StringIO(chart_menu.csv(FIGURE).decode()))
    assert table["layer"].value_counts().to_dict() == {1: 3, 2: 6_000}
    first = table[table["layer"] == 1].drop(columns="layer")
    pd.testing.assert_frame_equal(first, POINTS)


def test_the_data_of_a_plain_chart_are_its_frame():
    text = chart_menu.csv(Figure(line(POINTS), "Loss", "")).decode()
    pd.testing.assert_frame_equal(pd.read_csv(StringIO(text)), POINTS)


def test_a_file_is_named_after_its_chart():
    name = chart_menu.file_name("Seeds that tell p = 0.3 / p = 0.4", "csv")
    assert re.fullmatch(r"[a-z0-9_]+\.csv", name)


def test_a_part_that_is_drawn_again_takes_the_place_of_what_it_held():
    record = Record()
    record.add(Data("before", POINTS))
    names = []
    for drawn in (["a", "b"], ["c"]):
        with record.part("fragment"):
            names.append([record.add(Data(name, POINTS)) for name in drawn])
        if len(names) == 1:
            last = record.add(Data("after", POINTS))
    assert [one.name for one in record.of(Data)] == ["before", "c", "after"]
    assert names[1][0] == names[0][0]
    assert len({*names[0], last}) == 3
