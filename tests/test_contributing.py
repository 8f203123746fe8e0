"""The worked example for contributors, followed in a copy of the project, so that it stays true."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "an_experiment.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^```python\n# (\S+)\n(.*?)^```$", TEXT, re.M | re.S))
CHANGES = re.findall(r"^```diff\n(.*?)^```$", TEXT, re.M | re.S)
LEFT_OUT = (".git", "__pycache__", ".*_cache", ".venv*", ".hypothesis", "test-results")


def follow(copy, *command, given=None):
    done = subprocess.run(
        command, cwd=copy, input=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    copy = tmp_path_factory.mktemp("contributing") / "lab"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
    for name, content in FILES.items():
        (copy / name).write_text(content, encoding="utf-8")
    for change in CHANGES:
        follow(copy, "git", "apply", "-", given=change)
    return copy


@pytest.mark.exhaustive
def test_the_worked_example_can_be_followed_to_its_end(copy):
    assert len(FILES) >= 4
    assert CHANGES
    tools = Path(sys.executable).parent
    follow(copy, str(tools / "ruff"), "check", *FILES)
    follow(copy, str(tools / "ruff"), "format", "--check", *FILES)
    follow(copy, str(tools / "lint-imports"))
    tests = [name for name in FILES if name.startswith("tests/")]
    maps = "test_a_folders_first_file_has_a_line_for_each_of_its_files"
    tests.append(f"tests/test_architecture.py::{maps}")
    follow(copy, sys.executable, "-m", "pytest", "-q", *tests)
