import shutil
import subprocess
from pathlib import Path

import pytest

from pages.shared.player.joined import joined

PAGES = Path(__file__).parents[4] / "pages"
SCRIPTS = sorted(PAGES.rglob("*.js"))
COMPONENTS = [script for script in SCRIPTS if "export default" in script.read_text("utf-8")]


def relative(script):
    return str(script.relative_to(PAGES))


def write(folder, **texts):
    for name, text in texts.items():
        path = folder / name.replace("_", ".")
        path.write_text(text, encoding="utf-8")


@pytest.mark.skipif(not shutil.which("node"), reason="node is not installed")
@pytest.mark.parametrize("script", COMPONENTS, ids=relative)
def test_a_component_s_joined_script_parses(script):
    text, _ = joined(script)
    check = ["node", "--input-type=module", "--check"]
    checked = subprocess.run(check, input=text, text=True, capture_output=True, check=False)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("script", COMPONENTS, ids=relative)
def test_nothing_is_left_to_import(script):
    text, _ = joined(script)
    assert "import {" not in text
    assert text.count("export ") == 1


def test_there_is_a_component_on_every_page_that_moves():
    assert {script.parent.name for script in COMPONENTS} == {
        "home",
        "initialization",
        "shuffling",
        "convolution",
        "pooling",
        "dropout",
        "lessons",
        "page",
    }


def test_a_module_stands_once_and_after_what_it_imports(tmp_path):
    write(
        tmp_path,
        base_js="// base\nexport const ONE = 1\n",
        part_js='// part\nimport { ONE } from "./base.js"\nexport const TWO = 2 * ONE\n',
        whole_js=(
            '// whole\nimport { TWO } from "./part.js"\n'
            'import {\n  ONE,\n} from "./base.js"\n\nexport default ONE + TWO\n'
        ),
    )
    text, styles = joined(tmp_path / "whole.js")
    assert text == (
        "// base\nconst ONE = 1\n\n"
        "// part\nconst TWO = 2 * ONE\n\n"
        "// whole\n\nexport default ONE + TWO\n"
    )
    assert styles == ""


def test_styles_follow_their_scripts(tmp_path):
    write(
        tmp_path,
        base_js="export const ONE = 1\n",
        base_css="p {}\n",
        whole_js='import { ONE } from "./base.js"\nexport default ONE\n',
        whole_css="b {}\n",
        other_css="i {}\n",
    )
    assert joined(tmp_path / "whole.js")[1] == "p {}\n\nb {}\n"
