"""The lab of whole networks in a browser: a row edited, code pasted, a link shared, files taken."""

import re
from urllib.parse import quote_plus

import pytest

from core.engines.networks.code import parse
from core.engines.networks.known import NETWORKS
from core.engines.networks.summary import summarise, totals
from tests.browser.conftest import complaints, settle
from tests.browser.server import serve

SCRIPT = """
import streamlit as st

from pages.labs.convolution import networks
from pages.shared.page import frame

st.set_page_config(layout="wide")
st.title("Networks")
with frame.boundary():
    networks.show()
"""
OWN = "nn.Sequential(nn.Conv2d(1, 4, 5), nn.ReLU(), nn.Flatten(), nn.Linear(2304, 10))"


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    script = tmp_path_factory.mktemp("networks") / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    with serve(script) as started:
        yield started


def parameters(page):
    """The parameters that the lab shows, once its script has run."""
    settle(page)
    metric = page.get_by_test_id("stMetric").filter(has_text=re.compile("^Parameters"))
    return metric.get_by_test_id("stMetricValue").inner_text()


def wait_for_parameters(page, code, shape):
    wanted = f"{totals(summarise(parse(code), shape)).parameters:,}"
    page.get_by_test_id("stMetricValue").filter(has_text=re.compile(f"^{wanted}$")).wait_for()
    settle(page)


def text_of(download):
    return download.value.path().read_text(encoding="utf-8")


@pytest.mark.slow
def test_pasted_code_becomes_a_table_a_link_and_files(page, browser, lab):
    heard = complaints(page)
    page.goto(lab)
    assert parameters(page) == "14,178"
    page.get_by_role("radio", name="Code").click()
    box = page.get_by_role("textbox", name="PyTorch code")
    box.fill(OWN)
    box.press("Control+Enter")
    wait_for_parameters(page, OWN, (1, 28, 28))
    with page.expect_download() as table:
        page.get_by_role("button", name="network.csv").click()
    assert text_of(table).splitlines()[1].startswith("1,,Conv2d,4 × 24 × 24,100,4,104,57600,")
    page.get_by_text("PyTorch code that makes this network").click()
    with page.expect_download() as code:
        page.get_by_role("button", name="network.py").click()
    made = {}
    exec(text_of(code), made)
    assert len(made["model"]) == 4
    other = browser.new_context().new_page()
    other.goto(page.url)
    wait_for_parameters(other, OWN, (1, 28, 28))
    other.context.close()
    assert heard == []


def test_a_mistake_is_said_under_the_code_and_goes_when_it_is_mended(page, lab):
    page.goto(f"{lab}/?network_change=Code&network_code={quote_plus(OWN)}")
    wait_for_parameters(page, OWN, (1, 28, 28))
    box = page.get_by_role("textbox", name="PyTorch code")
    box.fill(OWN.replace("2304", "2305"))
    box.press("Control+Enter")
    said = page.get_by_role("alert").filter(has_text="Layer 4, Linear: in_features is 2,305, but")
    said.wait_for()
    wait_for_parameters(page, OWN, (1, 28, 28))
    below = said.bounding_box()["y"] - box.bounding_box()["y"] - box.bounding_box()["height"]
    assert 0 < below < 60
    box.fill(OWN)
    box.press("Control+Enter")
    said.wait_for(state="detached")


def open_cell(page, row):
    """Open the arguments of a row, and return where to type; the grid draws itself late."""
    typing = page.locator("#portal").get_by_role("textbox")
    for _ in range(20):
        grid = page.get_by_test_id("stDataFrame").first.bounding_box()
        page.mouse.dblclick(grid["x"] + grid["width"] - 40, grid["y"] + 52 + 35 * row)
        page.wait_for_timeout(250)
        if typing.count():
            return typing
    raise AssertionError("the cell did not open")


def test_a_row_is_edited_in_the_table(page, lab):
    page.goto(f"{lab}/?network=LeNet-5&network_change=Rows")
    assert parameters(page) == "61,706"
    typing = open_cell(page, row=0)
    page.wait_for_timeout(300)
    typing.fill("1, 6, 5, bias=False")
    page.wait_for_timeout(300)
    typing.press("Enter")
    page.get_by_test_id("stMetricValue").filter(has_text="61,700").wait_for()
    page.wait_for_function("location.search.includes('bias%3DFalse')")


def test_the_longest_network_fits_a_phone(browser, lab):
    for theme in ("light", "dark"):
        context = browser.new_context(viewport={"width": 390, "height": 900}, color_scheme=theme)
        page = context.new_page()
        page.goto(f"{lab}/?network=ResNet-18")
        assert parameters(page) == f"{totals(whole('ResNet-18')).parameters:,}"
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        context.close()


def whole(name):
    network = NETWORKS[name]()
    return summarise(network.layers, network.input_shape, network.names)
