import json
import subprocess
import sys
from io import StringIO
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
    assert done.stdout.count("weights 1,200; biases 16; parameters 1,216") == 2
    assert f"    {CLAIMS['2.A.i'].title}. {CLAIMS['2.A.i'].text}\n" in done.stdout
    assert "why       3 of 3 parts hold. " in done.stdout
    assert "lab       /convolution?lab=Layer" in done.stdout
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


CASES = json.loads((ROOT / "tests/data/networks/cases.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_network_is_laid_out_as_json(command, tmp_path, case):
    file = tmp_path / "network.py"
    file.write_text(case["text"], encoding="utf-8")
    shape = ",".join(map(str, case["input_shape"]))
    code, printed, said = command("--network", str(file), "--input", shape, "--json")
    assert (code, said) == (0, "")
    found = json.loads(printed)
    for key in ("parameters", "multiply_accumulates", "output_shape", "input_shape"):
        assert found[key] == case[key]
    assert found["rows"][-1]["output_shape"] == case["output_shape"]


def test_a_network_from_standard_input_is_laid_out_as_a_table(command, monkeypatch):
    monkeypatch.setattr(sys, "stdin", StringIO("nn.Sequential(nn.Linear(784, 10), nn.ReLU())"))
    code, printed, _ = command("--network", "-")
    assert code == 0
    lines = printed.splitlines()
    assert lines[0].split() == ["layer", "name", "kind", "output", "parameters",
                                "multiply-accumulates", "sees"]  # fmt: skip
    assert lines[1].split() == ["1", "0", "Linear", "10", "7,850", "7,840"]
    assert "784 to 10, 7,850 parameters, 7,840 multiply-accumulates for one example." in printed


@pytest.mark.parametrize(
    ("text", "shape", "says"),
    [
        ("model = keras.Sequential()", "3", "Line 1: this is Keras, not PyTorch"),
        ("nn.Linear(3, 2)", "three", "Input shape is 'three', but must be"),
        ("nn.Linear(3, 2)", "4", "Layer 1, Linear: in_features is 3, but what comes in is 4"),
    ],
)
def test_a_network_that_is_not_read_is_refused_in_one_sentence(
    command, monkeypatch, text, shape, says
):
    monkeypatch.setattr(sys, "stdin", StringIO(text))
    code, printed, said = command("--network", "-", "--input", shape)
    assert (code, printed) == (1, "")
    assert said.startswith(says)
    assert said.count("\n") == 1


def test_a_file_that_is_not_there_is_said(command):
    code, _, said = command("--network", "no_such_file.py")
    assert code == 1
    assert "no_such_file.py" in said
