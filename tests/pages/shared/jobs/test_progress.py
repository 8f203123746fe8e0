"""What is run behind a bar: once for each experiment, setting and version; and the time left."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from errno import ENOSPC
from pathlib import Path
from threading import Event
from types import ModuleType

import pytest
from streamlit.runtime.caching import cache_data_api
from streamlit.runtime.caching.storage import local_disk_cache_storage
from streamlit.testing.v1 import AppTest

from pages.shared.jobs import progress
from tests.core.unprivileged import belongs_to_another


@dataclass(frozen=True)
class Config:
    size: int = 1


@pytest.fixture
def experiment():
    """Return a function that makes an experiment, which counts its runs and tells of each."""
    made = []

    def make(name, version=1):
        module = ModuleType(name)
        module.VERSION, module.ran = version, 0

        def run(config, report):
            module.ran += 1
            report(0.5, "half way")
            return name, config.size, module.VERSION

        module.run = run
        made.append(module)
        return module

    yield make
    for module in made:
        progress.kept(module, 16, None).clear()


def test_a_setting_is_run_once(experiment):
    one = experiment("core.one")
    for _ in range(2):
        assert progress.run(one, Config()) == ("core.one", 1, 1)
    assert one.ran == 1
    assert progress.run(one, Config(2)) == ("core.one", 2, 1)
    assert one.ran == 2


def test_ten_who_ask_for_the_same_wait_for_one_computation(experiment):
    one, opened = experiment("core.one"), Event()
    run = one.run
    one.run = lambda config, report: opened.wait(10) and run(config, report)
    with ThreadPoolExecutor(10) as pool:
        asked = [pool.submit(progress.run, one, Config()) for _ in range(10)]
        opened.set()
        assert {each.result() for each in asked} == {("core.one", 1, 1)}
    assert one.ran == 1


def test_what_is_not_kept_is_not_found_and_not_computed(experiment):
    one = experiment("core.one")
    assert progress.found(one, Config()) is None
    assert one.ran == 0
    assert progress.run(one, Config()) == progress.found(one, Config()) == ("core.one", 1, 1)
    assert progress.found(one, Config(2)) is None
    assert one.ran == 1


def test_a_result_is_kept_where_the_disk_cannot_be_written(experiment, tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert progress.writable()
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "nobody's" / "home")
    (tmp_path / "nobody's").touch()
    assert not progress.writable()
    assert kept_all_the_same(experiment)


@pytest.mark.parametrize("rights", [0o000, 0o555], ids=["closed", "read-only"])
def test_a_result_is_kept_where_the_cache_is_another_users(
    experiment, tmp_path, monkeypatch, rights
):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    with belongs_to_another(tmp_path, rights):
        assert not progress.writable()
        assert kept_all_the_same(experiment)


def kept_all_the_same(experiment):
    """What may be kept on disk is computed once though it cannot."""
    one = experiment("core.one")
    for _ in range(2):
        assert progress.run(one, Config(), persist="disk") == ("core.one", 1, 1)
    return one.ran == 1


@pytest.fixture
def disk(tmp_path, monkeypatch):
    """Keep results as a server does, on a disk of the test's own; without one, none are."""
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    manager = local_disk_cache_storage.LocalDiskCacheStorageManager()
    monkeypatch.setattr(cache_data_api._data_caches, "get_storage_manager", lambda: manager)
    return tmp_path / ".streamlit" / "cache"


@pytest.mark.parametrize("left", [1.0, 0.5, 0.0])
def test_a_result_that_another_server_left_in_part_is_computed_again(experiment, disk, left):
    assert progress.run(experiment("core.one"), Config(), persist="disk") == ("core.one", 1, 1)
    (kept,) = disk.glob("*.memo")
    whole = kept.read_bytes()
    kept.write_bytes(whole[: int(left * len(whole))])
    cache_data_api._data_caches._function_caches.clear()  # as a new server has none in memory
    again = experiment("core.one")
    assert progress.run(again, Config(), persist="disk") == ("core.one", 1, 1)
    assert again.ran == (left < 1)
    assert len(kept.read_bytes()) == len(whole)


def test_a_result_that_finds_the_disk_full_is_not_lost(experiment, disk, monkeypatch):
    tried = []

    def full(*_, **__):
        tried.append(1)
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr(local_disk_cache_storage, "streamlit_write", full)
    assert kept_all_the_same(experiment)
    assert tried
    assert not list(disk.glob("*.memo"))


def test_two_experiments_with_equal_settings_do_not_share_results(experiment):
    one, two = experiment("core.one"), experiment("core.two")
    for _ in range(2):
        assert progress.run(one, Config())[0] == "core.one"
        assert progress.run(two, Config())[0] == "core.two"
    assert (one.ran, two.ran) == (1, 1)


def test_another_version_is_computed_anew(experiment):
    one = experiment("core.one")
    assert progress.run(one, Config()) == ("core.one", 1, 1)
    one.VERSION = 2
    assert progress.run(one, Config()) == ("core.one", 1, 2)
    assert one.ran == 2


def test_so_many_results_are_kept_for_each_experiment_as_it_says(experiment):
    one, two = experiment("core.one"), experiment("core.two")
    for size in (1, 2, 3):
        progress.run(one, Config(size), max_entries=2)
        progress.run(two, Config(size))
    for size in (3, 2, 1):
        progress.run(one, Config(size), max_entries=2)
        progress.run(two, Config(size))
    assert (one.ran, two.ran) == (4, 3)


def test_the_bar_stands_while_the_work_is_done_and_is_gone_afterwards():
    def page():
        import streamlit as st

        from pages.shared.jobs import progress

        with progress.bar() as report:
            report(0.5, "half way")
            report(2.0, "beyond the end")
        st.write("done")

    app = AppTest.from_function(page).run()
    assert not app.exception
    assert [one.value for one in app.markdown] == ["done"]
    assert not app.get("progress")


@pytest.mark.parametrize(
    ("done", "elapsed", "said"),
    [
        (0.0, 9.0, "so far"),
        (0.5, 0.9, "so far"),
        (0.5, 4.0, "so far · about 4 s left"),
        (0.99, 2.0, "so far · about 1 s left"),
        (1.0, 2.0, "so far · about 1 s left"),
    ],
)
def test_the_time_left_is_told_once_it_can_be_judged(done, elapsed, said):
    assert progress.label(done, "so far", elapsed) == said
