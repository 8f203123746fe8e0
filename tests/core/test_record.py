import json

import numpy as np
import pandas as pd
import pytest

from core import dropout, ledger, record
from core.claims import CLAIMS, Finding, Interval, Verdict

EXACT = ["1.A.i", "2.A.i", "2.A.ii", "2.C.i", "2.C.ii"]
MEGABYTE = 1_000_000


def made_up(claim_ids, report):
    """A verdict for each claim, and for those of dropout a sweep of the quick configuration."""
    for claim_id in claim_ids:
        verdict = Verdict(claim_id, (Finding("p", "r", True, Interval(1, 0, 2), 3, "w", 0.5),))
        result = object()
        if claim_id in dropout.QUICK:
            config = dropout.QUICK[claim_id]
            rows = [
                (model.network, model.p, model.seed, epoch, 0.123456, 0.9, 1.0)
                for model in dropout.models(config)
                for epoch in range(1, config.epochs + 1)
            ]
            columns = list(dropout.collect(config, []).curves)
            result = dropout.Result(config, pd.DataFrame(rows, columns=columns), ())
        yield verdict, result, 1.25


@pytest.fixture
def written(tmp_path, monkeypatch):
    monkeypatch.setattr(record, "RECORDED", tmp_path)
    monkeypatch.setattr(record, "LEDGER", tmp_path / "ledger.json")
    monkeypatch.setattr(dropout, "CURVES", tmp_path / "dropout.csv")
    monkeypatch.setattr(record, "measure", made_up)
    monkeypatch.setattr(record, "digits", lambda: None)
    record.main()
    return tmp_path


def test_what_is_recorded_is_read_back(written):
    back = ledger.recorded(written / "ledger.json")
    assert list(back.verdicts) == list(CLAIMS)
    assert back.verdicts["1.B"].spread == {"p": (0, 2)}
    assert set(back.versions) >= {"python", "torch", "numpy", "pandas"}
    assert back.date
    assert back.processor
    for claim_id, config in dropout.QUICK.items():
        curves = dropout.recorded(claim_id).curves
        assert len(curves) == len(dropout.models(config)) * config.epochs
        assert curves["validation_accuracy"].eq(0.9).all()


def test_the_record_names_configurations_and_claims(written):
    content = json.loads((written / "ledger.json").read_text(encoding="utf-8"))
    assert list(content["configurations"]) == list(CLAIMS)
    assert content["configurations"]["1.B"]["seeds"] == 30
    assert [one["id"] for one in content["claims"]] == list(CLAIMS)
    assert sum(path.stat().st_size for path in written.iterdir()) < MEGABYTE


def test_the_bundled_record_is_whole_and_small():
    assert list(ledger.recorded().verdicts) == list(CLAIMS)
    assert sum(path.stat().st_size for path in record.RECORDED.iterdir()) < MEGABYTE
    for claim_id, config in dropout.QUICK.items():
        curves = dropout.recorded(claim_id).curves
        assert len(curves) == len(dropout.models(config)) * config.epochs
        assert not curves.duplicated(["network", "p", "seed", "epoch"]).any()


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


def test_a_recorded_model_trained_again_is_as_recorded():
    config = dropout.Config(dropout=(0.3,), seeds=1, images=2_000)
    again = dropout.run(config).curves.iloc[0]
    curves = dropout.recorded("2.D.iii").curves.set_index(["p", "seed", "epoch"])
    then = curves.loc[(0.3, 0, 1)]
    # Another processor rounds otherwise, and training lets that grow.
    assert again["train_loss"] == pytest.approx(then["train_loss"], rel=0.02)
    assert again["validation_accuracy"] == pytest.approx(then["validation_accuracy"], abs=0.02)


def test_recorded_dropout_verdicts_follow_from_the_recorded_curves():
    then = ledger.recorded().verdicts["2.D.i"]
    (again,) = (
        one for one in dropout.verdicts(dropout.recorded("2.D.i")) if one.claim_id == "2.D.i"
    )
    assert again.outcome == then.outcome
    for part, figure in then.measured.items():
        assert again.measured[part] == pytest.approx(figure, abs=2e-5), part
    assert np.isfinite(list(again.measured.values())).all()
