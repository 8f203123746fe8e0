import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.claims import CLAIMS, DROPOUT_RATES, Finding, Interval, Outcome, Role, Verdict
from core.ledger.links import EVIDENCE

ROOT = Path(__file__).parents[2]
IDS = [
    "1.A.i",
    "1.A.ii",
    "1.B",
    "2.A.i",
    "2.A.ii",
    "2.B",
    "2.C.i",
    "2.C.ii",
    "2.D.i",
    "2.D.ii",
    "2.D.iii",
]

# Lines of the write-up that give figures, word for word.
RELU = """network A with better weight initialization performs output with test loss of 0.001 and
training loss of 0.001, significantly better than network B output test loss of 0.508 and training
loss of 0.497"""
SIGMOID = """reaching very low values (test loss 0.001, training loss 0.001) by epoch 4000.
even by epoch 4083, the loss remained relatively high (test loss 0.412, training loss 0.396)."""
PARAMETERS = r"$$1200 + 16 = 1216 \ parameters$$"
SHAPE = r"$$28 \times 28 \times 16$$"
SWEEP = """- p = 0.0: 0.7846
- p = 0.1: 0.6937
- p = 0.2: 0.1009
- p = 0.3: 0.9744
- p = 0.4: 0.8720
- p = 0.5: 0.9763
- p = 0.6: 0.9704
- p = 0.7: 0.9570
- p = 0.8: 0.9297
- p = 0.9: 0.7302
The final test accuracy achieved was **0.9763**."""


def numbers(text):
    return [float(number) for number in re.findall(r"\d+\.?\d*", text)]


def test_the_write_up_makes_eleven_claims():
    assert list(CLAIMS) == IDS
    assert [claim.id for claim in CLAIMS.values()] == IDS
    assert len({claim.title for claim in CLAIMS.values()}) == 11
    assert all(claim.text.endswith(".") for claim in CLAIMS.values())


@pytest.mark.parametrize(("claim_id", "text"), [("1.A.i", RELU), ("1.A.ii", SIGMOID)])
def test_reported_losses_are_the_write_ups(claim_id, text):
    losses = [float(loss) for loss in re.findall(r"loss\s+(?:of\s+)?(0\.\d{3})", text)]
    parts = ["A test loss", "A train loss", "B test loss", "B train loss"]
    assert CLAIMS[claim_id].reported == dict(zip(parts, losses, strict=True))


def test_reported_sizes_are_the_write_ups():
    assert list(CLAIMS["2.A.i"].reported.values()) == numbers(PARAMETERS)
    assert list(CLAIMS["2.A.ii"].reported.values()) == numbers(SHAPE)


def test_reported_accuracies_are_the_write_ups():
    listed = dict(re.findall(r"(p = 0\.\d): (0\.\d{4})", SWEEP))
    final = re.search(r"\*\*(0\.\d{4})\*\*", SWEEP)[1]
    expected = {part: float(figure) for part, figure in listed.items()}
    assert CLAIMS["2.D.i"].reported == expected | {"ten epochs at p = 0.5": float(final)}
    assert [f"p = {p:.1f}" for p in DROPOUT_RATES] == list(listed)


@pytest.mark.parametrize("claim_id", IDS)
def test_every_claim_has_a_page(claim_id):
    assert (ROOT / "pages" / f"{EVIDENCE[claim_id].page}.py").is_file()


HOLDS, FAILS, UNDECIDED = Outcome.HOLDS, Outcome.FAILS, Outcome.UNDECIDED


def finding(part, outcome, measured=1.0, n=1, reported=None, **more):
    why = f"{part} because."
    return Finding(part, "A rule.", outcome, measured, n, why, reported, since="2026-01-02", **more)


def verdict(*outcomes):
    return Verdict("1.B", tuple(finding(str(i), one) for i, one in enumerate(outcomes)))


@pytest.mark.parametrize(
    ("outcomes", "whole"),
    [
        ((), Outcome.NOT_TESTED),
        ((HOLDS,), HOLDS),
        ((HOLDS, HOLDS), HOLDS),
        ((FAILS, FAILS), FAILS),
        ((UNDECIDED, UNDECIDED), UNDECIDED),
        ((HOLDS, FAILS), Outcome.HOLDS_IN_PART),
        ((HOLDS, UNDECIDED), Outcome.HOLDS_IN_PART),
        ((HOLDS, FAILS, UNDECIDED), Outcome.HOLDS_IN_PART),
        ((FAILS, UNDECIDED), UNDECIDED),
    ],
)
def test_a_claim_fares_as_its_parts_bear_out(outcomes, whole):
    assert verdict(*outcomes).outcome is whole
    assert verdict(*reversed(outcomes)).outcome is whole


@given(st.lists(st.sampled_from((HOLDS, FAILS, UNDECIDED)), min_size=1, max_size=6))
def test_deciding_what_is_undecided_never_contradicts_the_verdict(outcomes):
    before = verdict(*outcomes).outcome
    for answer in (HOLDS, FAILS):
        after = verdict(*(answer if one is UNDECIDED else one for one in outcomes)).outcome
        if before in (HOLDS, FAILS):
            assert after is before
        if before is Outcome.HOLDS_IN_PART:
            assert after is not FAILS


@given(
    st.lists(st.sampled_from((HOLDS, FAILS, UNDECIDED)), max_size=5),
    st.sampled_from((Role.CHECK, Role.QUICK)),
    st.sampled_from((HOLDS, FAILS, UNDECIDED)),
)
def test_what_is_no_part_of_the_claim_never_counts(outcomes, role, outcome):
    plain = verdict(*outcomes)
    more = Verdict("1.B", (*plain.findings, finding("aside", outcome, n=99, role=role)))
    assert more.outcome is plain.outcome
    assert (more.counts, more.n, more.why) == (plain.counts, plain.n, plain.why)
    assert len(more.findings) == len(plain.findings) + 1


def test_outcomes_read_as_the_rules_say():
    assert [str(outcome) for outcome in Outcome] == [
        "holds",
        "holds in part",
        "fails",
        "undecided",
        "not tested",
    ]


def test_a_verdict_sums_up_its_parts():
    verdict = Verdict(
        "1.B",
        (
            finding("figure", HOLDS, 0.5, 3, reported=0.6),
            finding("effect", FAILS, Interval(0.2, 0.1, 0.3), 7),
            finding("rest", UNDECIDED, Interval(0.2, -0.1, 0.5), 5, would_decide=1_234),
        ),
    )
    assert verdict.reported == {"figure": 0.6}
    assert verdict.measured == {"figure": 0.5, "effect": 0.2, "rest": 0.2}
    assert verdict.spread == {"effect": (0.1, 0.3), "rest": (-0.1, 0.5)}
    assert [part.interval[0] for part in verdict.findings] == [0.5, 0.2, 0.2]
    assert verdict.findings[0].interval == (0.5, 0.5, 0.5)
    assert verdict.named("eff") == [verdict.findings[1]]
    assert verdict.named("x") == []
    assert verdict.n == 7
    assert verdict.why == (
        "1 of 3 parts hold, 1 fails, 1 is undecided. effect because. rest because. "
        "About 1,200 runs would decide it."
    )


def test_an_undecided_part_says_how_many_runs_would_decide_it_and_no_other_does():
    assert finding("a", UNDECIDED, would_decide=40).needed == "about 40 runs would decide it"
    on_it = finding("a", UNDECIDED, Interval(0.5, 0.4, 0.6), threshold=0.5)
    assert on_it.needed == "no number of runs within reach would decide it"
    assert finding("a", UNDECIDED).needed == ""
    assert finding("a", FAILS, would_decide=40).needed == ""
    assert finding("a", UNDECIDED, would_decide=40, role=Role.QUICK).needed == ""
    assert finding("a", HOLDS).reason == "a because."


def test_when_every_part_holds_each_gives_its_reason():
    verdict = Verdict("1.B", (finding("one", HOLDS), finding("two", HOLDS)))
    assert verdict.why == "2 of 2 parts hold. one because. two because."


def test_nothing_tested_has_no_figures():
    verdict = Verdict("1.B", ())
    assert (verdict.reported, verdict.measured, verdict.spread, verdict.n) == ({}, {}, {}, 0)
