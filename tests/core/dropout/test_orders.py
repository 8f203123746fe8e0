"""The order after one epoch and its yardstick, and Fisher's z, against scipy."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from core.claims import Outcome
from core.dropout import orders
from core.dropout.accuracies import accuracies
from core.dropout.recorded_sweep import STUDY, TEN_EPOCHS, ten_epochs
from core.intervals import correlation_interval
from core.rules import above, below


def test_the_yardstick_is_the_mean_over_all_pairs_of_seeds():
    values = np.random.default_rng(4).random((4, 10, 3))
    pairs = [
        stats.spearmanr(values[one, :, -1], values[other, :, -1]).statistic
        for one in range(4)
        for other in range(one)
    ]
    assert orders.yardstick(values) == pytest.approx(np.mean(pairs))
    own = [stats.spearmanr(one[:, 0], one[:, -1]).statistic for one in values]
    assert orders.between_epochs(values) == pytest.approx(own)


def test_the_yardstick_of_the_record_is_what_its_file_says():
    rows = pd.read_csv(STUDY.path()).query("network == 'course' and epoch == 10")
    table = rows[rows["seed"] < TEN_EPOCHS.seeds].pivot(
        index="p", columns="seed", values="validation_accuracy"
    )
    between = stats.spearmanr(table).statistic
    expected = between[np.triu_indices(TEN_EPOCHS.seeds, 1)].mean()
    record = ten_epochs()
    tables = [accuracies(record, "course", epoch) for epoch in (1, 10)]
    assert orders.yardstick(np.stack(tables, axis=2)) == pytest.approx(expected)


def test_an_interval_by_fishers_z_is_students_of_artanh_taken_back():
    found = correlation_interval([0.3, 0.6, 0.8, 0.9], 10)
    z = np.arctanh([0.3, 0.6, 0.8, 0.9])
    ends = stats.t.interval(0.95, 3, z.mean(), stats.sem(z))
    assert found == pytest.approx(tuple(np.tanh([z.mean(), *ends])))
    perfect = correlation_interval([1, 1, 0.9], 10)
    assert 0.9 < perfect.estimate < perfect.high < 1
    assert correlation_interval([1, 1, 1], 10) == (1, 1, 1)


@pytest.mark.parametrize(
    ("side", "outcome"), [(above, Outcome.HOLDS), (below, Outcome.FAILS)], ids=["above", "below"]
)
def test_a_mean_correlation_is_judged_on_the_scale_of_z(side, outcome):
    one = orders.judge_correlation([0.7, 0.75, 0.8], 10, side, 0.2)
    assert one.outcome is outcome
    assert one.threshold == 0.2
    spread = orders.judge_correlation([-0.5, 0.3, 0.8], 10, side, 0.2)
    assert spread.outcome is Outcome.UNDECIDED
    assert spread.found.low < 0.2 < spread.found.high
