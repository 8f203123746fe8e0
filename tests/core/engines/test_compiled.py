"""Where compiled code is kept, and that an engine does without it."""

from importlib.util import module_from_spec, spec_from_file_location

import numba
import pytest

from tests.core.unprivileged import belongs_to_another

ENGINE = """
from core.engines.compiled import compiled

@compiled
def double(number):
    return 2 * number
"""


@pytest.fixture
def engine(tmp_path, monkeypatch):
    """Return a function that loads an engine of this folder, which has all the caches there are."""
    (tmp_path / "engine.py").write_text(ENGINE)
    monkeypatch.setattr(numba.config, "CACHE_DIR", "")
    for name in ("HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))

    def load():
        spec = spec_from_file_location("engine", tmp_path / "engine.py")
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load


def test_compiled_code_is_kept(engine, tmp_path):
    assert engine().double(21) == 42
    assert list(tmp_path.rglob("engine.double*.nbi"))


def test_an_engine_works_where_no_folder_can_be_written(engine, tmp_path):
    with belongs_to_another(tmp_path, 0o555):
        assert engine().double(21) == 42
    assert not list(tmp_path.rglob("engine.double*"))
