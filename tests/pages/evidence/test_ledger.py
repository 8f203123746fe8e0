import re
import sys
import threading
from dataclasses import replace

import pytest

from core import ledger
from core.__main__ import main
from core.bundled import recorded_ledger
from core.claims import CLAIMS, Finding, Interval, Outcome, Verdict
from core.ledger.links import EVIDENCE
from core.ledger.table import fared, figure, measured
from pages.labs.evidence import ledger as page
from tests.pages.visit import open_page

FIGURE = re.compile(
    r"(.+?): \*\*(.+?)\*\*(?: · reported (\S+))? · n\u00a0=\u00a0([\d,]+)(?:; [\w ,]+)?"
)
SECONDS = 60


def printed(monkeypatch, capsys, *arguments):
    """What ``python -m core`` prints with these arguments, a dictionary a claim."""
    monkeypatch.setattr(sys, "argv", ["core", *arguments])
    main()
    found, one = {}, {}
    for line in capsys.readouterr().out.splitlines():
        if not line.startswith("    "):
            one = found[line.split()[0]] = {"head": line}
        else:
            column, _, value = line.strip().partition(" ")
            one[column] = value.strip()
    return found


def shown(app):
    """The main figures of every row: a list a claim of (part, measured, reported, n)."""
    cells = [one.value for one in app.markdown if "n\u00a0=" in str(one.value)]
    return [[FIGURE.fullmatch(line).groups() for line in cell.split("  \n")] for cell in cells]


def told(rows):
    """What the command line would print of these rows: measured, and reported."""
    return [
        (
            "; ".join(f"{part} {measured}" for part, measured, _, _ in row),
            "; ".join(f"{part} {figure}" for part, _, figure, _ in row if figure) or "no figure",
        )
        for row in rows
    ]


def claims_of(app):
    """The claims that have a row, each with its own words."""
    said = app.said
    return [claim_id for claim_id in CLAIMS if f"**{EVIDENCE[claim_id].plain}**" in said]


def look(**address):
    """Open the page at an address."""
    return open_page("evidence", **address)


def unfold(app, *claim_ids):
    """Unfold the rows of these claims, or of all that are shown."""
    for claim_id in claim_ids or claims_of(app):
        app.session_state[f"unfolded {claim_id}"] = True
    return app.run()


def until(app, holds):
    """Draw the page again, as its fragments do, until ``holds(app)``."""
    for _ in range(1_000):
        if holds(app):
            return app
        app.run()
    raise AssertionError(app.said)


def test_every_row_shows_what_the_command_line_prints(monkeypatch, capsys):
    app = unfold(look()).whole()
    lines = printed(monkeypatch, capsys, "--recorded")
    assert claims_of(app) == list(lines) == list(CLAIMS)
    assert told(shown(app)) == [(one["measured"], one["reported"]) for one in lines.values()]
    said = app.said
    for one in lines.values():
        held, _, why = one["why"].partition(". ")
        assert f"{held}. {why}" in said
        assert re.search(r"recorded, [\d.]+ s, \d{4}-\d\d-\d\d", one["head"])[0] in said
    counts = re.findall(r"-badge\[:\w+/\w+: ([a-z ]+): (\d+) of 11\]", said)
    assert sum(int(count) for _, count in counts) == 11


def test_every_row_says_what_decided_it_with_its_figure_and_offers_to_run_it_again():
    app = look().whole()
    for claim_id, verdict in recorded_ledger().verdicts.items():
        (part, *_) = verdict.named(EVIDENCE[claim_id].why)
        decided = f"{EVIDENCE[claim_id].decided_by}: **{measured(part)}**"
        assert decided in [str(one.value) for one in app.markdown]
        assert app.get_by_key(f"run_{claim_id}").label == "Run it again"
    app.tells("come from a written homework of a course on neural networks")


def test_a_row_folds_out_its_claim_and_every_part_with_its_rule():
    app = look(problem="2.B")
    verdict = recorded_ledger().verdicts["2.B"]
    assert not app.table
    assert CLAIMS["2.B"].text not in app.said
    app.press("unfold_2.B")
    parts = app.card()
    assert list(parts.index) == [part.part for part in verdict.findings]
    assert parts["Verdict"].str.endswith(tuple(map(fared, verdict.findings))).all()
    said = app.said
    assert CLAIMS["2.B"].text in said
    assert all(part.rule in said and part.why in said for part in verdict.findings)
    app.press("unfold_2.B")
    assert not app.table


@pytest.mark.parametrize(
    ("address", "claims"),
    [
        ({"problem": "2.C"}, ["2.C.i", "2.C.ii"]),
        ({"verdict": "holds"}, ["2.A.i", "2.A.ii", "2.C.i", "2.C.ii"]),
        ({"problem": "1.A", "verdict": "holds in part"}, ["1.A.i", "1.A.ii"]),
    ],
    ids=["problem", "verdict", "both"],
)
def test_the_address_filters_by_problem_and_verdict(address, claims):
    app = look(**address).whole()
    assert not app.warning
    assert claims_of(app) == claims


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ({"problem": "2.C"}, "No claim of problem 2.C has the verdict “fails”."),
        ({}, "No claim has the verdict “fails”."),
    ],
    ids=["of a problem", "of all"],
)
def test_an_empty_selection_says_so_and_is_reset(address, said):
    app = look(verdict="fails", **address)
    assert claims_of(app) == []
    assert app.info[0].value == said
    app.press("Show every claim")
    assert claims_of(app) == list(CLAIMS)


def test_without_a_recorded_ledger_the_page_names_the_remedy(monkeypatch, tmp_path):
    page.recorded.clear()
    monkeypatch.setattr(recorded_ledger, "__defaults__", (tmp_path / "ledger.json",))
    app = look()
    page.recorded.clear()
    assert not app.troubles
    assert "python -m core.record --only ledger" in app.warning[0].value
    app.tells("not tested: 11 of 11")


# ---------------------------------------------------------------- run again here


def test_a_row_run_live_shows_what_the_command_line_measures(fresh_jobs, monkeypatch, capsys):
    app = look(problem="2.C")
    app.press("run_2.C.ii")
    until(app, lambda app: "live, " in app.said)
    assert not app.troubles
    line = printed(monkeypatch, capsys, "--only", "2.C.ii")["2.C.ii"]
    assert told(shown(unfold(app)))[1] == (line["measured"], line["reported"])
    assert re.findall("\\n(live|recorded), ", app.said) == ["recorded", "live"]
    assert not app.warning


@pytest.fixture
def measuring(monkeypatch, fresh_jobs):
    """Stand-ins for measuring: each waits to be let go, and gives its claim's made-up verdict."""
    go_on = {claim_id: threading.Event() for claim_id in CLAIMS}
    verdicts = dict(recorded_ledger().verdicts)

    def measure(claim_ids, report):
        for claim_id in claim_ids:
            report(0.5, f"{claim_id}: half way")
            assert go_on[claim_id].wait(SECONDS)
            report(1.0, f"{claim_id}: there")
            verdict = verdicts[claim_id]
            if isinstance(verdict, Exception):
                raise verdict
            yield verdict, None, 1.5

    monkeypatch.setattr(ledger, "measure", measure)
    yield go_on, verdicts
    for event in go_on.values():
        event.set()


def test_where_live_and_recorded_disagree_the_row_says_so_with_both(measuring):
    go_on, verdicts = measuring
    (part,) = verdicts["2.C.i"].findings
    other = replace(part, outcome=Outcome.FAILS, measured=Interval(9.0, 8.0, 10.0))
    verdicts["2.C.i"] = Verdict("2.C.i", (other,))
    go_on["2.C.i"].set()
    app = look(problem="2.C")
    app.press("run_2.C.i")
    until(app, lambda app: app.warning)
    said = app.warning[0].value
    assert "Live and recorded disagree" in said
    assert "The claim fails live and holds in the record." in said
    assert f"{part.part}: live 9.0 (8.0 to 10.0), fails; recorded 16, holds." in said
    app.tells("fails: 1 of 11")


def test_rows_wait_in_line_and_stopping_keeps_what_was_measured(measuring):
    go_on, _ = measuring
    app = look(problem="2.C")
    app.press("run_2.C.i")
    app.press("run_2.C.ii")
    assert app.said.count("Waiting in line") == 1
    app.tells("2 of 11 claims wait or run.")
    app.press("stop_2.C.ii")
    until(app, lambda app: any(one.key == "run_2.C.ii" for one in app.button))
    app.tells("Stopped before the end")
    go_on["2.C.i"].set()
    until(app, lambda app: "live, 1.5 s" in app.said)
    go_on["2.C.i"].clear()
    app.press("run_2.C.i")
    app.press("stop_2.C.i")
    go_on["2.C.i"].set()
    until(app, lambda app: any(one.key == "run_2.C.i" for one in app.button))
    assert app.said.count("live, 1.5 s") == 1
    assert not app.troubles


def test_measuring_all_again_runs_each_claim_and_can_be_stopped(measuring):
    go_on, verdicts = measuring
    app = look()
    app.press("Measure all again").tells("11 of 11 claims wait or run.")
    first, second = list(CLAIMS)[:2]
    go_on[first].set()
    until(app, lambda app: "live, 1.5 s" in app.said)
    app.press("Stop all")
    go_on[second].set()
    until(app, lambda app: any(one.label == "Measure all again" for one in app.button))
    assert app.said.count("live, 1.5 s") == 1
    assert shown(unfold(app, first))[0][0][1] == figure(verdicts[first].findings[0].estimate)


def test_a_run_that_fails_says_so_in_its_row_with_a_reference(measuring, caplog):
    go_on, verdicts = measuring
    verdicts["2.C.i"] = RuntimeError("a secret of the machine")
    go_on["2.C.i"].set()
    app = look(problem="2.C")
    app.press("run_2.C.i")
    until(app, lambda app: app.error)
    assert "secret" not in app.said
    assert app.error[0].value.split()[-1].rstrip(".") in caplog.text
    assert unfold(app).said.count("recorded, ") == 2


def test_a_claim_of_which_nothing_is_recorded_can_be_run(measuring, monkeypatch):
    go_on, verdicts = measuring
    empty = replace(recorded_ledger(), verdicts={one: Verdict(one, ()) for one in CLAIMS})
    monkeypatch.setattr(page, "read", lambda: empty)
    found = Finding("a part", "a rule", Outcome.HOLDS, 42.0, 7, "a reason", since="2026-01-02")
    verdicts["2.C.i"] = Verdict("2.C.i", (found,))
    go_on["2.C.i"].set()
    app = look(problem="2.C")
    assert app.said.count("Not measured yet.") == 2
    app.press("run_2.C.i")
    until(app, lambda app: "live, 1.5 s" in app.said)
    assert shown(unfold(app, "2.C.i")) == [[("a part", "42", None, "7")]]
    assert not app.troubles
    assert not app.warning
