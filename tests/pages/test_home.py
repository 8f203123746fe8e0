from core.claims import CLAIMS
from tests.pages.conftest import text, untroubled


def test_every_claim_is_listed_with_its_figures_and_a_verdict(open_page):
    app = open_page()
    assert untroubled(app)
    shown = text(app)
    for claim in CLAIMS.values():
        assert f"{claim.id} · {claim.title}" in shown
    tables = {table.proto.alt.removeprefix("Parts of claim "): table.value for table in app.table}
    assert set(tables) == set(CLAIMS)
    for claim in CLAIMS.values():
        parts = tables[claim.id].set_index("Part")
        assert parts["Verdict"].str.contains("holds|fails").all()
        for part, figure in claim.reported.items():
            if part in parts.index:
                assert float(parts.loc[part, "Reported"]) == figure
    assert {"p = 0.2", "p = 0.5"} <= set(tables["2.D.i"]["Part"])


def test_verdicts_add_up_to_eleven(open_page):
    counts = [int(metric.value.split()[0]) for metric in open_page().metric]
    assert sum(counts) == 11


def test_every_lab_is_linked_from_ledger_and_side_bar(open_page):
    app = open_page()
    pages = [link.page for link in app.get("page_link")]
    for lab in ("initialization", "shuffling", "convolution", "pooling", "dropout"):
        assert sum(lab in page for page in pages) >= 2


def test_without_a_recorded_ledger_the_page_names_the_remedy(open_page, monkeypatch, tmp_path):
    import streamlit as st

    from core import ledger

    st.cache_data.clear()
    monkeypatch.setattr(ledger.recorded, "__defaults__", (tmp_path / "ledger.json",))
    app = open_page()
    st.cache_data.clear()
    assert untroubled(app)
    assert "python -m core.record" in app.warning[0].value
    assert app.metric[0].value == "11 of 11"


def test_measuring_again_can_be_stopped_and_keeps_what_it_measured(
    open_page, fresh_jobs, monkeypatch
):
    import threading

    from core import ledger
    from core.claims import Finding, Verdict

    go_on = threading.Event()

    def measure(claim_ids, report):
        for place, claim_id in enumerate(claim_ids):
            if place == 1:
                go_on.wait(10)
            report(place / 11, claim_id)
            finding = Finding("a part", "a rule", True, 42.0, 7, "a reason")
            yield Verdict(claim_id, (finding,)), None, 1.5

    monkeypatch.setattr(ledger, "measure", measure)
    app = open_page()
    next(button for button in app.button if button.label == "Measure again").click().run()
    while "live, 1.5 s" not in text(app):
        app.run()
    stop = next(button for button in app.button if button.label == "Stop")
    stop.click().run()
    go_on.set()
    while not any(button.label == "Go on measuring" for button in app.button):
        app.run()
    assert untroubled(app)
    assert text(app).count("live, 1.5 s") == 1
