import json
import subprocess
import sys
from pathlib import Path

import pytest

from core import ledger
from core.__main__ import main
from core.bundled import recorded_ledger
from core.claims import CLAIMS
from tests.core.ledger.test_ledger import KEYS

ROOT = Path(__file__).parents[2]


def process(*arguments, code=("-m", "core")):
    return subprocess.run(
        [sys.executable, *code, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.fixture
def command(monkeypatch, capsys):
    """The command called with arguments: its exit code, and what it prints to either side."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["core", *arguments])
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code
        return code, *capsys.readouterr()

    return call


def test_one_claim_as_json(command):
    code, printed, _ = command("--only", "2.A.i", "--json")
    assert code == 0
    (row,) = json.loads(printed)
    assert set(row) == KEYS
    assert (row["id"], row["outcome"]) == ("2.A.i", "holds")
    assert row["reported"] == row["measured"] == {"weights": 1200, "biases": 16, "parameters": 1216}
    assert row["spread"] == {}


def test_a_group_of_claims_is_named_by_its_beginning_in_any_case(command):
    _, printed, _ = command("--recorded", "--only", "2.a", "--json")
    assert [row["id"] for row in json.loads(printed)] == ["2.A.i", "2.A.ii"]


def test_one_claim_as_text():
    done = process("--only", "2.A.i")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2.A.i  holds  (n = 1, ")
    assert done.stdout.count("weights 1200; biases 16; parameters 1216") == 2
    assert f"    {CLAIMS['2.A.i'].title}. {CLAIMS['2.A.i'].text}\n" in done.stdout
    assert "why       3 of 3 parts hold. " in done.stdout
    assert "lab       /convolution?lab=Shape+and+parameters" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("wrong", ["3", "2.A.iv", "", "2.A.i --json"])
def test_another_id_is_refused_with_the_ids_there_are(command, wrong):
    code, printed, said = command("--only", wrong)
    assert code == 2
    assert printed == ""
    assert "2.D.iii" in said


def test_the_record_is_printed_without_measuring_or_loading_torch():
    code = (
        "import runpy, sys; runpy.run_module('core', run_name='__main__'); "
        "assert 'torch' not in sys.modules"
    )
    done = process("--recorded", "--json", code=("-c", code))
    assert done.returncode == 0, done.stderr
    record = recorded_ledger()
    rows = json.loads(done.stdout)
    assert [row["id"] for row in rows] == list(record.verdicts)
    for row in rows:
        verdict = record.verdicts[row["id"]]
        assert row == ledger.row(verdict, record.seconds[row["id"]])


def test_a_record_that_is_missing_is_named_with_its_remedy(command, monkeypatch, tmp_path):
    monkeypatch.setattr(recorded_ledger, "__defaults__", (tmp_path / "ledger.json",))
    code, printed, said = command("--recorded")
    assert code == 1
    assert printed == ""
    assert said.strip().endswith("python -m core.record --only ledger")
