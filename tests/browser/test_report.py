"""A report, as a visitor saves it and opens it without a network."""

import pytest

from tests.browser.conftest import complaints, settle


@pytest.mark.slow
def test_a_report_opens_without_a_network_and_its_charts_answer(browser, page, address, tmp_path):
    page.goto(f"{address}/dropout?lab=Luck&luck_p=0.3")
    settle(page)
    with page.expect_download(timeout=120_000) as saved:
        page.get_by_role("button", name="Report").click()
    path = tmp_path / saved.value.suggested_filename
    saved.value.save_as(path)
    assert path.name == "backprop_lab_dropout_luck.html"

    alone = browser.new_context(offline=True)
    opened = alone.new_page()
    heard, asked = complaints(opened), []
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(path.as_uri())
    charts = opened.locator(".chart svg.marks")
    charts.nth(1).wait_for()
    assert charts.count() == page.get_by_test_id("stVegaLiteChart").count() == 2
    charts.first.locator(".mark-rect path").nth(3).hover()
    tip = opened.locator("#vg-tooltip-element.visible")
    tip.wait_for()
    assert "%" in tip.inner_text()
    assert asked == [path.as_uri()]
    assert heard == []
    opened.emulate_media(media="print")
    assert not opened.locator("#print").is_visible()
    assert charts.first.bounding_box()["width"] <= opened.viewport_size["width"]
    alone.close()
