import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.claims import CLAIMS, DROPOUT_RATES, Finding, Interval, Outcome, Verdict
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


def test_the_readme_states_every_claim():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = [f"| {claim.id} | {claim.text} |" for claim in CLAIMS.values()]
    assert [row for row in rows if row not in readme.splitlines()] == []


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


def finding(part, holds, measured=1.0, n=1, reported=None):
    return Finding(part, "A rule.", holds, measured, n, f"{part} because.", reported)


@given(st.lists(st.booleans(), max_size=12))
def test_all_parts_hold_or_some_or_none(flags):
    verdict = Verdict("1.B", tuple(finding(str(i), holds) for i, holds in enumerate(flags)))
    if not flags:
        expected = Outcome.NOT_TESTED
    elif False not in flags:
        expected = Outcome.HOLDS
    else:
        expected = Outcome.HOLDS_IN_PART if True in flags else Outcome.FAILS
    assert verdict.outcome is expected


def test_outcomes_read_as_the_rules_say():
    assert [str(outcome) for outcome in Outcome] == [
        "holds",
        "holds in part",
        "fails",
        "not tested",
    ]


def test_a_verdict_sums_up_its_parts():
    verdict = Verdict(
        "1.B",
        (
            finding("figure", True, 0.5, 3, reported=0.6),
            finding("effect", False, Interval(0.2, 0.1, 0.3), 7),
        ),
    )
    assert verdict.reported == {"figure": 0.6}
    assert verdict.measured == {"figure": 0.5, "effect": 0.2}
    assert verdict.spread == {"effect": (0.1, 0.3)}
    assert [part.interval for part in verdict.findings] == [(0.5, 0.5, 0.5), (0.2, 0.1, 0.3)]
    assert verdict.named("eff") == [verdict.findings[1]]
    assert verdict.named("x") == []
    assert verdict.n == 7
    assert verdict.why == "1 of 2 parts hold. effect because."


def test_when_every_part_holds_each_gives_its_reason():
    verdict = Verdict("1.B", (finding("one", True), finding("two", True)))
    assert verdict.why == "2 of 2 parts hold. one because. two because."


def test_nothing_tested_has_no_figures():
    verdict = Verdict("1.B", ())
    assert (verdict.reported, verdict.measured, verdict.spread, verdict.n) == ({}, {}, {}, 0)
