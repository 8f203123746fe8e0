from dataclasses import replace

import pytest
from hypothesis import settings

from core.resumable import FOLDER

# The same examples at every run: what fails once fails again; compiled code is slow at first.
settings.register_profile("core", deadline=None, derandomize=True)
settings.load_profile("core")


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """Return a function that moves a module's recorded study, and what is unfinished of it."""

    def move(module, name="STUDY"):
        monkeypatch.setenv(FOLDER, str(tmp_path / "store"))
        monkeypatch.setattr(module, name, replace(getattr(module, name), folder=tmp_path))

    return move
