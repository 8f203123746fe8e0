"""No finding says more than its interval bears, recorded or at the default settings."""

from datetime import date

import pytest

from core.bundled import recorded_ledger
from core.claims import CLAIMS, Interval, Outcome, Role

RECORD = recorded_ledger()
FINDINGS = [(claim_id, one) for claim_id in CLAIMS for one in RECORD.verdicts[claim_id].findings]


@pytest.mark.parametrize(
    ("claim_id", "finding"), FINDINGS, ids=[f"{claim} {one.part}" for claim, one in FINDINGS]
)
def test_every_recorded_finding_has_one_of_three_outcomes_and_a_rule_with_its_date(
    claim_id, finding
):
    assert finding.outcome in (Outcome.HOLDS, Outcome.FAILS, Outcome.UNDECIDED)
    assert date(2026, 11, 24) <= date.fromisoformat(finding.since) <= date.today()
    assert finding.would_decide is None or finding.outcome is Outcome.UNDECIDED
    assert finding.role is not Role.QUICK or claim_id.startswith("2.D")
    if isinstance(finding.measured, Interval):
        assert not finding.measured.low > finding.estimate > finding.measured.high


@pytest.mark.parametrize(
    "finding", [one for _, one in FINDINGS if one.threshold is not None], ids=lambda one: one.part
)
def test_no_interval_that_straddles_its_threshold_decides(finding):
    straddles = finding.interval.low < finding.threshold < finding.interval.high
    assert straddles == (finding.outcome is Outcome.UNDECIDED)
