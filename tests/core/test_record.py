import json

import numpy as np
import pytest

from core import dropout, ledger, record, recorded_sweep
from core.bundled import RECORDED
from core.claims import CLAIMS, Finding, Interval, Verdict

EXACT = ["1.A.i", "2.A.i", "2.A.ii", "2.C.i", "2.C.ii"]
MEGABYTE = 1_000_000


def made_up(claim_ids, report):
    """A verdict for each claim."""
    for claim_id in claim_ids:
        finding = Finding("p", "r", True, Interval(1, 0, 2), 3, "w", 0.5)
        yield Verdict(claim_id, (finding,)), object(), 1.25


@pytest.fixture
def written(tmp_path, monkeypatch):
    monkeypatch.setattr(record, "LEDGER", tmp_path / "ledger.json")
    monkeypatch.setattr(record, "measure", made_up)
    for part in ("sweep", "digits", "dead", "sparsity", "final"):
        monkeypatch.setattr(record, part, lambda: None)
    record.main()
    return tmp_path


def test_what_is_recorded_is_read_back(written):
    back = ledger.recorded(written / "ledger.json")
    assert list(back.verdicts) == list(CLAIMS)
    assert back.verdicts["1.B"].spread == {"p": (0, 2)}
    assert set(back.versions) >= {"python", "torch", "numpy", "pandas"}
    assert back.date
    assert back.processor


def test_the_record_names_configurations_and_claims(written):
    content = json.loads((written / "ledger.json").read_text(encoding="utf-8"))
    assert list(content["configurations"]) == list(CLAIMS)
    assert content["configurations"]["1.B"]["seeds"] == 30
    assert [one["id"] for one in content["claims"]] == list(CLAIMS)
    assert sum(path.stat().st_size for path in written.iterdir()) < MEGABYTE


def test_the_bundled_record_is_whole_and_small():
    assert list(ledger.recorded().verdicts) == list(CLAIMS)
    assert sum(path.stat().st_size for path in RECORDED.iterdir()) < MEGABYTE


@pytest.mark.parametrize("claim_id", EXACT)
def test_a_part_measured_again_is_as_recorded(claim_id):
    again, _, _ = ledger.run(claim_id)
    then = ledger.recorded().verdicts[claim_id]
    assert [finding.part for finding in again.findings] == [
        finding.part for finding in then.findings
    ]
    assert again.outcome == then.outcome
    for part, figure in then.measured.items():
        assert again.measured[part] == pytest.approx(figure, rel=1e-5, abs=1e-9), part


def test_recorded_dropout_verdicts_follow_from_the_recorded_curves():
    then = ledger.recorded().verdicts["2.D.i"]
    (again,) = (one for one in dropout.judge(recorded_sweep.one_epoch()) if one.claim_id == "2.D.i")
    for part, figure in again.measured.items():
        assert figure == pytest.approx(then.measured[part], abs=2e-5), part
    assert np.isfinite(list(again.measured.values())).all()
