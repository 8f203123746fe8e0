import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from core.claims import Interval, Outcome
from core.intervals import exact_interval, mean_interval
from core.rules import (
    above,
    below,
    certain,
    exceeding,
    family,
    holm,
    holm_levels,
    judge_mean,
    judge_share,
    judged,
    together,
    within,
)

HOLDS, FAILS, UNDECIDED = Outcome.HOLDS, Outcome.FAILS, Outcome.UNDECIDED
RULES = (above(0.5), above(-0.1), below(0.9), exceeding(0.05), within(0.2))
ENDS = st.tuples(*[st.floats(-2, 2)] * 3).map(sorted)
CHANCES = st.lists(st.floats(0, 1), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("rule", "says", "ends", "outcome"),
    [
        (above(0.99, ".0%"), "lies above 99%", (1, 0.991, 1), HOLDS),
        (above(0.99, ".0%"), "lies above 99%", (1, 0.99, 1), UNDECIDED),
        (above(0.99, ".0%"), "lies above 99%", (0.98, 0.97, 0.99), FAILS),
        (above(-0.005, ".1%"), "lies above −0.5%", (0, -0.004, 1), HOLDS),
        (above(-0.005, ".1%"), "lies above −0.5%", (0, -0.1, 1), UNDECIDED),
        (above(0), "lies above 0", (0, 0, 0), FAILS),
        (below(0.9), "lies below 0.9", (0, 0, 0.89), HOLDS),
        (below(0.9), "lies below 0.9", (0, 0, 0.9), UNDECIDED),
        (below(0.9), "lies below 0.9", (0.95, 0.9, 1), FAILS),
        (exceeding(0.05), "lies above 0, and the mean above 0.05", (0.06, 0.01, 0.11), HOLDS),
        (exceeding(0.05), "lies above 0, and the mean above 0.05", (0.05, 0.01, 0.09), UNDECIDED),
        (exceeding(0.05), "lies above 0, and the mean above 0.05", (0.06, 0.0, 0.12), UNDECIDED),
        (exceeding(0.05), "lies above 0, and the mean above 0.05", (0.02, 0.01, 0.03), FAILS),
        (exceeding(0.05), "lies above 0, and the mean above 0.05", (-0.2, -0.4, 0.0), FAILS),
        (within(0.1), "lies within ±0.1", (0, -0.09, 0.09), HOLDS),
        (within(0.1), "lies within ±0.1", (0, -0.11, 0.09), UNDECIDED),
        (within(0.1), "lies within ±0.1", (0.2, 0.1, 0.3), FAILS),
        (above(0), "lies above 0", (1, -math.inf, math.inf), UNDECIDED),
        (below(0), "lies below 0", (math.nan, math.nan, math.nan), UNDECIDED),
    ],
)
def test_a_rule_says_what_it_tests(rule, says, ends, outcome):
    assert rule.says == says
    assert rule.outcome(Interval(*map(float, ends))) is outcome


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.says)
@given(ends=ENDS)
def test_what_an_interval_decides_every_interval_inside_it_decides_alike(rule, ends):
    low, middle, high = ends
    outcome = rule.outcome(Interval(middle, low, high))
    if outcome is not UNDECIDED:
        assert rule.outcome(Interval(middle, middle, middle)) is outcome


# ---------------------------------------------------------------- one sample


def test_a_part_is_judged_by_the_interval_of_its_mean():
    values = [1, 2, 3, 4, 5]

    def told(rule):
        return judged("part", "The interval", rule, values, str, since="2026-01-02")

    found = told(above(1))
    assert (found.part, found.rule) == ("part", "The interval lies above 1.")
    assert (found.n, found.since, found.changed) == (5, "2026-01-02", "")
    assert found.measured == mean_interval(values)
    assert found.outcome is HOLDS
    assert told(above(1.1)).outcome is UNDECIDED
    assert told(above(5)).outcome is FAILS


def test_the_runs_said_to_decide_do_so_four_times_in_five():
    values = [-0.4, 1.3, 0.2, 0.9, -0.6, 0.5]
    found = judge_mean(values, above(0))
    assert found.outcome is UNDECIDED
    drawn = np.random.default_rng(0).normal(
        np.mean(values), np.std(values, ddof=1), (20_000, found.would_decide)
    )
    below_0 = stats.ttest_1samp(drawn, 0, axis=1).pvalue < 0.05
    assert below_0.mean() == pytest.approx(0.8, abs=0.02)


@pytest.mark.parametrize(
    ("values", "rule", "distance"),
    [
        ([-0.1, 0.3], exceeding(0.05), 0.1),
        ([-0.3, 0.36], exceeding(0.05), 0.02),
        ([-0.3, 0.2], exceeding(0.05), 0.1),
        ([0.4, 0.7], above(0.5), 0.05),
        ([0.4, 0.7], within(0.5), 0.05),
        ([-0.4, 0.3], within(0.5), 0.45),
    ],
)
def test_what_would_decide_is_the_threshold_that_the_estimate_must_be_told_from(
    values, rule, distance
):
    found = judge_mean(values, rule)
    effect = distance / np.std(values, ddof=1)
    assert found.outcome is UNDECIDED
    assert stats.ttest_1samp(values, np.mean(values) - distance).statistic == pytest.approx(
        effect * math.sqrt(len(values))
    )
    needed = stats.nct.sf(
        stats.t.ppf(0.975, found.would_decide - 1),
        found.would_decide - 1,
        effect * math.sqrt(found.would_decide),
    )
    assert needed == pytest.approx(0.8, abs=0.06)


def test_an_estimate_on_its_threshold_is_decided_by_no_number():
    assert judge_mean([0.4, 0.6], above(0.5)).would_decide is None
    assert judge_share(2, 40, above(0.05)).would_decide is None
    assert judge_mean([0.4], above(0.5)).would_decide is None


@given(st.lists(st.floats(-1, 1), min_size=2, max_size=9), st.sampled_from(RULES))
def test_only_what_is_undecided_needs_runs_and_more_than_there_are(values, rule):
    found = judge_mean(values, rule)
    if found.outcome is not UNDECIDED:
        assert found.would_decide is None
    elif found.would_decide is not None:
        assert found.would_decide > len(values)


def test_a_share_is_judged_by_its_exact_interval():
    found = judge_share(2, 40, above(0.01))
    assert found.found == exact_interval(2, 40)
    assert found.outcome is UNDECIDED
    assert judge_share(20, 40, above(0.01)).outcome is HOLDS
    assert judge_share(20, 40, below(0.1)).outcome is FAILS


# ---------------------------------------------------------------- several


def test_what_must_hold_in_every_respect_fails_with_any_and_is_decided_with_all():
    holds, fails = certain(True, 1.0), certain(False, 2.0)
    unsure = judge_mean([-1, 0.5, 1], above(0))
    assert together(holds, holds).outcome is HOLDS
    assert together(holds, fails, unsure).outcome is FAILS
    assert together(holds, unsure)[:4] == (holds.found, UNDECIDED, HOLDS, unsure.would_decide)
    assert together(holds, unsure).threshold is None
    assert together(unsure, holds).threshold == 0
    assert together(fails, holds).found == (2.0, 2.0, 2.0)


def test_several_undecided_are_decided_by_the_first_against_or_else_by_the_last():
    near, far = judge_mean([-1, 0.5, 1], above(0)), judge_mean([-1, 2.5, 1], above(0))
    against = judge_mean([-3, -2, 1.5], above(0))
    assert near.would_decide > far.would_decide
    assert together(near, far).would_decide == near.would_decide
    assert together(far, against, near).would_decide == against.would_decide
    assert together(far, against).leaning is FAILS


def test_holm_by_hand():
    # 0.005 · 4, 0.01 · 3, 0.03 · 2, and 0.04 · 1 raised to the one before it.
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.5, 0.6]) == pytest.approx([1, 1])


@given(CHANCES)
def test_a_level_excludes_the_threshold_just_where_holms_corrected_p_value_does(chances):
    # An interval at level 1 − a excludes what is tested where the p value is at most a.
    excluded = np.array(chances) <= (1 - holm_levels(chances)) * (1 + 1e-9)
    corrected = holm(chances)
    clear = np.abs(corrected - 0.05) > 1e-9
    assert (excluded == (corrected <= 0.05))[clear].all()


@given(CHANCES)
def test_holm_lies_between_no_correction_and_bonferronis(chances):
    given_, corrected = np.array(chances), holm(chances)
    assert (corrected >= given_ - 1e-12).all()
    assert (corrected <= np.minimum(given_ * len(given_), 1) + 1e-12).all()
    order = given_.argsort(kind="stable")
    assert (np.diff(corrected[order]) >= 0).all()


def test_a_family_without_effects_seldom_decides_anything():
    # Twelve comparisons with nothing in them: one by one almost half of the families would err.
    rng = np.random.default_rng(4)
    wrong = alone = 0
    for _ in range(150):
        samples = dict(enumerate(rng.normal(size=(12, 8))))
        wrong += any(one.outcome is not UNDECIDED for one in family(samples, above(0)).values())
        alone += any(judge_mean(one, above(0)).outcome is not UNDECIDED for one in samples.values())
    assert wrong / 150 < 0.11
    assert alone / 150 > 0.35


@given(st.integers(0, 10_000), st.sampled_from(RULES))
def test_a_family_is_decided_where_holms_test_is(seed, rule):
    rng = np.random.default_rng(seed)
    samples = dict(enumerate(rng.normal(rng.normal(0, 1, (5, 1)), 0.5, (5, 6))))
    found = family(samples, rule)
    tested = [
        stats.ttest_1samp(values, rule.threshold(values.mean())).pvalue
        for values in samples.values()
    ]
    for one, chance in zip(found.values(), holm(tested), strict=True):
        assert (one.outcome is UNDECIDED) == (chance > 0.05)
        assert one.outcome in (UNDECIDED, one.leaning)


def test_a_family_of_one_is_judged_as_it_would_be_alone():
    values = [0.2, 0.4, 0.1]
    assert family({"only": values}, above(0))["only"] == judge_mean(values, above(0))


def test_samples_without_spread_are_decided_and_single_runs_are_not():
    found = family({"same": [0.5, 0.5], "zero": [0.0, 0.0], "one": [3.0]}, above(0))
    assert [one.outcome for one in found.values()] == [HOLDS, FAILS, UNDECIDED]
