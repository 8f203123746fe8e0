"""The shuffling lab: what every experiment shows, its controls, and what it makes of bad input."""

import re
from functools import partial
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import shuffling
from core.engines.descent.orders import ORDERS
from core.shuffling import block_length, claim_map, convex, recovery, remedies
from pages.labs.shuffling import claim_map as map_lab
from pages.labs.shuffling import surfaces
from tests.pages.test_labs import refusals
from tests.pages.visit import look_at, open_page, plain

pytestmark = pytest.mark.slow  # every page here trains before it is seen

SHUFFLING = "shuffling?points=40&seeds=3&epochs=1"
SMALL = {"points": "40", "seeds": "3", "epochs": "1"}
CONFIG = shuffling.Config(points=40, seeds=3, epochs=1)
KEPT = "What you see below is the last setting that worked."
BROKEN = {"rate": "10", "loss": "squared", "seeds": "2", "hidden": "64"}
PENDULUM, LIVES, ELSE = "Pendulum", "What dies", "What else it could be"
MIXED, MAP, RECOVERY = "How mixed", "Where it holds", "Recovery"
LABS = (PENDULUM, LIVES, RECOVERY, ELSE, MIXED, MAP)
PARTS = [
    "accuracy lost to sorting",
    "share of units killed before a positive example is shown",
    "share of units killed by sorting",
    "share of deaths that last",
    "accuracy still lost after training on, shuffled",
    "share of units killed at rate 0.001, where sorting harms too",
    "share of the harm gone when no unit can die",
]
small = partial(open_page, "shuffling", **SMALL)


def seen(lab, **address):
    """A lab at small settings, to look at; what the pendulum took in is at its old address."""
    return look_at("shuffling", **SMALL | address, **at(lab))


def at(lab):
    """The address of a lab; the map's cells are small."""
    return {"lab": lab} | ({"cell_seeds": "2"} if lab == MAP else {})


@pytest.fixture(scope="module")
def direct():
    return shuffling.run(CONFIG)


def test_every_lab_has_the_card_with_the_figures_of_a_direct_run(direct):
    (verdict,) = shuffling.verdicts(direct)
    for lab in LABS:
        assert list(seen(lab).card().index) == PARTS
        seen(lab).judges(*verdict.findings)


def test_the_pendulum_draws_the_history_of_both_orders_and_the_labels_shown(direct):
    pendulums = seen(PENDULUM).drawn[:2]
    for order, (strip, bands) in zip(("negatives first", "reshuffled"), pendulums, strict=True):
        wanted = direct.history[direct.history["order"] == order].groupby("epoch")
        means = bands.set_index(["class", "epoch"])["mean"]
        for label, column in (("−1", "accuracy_negative"), ("+1", "accuracy_positive")):
            assert list(means[label]) == pytest.approx(list(wanted[column].mean()))
        assert strip["to"].iloc[-1] == 1
        assert sorted(strip["label"].unique()) == [-1, 1]
    first, second = (strip["label"] for strip, _ in pendulums)
    assert list(first) == [-1] * 20 + [1] * 20
    assert list(second) != list(first)


def test_the_pendulum_swings_while_the_other_seeds_are_still_trained(monkeypatch):
    told = []
    monkeypatch.setattr(surfaces, "show", lambda *_, **more: told.append("plays"))
    train_all = shuffling.run
    monkeypatch.setattr(
        shuffling, "run", lambda *asked: (told.append("all train"), train_all(*asked))[1]
    )
    small(seeds="4")
    assert told == ["plays", "all train"]


def test_the_default_is_recorded_and_only_a_measure_that_is_not_kept_is_trained(monkeypatch):
    asked = []

    def run(config, report):
        asked.append(config)
        raise RuntimeError

    monkeypatch.setattr(shuffling, "run", run)
    app = open_page("shuffling").whole().tells("Recorded on", "Accuracy · negatives first")
    for lab in (LIVES, PENDULUM):
        app.fill(lab=lab).whole()
    assert asked == []
    app.fill(follow="Loss")
    assert asked == [shuffling.Config()]
    assert app.troubles


def test_all_orders_are_compared_with_the_reshuffled_one(direct):
    ends = direct.ends.pivot(index="seed", columns="order", values="accuracy")
    (lost,) = seen(PENDULUM).drawn[2]
    assert set(lost["order"]) == set(ORDERS) - {"reshuffled"}
    for row in lost.itertuples():
        assert row.estimate == pytest.approx((ends["reshuffled"] - ends[row.order]).mean())
        assert row.low <= row.estimate <= row.high


def test_another_seed_and_every_measure_can_be_followed_and_leave_the_verdict(direct):
    app = small()
    card = app.card().to_csv()
    app.walk(watched=2)
    last = direct.history[
        (direct.history["order"] == "negatives first") & (direct.history["epoch"] == 1)
    ]
    for measure, column in {
        "Loss": "loss_positive",
        "Output": "mean_output_positive",
        "Gradient": "gradient_norm_positive",
        "Angle": "gradient_angle",
        "Output bias": "output_bias",
        "Weights": "weight_norm",
    }.items():
        app.fill(follow=measure).whole().tells(f"{measure} · negatives first")
        _, bands = app.drawn[0]
        end = bands[(bands["epoch"] == 1) & bands["class"].isin(["+1", "both"])]
        assert end["mean"].item() == pytest.approx(last[column].mean())
        assert app.card().to_csv() == card


def test_another_seed_and_every_state_of_the_units_can_be_counted_and_leave_the_verdict():
    app = small(lab=LIVES)
    card = app.card().to_csv()
    app.walk(watched=2)
    for state in ("Ever dead", "Revived", "Silent on −1", "Silent on +1", "Dead"):
        app.walk(state=state).tells(f"{state} units · mean over 3 seeds")
        (shares,), *lives = app.drawn
        assert set(shares["order"]) == set(ORDERS)
        assert shares["mean"].between(0, 1).all()
        for _, units in lives:
            assert units["row"].nunique() == 32
        assert app.card().to_csv() == card


def test_recovery_draws_every_seed_and_the_mean_of_a_direct_run():
    wanted = recovery.run(recovery.Config(points=40, seeds=3, epochs=1))
    app = seen(RECOVERY)
    means, seeds = (
        next(frame for frame in app.drawn[0] if column in frame) for column in ("mean", "seed")
    )
    sorted_first = wanted.history[wanted.history["order"] == "negatives first"]
    assert seeds["seed"].nunique() == 3
    shown = means[means["way"] == "sorted, then shuffled"].set_index("epoch")["mean"]
    assert shown.to_dict() == pytest.approx(
        sorted_first.groupby("epoch")["accuracy"].mean().to_dict()
    )
    app.tells(f"1 shuffled epoch later it is {wanted.epochs['accuracy'][1]:.1%}")
    assert seen(RECOVERY, after="5").tells("5 shuffled epochs later").drawn[0]


def test_the_interventions_show_the_figures_of_a_direct_run():
    wanted = remedies.run(CONFIG).table.set_index("intervention")
    shown = seen(ELSE).card(index="Intervention")
    assert list(shown.index) == list(remedies.INTERVENTIONS)
    for name, row in wanted.iterrows():
        assert shown.loc[name, "Sorted"] == f"{row['sorted_accuracy']:.3f}"
        assert shown.loc[name, "Dead, reshuffled"] == f"{row['shuffled_dead_share']:.1%}"
        lost = f"{row['lost']:.3f} ({row['lost_low']:.3f} to {row['lost_high']:.3f})"
        assert shown.loc[name, "Lost"].replace("\N{NO-BREAK SPACE}", " ") == lost.replace("-", "−")
        assert shown.loc[name, "n"] == 3


def test_what_gives_the_harm_back_is_named_and_a_rate_that_can_decide_is_offered():
    app = small(points="400", lab=ELSE)
    (said,) = [part.value for part in app.markdown if "Most of it comes back" in part.value]
    most, rest = plain(said).split("Less than half")
    least, both = rest.split("Reshuffled examples do as badly")
    assert "**blocks of 10 in turn**" in most
    assert "leaky ReLU" in least
    assert "momentum 0.9 ·" not in least
    assert "momentum 0.9" in both
    app.tells("its 0 % decides nothing")
    app.press("Set the rate to 0.001, where a control can decide").whole()
    assert app.get_by_key("rate").value == 0.001
    assert "its 0 % decides nothing" not in app.said


def test_without_harm_there_is_nothing_to_give_back():
    app = small(points="200", epochs="3", data="gauss", lab=ELSE).whole()
    app.tells("there is no harm to give back that these seeds could tell")
    assert "How much of the harm each intervention gives back" not in app.said
    assert set(app.card(index="Given back").index) == {"–"}


def test_the_blocks_are_drawn_with_the_figures_of_a_direct_run():
    shown = seen(MIXED).drawn[0]
    (means,) = [frame for frame in shown if "low" in frame]
    assert list(means["block"]) == [1, 2, 5, 10, 20]
    assert list(means["accuracy"]) == pytest.approx(
        list(block_length.run(CONFIG).table["accuracy"])
    )
    assert any(list(frame) == ["reshuffled"] for frame in shown)


@pytest.mark.slow
def test_the_map_has_a_cell_for_every_rate_and_row_and_leaves_the_verdict():
    app = small(**at(MAP))
    card = app.card().to_csv()
    for rows, field in (("loss", "loss"), ("data", "dataset")):
        app.fill(rows=rows).whole()
        wanted = claim_map.run(claim_map.Config(points=40, epochs=1, rows=field, seeds=2)).cells
        cells = app.drawn[0][0]
        assert len(cells) == len(claim_map.RATES) * len(claim_map.ROWS[field])
        assert list(cells["deaths"].dropna()) == pytest.approx(list(wanted["deaths"].dropna()))
        here = cells.loc[cells["here"], ["learning_rate", field]].iloc[0]
        assert list(here) == [0.1, getattr(CONFIG, field)]
        app.tells(f"Of {len(cells)} cells: in ")
    app.walk(cell_seeds=3)
    assert app.card().to_csv() == card


@pytest.mark.parametrize(
    ("rows", "key", "row"), [("loss", "loss", "squared"), ("dataset", "data", "moons")]
)
def test_a_cell_of_the_map_loads_its_experiment(monkeypatch, rows, key, row):
    cell = {"learning_rate": 0.3, rows: row}
    state = {map_lab.MAP: SimpleNamespace(selection={"cell": [cell]})}
    monkeypatch.setattr(map_lab.st, "session_state", state)
    map_lab.load(rows)
    loaded = {name: state[name] for name in ("rate", key, "lab")}
    assert loaded == {"rate": 0.3, key: row, "lab": PENDULUM}


def test_a_click_beside_the_cells_loads_nothing(monkeypatch):
    state = {map_lab.MAP: SimpleNamespace(selection={"cell": []})}
    monkeypatch.setattr(map_lab.st, "session_state", state)
    map_lab.load("loss")
    assert list(state) == [map_lab.MAP]


theory = partial(
    open_page,
    "shuffling",
    lab="Convex theory",
    convex_points="50",
    convex_epochs="100",
    convex_seeds="2",
)


@pytest.mark.parametrize("problem", convex.PROBLEMS)
def test_the_convex_lab_shows_the_slopes_of_a_direct_run(problem):
    app = theory(convex_problem=problem).whole()
    found = convex.run(convex.Config(problem, points=50, epochs=100, seeds=2))
    for row in found.slopes.itertuples():
        shown = app.card(index="Order").loc[row.order]
        assert shown["Slope (95 % interval)"].startswith(f"{row.slope:.3f}".replace("-", "−"))
        assert shown["Finding"] == row.finding
    assert set(app.drawn[0][0]["order"]) == set(convex.RATES[problem])


def test_the_convex_labs_controls_change_the_run_and_reset_brings_them_back():
    app = theory(convex_problem="logistic regression")
    app.walk(convex_points=60, convex_epochs=200, convex_penalty=0.5, convex_seeds=3)
    app.fill(convex_epochs=5_000, convex_seeds=100).tells("60 points")
    assert KEPT in app.error[0].value
    app.press("convex_reset").whole()
    assert app.get_by_key("convex_problem").value == convex.PROBLEMS[0]
    assert app.number_input(key="convex_epochs").value == 1_000


@pytest.mark.slow
def test_every_control_changes_the_run_and_reset_brings_all_back():
    app = small()
    before = app.results
    assert app.run().results == before
    fields = {
        "data": ("dataset", "xor"),
        "loss": ("loss", "squared"),
        "rate": ("learning_rate", 0.05),
        "units": ("activation", "leaky ReLU"),
        "optimizer": ("optimizer", "Adam"),
        "batch": ("batch_size", 2),
        "epochs": ("epochs", 2),
        "seeds": ("seeds", 4),
        "block": ("block", 5),
        "points": ("points", 60),
        "positive": ("positive_share", 0.3),
        "noise": ("noise", 0.2),
        "layers": ("layers", 1),
        "hidden": ("hidden", 5),
        "start": ("initialization", "Xavier normal"),
    }
    values = {key: value for key, (_, value) in fields.items()}
    app.fill(order="positives first", against="shuffled once", after=7, train_on=True, **values)
    changed = shuffling.Config(**dict(fields.values()))
    assert app.experiments[0] == changed
    app.judges(*shuffling.verdicts(shuffling.run(changed))[0].findings)
    app.tells("Accuracy · positives first", "Accuracy · shuffled once")
    app.press("shuffling_reset")
    fresh = look_at("shuffling")
    for key in (*fields, "order", "against", "after", "train_on"):
        assert app.get_by_key(key).value == fresh.get_by_key(key).value
    assert app.experiments[0] == shuffling.Config()
    assert app.results == fresh.results


def test_the_seed_watched_gives_way_when_there_are_fewer_seeds():
    app = small(watched="2").fill(seeds=2).whole()
    assert app.number_input(key="watched").value == 0


@pytest.mark.parametrize(("lab", "count"), [(PENDULUM, 3), (LIVES, 2)])
def test_an_order_against_itself_is_drawn_once(lab, count):
    app = small(lab=lab, order="reshuffled", against="reshuffled").whole()
    assert len(app.charts) == count
    assert len(set(app.files)) == len(app.files)


@pytest.mark.slow
@pytest.mark.parametrize("units", ["leaky ReLU", "tanh"])
@pytest.mark.parametrize("lab", LABS)
def test_units_that_cannot_die_do_not_test_the_claim(units, lab):
    because = f"The claim is about ReLU units, and these are {units}."
    small(units=units, **at(lab)).whole().tells("This setting does not test the claim.", because)


def not_tested(app, said):
    """Read on a page that stays whole why its setting does not test the claim."""
    assert not app.troubles
    app.tells(said, "This setting does not test the claim.")
    words = [str(part.value) for part in (*app.table, *app.markdown, *app.caption)]
    assert not [one for one in words if re.search(r"\b(nan|inf)\b", one)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lab", "said"),
    [
        (PENDULUM, "There is nothing to compare: too few seeds keep finite weights."),
        (LIVES, "At the end: "),
        (ELSE, "The weights of too many seeds overflow: there is nothing to compare."),
        (MIXED, "The weights of every seed overflow, whatever the length of the blocks."),
        (MAP, "weights overflow. Click a cell"),
        (RECOVERY, "The weights of every seed overflow: there is nothing to bring back."),
    ],
)
def test_weights_that_overflow_are_told_and_the_page_stays_whole(lab, said):
    app = seen(lab, **BROKEN)
    not_tested(app, said)
    app.tells("This setting does not test the claim. Too few seeds, or too many whose")
    (warning,) = app.warning
    broken = shuffling.Config(
        points=40, seeds=2, epochs=1, hidden=64, learning_rate=10.0, loss="squared"
    )
    for order, row in shuffling.run(broken).overflowed.iterrows():
        told = f"- {order}: {row['seeds']:.0f} of 2 seeds, first at epoch {row['epoch']:.2f}"
        assert told in warning.value.splitlines()


def test_what_came_before_an_overflow_is_shown():
    app = seen(PENDULUM, **BROKEN)
    _, bands = app.drawn[0]
    assert bands["mean"].notna().any()
    assert bands["mean"].isna().any()
    assert app.files == ["history.csv", "orders.csv"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rate", "lab", "said"),
    [
        ("0.08", MIXED, "Where the weights of every seed overflow there is nothing to compare."),
        ("0.05", PENDULUM, "There is nothing to compare: too few seeds keep finite weights."),
        ("0.05", ELSE, "The weights of too many seeds overflow: there is nothing to compare."),
        ("0.05", LIVES, "At the end: "),
        ("0.05", MAP, "weights overflow. Click a cell"),
    ],
)
def test_too_few_seeds_left_to_compare_is_told(rate, lab, said):
    not_tested(small(seeds="2", loss="squared", rate=rate, **at(lab)), said)


def test_a_rate_too_low_for_the_interventions_is_told():
    app = small(rate="1e-6", lab=ELSE).whole()
    assert "take 0.000010 or more" in app.info[0].value
    app.fill(rate=1e-5).whole()
    assert not app.info
    assert len(app.table) == 2


def refuses(app, says, **values):
    """Set controls to what does not fit: one sentence says so, and the verdict stays."""
    card = app.card().to_csv()
    app.fill(**values).refuses(says, KEPT)
    assert app.card().to_csv() == card


def test_settings_that_do_not_fit_one_another_keep_the_last_that_worked():
    app = small()
    card = app.card().to_csv()
    refuses(app, "Block length is 41, but must be a whole number from 1 to 40.", block=41)
    refuses(app, "Batch size is 64, but must be a whole number from 1 to 40.", batch=64, block=1)
    app.fill(points=64).whole()
    assert app.card().to_csv() != card
    app.fill(batch=1, points=20)
    for share in (0.01, 0.99):
        alone = f"Share of +1 is {share}, but of 20 points it leaves one class without any; it must"
        refuses(app, f"{alone} be from 0.05 to 0.95.", positive=share)
    many = "30 seeds × 1,000 examples × 12,737 weights and biases make 382,110,000, but must make "
    many += "at most 125,000,000: take fewer seeds, points or epochs, or a smaller network."
    refuses(app, many, positive=0.5, points=1_000, seeds=30, hidden=64, layers=4)


def test_settings_of_an_address_that_do_not_fit_one_another_are_told_in_a_sentence():
    says = f"Batch size is 64, but must be a whole number from 1 to 40. {KEPT}"
    assert len(small(batch="64").refuses(says).table) == 1


@pytest.mark.slow
def test_a_map_with_too_many_seeds_for_the_network_is_told():
    app = small(points="110", seeds="2", epochs="3", hidden="64", layers="4", **at(MAP))
    assert len(app.fill(cell_seeds=30).refuses("30 seeds × 330 examples").charts) == 1


HOSTILE = st.one_of(
    st.text(max_size=40),
    st.integers().map(str),
    st.floats().map(str),
    st.sampled_from(["", "1e999", "-0", "1_0", "٣", "0x10", "9" * 5_000, "\x00"]),
    st.sampled_from(["<script>", "None", "[1]", "a,b", "%00", "../.."]),
)
OTHERS = ("state", "rows", "cell_seeds", "further", "change", "train_on")
KEYS = st.sampled_from([*refusals(SHUFFLING).keys() - {"lab"}, *OTHERS])


@pytest.mark.parametrize("lab", LABS)
@settings(max_examples=2, deadline=None)
@given(hostile=st.dictionaries(KEYS, HOSTILE, min_size=3, max_size=8))
def test_no_address_breaks_the_page(lab, hostile):
    app = small(**at(lab) | hostile)
    assert not app.crashes
    assert len(app.table) >= 1 or "does not test the claim" in app.said
