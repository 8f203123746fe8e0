from dataclasses import replace
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.bundled import recorded_ledger
from core.claims import CLAIMS, Finding, Interval, Outcome, Verdict
from core.ledger.links import EVIDENCE
from core.ledger.table import (
    Entry,
    disagreements,
    entries,
    main_parts,
    measured,
    parts_table,
    reason,
    table,
    word,
)

RECORD = recorded_ledger()
OUTCOMES = st.sampled_from((Outcome.HOLDS, Outcome.FAILS, Outcome.UNDECIDED))


def part(name, outcome=Outcome.HOLDS, figure=1.0, reported=None, **more):
    why = f"{name} because."
    return Finding(name, "A rule.", outcome, figure, 9, why, reported, since="2026-01-02", **more)


def entry(verdict):
    return Entry(verdict, "live", 0.5, "2025-01-02")


def test_a_row_shows_the_main_figures_with_their_intervals_and_what_was_reported():
    verdict = Verdict(
        "2.D.i",
        (
            part("lead of p = 0.5 over the best other", Outcome.FAILS),
            part("p = 0.1", figure=0.7),
            part("p = 0.2", Outcome.UNDECIDED, Interval(0.12345, 0.1, 0.15), 0.1009),
            part("p = 0.5", Outcome.HOLDS, 0.97, 0.9763),
        ),
    )
    (row,) = table([entry(verdict)]).to_dict("records")
    assert row["measured"] == "p = 0.2 0.123 (0.100 to 0.150); p = 0.5 0.97"
    assert row["reported"] == "p = 0.2 0.1009; p = 0.5 0.9763"
    assert row["why"] == (
        "2 of 4 parts hold, 1 fails, 1 is undecided. lead of p = 0.5 over the best other because."
    )
    assert (row["verdict"], row["n"], row["source"]) == ("holds in part", 9, "live")
    assert (row["seconds"], row["date"]) == (0.5, "2025-01-02")


@pytest.mark.parametrize("claim_id", CLAIMS)
def test_what_a_row_shows_is_among_the_recorded_parts(claim_id):
    verdict = RECORD.verdicts[claim_id]
    names = [one.part for one in verdict.findings]
    shown = main_parts(verdict)
    assert len(shown) == len(EVIDENCE[claim_id].figures)
    assert all(one in verdict.findings for one in shown)
    assert any(name.startswith(EVIDENCE[claim_id].why) for name in names)
    assert reason(verdict) in [one.reason for one in verdict.findings]


def test_a_claim_without_the_expected_parts_or_any_can_be_shown():
    other = Verdict("1.B", (part("something else"),))
    assert [one.part for one in main_parts(other)] == ["something else"]
    assert reason(other) == "something else because."
    nothing = Verdict("1.B", ())
    assert (main_parts(nothing), reason(nothing)) == ([], "Not measured yet.")
    assert table([entry(nothing)])["verdict"].tolist() == ["not tested"]


@pytest.mark.parametrize(
    ("values", "written"),
    [
        ((0.0754, 0.04526, 0.1056), "0.075 (0.045 to 0.106)"),
        ((-0.01644, -0.0236, -0.009276), "−0.0164 (−0.0236 to −0.0093)"),
        ((97.0, 91.55, 98.98), "97.0 (91.5 to 99.0)"),
        ((1234.5, 1000.0, 1500.0), "1,234 (1,000 to 1,500)"),
        ((0.0001, -0.004, 0.0042), "0.0001 (−0.0040 to 0.0042)"),
        ((0.5, 0.5, 0.5), "0.5 (0.5 to 0.5)"),
        ((-0.0, 0.0, 0.0), "0 (0 to 0)"),
        ((-0.00001, -0.02, 0.02), "0.000 (−0.020 to 0.020)"),
    ],
)
def test_a_figure_is_rounded_as_its_interval_allows(values, written):
    assert measured(part("a", figure=Interval(*values))) == written


def test_an_unbounded_interval_is_told_in_words():
    assert measured(part("a", figure=Interval(0.5, -inf, inf))) == "0.5 (no interval)"
    assert measured(part("a", figure=inf)) == "–"


def test_every_part_of_every_claim_has_a_row_with_its_bounds():
    rows = parts_table(entries(RECORD).values())
    assert len(rows) == sum(len(verdict.findings) for verdict in RECORD.verdicts.values())
    for claim_id, verdict in RECORD.verdicts.items():
        of_claim = rows[rows["claim"] == claim_id].set_index("part")
        assert of_claim["measured"].to_dict() == verdict.measured
        for name, (low, high) in verdict.spread.items():
            assert tuple(of_claim.loc[name, ["low", "high"]]) == (low, high)
    every = [one for verdict in RECORD.verdicts.values() for one in verdict.findings]
    assert rows["verdict"].tolist() == list(map(word, every))
    assert rows["since"].tolist() == [one.since for one in every]


def test_every_entry_says_when_and_how_long_it_took():
    for claim_id, one in entries(RECORD).items():
        assert one.origin == f"recorded, {RECORD.seconds[claim_id]:.1f} s, {RECORD.date}"


# ---------------------------------------------------------------- live against the record


@pytest.mark.parametrize("verdict", RECORD.verdicts.values(), ids=RECORD.verdicts)
def test_a_verdict_agrees_with_itself(verdict):
    assert disagreements(verdict, verdict) == []


@given(st.floats(-2, 2), OUTCOMES, OUTCOMES)
def test_a_part_disagrees_when_its_verdict_does_or_it_leaves_the_interval(figure, then, now):
    interval = Interval(0.0, -1.0, 1.0)
    recorded = Verdict("1.B", (part("other"), part("a", then, interval)))
    live = Verdict("1.B", (part("other"), part("a", now, figure)))
    said = disagreements(recorded, live)
    about_the_part = [one for one in said if one.startswith("a: ")]
    assert bool(about_the_part) == (then != now or not -1 <= figure <= 1)
    for one in about_the_part:
        assert "recorded 0.0 (−1.0 to 1.0)" in one
        assert f"live {figure + 0:.4g}".replace("-", "−") in one
    assert ("The claim" in " ".join(said)) == (recorded.outcome is not live.outcome)


def test_an_exact_figure_disagrees_when_it_is_printed_otherwise():
    recorded = Verdict("2.A.i", (part("weights", figure=1_200.0),))
    near = Verdict("2.A.i", (part("weights", figure=1_200.0000001),))
    other = Verdict("2.A.i", (part("weights", figure=1_201.0),))
    assert disagreements(recorded, near) == []
    assert disagreements(recorded, other) == ["weights: live 1,201, holds; recorded 1,200, holds."]


def test_a_part_that_only_one_of_them_has_is_named():
    recorded = Verdict("1.B", (part("old"), part("both")))
    live = Verdict("1.B", (part("both"), part("new")))
    assert disagreements(recorded, live) == [
        "old: live not measured; recorded 1, holds.",
        "new: live 1, holds; recorded not measured.",
    ]


def test_nothing_disagrees_with_a_record_that_is_lost():
    lost = Verdict("1.B", ())
    assert disagreements(lost, replace(lost, findings=(part("a"),))) == []
