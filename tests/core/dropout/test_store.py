import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.dropout import store as stores
from core.dropout import sweep as sweeps
from core.dropout.store import FILE, Store, kept_sweep
from core.dropout.sweep import CURVE, Config, Model, Trained, models
from core.engines.cnn.networks import NETWORKS
from core.engines.cnn.optimizers import OPTIMIZERS
from tests.core.progress import stops_within_two_seconds
from tests.core.unprivileged import belongs_to_another

ROOT = Path(__file__).parents[3]
CONFIG = Config(dropout=(0.0, 0.5), seeds=2, images=100)
PUT = """
import sys
from pathlib import Path
from tests.core.dropout.test_store import CONFIG, made
from core.dropout.store import Store
from core.dropout.sweep import Config, models
from dataclasses import replace
store = Store(Path(sys.argv[1]))
whole = replace(CONFIG, seeds=20)
for model in models(whole)[int(sys.argv[2])::int(sys.argv[3])]:
    store.keep(whole, made(model))
    assert not store.trouble, store.trouble
    print(model.p, model.seed, flush=True)
"""


def made(model, epochs=1, diverged_at=None):
    """A model with numbers of its own."""
    numbers = np.random.default_rng([model.seed, int(model.p * 10)])
    rows = [
        (epoch, *numbers.random(3).tolist(), int(numbers.integers(1, 11)), epoch * 0.5)
        for epoch in range(1, epochs + 1)
    ]
    right = numbers.random((epochs, 5_000)) < 0.9
    return Trained(model, pd.DataFrame(rows, columns=CURVE), right, diverged_at)


def same(ours, theirs):
    pd.testing.assert_frame_equal(ours.curve, theirs.curve, check_exact=True)
    np.testing.assert_array_equal(ours.correct, theirs.correct)
    return (ours.model, ours.diverged_at) == (theirs.model, theirs.diverged_at)


def filled(place, count=None):
    """A store with the first models of the sweep, all where no ``count`` is given."""
    store = Store(place)
    for model in models(CONFIG)[:count]:
        store.keep(CONFIG, made(model))
    return store


def put(place, start, step):
    command = [sys.executable, "-c", PUT, str(place), str(start), str(step)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


@settings(max_examples=20, deadline=None)
@given(
    network=st.sampled_from(sorted(NETWORKS)),
    p=st.floats(0, 0.99),
    images=st.integers(100, 55_000),
    epochs=st.integers(1, 4),
    rate=st.floats(1e-6, 1),
    batch=st.integers(1, 1_000),
    optimizer=st.sampled_from(sorted(OPTIMIZERS)),
    loss=st.floats(),
    diverged_at=st.none() | st.integers(1, 10**9),
)
def test_a_model_comes_back_as_it_was(
    tmp_path_factory, network, p, images, epochs, rate, batch, optimizer, loss, diverged_at
):
    store = Store(tmp_path_factory.mktemp("store"))
    config = Config((network,), (p,), 1, images, epochs, rate, batch, optimizer)
    one = made(Model(network, p, 0), epochs, diverged_at)
    one.curve.loc[0, "train_loss"] = loss
    store.keep(config, one)
    (back,) = store.find(config)
    assert store.trouble == ""
    assert same(back, one)


def test_a_model_that_diverged_in_its_first_epoch_comes_back(tmp_path):
    store = Store(tmp_path)
    one = Trained(models(CONFIG)[0], pd.DataFrame([], columns=CURVE), np.zeros((0, 5_000), bool), 7)
    store.keep(CONFIG, one)
    assert same(store.find(CONFIG)[0], one)


def test_a_larger_sweep_finds_what_a_smaller_one_trained(tmp_path):
    store = filled(tmp_path)
    larger = replace(CONFIG, networks=("batch normalisation", "course"), seeds=3)
    assert {one.model for one in store.find(larger)} == set(models(CONFIG))


@pytest.mark.parametrize(
    "other",
    [
        {"images": 101},
        {"epochs": 2},
        {"learning_rate": 0.01},
        {"batch_size": 33},
        {"optimizer": "Adam"},
        {"networks": ("batch normalisation",)},
        {"dropout": (0.1,)},
    ],
    ids=str,
)
def test_another_setting_is_another_model(tmp_path, other):
    store = filled(tmp_path, 1)
    assert store.find(replace(CONFIG, **other)) == []


def test_another_trainer_trains_again(tmp_path, monkeypatch):
    store = filled(tmp_path, 1)
    monkeypatch.setattr(sweeps, "VERSION", sweeps.VERSION + 1)
    assert store.find(CONFIG) == []


def test_forgetting_takes_the_sweeps_models_and_no_other(tmp_path):
    store = filled(tmp_path)
    store.forget(replace(CONFIG, seeds=1))
    assert {one.model.seed for one in store.find(CONFIG)} == {1}


def test_nothing_is_made_before_the_first_model(tmp_path):
    assert Store(tmp_path / "none").find(CONFIG) == []
    assert not (tmp_path / "none").exists()


@pytest.mark.exhaustive
def test_a_writer_killed_at_any_moment_loses_nothing_that_it_said_was_kept(tmp_path):
    writer = put(tmp_path, 0, 1)
    said = [writer.stdout.readline() for _ in range(5)]
    writer.send_signal(signal.SIGKILL)
    said += writer.stdout.readlines()
    writer.wait(timeout=20)
    told = {tuple(map(float, line.split())) for line in said if line.endswith("\n")}
    store = Store(tmp_path)
    kept = {(one.model.p, one.model.seed) for one in store.find(replace(CONFIG, seeds=20))}
    assert store.trouble == ""
    assert told <= kept
    assert len(kept) - len(told) in (0, 1)


@pytest.mark.exhaustive
def test_a_transaction_that_is_killed_half_way_leaves_nothing(tmp_path):
    store = Store(tmp_path)
    one, two = models(CONFIG)[:2]
    store.keep(CONFIG, made(one))
    code = (
        "import sqlite3, sys, time\n"
        "c = sqlite3.connect(sys.argv[1])\n"
        "c.execute('BEGIN IMMEDIATE')\n"
        "c.execute('UPDATE models SET curve = 1')\n"
        "print('begun', flush=True); time.sleep(60)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / FILE)]
    writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert writer.stdout.readline() == "begun\n"
    writer.kill()
    writer.wait(timeout=20)
    store.keep(CONFIG, made(two))
    assert store.trouble == ""
    assert all(
        same(ours, made(model)) for ours, model in zip(store.find(CONFIG), (one, two), strict=True)
    )


@pytest.mark.exhaustive
def test_two_processes_write_at_once(tmp_path):
    writers = [put(tmp_path, start, 2) for start in (0, 1)]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0]
    whole = replace(CONFIG, seeds=20)
    assert [one.model for one in Store(tmp_path).find(whole)] == models(whole)


def test_threads_write_the_same_models_once(tmp_path):
    store = Store(tmp_path)
    wanted = [made(model) for model in models(CONFIG)] * 4
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda one: store.keep(CONFIG, one), wanted))
    assert store.trouble == ""
    assert len(store.find(CONFIG)) == 4


def goes_on(store, config=CONFIG):
    """The sweep yields every model though ``store`` cannot keep them."""
    got = {one.model for one in kept_sweep(config, store)}
    assert got == set(models(config))
    assert store.trouble.startswith(f"Finished models cannot be kept in {FILE} (")
    assert store.trouble.count("\n") == 0


@pytest.fixture
def quick(monkeypatch):
    """A sweep that trains nothing."""

    def trained(config, finished, report, scheduler):
        yield from (made(model) for model in models(config) if model not in finished)

    monkeypatch.setattr(sweeps, "trained", trained)


def test_a_damaged_file_is_named_and_the_sweep_goes_on(tmp_path, quick):
    (tmp_path / FILE).write_bytes(b"this is no database " * 100)
    goes_on(Store(tmp_path))


@pytest.mark.parametrize(
    "damage",
    [{"correct": b"short"}, {"curve": "[[1, 2]]"}, {"curve": "{"}, {"curve": "7"}],
    ids=str,
)
def test_a_damaged_row_is_trained_and_written_again(tmp_path, quick, damage):
    store = filled(tmp_path)
    ((column, value),) = damage.items()
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute(f"UPDATE models SET {column} = ? WHERE p = 0.5 AND seed = 0", (value,))
    assert len(store.find(CONFIG)) == 3
    assert {one.model for one in kept_sweep(CONFIG, store)} == set(models(CONFIG))
    assert len(store.find(CONFIG)) == 4


def test_a_folder_that_cannot_be_made_is_named_and_the_sweep_goes_on(tmp_path, quick):
    (tmp_path / "file").write_text("in the way")
    goes_on(Store(tmp_path / "file" / "below"))


@pytest.mark.parametrize("rights", [0o000, 0o555], ids=["closed", "read-only"])
@pytest.mark.parametrize("before", [0, 1], ids=["empty", "with models"])
def test_a_folder_of_another_user_is_named_and_the_sweep_goes_on(tmp_path, quick, rights, before):
    store = filled(tmp_path, before)
    with belongs_to_another(tmp_path, rights):
        goes_on(store)
    assert len(store.find(CONFIG)) == before


def limit(monkeypatch, pragma):
    """Give every connection to the file a limit of SQLite's own."""
    connect = sqlite3.connect

    def limited(*arguments, **options):
        connection = connect(*arguments, **options)
        connection.execute(f"PRAGMA {pragma}")
        return connection

    monkeypatch.setattr(stores.sqlite3, "connect", limited)


def test_a_full_disk_is_named_and_the_sweep_goes_on(tmp_path, quick, monkeypatch):
    store = filled(tmp_path, 1)
    limit(monkeypatch, "max_page_count = 1")
    whole = replace(CONFIG, seeds=20)
    goes_on(store, whole)
    assert "full" in store.trouble
    monkeypatch.undo()
    assert 1 <= len(store.find(whole)) < 40
    assert store.trouble == ""


@pytest.mark.parametrize(
    ("done", "says"),
    [("BEGIN EXCLUSIVE", "locked"), ("ALTER TABLE models ADD COLUMN later", "columns")],
)
def test_a_file_that_is_locked_or_of_a_later_version_is_named_and_the_sweep_goes_on(
    tmp_path, quick, monkeypatch, done, says
):
    monkeypatch.setattr(stores, "WAIT_SECONDS", 0.1)
    store = filled(tmp_path, 1)
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
        other.execute(done)
        goes_on(store)
        assert says in store.trouble


def test_a_full_store_says_so_and_the_sweep_goes_on(tmp_path, quick):
    goes_on(Store(tmp_path, most=1))
    assert len(Store(tmp_path).find(CONFIG)) == 1


def test_a_file_that_may_only_be_read_is_named(tmp_path, monkeypatch):
    store = Store(tmp_path)
    limit(monkeypatch, "query_only = 1")
    store.keep(CONFIG, made(models(CONFIG)[0]))
    assert "readonly" in store.trouble


@pytest.mark.slow
def test_what_is_kept_is_not_trained_again(tmp_path):
    store = Store(tmp_path)
    first = kept_sweep(CONFIG, store)
    done = [next(first), next(first)]
    first.close()
    asked = []
    rest = kept_sweep(CONFIG, store, report=lambda done, message: asked.append(done))
    again = list(rest)
    assert asked[0] >= 0.5
    assert {one.model for one in again} == set(models(CONFIG))
    for one in done:
        (kept,) = [other for other in again if other.model == one.model]
        assert same(kept, one)  # the seconds too: it was read, not trained


@pytest.mark.slow
def test_a_stop_ends_the_training_within_two_seconds():
    whole = Config(images=55_000, epochs=20)
    stops_within_two_seconds(sweeps.trained, 3, config=whole)
