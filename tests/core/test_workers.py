import os
import re
import time
import warnings
from contextlib import closing

import numpy as np
import pytest
from joblib import delayed

from core.dropout.interruptible import Lost
from core.workers import CANCELLED, NICENESS, counted, in_processes


def kind_and_sum(array):
    array[0] += 1
    return type(array).__name__, float(array.sum())


@pytest.mark.slow
def test_results_come_from_other_processes_that_give_way():
    own = os.getpriority(os.PRIO_PROCESS, 0)
    assert sorted(in_processes(delayed(abs)(-value) for value in range(5))) == [0, 1, 2, 3, 4]
    (process, niceness), *_ = in_processes(
        [delayed(eval)("__import__('os').getpid(), __import__('os').getpriority(0, 0)")] * 2
    )
    assert process != os.getpid()
    assert niceness == min(own + NICENESS, 19)


@pytest.mark.slow
def test_large_arrays_arrive_as_memory_maps_and_what_is_written_stays_there():
    numbers = np.ones(1_000_000)
    assert list(in_processes([delayed(kind_and_sum)(numbers)])) == [("memmap", 1_000_001.0)]
    assert numbers.sum() == 1_000_000


@pytest.mark.slow
def test_work_that_is_ended_early_does_not_warn_of_its_end_and_leaves_the_filters_alone(recwarn):
    before = list(warnings.filters)
    with closing(in_processes(delayed(time.sleep)(0.2) for _ in range(9))) as results:
        next(results)
    said = [str(one.message) for one in recwarn]
    assert not [one for one in said if re.match(CANCELLED, one)], said
    assert warnings.filters == before


def test_what_a_report_raises_ends_the_work():
    ended, told = [], []

    def results():
        try:
            yield from "abc"
        finally:
            ended.append(True)

    def report(done, message):
        told.append((done, message))
        if len(told) == 5:
            raise KeyboardInterrupt

    assert counted(results(), 3, report) == ["a", "b", "c"]
    assert told[0] == (pytest.approx(1 / 3), "1 of 3 networks trained")
    with pytest.raises(KeyboardInterrupt):
        counted(results(), 3, report)
    assert len(told) == 5
    assert ended == [True, True]


@pytest.mark.slow
def test_an_exception_arrives():
    with pytest.raises(ZeroDivisionError):
        list(in_processes([delayed(divmod)(1, 0)]))


@pytest.mark.slow
def test_a_killed_process_is_reported_as_lost():
    with pytest.raises(Lost):
        list(in_processes([delayed(os._exit)(3)]))
