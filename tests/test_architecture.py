"""Where things may stand: import contracts, names given as text, what a page loads, maps."""

import ast
import json
import re
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from core import FORMER
from core.ledger import EXPERIMENTS
from core.lessons import LESSONS
from core.notebook import RUNS
from core.teaching.exercises.draws import LABS

ROOT = Path(__file__).parents[1]
MODULES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in sorted((ROOT / "core").rglob("*.py"))
]
PACKAGES = sorted(
    path.parent
    for top in ("core", "pages")
    for path in (ROOT / top).rglob("__init__.py")
    if len(list(path.parent.glob("*.py"))) > 1
)
MOST_LINES = 300


def loaded_after(code):
    """The modules a fresh process has loaded after running ``code``."""
    last = "import json, sys; print(json.dumps(list(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{last}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_import_contracts_hold():
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_nothing_imports_the_home_page():
    said = [
        str(path)
        for top in ("core", "pages")
        for path in (ROOT / top).rglob("*.py")
        if re.search(r"^\s*(?:from|import) dashboard\b", path.read_text(encoding="utf-8"), re.M)
    ]
    assert said == []


@pytest.mark.slow
def test_importing_all_of_core_loads_neither_streamlit_nor_pages():
    code = "import importlib\n" + "\n".join(
        f"importlib.import_module({name!r})" for name in MODULES
    )
    loaded = loaded_after(code)
    assert "torch" in loaded
    assert not {"streamlit", "altair", "pages", "dashboard"} & loaded


def test_what_is_kept_of_long_work_is_found_without_loading_what_does_the_work():
    loaded = loaded_after("import core.resumable")
    assert not {"torch", "pandas", "core.dropout"} & loaded


def test_what_is_shown_first_waits_for_no_scipy():
    start, order = "pages.labs.initialization", "pages.labs.shuffling"
    loaded = loaded_after(f"import {start}.two_networks, {order}.pendulum, {order}.claim_map")
    assert not {"scipy.stats", "scipy.special"} & loaded


def test_a_page_is_drawn_before_anything_heavy_is_loaded():
    """Home without a chart's libraries; what follows in the same process without torch."""
    loaded_after(
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        "from pages.shared.page import warmup\n"
        "start, warmup.start = warmup.start, lambda: None\n"
        "def draws(page, **settings):\n"
        "    app = AppTest.from_file('dashboard.py', default_timeout=60)\n"
        "    app = app.switch_page(page) if page else app\n"
        "    for name, value in settings.items():\n"
        "        app.query_params[name] = value\n"
        "    app.run()\n"
        "    assert not app.exception and not app.error, (page, [e.value for e in app.error])\n"
        "    return app\n"
        "assert len(draws('').get('bidi_component')) == 3\n"
        "heavy = {'torch', 'numba', 'scipy', 'pandas', 'altair'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "warmup.start = start\n"
        "for page in ('glossary', 'evidence', 'convolution', 'lessons', 'initialization',\n"
        "    'dropout', 'pooling'):\n"
        "    draws(f'pages/{page}.py')\n"
        "    assert 'torch' not in sys.modules, page\n"
        "draws('pages/dropout.py', lab='Sweep')\n"
        "draws('pages/convolution.py', lab='Layer')\n"
        "draws('pages/pooling.py', lab='Your own matrix')\n"
        "draws('pages/shuffling.py', seeds='3', points='20')\n"
        "assert 'torch' not in sys.modules, 'sweep, layer, own matrix and shuffling'\n"
        "start().join()\n"
        "assert 'torch' not in sys.modules, 'to compile'\n"
    )


def given_as_text():
    """The modules that the linter does not see, since they are named as text."""
    ran = {module for modules, _ in RUNS.values() for module in modules}
    exercises = {f"core.{lab}.exercises" for lab in LABS}
    lessons = {f"core.{lab}.lesson" for lab in LESSONS}
    lessons |= {f"pages.labs.{lab}.lesson_charts" for lab in LESSONS}
    return sorted({*EXPERIMENTS.values(), *RUNS, *ran, *exercises, *lessons, *FORMER.values()})


@pytest.mark.parametrize("name", given_as_text())
def test_a_module_named_as_text_is_there(name):
    assert find_spec(name), f"{name} is named as text, but there is no such module"


@pytest.mark.parametrize("claim_id", EXPERIMENTS)
def test_an_experiment_named_as_text_keeps_the_contract(claim_id):
    experiment = import_module(EXPERIMENTS[claim_id])
    assert claim_id in experiment.QUICK
    assert callable(experiment.run)
    assert callable(experiment.verdicts)


@pytest.mark.parametrize("folder", PACKAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_folders_first_file_has_a_line_for_each_of_its_files(folder):
    said = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))) or ""
    there = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    there |= {f"{path.parent.name}/" for path in folder.glob("*/__init__.py")}
    listed = {line.split()[0] for line in said.splitlines() if re.match(r"\S+ {2,}\S", line)}
    assert there - listed == set(), "no line tells what is in these"
    gone = {name for name in listed - there if not (folder / name).is_dir()}
    assert gone == set(), "these lines tell of nothing that is there"


def test_no_file_but_one_has_more_lines_than_one_idea_needs():
    lines = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for top in ("core", "pages")
        for kind in ("py", "js", "css")
        for path in (ROOT / top).rglob(f"*.{kind}")
    }
    assert not {name for name, count in lines.items() if count > MOST_LINES}
