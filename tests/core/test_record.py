import json
import sys

import numpy as np
import pytest

from core import dropout, home, ledger, record
from core.bundled import LEDGER_STUDY, RECORDED, DamagedData, recorded_ledger
from core.claims import CLAIMS, Finding, Interval, Outcome, Verdict
from core.dropout import learning_rates, masked_network, recorded_selection, recorded_sweep
from core.dropout import sparsity as dropout_sparsity
from core.dropout.dead import runs as dead_runs
from core.dropout.final import results as final_results
from core.dropout.ladder import runs as ladder_runs
from core.initialization import recorded_networks
from core.padding import benefit as padding_benefit
from core.pooling import digits as pooling_digits
from core.shuffling import recorded_orders, recorded_runs

EXACT = ["1.A.i", "2.A.i", "2.A.ii", "2.C.i", "2.C.ii"]
MEGABYTE = 1_000_000
ORIGIN = {"date", "processor", "versions", "configurations"}


def made_up(claim_ids):
    """A verdict for each claim."""
    for claim_id in claim_ids:
        finding = Finding(
            "p", "r", Outcome.HOLDS, Interval(1, 0, 2), 3, "w", 0.5, since="2026-01-02"
        )
        yield Verdict(claim_id, (finding,)), object(), 1.25


@pytest.fixture
def command(monkeypatch):
    """Return a function that records with the given arguments and says which tables it made."""
    made = []
    for name in record.TABLES:
        for tables in (record.TABLES, record.QUICK, record.LONG):
            if name in tables:
                monkeypatch.setitem(tables, name, lambda name=name: made.append(name))

    def run(*arguments):
        made.clear()
        monkeypatch.setattr(sys, "argv", ["record", *arguments])
        record.main()
        return list(made)

    return run


@pytest.fixture
def written(elsewhere, monkeypatch):
    monkeypatch.setattr(record, "measure", made_up)
    elsewhere(record, "LEDGER_STUDY")
    record.ledger()
    return record.LEDGER_STUDY.path(".json")


def test_the_quick_tables_are_recorded_unless_all_or_one_is_asked_for(command):
    assert (
        command()
        == list(record.QUICK)
        == [
            "home",
            "ledger",
            "masked_network",
            "padding_benefit",
            "selection",
            "dropout_sparsity",
            "two_networks",
            "orders",
        ]
    )
    assert command("--full") == [*record.QUICK, *record.LONG]
    assert command("--only", "dead_runs") == ["dead_runs"]


@pytest.mark.parametrize("wrong", [("--only", "sweep"), ("--full", "--only", "ledger"), ("all",)])
def test_another_table_is_refused(command, capsys, wrong):
    with pytest.raises(SystemExit):
        command(*wrong)
    assert "usage" in capsys.readouterr().err


def test_an_interrupted_recording_says_that_what_is_finished_is_kept(command, capsys, monkeypatch):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setitem(record.TABLES, "dead_runs", interrupted)
    with pytest.raises(SystemExit):
        command("--only", "dead_runs")
    assert "What is finished is kept" in capsys.readouterr().err


def test_every_recorded_table_says_where_it_is_from_and_how_it_is_made_again():
    tables = (
        dead_runs,
        dropout_sparsity,
        recorded_sweep,
        final_results,
        home,
        ladder_runs,
        learning_rates,
        masked_network,
        padding_benefit,
        pooling_digits,
        recorded_networks,
        recorded_orders,
        recorded_selection,
    )
    studies = [LEDGER_STUDY, *(table.STUDY for table in tables)]
    assert {study.name for study in studies} == set(record.TABLES)
    for study in studies:
        assert set(study.provenance()) == ORIGIN
        assert str(study.damaged("gone")).endswith(f"python -m core.record --only {study.name}")


@pytest.mark.parametrize(
    ("table", "read"),
    [
        (dead_runs, lambda: dead_runs.recorded("grid")),
        (dropout_sparsity, dropout_sparsity.recorded),
        (ladder_runs, lambda: ladder_runs.recorded("whole epoch")),
        (padding_benefit, padding_benefit.recorded),
        (pooling_digits, lambda: pooling_digits.recorded("dense")),
    ],
    ids=["dead_runs", "dropout_sparsity", "lost_digits", "padding_benefit", "pooling_digits"],
)
@pytest.mark.parametrize(
    "damage", ["", "run,remedy\n", "p,seed\n", "head,pooling\n", "{}", "[]", None]
)
def test_a_damaged_record_is_named_with_its_remedy(elsewhere, table, read, damage):
    elsewhere(table)
    study = table.STUDY
    if damage is not None:
        for ending in (study.ending, ".json"):
            study.path(ending).write_text(damage, encoding="utf-8")
    remedy = rf"is missing or damaged; .* python -m core\.record --only {study.name}"
    for read_file, ending in ((read, study.ending), (study.provenance, ".json")):
        with pytest.raises(DamagedData, match=rf"{study.name}\{ending} {remedy}"):
            read_file()


@pytest.mark.parametrize(
    "archive",
    [home, masked_network, recorded_networks, recorded_runs],
    ids=["home", "masked_network", "two_networks", "orders"],
)
@pytest.mark.parametrize("damage", [b"", b"no archive", None])
def test_a_damaged_archive_is_named_with_its_remedy(elsewhere, archive, damage):
    elsewhere(archive)
    name = archive.STUDY.name
    if damage is not None:
        archive.STUDY.path(".npz").write_bytes(damage)
    with pytest.raises(DamagedData, match=rf"{name}\.npz,? is missing or .* --only {name}$"):
        archive.recorded()


@pytest.mark.parametrize(
    ("archive", "read"),
    [(recorded_networks, recorded_networks.result), (recorded_orders, recorded_orders.recorded)],
    ids=["two_networks", "orders"],
)
@pytest.mark.parametrize("damage", [b"", b"no archive", None])
def test_damaged_tables_are_named_with_their_remedy(elsewhere, archive, read, damage):
    tables, arrays = (archive.STUDY.path(ending) for ending in (".zip", ".npz"))
    kept = arrays.read_bytes() if arrays.exists() else b""
    elsewhere(archive)
    archive.STUDY.path(".npz").write_bytes(kept)
    if damage is not None:
        archive.STUDY.path(".zip").write_bytes(damage)
    with pytest.raises(DamagedData, match=rf"{tables.name} is missing or .* --only {tables.stem}$"):
        read()


def test_what_is_recorded_is_read_back(written):
    back = recorded_ledger(written)
    assert list(back.verdicts) == list(CLAIMS)
    assert back.verdicts["1.B"].spread == {"p": (0, 2)}
    assert back.seconds["1.B"] == 1.25
    assert set(back.versions) >= {"python", "torch", "numpy", "pandas"}
    assert back.date
    assert back.processor


def test_the_record_names_configurations_and_claims(written):
    content = json.loads(written.read_text(encoding="utf-8"))
    assert list(content["configurations"]) == list(CLAIMS)
    assert content["configurations"]["1.B"]["seeds"] == 30
    assert [one["id"] for one in content["claims"]] == list(CLAIMS)
    assert written.stat().st_size < MEGABYTE


def test_the_bundled_record_is_whole_and_small():
    assert list(recorded_ledger().verdicts) == list(CLAIMS)
    assert sum(path.stat().st_size for path in RECORDED.iterdir()) < 2 * MEGABYTE


@pytest.mark.slow
@pytest.mark.parametrize("claim_id", EXACT)
def test_a_part_measured_again_is_as_recorded(claim_id):
    again, _, _ = ledger.run(claim_id)
    then = recorded_ledger().verdicts[claim_id]
    assert [finding.part for finding in again.findings] == [
        finding.part for finding in then.findings
    ]
    assert again.outcome == then.outcome
    for part, figure in then.measured.items():
        assert again.measured[part] == pytest.approx(figure, rel=1e-5, abs=1e-9), part


@pytest.mark.slow
@pytest.mark.parametrize("claim_id", dropout.RECORDS)
def test_recorded_dropout_verdicts_follow_from_the_recorded_curves(claim_id):
    then = recorded_ledger().verdicts[claim_id]
    again = dropout.recorded_findings(claim_id)
    assert again
    assert not any("live" in part.part for part in again)
    for part in again:
        assert part.estimate == pytest.approx(then.measured[part.part], abs=2e-5), part.part
    assert np.isfinite([part.estimate for part in again]).all()
