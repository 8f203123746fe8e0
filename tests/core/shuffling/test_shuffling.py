import re
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from core.claims import Outcome
from core.engines.descent.networks import even_marks, history, last_mark, measure
from core.engines.descent.orders import ORDERS, SHUFFLED, SORTED
from core.engines.descent.settings import Run, Setting
from core.shuffling import CANNOT_DIE, Config, parts, run, verdicts
from tests.core.planted import planted
from tests.core.progress import reported, stopped
from tests.core.refusals import refused
from tests.core.students import students

# The design's facts. Each is the mean of 30 seeds, printed to two digits, and so is ours: they may
# differ by the rounding, 0.005, and by 1.96 standard errors of a difference of two such means.
ROUNDING = 0.005

CIRCLE = Setting()
SQUARED = Setting(loss="squared", learning_rate=0.01)
MOONS = Setting("moons", noise=0.1, learning_rate=0.5)


def trained(setting, per_epoch=None):
    """The history of both orders, one row a seed and mark, by order."""
    marks = last_mark(setting) if per_epoch is None else even_marks(setting, per_epoch)
    return dict(
        zip(
            (SORTED, SHUFFLED),
            measure([(Run(setting, order), marks) for order in (SORTED, SHUFFLED)]),
            strict=True,
        )
    )


@pytest.fixture(scope="module")
def circle():
    return trained(CIRCLE, per_epoch=2)


@pytest.fixture(scope="module")
def moons():
    return trained(MOONS)


def at(rows, epoch):
    return rows[rows["epoch"] == epoch]


def assert_fact(shares, fact, at_least=30):
    shares = shares.dropna()
    assert len(shares) >= at_least
    tolerance = ROUNDING + 1.96 * np.sqrt(2) * stats.sem(shares)
    assert abs(shares.mean() - fact) <= tolerance, (shares.mean(), tolerance)


def test_after_half_an_epoch_every_point_is_called_negative(circle):
    half = at(circle[SORTED], 0.5)
    assert (half["accuracy_negative"] == 1).all()
    assert (half["accuracy_positive"] == 0).all()


def test_after_an_epoch_every_point_is_called_positive(circle):
    whole = at(circle[SORTED], 1)
    assert (whole["accuracy_negative"] == 0).all()
    assert (whole["accuracy_positive"] == 1).all()


def test_the_pendulum_swings_on_in_every_epoch(circle):
    for epoch in (1, 2):
        before, after = at(circle[SORTED], epoch + 0.5), at(circle[SORTED], epoch + 1)
        assert (before["accuracy_negative"] == 1).all()
        assert before["accuracy_positive"].max() < 0.5
        assert (after["accuracy_positive"] == 1).all()
        assert (after["accuracy_negative"] == 0).all()


def test_shuffled_examples_teach_both_classes_in_three_epochs(circle):
    last = at(circle[SHUFFLED], 3)
    assert last["accuracy_negative"].min() >= 0.99
    assert last["accuracy_positive"].min() >= 0.99


def test_the_shares_of_dead_units_on_the_circle_are_the_designs(circle):
    assert_fact(at(circle[SORTED], 0)["dead_share"], 0.04)
    assert_fact(at(circle[SORTED], 3)["dead_share"], 0.10)
    assert_fact(at(circle[SHUFFLED], 3)["dead_share"], 0.05)


def test_the_shares_of_dead_units_with_squared_loss_are_the_designs():
    ends = trained(SQUARED)
    assert_fact(ends[SORTED]["dead_share"], 0.11, at_least=20)
    assert_fact(ends[SHUFFLED]["dead_share"], 0.06, at_least=20)


def test_the_share_of_dead_units_on_the_shuffled_moons_is_the_designs(moons):
    assert_fact(moons[SHUFFLED]["dead_share"], 0.68)


def test_shuffling_kills_more_on_the_moons_and_sorting_on_the_circle(circle, moons):
    for more, fewer in (
        (moons[SHUFFLED], moons[SORTED]),
        (at(circle[SORTED], 3), at(circle[SHUFFLED], 3)),
    ):
        paired = stats.ttest_rel(more["dead_share"], fewer["dead_share"], alternative="greater")
        assert paired.pvalue < 0.01


# The whole experiment.

SMALL = Config(points=40, hidden=4, epochs=2, seeds=6, block=5, records_per_epoch=4)


@pytest.fixture(scope="module")
def result():
    return run(SMALL)


def test_every_order_is_recorded_along_every_epoch(result):
    assert list(result.history["order"].unique()) == list(ORDERS)
    assert len(result.history) == len(ORDERS) * 6 * (2 * 4 + 1)
    for order in ORDERS:
        rows = result.history[result.history["order"] == order].reset_index(drop=True)
        alone = history(Run(SMALL, order, 5), even_marks(SMALL, 4), range(6))
        pd.testing.assert_frame_equal(rows, alone)


def test_the_ends_are_the_rows_after_the_last_epoch(result):
    assert (result.ends["examples"] == 80).all()
    assert len(result.ends) == len(ORDERS) * 6


def test_the_control_is_trained_at_its_own_rate_with_units_that_can_die_and_that_cannot(result):
    assert set(result.control["units"]) == {"ReLU", CANNOT_DIE}
    for (units, order), rows in result.control.groupby(["units", "order"]):
        setting = replace(SMALL, activation=units, learning_rate=0.001)
        alone = history(Run(setting, order), last_mark(setting), range(6))
        pd.testing.assert_frame_equal(rows.drop(columns="units").reset_index(drop=True), alone)
    assert set(result.control["order"]) == {SORTED, SHUFFLED}
    leaky = result.control[result.control["units"] == CANNOT_DIE]
    assert (leaky["dead_share"] == 0).all()


def test_recovery_is_taken_after_two_shuffled_epochs(result):
    assert set(result.recovered["epoch"]) == {4}
    for order, rows in result.recovered.groupby("order"):
        run_on = Run(SMALL, order, shuffled_after=2)
        alone = history(run_on, np.array([160]), range(6))
        assert rows["accuracy"].tolist() == alone["accuracy"].tolist()


def test_the_same_configuration_gives_the_same_result(result):
    again = run(SMALL)
    pd.testing.assert_frame_equal(again.history, result.history)
    pd.testing.assert_frame_equal(again.control, result.control)
    pd.testing.assert_frame_equal(again.recovered, result.recovered)


def test_overflow_is_told_by_order_with_seeds_and_the_first_epoch():
    config = Config(points=100, loss="squared", learning_rate=0.1, seeds=8, records_per_epoch=10)
    found = run(config)
    expected = {}
    for order in ORDERS:
        rows = found.history[found.history["order"] == order]
        lost = rows[~np.isfinite(rows["accuracy"])]
        if len(lost):
            expected[order] = (len(set(lost["seed"])), lost["epoch"].min())
    assert expected
    assert {row.Index: (row.seeds, row.epoch) for row in found.overflowed.itertuples()} == expected


def test_nothing_overflows_where_the_rate_is_moderate(result):
    assert result.overflowed.empty


def test_the_report_rises_to_one_and_raising_from_it_stops_the_run():
    reported(run, SMALL)
    stopped(run, SMALL, at=0.4)


test_a_value_out_of_range_is_refused = refused(
    partial(replace, SMALL),
    ({"block": 41}, "Block length is 41, but must be a whole number from 1 to 40."),
    ({"records_per_epoch": 1}, "Records per epoch is 1, but must be a whole number from 2 to 50"),
    ({"batch_size": 41}, "Batch size is 41, but must be a whole number from 1 to 40."),
    ({"seeds": 0}, "Seeds is 0, but must be a whole number from 2 to 100"),
)


# The verdict.


AS_CLAIMED = {
    "accuracy": (0.5, 1),
    "early": (0.5, 0.1),
    "dead": (0.5, 0.1),
    "ever_dead": 0.5,
    "recovered": (0.5, 1),
    "control_dead": (0.5, 0.1),
    "can_die": (0.6, 0.9),
    "cannot_die": (0.89, 0.9),
}
"""By name (sorted, reshuffled); the last two are accuracies at the control's rate."""


def altered(result, **figures):
    """Give ``result`` figures as claimed but for those given, ± a little by seed."""
    figures = AS_CLAIMED | figures
    noise = np.random.default_rng(0).normal(0, 0.001, 6)
    rows, control, recovered = (
        frame.copy() for frame in (result.history, result.control, result.recovered)
    )
    last, early = rows["epoch"] == SMALL.epochs, rows["epoch"] == 0.5
    for place, order in enumerate((SORTED, SHUFFLED)):
        wobble = noise * (1 - place)

        def put(frame, here, column, name, order=order, place=place, wobble=wobble):
            frame.loc[here & (frame["order"] == order), column] = figures[name][place] + wobble

        put(rows, early, "dead_share", "early")
        put(rows, last, "accuracy", "accuracy")
        put(rows, last, "dead_share", "dead")
        rows.loc[last & (rows["order"] == order), "ever_dead_share"] = figures["ever_dead"]
        put(recovered, recovered["seed"] >= 0, "accuracy", "recovered")
        for units, name in (("ReLU", "can_die"), (CANNOT_DIE, "cannot_die")):
            put(control, control["units"] == units, "accuracy", name)
        put(control, control["units"] == "ReLU", "dead_share", "control_dead")
    return replace(result, history=rows, control=control, recovered=recovered)


PARTS = ("harm", "early", "deaths", "lasting", "still lost", "control deaths", "explained")
CASES = {
    "as claimed": ({}, ""),
    "no deaths early": ({"early": (0.1, 0.1)}, "early"),
    "few deaths": ({"dead": (0.15, 0.1), "ever_dead": 0.15}, "deaths"),
    "deaths that pass": ({"ever_dead": 0.9}, "lasting"),
    "a harm that passes": ({"recovered": (0.98, 1)}, "still lost"),
    "harm without deaths": ({"control_dead": (0.1, 0.1)}, "control deaths"),
    "deaths without blame": ({"cannot_die": (0.6, 0.9)}, "explained"),
    "just half explained": ({"cannot_die": (0.745, 0.9)}, "explained"),
    "negligible harm": ({"accuracy": (0.96, 1)}, "harm"),
    "reverse": ({"accuracy": (1, 0.5)}, "harm"),
}


@pytest.mark.parametrize("case", CASES)
def test_each_part_follows_what_was_measured(result, case):
    figures, fails = CASES[case]
    (verdict,) = verdicts(altered(result, **figures))
    assert verdict.claim_id == "1.B"
    expected = [Outcome.FAILS if part == fails else Outcome.HOLDS for part in PARTS]
    assert [finding.outcome for finding in verdict.findings] == expected
    assert all(finding.n == 6 for finding in verdict.findings)


def by_seed(rows, column):
    table = rows.pivot(index="seed", columns="order", values=column)
    return table[SORTED].to_numpy(), table[SHUFFLED].to_numpy()


@pytest.fixture(scope="module")
def scattered(result):
    """The result with figures that differ from seed to seed; harm and deaths are clear."""
    random = np.random.default_rng(3)
    rows, control, recovered = (
        frame.copy() for frame in (result.history, result.control, result.recovered)
    )
    last, early = rows["epoch"] == SMALL.epochs, rows["epoch"] == 0.5
    for order, low in ((SORTED, 0.4), (SHUFFLED, 0.8)):
        here = last & (rows["order"] == order)
        rows.loc[here, "accuracy"] = random.uniform(low, low + 0.2, 6)
        rows.loc[here, "dead_share"] = random.uniform(1 - low, 1.1 - low, 6)
        rows.loc[here, "ever_dead_share"] = random.uniform(0.8, 0.9, 6)
        rows.loc[early & (rows["order"] == order), "dead_share"] = random.uniform(0, 0.3, 6)
        recovered.loc[recovered["order"] == order, "accuracy"] = random.uniform(0.7, 0.9, 6)
        control.loc[control["order"] == order, "dead_share"] = random.uniform(0, 0.3, 12)
        control.loc[control["order"] == order, "accuracy"] = random.uniform(low, low + 0.2, 12)
    return replace(result, history=rows, control=control, recovered=recovered)


def test_the_figures_are_those_of_a_paired_t_test(scattered):
    ends = scattered.ends[scattered.ends["order"].isin([SORTED, SHUFFLED])]
    harm, early, deaths, lasting, lost, control, explained = verdicts(scattered)[0].findings
    accuracy, dead = by_seed(ends, "accuracy"), by_seed(ends, "dead_share")
    assert harm.measured == pytest.approx(students(accuracy[1] - accuracy[0]))
    assert deaths.measured == pytest.approx(students(dead[0] - dead[1]))
    half = scattered.history[scattered.history["epoch"] == 0.5]
    assert early.measured == pytest.approx(students(np.subtract(*by_seed(half, "dead_share"))))
    shares = dead[0] / by_seed(ends, "ever_dead_share")[0]
    assert lasting.measured == pytest.approx(students(shares))
    later = by_seed(scattered.recovered, "accuracy")
    assert lost.measured == pytest.approx(students(later[1] - later[0]))
    relu, leaky = (
        scattered.control[scattered.control["units"] == units] for units in ("ReLU", CANNOT_DIE)
    )
    assert control.measured == pytest.approx(students(np.subtract(*by_seed(relu, "dead_share"))))
    harms = [np.subtract(*by_seed(rows, "accuracy")[::-1]) for rows in (relu, leaky)]
    share = (harms[0] - harms[1]).mean() / harms[0].mean()
    assert explained.estimate == pytest.approx(share)
    assert explained.measured.low < share < explained.measured.high


FRAMES = ("history", "control", "recovered")


def without(result, seed, name="history"):
    """The result with one seed's sorted end (or control, or recovery) overflowed."""
    at_the_end = f" and epoch == {SMALL.epochs}" if name == "history" else ""
    lost = dict.fromkeys(("accuracy", "dead_share", "ever_dead_share"), np.nan)
    return planted(result, name, f"seed == {seed} and order == '{SORTED}'" + at_the_end, **lost)


def dropped(result, seed):
    keep = {name: getattr(result, name) for name in FRAMES}
    return replace(result, **{name: frame[frame["seed"] != seed] for name, frame in keep.items()})


@pytest.mark.parametrize("name", FRAMES)
def test_a_seed_that_overflowed_anywhere_is_left_out_everywhere(scattered, name):
    (verdict,) = verdicts(without(scattered, 2, name))
    assert [finding.n for finding in verdict.findings] == [5] * 7
    assert [verdict] == verdicts(dropped(scattered, 2))


def test_a_difference_smaller_than_its_spread_is_undecided(result):
    ends = f"epoch == {SMALL.epochs} and order == '{SORTED}'"
    scattered = [0.1, 0.9, 0.2, 0.8, 0.3, 0.7]
    changed = planted(altered(result, accuracy=(0.5, 0.6)), "history", ends, accuracy=scattered)
    harm = verdicts(changed)[0].findings[0]
    assert harm.estimate == pytest.approx(0.1)
    assert harm.outcome is Outcome.UNDECIDED


def test_where_the_control_shows_no_clear_harm_it_explains_nothing(result):
    for part in verdicts(altered(result, can_die=(0.9, 0.9)))[0].findings[-2:]:
        assert part.outcome is Outcome.UNDECIDED
        assert "no clear harm" in part.why


def test_where_no_unit_ever_died_no_death_lasts(result):
    lasting = verdicts(altered(result, dead=(0, 0), ever_dead=0))[0].findings[3]
    assert (lasting.outcome, lasting.n) == (Outcome.UNDECIDED, 0)
    assert lasting.why == "No unit was dead at any time."


def test_no_share_lies_below_none_or_above_all():
    dead, ever = pd.Series([0.1, 0.5, 0.1]), pd.Series([0.5, 0.5, 0.1])
    found = parts.lasting(dead, ever)
    assert found.estimate == pytest.approx((0.2 + 1 + 1) / 3)
    assert (found.interval.low, found.interval.high) == (0, 1)


def test_deaths_are_counted_before_the_first_positive_example(result):
    assert set(result.before_positives["epoch"]) == {0.5}
    unbalanced = Config(points=40, hidden=4, epochs=1, seeds=2, positive_share=0.3)
    early = run(replace(unbalanced, records_per_epoch=8)).before_positives
    assert set(early["examples"]) == {25}  # 28 negatives; a record every 5


@pytest.mark.parametrize("activation", ["leaky ReLU", "tanh"])
def test_units_that_cannot_die_test_no_claim_about_dying(result, activation):
    other = replace(result, config=replace(SMALL, activation=activation))
    assert verdicts(other)[0].outcome is Outcome.NOT_TESTED


def test_three_seeds_are_judged_and_two_are_not():
    three = run(replace(SMALL, seeds=3))
    (verdict,) = verdicts(three)
    assert verdict.findings[0].n == 3
    assert verdict.outcome is not Outcome.NOT_TESTED
    (verdict,) = verdicts(without(three, 0))
    assert verdict.findings == ()
    assert verdict.outcome is Outcome.NOT_TESTED


def test_1b_holds_in_part_at_ten_seeds():
    (verdict,) = verdicts(run(Config(seeds=10, records_per_epoch=5)))
    harm, *others = verdict.findings
    assert verdict.outcome is Outcome.HOLDS_IN_PART
    assert harm.outcome is Outcome.HOLDS
    assert harm.estimate == pytest.approx(0.5, abs=0.02)
    assert [finding.outcome for finding in others] == [Outcome.FAILS] * 6
    _, _, _, lost, control, explained = others
    assert lost.estimate == pytest.approx(0, abs=0.02)
    assert control.estimate == pytest.approx(0, abs=0.02)
    assert 0.2 < float(re.search(r"sorting costs (0\.\d+)", control.why)[1]) < 0.35
    assert explained.estimate == pytest.approx(0, abs=0.05)
    assert CANNOT_DIE in explained.rule
