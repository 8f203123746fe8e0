from dataclasses import replace

import pytest

from core.resumable import FOLDER


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """Return a function that moves a module's recorded study, and what is unfinished of it."""

    def move(module, name="STUDY"):
        monkeypatch.setenv(FOLDER, str(tmp_path / "store"))
        monkeypatch.setattr(module, name, replace(getattr(module, name), folder=tmp_path))

    return move
