"""A shared link opened first on a fresh server."""

from contextlib import closing

from pages.shared.page import frame
from tests.browser.server import serve
from tests.browser.steps import by_side_bar, opened


def test_a_deep_link_on_a_cold_server_shows_the_same_frame_as_clicking(context):
    with serve() as address, closing(context.new_page()) as page:
        opened(page, f"{address}/pooling")
        deep = _frame(page)
        opened(page, address)
        by_side_bar(page, "Pooling")
        assert _frame(page) == deep
        assert len(deep["links"]) == len(frame.PAGES)
        assert deep["title"] == "Pooling · Backprop Lab"


def _frame(page):
    page.get_by_test_id("stSidebar").get_by_role("link").nth(len(frame.PAGES) - 1).wait_for()
    return {
        "title": page.title(),
        "links": page.get_by_test_id("stSidebar").get_by_role("link").all_inner_texts(),
        "side_bar": page.get_by_test_id("stSidebarUserContent").inner_text(),
        "heading": page.get_by_role("heading", level=1).inner_text(),
        "icon": page.locator("link[rel*=icon]").count(),
        "layout": page.get_by_test_id("stAppViewContainer").get_attribute("data-layout"),
    }
