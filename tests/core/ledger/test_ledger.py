import inspect
import json
from dataclasses import is_dataclass
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import ledger
from core.bundled import DamagedData, recorded_ledger
from core.claims import CLAIMS, Finding, Interval, Outcome, Role, Verdict
from core.ledger import EXPERIMENTS, findings, measure, row

KEYS = {"id", "reported", "measured", "spread", "n", "outcome", "why", "seconds"}
NUMBERS = st.floats(-1e6, 1e6).map(lambda number: round(number, 6))
FINDINGS = st.builds(
    Finding,
    part=st.text(min_size=1, max_size=20),
    rule=st.text(max_size=20),
    outcome=st.sampled_from((Outcome.HOLDS, Outcome.FAILS, Outcome.UNDECIDED)),
    measured=NUMBERS | st.builds(Interval, NUMBERS, NUMBERS, NUMBERS),
    n=st.integers(0, 1_000),
    why=st.text(max_size=20),
    reported=st.none() | NUMBERS,
    since=st.dates().map(str),
    changed=st.text(max_size=20),
    would_decide=st.none() | st.integers(2, 100_000),
    role=st.sampled_from(Role),
)
PART = Finding("p", "r", Outcome.HOLDS, Interval(1, 0, 2), 3, "w", since="2026-01-02")
PARTS = st.lists(FINDINGS, max_size=5, unique_by=lambda finding: finding.part).map(tuple)


@given(PARTS, st.sampled_from(list(CLAIMS)), st.floats(0, 1e4))
def test_a_row_has_its_eight_keys_and_survives_json(parts, claim_id, seconds):
    verdict = Verdict(claim_id, parts)
    one = row(verdict, seconds)
    assert set(one) == KEYS
    assert json.loads(json.dumps(one, allow_nan=False)) == one
    assert one["id"] == claim_id
    assert one["outcome"] == str(verdict.outcome)
    assert one["measured"] == verdict.measured
    assert one["spread"] == {part: list(ends) for part, ends in verdict.spread.items()}
    assert one["reported"] == CLAIMS[claim_id].reported


def test_an_unbounded_figure_survives_strict_json():
    # B never moving measures an infinite iteration; a browser's JSON.parse knows no Infinity.
    endless, fails = float("inf"), Outcome.FAILS
    whole = Interval(0.5, -endless, endless)
    never = Finding("iteration", "A rule.", fails, endless, 1, "No.", since="2026-01-02")
    unbounded = Finding("mean", "A rule.", Outcome.UNDECIDED, whole, 1, "", since="2026-01-02")
    one = row(Verdict("1.A.ii", (never, unbounded)), 1.0)
    json.dumps(one, allow_nan=False)


def write(path, parts):
    content = {
        "date": "2025-01-02",
        "processor": "a processor",
        "versions": {"torch": "2"},
        "claims": [row(Verdict(claim_id, parts), 1.5) for claim_id in CLAIMS],
        "findings": {claim_id: findings(Verdict(claim_id, parts)) for claim_id in CLAIMS},
    }
    path.write_text(json.dumps(content), encoding="utf-8")
    return content


@given(parts=PARTS)
def test_recorded_findings_come_back_as_they_were(tmp_path_factory, parts):
    path = tmp_path_factory.mktemp("ledger") / "ledger.json"
    write(path, parts)
    back = recorded_ledger(path)
    assert back.verdicts == {claim_id: Verdict(claim_id, parts) for claim_id in CLAIMS}
    assert (back.date, back.processor, back.versions) == (
        "2025-01-02",
        "a processor",
        {"torch": "2"},
    )
    assert back.seconds == dict.fromkeys(CLAIMS, 1.5)
    assert all(word in back.origin for word in ("2025-01-02", "a processor", "torch 2"))


def without(key):
    return lambda content: content.pop(key)


def first(content):
    return content["findings"]["1.A.i"][0]


@pytest.mark.parametrize(
    "damage",
    [
        without("findings"),
        without("date"),
        without("versions"),
        lambda content: content["findings"].pop("2.D.iii"),
        lambda content: content.update(findings=[]),
        lambda content: content.update(findings={}),
        lambda content: first(content).pop("why"),
        lambda content: first(content).update(extra=1),
        lambda content: first(content).update(outcome="perhaps"),
        lambda content: first(content).update(measured=[1, 2]),
        without("claims"),
        lambda content: content["claims"].pop(),
        lambda content: content["claims"][0].update(seconds="soon"),
    ],
    ids=[
        "findings",
        "date",
        "versions",
        "a claim",
        "list",
        "no claims",
        "why",
        "extra",
        "outcome",
        "interval",
        "rows",
        "a row",
        "seconds",
    ],
)
def test_a_record_with_a_part_missing_or_changed_is_damaged(tmp_path, damage):
    path = tmp_path / "ledger.json"
    content = write(path, (PART,))
    damage(content)
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(DamagedData, match=r"ledger\.json"):
        recorded_ledger(path)


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"null", b"3", b"\xff\xfe\x00", b'"text"'])
def test_a_file_that_is_no_record_is_damaged(tmp_path, text):
    path = tmp_path / "ledger.json"
    path.write_bytes(text)
    with pytest.raises(DamagedData, match=r"ledger\.json"):
        recorded_ledger(path)


def test_a_missing_file_is_damage_that_says_how_to_mend_it(tmp_path):
    with pytest.raises(DamagedData, match=r"none\.json .*python -m core\.record"):
        recorded_ledger(tmp_path / "none.json")


@pytest.mark.parametrize("claim_id", CLAIMS)
def test_every_claim_has_an_experiment_of_the_agreed_form(claim_id):
    experiment = import_module(EXPERIMENTS[claim_id])
    assert is_dataclass(experiment.Config)
    assert is_dataclass(experiment.Result)
    assert isinstance(experiment.QUICK[claim_id], experiment.Config)
    hash(experiment.QUICK[claim_id])
    assert list(inspect.signature(experiment.run).parameters) == ["config", "report"]
    assert list(inspect.signature(experiment.verdicts).parameters) == ["result"]


def test_there_is_one_experiment_a_claim():
    assert list(EXPERIMENTS) == list(CLAIMS)


def test_measuring_reports_progress_over_all_claims_and_gives_each_verdict():
    reports = []
    wanted = ["2.A.i", "2.C.ii"]
    measured = list(measure(wanted, lambda *report: reports.append(report)))
    assert [verdict.claim_id for verdict, _, _ in measured] == wanted
    assert all(verdict.outcome is Outcome.HOLDS for verdict, _, _ in measured)
    assert all(seconds > 0 for _, _, seconds in measured)
    done = [share for share, _ in reports]
    assert done == sorted(done)
    assert done[0] == 0
    assert 0.5 in done
    assert all(message.startswith(tuple(wanted)) for _, message in reports)


def test_running_one_claim_gives_its_result_too():
    verdict, result, seconds = ledger.run("2.A.ii")
    assert verdict.claim_id == "2.A.ii"
    assert set(result.layer["quantity"]) >= {"output height", "output width", "output channels"}
    assert seconds > 0
