import pandas as pd
import pytest

from core.engines.descent.networks import history, last_mark
from core.engines.descent.orders import SHUFFLED, SORTED
from core.engines.descent.settings import Run, Setting
from core.shuffling.remedies import CHANGES as CHANGED
from core.shuffling.remedies import INTERVENTIONS, NOTHING, changed, run
from tests.core.progress import reported, stopped
from tests.core.students import students

CIRCLE = Setting(seeds=8)
CANNOT_DIE = ["leaky ReLU: nothing can die", "tanh: nothing can die"]


@pytest.fixture(scope="module")
def circle():
    return run(CIRCLE)


@pytest.fixture(scope="module")
def overflowing():
    """A setting in which some seeds overflow under some interventions, and others do not."""
    return run(Setting(points=200, loss="squared", learning_rate=0.02, epochs=2, seeds=16))


def row(result, intervention):
    return result.table.set_index("intervention").loc[intervention]


def ends_of(result, intervention):
    """Accuracy and dead share by role, a row a seed that is finite here and with no change."""
    rows = result.ends[result.ends["intervention"] == intervention]
    plain = result.ends[result.ends["intervention"] == NOTHING]
    both = pd.concat([rows, plain])
    lost = set(both.loc[both["accuracy"].isna(), "seed"])
    rows = rows[~rows["seed"].isin(lost)].sort_values("seed")
    return {role: part for role, part in rows.groupby("role")}


@pytest.mark.parametrize("intervention", INTERVENTIONS)
@pytest.mark.parametrize("name", ["circle", "overflowing"])
def test_the_table_follows_from_the_ends(name, intervention, request):
    result = request.getfixturevalue(name)
    ends, found = ends_of(result, intervention), row(result, intervention)
    before, after = (ends[role]["accuracy"].to_numpy() for role in (SORTED, SHUFFLED))
    assert found["n"] == len(before) >= 2
    assert found["sorted_accuracy"] == pytest.approx(before.mean())
    assert found["shuffled_accuracy"] == pytest.approx(after.mean())
    assert found["sorted_dead_share"] == pytest.approx(ends[SORTED]["dead_share"].mean())
    assert found["shuffled_dead_share"] == pytest.approx(ends[SHUFFLED]["dead_share"].mean())
    lost = found[["lost", "lost_low", "lost_high"]].tolist()
    assert lost == pytest.approx(students(after - before), abs=1e-12)


@pytest.mark.parametrize("intervention", INTERVENTIONS)
def test_what_is_given_back_is_a_share_of_the_harm_without_intervention(circle, intervention):
    found = row(circle, intervention)
    plain = row(circle, NOTHING)
    share = (found["sorted_accuracy"] - plain["sorted_accuracy"]) / plain["lost"]
    assert found["given_back"] == pytest.approx(share, abs=1e-12)
    assert found["given_back_low"] <= found["given_back"] <= found["given_back_high"]


def test_changing_nothing_gives_nothing_back(circle):
    plain = row(circle, NOTHING)
    assert plain["lost"] > 0.4
    assert plain[["given_back", "given_back_low", "given_back_high"]].tolist() == [0, 0, 0]


def test_short_blocks_in_turn_give_back_nearly_all(circle):
    blocks = row(circle, "blocks of 10 in turn")
    assert blocks["given_back"] > 0.9
    assert blocks["given_back_low"] > 0.8
    # The reshuffled order is left as it is.
    assert blocks["shuffled_accuracy"] == row(circle, NOTHING)["shuffled_accuracy"]


def test_one_batch_an_epoch_cannot_lose_by_order(circle):
    found = row(circle, "one batch an epoch")
    assert found[["lost", "lost_low", "lost_high"]].tolist() == pytest.approx([0, 0, 0], abs=1e-9)
    assert found["sorted_dead_share"] == pytest.approx(found["shuffled_dead_share"])


@pytest.mark.parametrize("intervention", CANNOT_DIE)
def test_units_that_cannot_die_do_not(circle, intervention):
    found = row(circle, intervention)
    assert found["sorted_dead_share"] == found["shuffled_dead_share"] == 0
    assert row(circle, NOTHING)["sorted_dead_share"] > 0


CHANGES = {
    NOTHING: {},
    "leaky ReLU: nothing can die": {"activation": "leaky ReLU"},
    "tanh: nothing can die": {"activation": "tanh"},
    "output bias frozen at 0": {"output_bias": "frozen at 0"},
    "rate ÷ 10": {"learning_rate": 0.01},
    "momentum 0.9": {"optimizer": "momentum"},
    "momentum 0.9 at rate ÷ 10": {"optimizer": "momentum", "learning_rate": 0.01},
    "batches of 32": {"batch_size": 32},
    "one batch an epoch": {"batch_size": 1_000},
    "blocks of 10 in turn": {},
}


@pytest.mark.parametrize("intervention", CHANGES)
def test_each_intervention_changes_what_its_name_says(circle, intervention):
    setting = Setting(**{"seeds": 8} | CHANGES[intervention])
    mixed = intervention == "blocks of 10 in turn"
    for role, order in ((SORTED, "alternating blocks" if mixed else SORTED), (SHUFFLED, SHUFFLED)):
        block = 10 if order == "alternating blocks" else 1
        alone = history(Run(setting, order, block), last_mark(setting), [5])
        chosen = (circle.ends["intervention"] == intervention) & (circle.ends["role"] == role)
        found = circle.ends[chosen & (circle.ends["seed"] == 5)]
        pd.testing.assert_frame_equal(
            found.drop(columns=["intervention", "role"]).reset_index(drop=True), alone
        )


def test_every_intervention_is_tested_here():
    assert list(CHANGES) == list(INTERVENTIONS)


@pytest.mark.parametrize("change", CHANGED)
def test_what_is_changed_about_a_setting_is_what_the_intervention_changes(change):
    assert changed(Setting(seeds=8), change) == Setting(**{"seeds": 8} | CHANGES[change])


def test_overflow_under_one_intervention_leaves_the_others_seeds(overflowing):
    counts = overflowing.table.set_index("intervention")["n"]
    assert 0 < counts["momentum 0.9"] < counts["rate ÷ 10"] == counts[NOTHING]


@pytest.mark.slow
def test_where_every_seed_overflows_figures_are_missing_and_the_rest_stays():
    setting = Setting(
        points=100, loss="squared", learning_rate=10, epochs=1, seeds=2, activation="leaky ReLU"
    )
    table = run(setting).table.set_index("intervention")
    assert len(table) == len(INTERVENTIONS)
    assert table.loc[NOTHING, "n"] == 0
    assert table.drop(columns="n").loc[NOTHING].isna().all()


def test_where_order_cannot_matter_no_harm_is_shared_out():
    table = run(Setting(points=50, batch_size=50, hidden=4, epochs=1, seeds=3)).table
    assert (table["n"] == 3).all()
    assert table[["given_back", "given_back_low", "given_back_high"]].isna().all(axis=None)


def test_a_harm_that_may_be_none_is_not_shared_out():
    # The mean over seeds is not negligible, but its interval holds 0.
    result = run(Setting(points=100, loss="squared", learning_rate=0.05, epochs=2, seeds=4))
    plain = row(result, NOTHING)
    assert plain["lost"] > 0.05
    assert plain["lost_low"] < 0
    assert result.table["given_back"].isna().all()


def test_a_rate_whose_tenth_is_out_of_range_is_refused():
    with pytest.raises(ValueError, match="^Learning rate is 1e-08, but must be a number from "):
        run(Setting(points=20, learning_rate=1e-7, epochs=1, seeds=2))


def test_the_report_rises_to_one_and_raising_from_it_stops_the_run():
    setting = Setting(points=20, hidden=2, epochs=1, seeds=2)
    reported(run, setting)
    stopped(run, setting, at=0.3)
