"""Every page and lab in both themes, wide and narrow: nothing breaks, is too wide, or shuts out."""

import pytest

from tests.browser import accessibility
from tests.browser.conftest import complaints, settle

LABS = ["initialization", "shuffling", "convolution", "pooling", "dropout"]
PAGES = ["", *LABS, "lessons", "glossary"]
# What some labs show first of all, beyond that nothing breaks.
SHOWN = {
    "What causes it": "“B's sigmoid units start saturated”",
    "Schemes and scale": "Scale of the weights",
    "Deep stacks": "Born dead",
    "Pendulum": "All orders against reshuffling, after the last epoch",
    "What dies": "The life of every unit · reshuffled",
    "What else it could be": "What each intervention takes away",
    "How mixed": "How mixed is mixed enough",
    "Where it holds": "Units killed by sorting, less units killed by reshuffling",
    "Convex theory": "Slopes, measured and proved",
}
WIDE, NARROW = ({"width": width, "height": 900} for width in (1440, 390))


def own(heard):
    """Leave out what Streamlit's client asks below a page's path before it finds its server."""
    return [said for said in heard if "404" not in said]


@pytest.mark.slow
@pytest.mark.parametrize(("theme", "size"), [("light", WIDE), ("dark", NARROW)])
def test_opens_without_complaint_in_both_themes_and_widths(browser, address, theme, size):
    context = browser.new_context(viewport=size, color_scheme=theme)
    for page_name in PAGES:
        page = context.new_page()
        heard, missing = complaints(page), []
        page.on("response", lambda got, missing=missing: _note_missing(got, missing))
        page.on("requestfailed", lambda lost, missing=missing: missing.append(lost.url))
        page.goto(f"{address}/{page_name}")
        settle(page)
        page.wait_for_timeout(500)
        stands(page, size)
        assert page.get_by_role("heading", level=1).count() == 1
        assert own(heard) == []
        assert missing == []
        page.close()
    context.close()


@pytest.mark.parametrize("page_name", [name for name in PAGES if name not in LABS])
def test_a_page_shuts_nobody_out(page, address, page_name):
    page.goto(f"{address}/{page_name}")
    settle(page)
    shuts_nobody_out(page)


@pytest.mark.slow
@pytest.mark.parametrize("page_name", LABS)
def test_every_lab_stands_without_complaint_and_shuts_nobody_out(page, address, page_name):
    heard = complaints(page)
    page.goto(f"{address}/{page_name}")
    labs = page.get_by_role("radiogroup", name="Experiment").get_by_role("radio")
    labs.last.wait_for()
    names = labs.all_inner_texts()
    assert len(names) >= 5
    for name in names:
        page.get_by_role("radio", name=name, exact=True).click()
        page.wait_for_timeout(300)
        settle(page, 120)
        if name in SHOWN:
            page.get_by_text(SHOWN[name]).first.wait_for(timeout=60_000)
        shuts_nobody_out(page)
    assert own(heard) == []


def shuts_nobody_out(page):
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        page.wait_for_timeout(300)
        stands(page, size)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        assert accessibility.findings(page, theme) == []
    stands(page, NARROW)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)


def stands(page, size):
    assert page.get_by_test_id("stException").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def _note_missing(response, missing):
    probes = ("/_stcore/health", "/_stcore/host-config")
    if response.status >= 400 and not response.url.endswith(probes):
        missing.append(response.url)


def by_side_bar(page, title):
    page.get_by_test_id("stSidebar").get_by_role("link", name=title).click()
    page.get_by_role("heading", level=1, name=title).wait_for()
    settle(page)


def test_clicking_through_the_side_bar_reaches_every_page(page, address):
    heard = complaints(page)
    page.goto(address)
    settle(page)
    for title in ("Initialization", "Shuffling", "Convolution and padding", "Pooling",
                  "Dropout sweep", "Lessons", "Glossary and references", "Ledger"):  # fmt: skip
        by_side_bar(page, title)
    assert heard == []


def test_values_of_one_page_do_not_leak_into_another(page, address):
    page.goto(f"{address}/shuffling?seeds=3&points=40&epochs=1")
    settle(page)
    by_side_bar(page, "Pooling")
    assert "seeds" not in page.url
    by_side_bar(page, "Shuffling")
    assert "from address" not in page.content().lower()


def test_a_lab_chosen_on_one_page_is_not_chosen_on_another(page, address):
    page.goto(f"{address}/pooling?lab=Exercises")
    settle(page)
    by_side_bar(page, "Convolution and padding")
    page.get_by_role("radio", name="Shape and parameters", checked=True).wait_for()
    assert "lab=" not in page.url


@pytest.mark.slow
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
