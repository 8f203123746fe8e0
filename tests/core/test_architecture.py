import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "core").rglob("*.py"))
SCREEN = {"streamlit", "pages", "dashboard"}
EXPERIMENTS = {"initialization", "shuffling", "convolution", "padding", "pooling", "dropout"}


def imported(path):
    """Every module named by an import anywhere in the file, in dots."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            names |= {base} | {f"{base}.{alias.name}" for alias in node.names}
    return names


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


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_core_names_neither_streamlit_nor_pages(path):
    names = imported(path)
    assert not any(name.startswith(".") for name in names), "relative imports hide their target"
    assert not SCREEN & {name.partition(".")[0] for name in names}


@pytest.mark.slow
def test_importing_all_of_core_loads_neither_streamlit_nor_pages():
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in MODULES
    ]
    assert "core.engines.playground.engine" in names
    code = "import importlib\n" + "\n".join(f"importlib.import_module({name!r})" for name in names)
    loaded = loaded_after(code)
    assert "torch" in loaded
    assert not SCREEN & loaded


@pytest.mark.parametrize("experiment", sorted(EXPERIMENTS))
def test_experiments_never_import_each_other(experiment):
    others = {f"core.{other}" for other in EXPERIMENTS - {experiment}}
    assert not others & imported(ROOT / "core" / f"{experiment}.py")


def test_the_home_page_runs_without_loading_what_only_experiments_need():
    loaded = loaded_after(
        "from streamlit.testing.v1 import AppTest\n"
        "app = AppTest.from_file('dashboard.py', default_timeout=60).run()\n"
        "assert not app.exception, app.exception\n"
        "assert app.title\n"
    )
    assert "streamlit" in loaded
    assert not {"torch", "torchvision", "scipy.stats"} & loaded
