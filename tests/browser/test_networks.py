"""The lab of whole networks in a browser: a row edited, code pasted, a link shared, files taken."""

import re
from urllib.parse import quote_plus

from core.engines.networks.known import NETWORKS
from core.engines.networks.reader.laid_out import Config, run, totals
from tests.browser.steps import (
    address_has,
    assert_stands,
    edit,
    opened,
    resize,
    saved,
    settle,
)

LAB = "convolution?lab=Whole+networks"
OWN = "nn.Sequential(nn.Conv2d(1, 4, 5), nn.ReLU(), nn.Flatten(), nn.Linear(2304, 10))"


def parameters(page):
    """The parameters that the lab shows."""
    said = page.get_by_text(re.compile("In all .* of outputs")).first.inner_text()
    return re.search(r"In all ([\d,]+)", said)[1]


def wait_for_parameters(page, code, shape):
    wait_for_sum(page, f"{totals(run(Config(code, shape)).summary).parameters:,}")
    settle(page)


def wait_for_sum(page, wanted):
    page.get_by_text(re.compile(rf"In all {wanted}\b")).first.wait_for()


def write(page, code):
    """Write ``code`` into its box; return the box."""
    box = page.get_by_role("textbox", name="PyTorch code")
    box.fill(code)
    box.press("Control+Enter")
    return box


def test_pasted_code_becomes_a_table_a_link_and_files(page, other, address):
    opened(page, f"{address}/{LAB}")
    assert parameters(page) == "14,178"
    page.get_by_role("radio", name="Code").click()
    write(page, OWN)
    wait_for_parameters(page, OWN, (1, 28, 28))
    table = saved(page, "network.csv").read_text(encoding="utf-8")
    assert table.splitlines()[1].startswith("1,0,Conv2d,4 × 24 × 24,100,4,104,57600,")
    page.get_by_text("PyTorch code that makes this network").click()
    made = {}
    exec(saved(page, "network.py").read_text(encoding="utf-8"), made)
    assert len(made["model"]) == 4
    opened(other, page.url)
    wait_for_parameters(other, OWN, (1, 28, 28))


def test_a_mistake_is_said_under_the_code_and_goes_when_it_is_mended(page, address):
    opened(page, f"{address}/{LAB}&network_change=Code&network_code={quote_plus(OWN)}")
    wait_for_parameters(page, OWN, (1, 28, 28))
    box = write(page, OWN.replace("2304", "2305"))
    said = page.get_by_role("alert").filter(has_text="Layer 4, Linear: in_features is 2,305, but")
    said.wait_for()
    wait_for_parameters(page, OWN, (1, 28, 28))
    below = said.bounding_box()["y"] - box.bounding_box()["y"] - box.bounding_box()["height"]
    assert 0 < below < 60
    write(page, OWN)
    said.wait_for(state="detached")


def test_a_row_is_edited_in_the_table(page, address):
    opened(page, f"{address}/{LAB}&network=LeNet-5&network_change=Rows")
    assert parameters(page) == "61,706"
    edit(page, -40, 52, "1, 6, 5, bias=False")
    wait_for_sum(page, "61,700")
    address_has(page, "bias%3DFalse")


def test_the_longest_network_fits_a_phone(page, address):
    opened(page, f"{address}/{LAB}&network=ResNet-18")
    resize(page, 390)
    network = NETWORKS["ResNet-18"]
    whole = run(Config(network.text, network.input_shape))
    assert parameters(page) == f"{totals(whole.summary).parameters:,}"
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        assert_stands(page)
