import numpy as np
import pandas as pd
import pytest
from scipy import stats

from core.claims import Outcome
from core.dropout.best import leads
from tests.core.students import students


def table(means, spread=0.01, seeds=12):
    noise = np.random.default_rng(2).normal(0, spread, (seeds, len(means)))
    return pd.DataFrame(noise + list(means.values()), columns=list(means))


def test_every_rival_is_judged_by_its_paired_difference_the_closest_first():
    runs = table({0.1: 0.9, 0.5: 0.95, 0.7: 0.93, 0.9: 0.5})
    found = leads(runs, 0.5)
    assert list(found) == [0.7, 0.1, 0.9]
    for rival, one in found.items():
        assert one.found.estimate == pytest.approx((runs[0.5] - runs[rival]).mean())
        assert one.outcome is Outcome.HOLDS
    # The largest p value of a family in which all are rejected is not corrected, the smallest by 3.
    assert found[0.7].found == pytest.approx(students(runs[0.5] - runs[0.7]))
    farthest = stats.ttest_rel(runs[0.5], runs[0.9]).confidence_interval(1 - 0.05 / 3)
    assert found[0.9].found[1:] == pytest.approx(tuple(farthest))


def test_a_rival_ahead_beyond_doubt_stands_before_one_further_ahead_that_varies():
    runs = table({0.1: 0.95, 0.5: 0.9, 0.7: 0.9})
    runs[0.7] += np.resize([0.5, -0.3], len(runs))
    first, second = leads(runs, 0.5).items()
    assert (first[0], first[1].outcome) == (0.1, Outcome.FAILS)
    assert (second[0], second[1].outcome) == (0.7, Outcome.UNDECIDED)
    assert second[1].found.estimate < first[1].found.estimate


def test_only_the_rivals_asked_for_are_compared_and_corrected():
    runs = table({0.4: 0.9, 0.5: 0.95, 0.6: 0.9})
    (one,) = leads(runs, 0.5, [0.4]).values()
    assert one.found == pytest.approx(students(runs[0.5] - runs[0.4]))
