"""A report, as a visitor saves it and opens it without a network."""

from pathlib import Path

from pages.labs.initialization import replay
from pages.shared import player, report
from pages.shared.page.collected import Record, Stage
from tests.browser.component import Component
from tests.browser.recordings import played
from tests.browser.steps import complaints, download, opened, press


def test_a_report_opens_without_a_network_and_its_charts_answer(visitor, page, address, tmp_path):
    opened(page, f"{address}/dropout?lab=Luck&luck_p=0.3")
    press(page, "Share")
    report = download(page, "Report")
    path = tmp_path / report.suggested_filename
    report.save_as(path)
    assert path.name == "backprop_lab_dropout_luck.html"

    alone = visitor(offline=True)
    asked = []
    alone.on("request", lambda request: asked.append(request.url))
    alone.goto(path.as_uri())
    charts = alone.locator(".chart svg.marks")
    charts.nth(1).wait_for()
    assert charts.count() == page.get_by_test_id("stVegaLiteChart").count() == 2
    charts.first.locator(".mark-rect path").nth(3).hover()
    tip = alone.locator("#vg-tooltip-element.visible")
    tip.wait_for()
    assert "%" in tip.inner_text()
    assert asked == [path.as_uri()]
    alone.emulate_media(media="print")
    assert not alone.locator("#print").is_visible()
    assert charts.first.bounding_box()["width"] <= alone.viewport_size["width"]


def test_what_moves_moves_in_the_report_without_a_server(visitor, tmp_path):
    shown = Record()
    parts = player.parts(Path(replay.__file__).with_suffix(".js"), "Two networks")
    shown.add(Stage("Two networks", parts, played()))
    path = tmp_path / "report.html"
    path.write_text(report.html("Initialization", "Why?", "http://here", shown), encoding="utf-8")
    alone = visitor(offline=True)
    failed = complaints(alone)
    alone.goto(path.as_uri())
    stage = Component(alone.locator(".replay"))
    assert stage.frame == 0
    stage.press("Play")
    stage.wait_until("data.frame > 5")
    assert failed == []
