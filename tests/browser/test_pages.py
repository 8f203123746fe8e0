"""Every page in both themes, wide and narrow: no exception, nothing too wide, none shut out."""

import pytest

from tests.browser import accessibility
from tests.browser.conftest import complaints, settle

PAGES = [
    "", "initialization", "shuffling", "convolution", "pooling", "dropout", "lessons", "glossary",
]  # fmt: skip
WIDTHS = [1440, 390]
# Each theme opens at one width and is then brought to the other.
OPENED = [("light", WIDTHS), ("dark", WIDTHS[::-1])]


def own(heard):
    """Leave out what Streamlit's client asks below a page's path before it finds its server."""
    return [said for said in heard if "404" not in said]


@pytest.mark.parametrize("page_name", PAGES)
def test_opens_without_complaint_in_both_themes_and_widths(browser, address, page_name):
    for theme, widths in OPENED:
        context = browser.new_context(
            viewport={"width": widths[0], "height": 900}, color_scheme=theme
        )
        page = context.new_page()
        heard, missing = complaints(page), []
        page.on("response", lambda got, missing=missing: _note_missing(got, missing))
        page.on("requestfailed", lambda lost, missing=missing: missing.append(lost.url))
        page.goto(f"{address}/{page_name}")
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            settle(page)
            page.wait_for_timeout(500)
            assert page.get_by_test_id("stException").count() == 0
            assert page.get_by_role("heading", level=1).count() == 1
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert accessibility.findings(page, theme) == []
        assert own(heard) == []
        assert missing == []
        context.close()


def _note_missing(response, missing):
    probes = ("/_stcore/health", "/_stcore/host-config")
    if response.status >= 400 and not response.url.endswith(probes):
        missing.append(response.url)


def test_clicking_through_the_side_bar_reaches_every_page(page, address):
    heard = complaints(page)
    page.goto(address)
    settle(page)
    for title in ("Initialization", "Shuffling", "Convolution and padding", "Pooling",
                  "Dropout sweep", "Lessons", "Glossary and references", "Ledger"):  # fmt: skip
        page.get_by_test_id("stSidebar").get_by_role("link", name=title).click()
        page.get_by_role("heading", level=1, name=title).wait_for()
        settle(page)
    assert heard == []


def test_values_of_one_page_do_not_leak_into_another(page, address):
    page.goto(f"{address}/shuffling?seeds=3&points=40&epochs=1")
    settle(page)
    page.get_by_test_id("stSidebar").get_by_role("link", name="Pooling").click()
    page.get_by_role("heading", level=1, name="Pooling").wait_for()
    settle(page)
    assert "seeds" not in page.url
    page.get_by_test_id("stSidebar").get_by_role("link", name="Shuffling").click()
    page.get_by_role("heading", level=1, name="Shuffling").wait_for()
    settle(page)
    assert "from address" not in page.content().lower()


def test_an_address_reproduces_the_experiment(page, browser, address):
    page.goto(f"{address}/initialization?relu_a=30&relu_seeds=2")
    settle(page)
    first = page.get_by_role("table").first.inner_text()
    page.get_by_role("spinbutton", name="Iterations of B").fill("40")
    page.get_by_role("spinbutton", name="Iterations of B").press("Enter")
    page.wait_for_function("location.search.includes('relu_b=40')")
    page.wait_for_function(
        "before => document.querySelector('table').innerText !== before", arg=first
    )
    settle(page)
    shown = page.get_by_role("table").first.inner_text()
    other = browser.new_context().new_page()
    other.goto(page.url)
    settle(other)
    assert other.get_by_role("table").first.inner_text() == shown
    other.context.close()


def test_a_hostile_address_is_named_and_the_page_stays_whole(page, address):
    page.goto(f"{address}/pooling?window=%3Cscript%3Ealert(1)%3C/script%3E&stride=1e999")
    settle(page)
    assert page.get_by_text("From the address").count() == 2
    assert page.get_by_test_id("stException").count() == 0
    page.get_by_text("Matrix 4", exact=True).wait_for()


def test_download_gives_the_data_as_csv(page, address):
    page.goto(f"{address}/pooling")
    settle(page)
    with page.expect_download() as caught:
        page.get_by_role("button", name="windows.csv").click()
    lines = caught.value.path().read_text().splitlines()
    assert lines[0] == "operator,matrix,row,column,numbers,result,torch"
    assert len(lines) == 1 + 2 * 4 * 4
