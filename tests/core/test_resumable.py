import sys
from pathlib import Path

import pandas as pd
import pytest

from core import record, resumable
from core.dropout.dead import runs as dead_runs
from core.resumable import FOLDER, Unfinished, folder

ROOT = Path(__file__).parents[2]
TINY = dead_runs.Config(rates=(0.01,), dropout=(0.2, 0.5), seeds=2, images=100)


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDER, str(tmp_path / "store"))


def test_what_is_kept_is_found_by_another_process_and_forgotten_once():
    first = Unfinished("a table", 1, TINY)
    for unit in (("a", 1), ("b", 2)):
        first.keep(unit)
    assert sorted(Unfinished("a table", 1, TINY).find()) == [("a", 1), ("b", 2)]
    first.forget()
    assert Unfinished("a table", 1, TINY).find() == []


@pytest.mark.parametrize("other", ["table", "settings", "versions"])
def test_what_was_made_otherwise_is_not_found(other, monkeypatch):
    Unfinished("a table", TINY).keep(1)
    if other == "versions":
        made = resumable.circumstances()
        newer = made | {"versions": made["versions"] | {"torch": "99"}}
        monkeypatch.setattr(resumable, "circumstances", lambda: newer)
    name = "another" if other == "table" else "a table"
    settings = 2 if other == "settings" else TINY
    assert Unfinished(name, settings).find() == []


def test_the_folder_is_the_users_cache_and_can_be_chosen(monkeypatch, tmp_path):
    monkeypatch.setenv(FOLDER, str(tmp_path))
    assert folder() == tmp_path
    monkeypatch.delenv(FOLDER)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(sys, "platform", "linux")
    assert folder() == tmp_path / "cache" / "backprop-lab"
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    assert folder() == tmp_path / "local" / "backprop-lab"
    assert ROOT not in folder().parents


def test_a_damaged_unit_is_left_out(tmp_path):
    kept = Unfinished("a table", TINY)
    kept.keep("whole")
    kept.keep("cut")
    (place,) = (tmp_path / "store" / "record").iterdir()
    (cut,) = (path for path in place.iterdir() if b"cut" in path.read_bytes())
    cut.write_bytes(cut.read_bytes()[:-4])
    (place / "empty.pickle").write_bytes(b"")
    assert kept.find() == ["whole"]


def test_an_interrupted_recording_trains_only_what_is_missing(tmp_path, elsewhere, monkeypatch):
    """Runs that are made up: each says by its accuracy which it is, the second call ends early."""
    trained = []

    def train(config, finished=()):
        for place, model in enumerate(dead_runs.models(config)):
            if model in finished:
                continue
            if len(trained) == 3:
                trained.append("interrupted")
                raise KeyboardInterrupt
            trained.append(model)
            row = (model.remedy, model.rate, model.p, model.seed, 10, -1, place / 10, 0)
            yield pd.DataFrame([row], columns=dead_runs.COLUMNS)

    monkeypatch.setattr(dead_runs, "RUNS", {"one": TINY, "two": TINY})
    elsewhere(dead_runs)
    monkeypatch.setattr(dead_runs, "trained", train)
    with pytest.raises(KeyboardInterrupt):
        record.dead()
    assert not dead_runs.STUDY.path().exists()
    record.dead()
    models = dead_runs.models(TINY)
    assert trained == [*models[:3], "interrupted", models[3], *models]
    for name in ("one", "two"):
        runs = dead_runs.recorded(name).runs
        assert runs["accuracy"].tolist() == [0.0, 0.1, 0.2, 0.3]
        assert dead_runs.finished_models(runs) == models
    assert not any((tmp_path / "store" / "record").iterdir())
