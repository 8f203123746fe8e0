"""What dead runs say, against the recorded file."""

import pandas as pd

from core.dropout.dead import runs as dead_runs
from core.dropout.dead.findings import digits


def test_the_digits_of_dead_runs_are_counted_as_the_recorded_file_has_them():
    rows = pd.read_csv(dead_runs.STUDY.path()).query("classes == 1")
    found = digits(dead_runs.recorded(name) for name in dead_runs.RUNS)
    assert found.to_dict() == rows.groupby("digit").size().to_dict()
    assert found.index[0] != 9
