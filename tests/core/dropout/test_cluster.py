import json
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from core.dropout import sweep
from core.dropout.cluster import Cluster, Unreachable, check
from core.dropout.sweep import Config, models
from tests.core.progress import stops_within_two_seconds

ROOT = Path(__file__).parents[3]
MEASURED = ["network", "p", "seed", "epoch", "train_loss", "validation_accuracy"]
LIMIT = 5
DASKS_OWN = 30
"""Seconds that Dask tries to connect, where nobody sets a limit; looking up a name may take ten."""


class Processes:
    """A scheduler on a free port, and workers that can be killed."""

    def __init__(self, place):
        self._place, self._all = place, []
        self.workers = []
        said = place / "scheduler.json"
        self._run(
            "dask_scheduler",
            "--scheduler-file",
            str(said),
            "--port",
            "0",
            "--host",
            "127.0.0.1",
            "--no-dashboard",
        )
        wait_until(said.exists)
        wait_until(lambda: said.read_text().strip().endswith("}"))
        self.address = json.loads(said.read_text())["address"]

    def add(self, threads=1):
        self.workers.append(
            self._run(
                "dask_worker",
                self.address,
                "--nthreads",
                str(threads),
                "--no-nanny",
                "--no-dashboard",
                "--local-directory",
                str(self._place),
            )
        )

    def close(self):
        for process in self._all:
            process.kill()
            process.wait(timeout=20)

    def _run(self, name, *options):
        paths = [str(ROOT), *(path for path in sys.path if path)]
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{name}", *options],
            cwd=self._place,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
            stderr=subprocess.DEVNULL,
        )
        self._all.append(process)
        return process


def wait_until(true, seconds=60):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


def workers(address):
    """How many workers a scheduler has."""
    from distributed import Client

    with Client(address, timeout=LIMIT) as client:
        return len(client.nthreads())


@pytest.fixture
def processes(tmp_path):
    with closing(Processes(tmp_path)) as running:
        yield running


@pytest.mark.slow
@pytest.mark.parametrize(
    "address",
    [
        "nonsense",
        "http://127.0.0.1:1",
        "://",
        *(
            pytest.param(waits, marks=pytest.mark.exhaustive)
            for waits in ("tcp://127.0.0.1:1", "tcp://no such host:1")
        ),
    ],
)
def test_an_address_that_does_not_answer_is_one_sentence_long_before_dask_gives_up(
    address, monkeypatch
):
    import distributed  # its first import is not part of the answer

    made = []

    class Kept(distributed.Client):
        def __init__(self, *arguments, **options):
            made.append(self)
            super().__init__(*arguments, **options)

    monkeypatch.setattr(distributed, "Client", Kept)
    begun = time.monotonic()
    with pytest.raises(Unreachable, match=r"^No Dask scheduler answers at .*\.$"):
        check(address)
    assert time.monotonic() - begun < DASKS_OWN / 2
    assert [one.status for one in made] == ["closed"], "it would be closed when it is collected"


@pytest.mark.exhaustive
def test_a_scheduler_that_takes_the_call_and_says_nothing_is_one_sentence():
    import distributed  # noqa: F401, its first import is not part of the answer

    with socket.create_server(("127.0.0.1", 0)) as silent:
        before, begun = threading.active_count(), time.monotonic()
        with pytest.raises(Unreachable, match=r"^No Dask scheduler answers at tcp://\S+\.$"):
            check(f"tcp://127.0.0.1:{silent.getsockname()[1]}")
        assert time.monotonic() - begun < DASKS_OWN / 3
        assert threading.active_count() <= before, "a thread still waits for an answer"


def test_a_package_that_is_missing_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Unreachable, match="package distributed is not installed"):
        check("tcp://127.0.0.1:1")


@pytest.mark.slow
def test_nothing_of_dask_is_loaded_unless_an_address_is_set():
    code = (
        "import sys, core.dropout.sweep, core.dropout.store\n"
        "print({'dask', 'distributed'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "set()", done.stderr


@pytest.mark.exhaustive
def test_a_worker_killed_half_way_loses_nothing_and_repeats_nothing(processes):
    with pytest.raises(Unreachable, match="has 0 workers, but needs at least 2"):
        check(processes.address)
    for _ in range(2):
        processes.add()
    wait_until(lambda: workers(processes.address) == 2)
    config = Config(dropout=(0.0, 0.5), seeds=3, images=2_000)
    got = []
    for one in sweep.trained(config, scheduler=processes.address):
        got.append(one)
        if len(got) == 2:
            processes.workers[0].kill()
    assert processes.workers[0].wait(timeout=20) < 0
    assert sorted(map(str, (one.model for one in got))) == sorted(map(str, models(config)))
    here = sweep.run(config)
    assert sweep.collect(config, got).curves[MEASURED].equals(here.curves[MEASURED])
    processes.add()
    wait_until(lambda: workers(processes.address) == 2)
    stop_ends_at_once(processes.address)


def stop_ends_at_once(address):
    """A stop lets go of a cluster within two seconds and leaves no thread that waits for it."""
    whole = Config(seeds=5, images=55_000)
    stops_within_two_seconds(sweep.trained, 2, config=whole, scheduler=address)
    wait_until(lambda: "arrivals" not in [thread.name for thread in threading.enumerate()], 10)


@pytest.mark.exhaustive
def test_a_worker_of_several_threads_is_refused(processes):
    for _ in range(2):
        processes.add(threads=2)
    wait_until(lambda: workers(processes.address) == 2)
    with pytest.raises(Unreachable, match="--nthreads 1"), Cluster(processes.address):
        pass
