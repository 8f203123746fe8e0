"""Jobs: started, watched, stopped, resumed, failing and in line, with work of ten milliseconds."""

import logging
import time
from threading import Event

import pytest

from pages.shared import jobs as shared
from pages.shared.jobs import KEPT, Jobs, State, Stopped

MOMENT = 0.01
TOTAL = 5


def trained(report, finished):
    """Train what is not finished, telling of every network before it and after."""
    for number in range(len(finished), TOTAL):
        report(number / TOTAL, f"{number} of {TOTAL} trained")
        time.sleep(MOMENT)
        yield number


def nothing(report, finished):
    yield from ()


@pytest.fixture
def jobs():
    made = Jobs()
    yield made
    for job in list(made._jobs.values()):
        job.stop()


@pytest.fixture
def gate():
    """An event that is set at the end, so that no work waits for ever."""
    opened = Event()
    yield opened
    opened.set()


def behind(gate, results=trained):
    """Work that tells of itself, waits for ``gate`` and goes on as ``results`` does."""

    def work(report, finished):
        report(0.25, "at the gate")
        gate.wait(10)
        yield from results(report, finished)

    return work


def wait_until(true, seconds=10):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(MOMENT / 2)


def ended(job):
    wait_until(lambda: not job.active)
    return job


def test_a_job_runs_to_its_end_and_keeps_its_results_in_order(jobs):
    job = ended(jobs.start("a", trained))
    assert job.state is State.FINISHED
    assert job.finished == list(range(TOTAL))
    assert (job.done, job.message) == (0.8, "4 of 5 trained")
    assert job.elapsed >= TOTAL * MOMENT
    assert jobs.find("a") is job
    assert not jobs.active("a")
    assert jobs.find("b") is None
    assert not jobs.active("b")


def test_progress_is_what_the_work_reported_last(jobs, gate):
    job = jobs.start("a", behind(gate))
    wait_until(lambda: job.done == 0.25)
    assert (job.state, job.message) == (State.RUNNING, "at the gate")
    assert jobs.active("a")
    assert jobs.under_way() is job
    assert jobs.start("a", trained) is job
    gate.set()
    assert ended(job).finished == list(range(TOTAL))
    assert jobs.under_way() is None


def test_stop_raises_in_the_report_and_keeps_what_is_finished(jobs, gate):
    raised = []

    def work(report, finished):
        yield "first"
        gate.wait(10)
        try:
            report(0.5, "half way")
        except Stopped:
            raised.append(True)
            raise
        yield "second"

    job = jobs.start("a", work)
    wait_until(lambda: job.finished)
    job.stop()
    gate.set()
    assert ended(job).state is State.STOPPED
    assert raised == [True]
    assert job.finished == ["first"]
    assert (job.done, job.message) == (0.5, "half way")


def test_work_that_never_reports_is_stopped_between_its_results_and_closed(jobs, gate):
    closed = []

    def work(report, finished):
        try:
            yield "first"
            gate.wait(10)
            yield "second"
            yield "third"
        finally:
            closed.append(True)

    job = jobs.start("a", work)
    wait_until(lambda: job.finished)
    job.stop()
    gate.set()
    assert ended(job).state is State.STOPPED
    assert job.finished == ["first", "second"]
    assert closed == [True]


def test_a_stopped_job_goes_on_with_what_is_missing(jobs, gate):
    seen = []

    def work(report, finished):
        seen.append(finished)
        yield from behind(gate)(report, finished)

    job = jobs.start("a", work)
    wait_until(lambda: job.message == "at the gate")
    job.stop()
    gate.set()
    ended(job)
    assert job.state is State.STOPPED
    job.finished.append(0)
    assert jobs.start("a", work) is job
    assert ended(job).finished == list(range(TOTAL))
    assert seen == [[], [0]]


def test_an_error_is_logged_under_its_reference_and_what_is_finished_stays(jobs, caplog):
    def broken(report, finished):
        yield from (0, 1)
        raise RuntimeError("no such network")

    with caplog.at_level(logging.ERROR):
        job = ended(jobs.start("a", broken))
    assert job.state is State.FAILED
    assert job.finished == [0, 1]
    (record,) = caplog.records
    assert job.reference and job.reference in record.getMessage()
    assert "no such network" in str(record.exc_info[1])
    assert ended(jobs.start("a", trained)).finished == list(range(TOTAL))


def test_one_job_runs_at_a_time_and_the_next_one_waits_in_line(jobs, gate):
    first, second = jobs.start("a", behind(gate)), jobs.start("b", trained)
    wait_until(lambda: first.state is State.RUNNING)
    time.sleep(3 * MOMENT)
    assert (second.state, second.message) == (
        State.WAITING,
        "Waiting for another experiment to end",
    )
    assert second.active
    assert jobs.under_way() is first
    gate.set()
    assert ended(second).finished == list(range(TOTAL))
    assert first.state is State.FINISHED


def test_ten_who_ask_for_different_things_are_served_in_the_order_in_which_they_came(jobs, gate):
    served = []

    def work_of(name):
        def work(report, finished):
            gate.wait(10)
            served.append(name)
            yield name

        return work

    line = [jobs.start(name, work_of(name)) for name in "abcdefghij"]
    assert [jobs.before(job) for job in line] == list(range(10))
    assert jobs.start("c", work_of("again")) is line[2], "who asks again loses no place"
    line[4].stop()
    late = jobs.start("e", work_of("e"))
    assert [jobs.before(job) for job in line[5:]] == [4, 5, 6, 7, 8]
    assert jobs.before(late) == 9, "who gives the place up goes to the end"
    gate.set()
    assert ended(late).state is State.FINISHED
    assert served == list("abcdfghije")


def test_a_line_that_is_full_takes_no_more_and_says_where_each_one_stands(jobs, gate, monkeypatch):
    monkeypatch.setenv("BACKPROP_LAB_WAITING", "1")
    first, second, third = (jobs.start(key, behind(gate)) for key in "abc")
    assert [jobs.before(job) for job in (first, second)] == [0, 1]
    assert (third.state, third.why) == (
        State.STOPPED,
        "1 wait on this server already, the most that it takes.",
    )
    gate.set()
    assert ended(second).finished == list(range(TOTAL))
    assert ended(jobs.start("c", trained)).finished == list(range(TOTAL))
    assert third.why == ""


def test_a_job_that_takes_too_long_ends_and_keeps_what_is_finished(jobs, gate, monkeypatch):
    monkeypatch.setenv("BACKPROP_LAB_SECONDS", "60")
    job = jobs.start("a", behind(gate))
    wait_until(lambda: job.done == 0.25)
    later = shared.monotonic() + 61
    monkeypatch.setattr(shared, "monotonic", lambda: later)
    gate.set()
    assert ended(job).state is State.STOPPED
    assert job.why == "One run may take 1 min of this server, then others come."


def test_a_waiting_job_is_stopped_at_once_and_never_runs(jobs, gate):
    first, second = jobs.start("a", behind(gate)), jobs.start("b", trained)
    second.stop()
    assert second.state is State.STOPPED
    gate.set()
    ended(first)
    third = ended(jobs.start("c", trained))
    assert third.state is State.FINISHED
    assert (second.state, second.finished) == (State.STOPPED, [])


def test_a_restart_begins_from_nothing_unless_the_job_is_under_way(jobs, gate):
    first = ended(jobs.start("a", trained))
    second = jobs.restart("a", behind(gate))
    assert second is not first
    assert jobs.restart("a", trained) is second
    jobs.forget("a")
    assert jobs.find("a") is second
    gate.set()
    ended(second)
    jobs.forget("a")
    assert jobs.find("a") is None


def test_the_oldest_jobs_that_are_over_are_forgotten(jobs):
    for number in range(KEPT + 3):
        ended(jobs.start(number, nothing))
    assert jobs.find(0) is None
    assert jobs.find(KEPT + 2).state is State.FINISHED
    assert sum(jobs.find(number) is not None for number in range(KEPT + 3)) == KEPT


class Server:
    """A server on which some visitors' pages are open."""

    state = None

    def __init__(self, *present):
        self.is_active_session = present.__contains__


@pytest.mark.parametrize(
    ("looks", "present", "may_stop"),
    [
        ("Ada", ("Ada", "Bob"), True),
        ("Bob", ("Ada", "Bob"), False),
        ("Bob", ("Bob",), True),
    ],
    ids=["its owner", "another visitor", "another visitor, its owner gone"],
)
def test_a_job_is_stopped_by_who_started_it_or_when_that_page_is_gone(
    jobs, gate, monkeypatch, looks, present, may_stop
):
    monkeypatch.setattr(shared, "visitor", lambda: "Ada")
    job = jobs.start("a", behind(gate))
    monkeypatch.setattr(shared, "visitor", lambda: looks)
    monkeypatch.setattr(shared.runtime, "exists", lambda: True)
    monkeypatch.setattr(shared.runtime, "get_instance", lambda: Server(*present))
    assert job.mine is may_stop
    job.stop()
    gate.set()
    ended(job)
    jobs.start("a", trained)
    assert job.owner == looks


def test_one_visitors_stop_leaves_the_others_job_alone(jobs, gate, monkeypatch):
    monkeypatch.setattr(shared, "visitor", lambda: "Ada")
    hers = jobs.start("a", behind(gate))
    monkeypatch.setattr(shared, "visitor", lambda: "Bob")
    his = jobs.start("b", behind(gate))
    wait_until(lambda: hers.state is State.RUNNING)
    his.stop()
    gate.set()
    assert ended(hers).finished == list(range(TOTAL))
    assert (his.state, his.finished) == (State.STOPPED, [])
