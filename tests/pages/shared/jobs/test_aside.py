"""What a process beside the server answers, with an experiment that needs no torch."""

import os
import signal
import time
from types import SimpleNamespace

import pytest

from core.pooling import shift
from pages.shared.jobs import aside


@pytest.fixture
def without_torch(monkeypatch):
    """A server that has not loaded torch, and asks nothing twice of what other tests asked."""
    monkeypatch.setattr(aside, "sys", SimpleNamespace(modules={}))
    aside.asked.clear()
    yield
    aside.asked.clear()
    aside._beside().shutdown(kill_workers=True)
    aside._beside.clear()


def answered(config):
    end = time.monotonic() + 30
    while (found := aside.answer(shift, config)) is None:
        assert time.monotonic() < end
        time.sleep(0.02)
    return found


def test_another_process_answers_and_one_that_is_killed_is_not_missed(without_torch):
    config = shift.Config(side=5)
    assert aside.answer(shift, config) is None
    assert answered(config).shifts.equals(shift.run(config).shifts)
    process = next(iter(aside._beside()._processes))
    os.kill(process, signal.SIGKILL)
    other = shift.Config(side=6)
    assert answered(other).shifts.equals(shift.run(other).shifts)
    assert answered(config).config == config
