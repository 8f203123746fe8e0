"""The shuffling lab: what every experiment shows, its controls, and what it makes of bad input."""

import re
from types import SimpleNamespace

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import shuffling
from core.engines.descent.orders import ORDERS
from core.ledger.table import measured
from core.shuffling import block_length, claim_map, convex, remedies
from pages.labs.shuffling import claim_map as map_lab
from tests.pages.conftest import MEASURED, files, plain, text, untroubled

SMALL = {"points": "40", "seeds": "3", "epochs": "1"}
CONFIG = shuffling.Config(points=40, seeds=3, epochs=1)
CONVEX = {"lab": "Convex theory", "convex_points": "50", "convex_epochs": "100",
          "convex_seeds": "2"}  # fmt: skip
BROKEN = {"rate": "10", "loss": "squared"}
PENDULUM, LIVES, ELSE = "Pendulum", "What dies", "What else it could be"
MIXED, MAP = "How mixed", "Where it holds"
LABS = (PENDULUM, LIVES, ELSE, MIXED, MAP)
PARTS = [
    "accuracy lost to sorting",
    "share of units killed by sorting",
    "share of deaths that last",
    "share of the harm gone when no unit can die",
]
CHOICES = ("data", "loss", "units", "optimizer")
MENUS = ("order", "against", "start")
NUMBERS = ("rate", "batch", "epochs", "seeds", "block", "points", "positive", "noise", "layers",
           "hidden", "watched", "cell_seeds")  # fmt: skip
WRONG = "Something went wrong"


def data_of(app):
    """Return the frames that every chart draws."""
    return [
        [pa.ipc.open_stream(data.data.data).read_pandas() for data in chart.proto.datasets]
        for chart in app.get("vega_lite_chart")
    ]


def picture(app):
    """Return all that a visitor sees of the results."""
    tables = [table.value.to_csv() for table in app.table]
    drawn = [[frame.to_csv() for frame in chart] for chart in data_of(app)]
    films = [film.proto.bytes for film in app.get("bidi_component")]
    return repr((text(app), tables, drawn, films))


def says_something_went_wrong(app):
    return bool(app.exception) or any(WRONG in error.value for error in app.error)


@pytest.mark.parametrize(
    ("lab", "shown", "charts", "offered"),
    [
        (PENDULUM, ["Accuracy · negatives first", "Accuracy · reshuffled", "Accuracy lost",
                    "Units killed"], 4, ["history.csv", "orders.csv"]),
        (LIVES, ["Dead units · mean over 3 seeds", "The life of every unit · negatives first",
                 "The life of every unit · reshuffled"],
         3, ["history.csv", "units_negatives_first.csv", "units_reshuffled.csv"]),
        (ELSE, ["Sorting costs", "How much of the harm each intervention gives back"],
         1, ["interventions.csv", "ends.csv"]),
        (MIXED, ["How mixed is mixed enough"], 1, ["blocks.csv", "ends.csv"]),
        (MAP, ["Units killed by sorting, less units killed by reshuffling"], 1, ["cells.csv"]),
    ],
)  # fmt: skip
def test_every_lab_opens_with_the_card_and_what_it_promises(open_page, lab, shown, charts, offered):
    app = open_page("shuffling", **SMALL, lab=lab)
    assert untroubled(app)
    assert not app.warning
    assert [title for title in shown if title not in text(app)] == []
    assert len(app.get("vega_lite_chart")) == charts
    assert files(app) == offered
    assert list(app.table[0].value["Part"]) == PARTS
    assert "Judged live on seeds 0 to 2" in text(app)


def test_the_card_shows_the_figures_of_a_direct_run(open_page):
    table = open_page("shuffling", **SMALL).table[0].value.set_index("Part")
    (verdict,) = shuffling.verdicts(shuffling.run(CONFIG))
    for finding in verdict.findings:
        row = table.loc[finding.part]
        assert row[MEASURED] == measured(finding)
        assert row["n"] == finding.n
        assert ("holds" in row["Verdict"]) == finding.holds


def test_the_pendulum_draws_the_history_of_both_orders_and_the_labels_shown(open_page):
    app = open_page("shuffling", **SMALL)
    history = shuffling.run(CONFIG).history
    for order, (strip, bands) in zip(("negatives first", "reshuffled"), data_of(app)[:2],
                                     strict=True):  # fmt: skip
        wanted = history[history["order"] == order].groupby("epoch")
        drawn = bands.set_index(["class", "epoch"])["mean"]
        for label, column in (("−1", "accuracy_negative"), ("+1", "accuracy_positive")):
            assert list(drawn[label]) == pytest.approx(list(wanted[column].mean()))
        assert strip["to"].iloc[-1] == 1
        assert sorted(strip["label"].unique()) == [-1, 1]
    first, second = (chart[0]["label"] for chart in data_of(app)[:2])
    assert list(first) == [-1] * 20 + [1] * 20
    assert list(second) != list(first)


def test_all_orders_are_compared_with_the_reshuffled_one(open_page):
    app = open_page("shuffling", **SMALL)
    ends = shuffling.run(CONFIG).ends.pivot(index="seed", columns="order", values="accuracy")
    (lost,) = data_of(app)[2]
    assert set(lost["order"]) == set(ORDERS) - {"reshuffled"}
    for row in lost.itertuples():
        assert row.estimate == pytest.approx((ends["reshuffled"] - ends[row.order]).mean())
        assert row.low <= row.estimate <= row.high


@pytest.mark.parametrize(
    ("measure", "column"),
    [("Loss", "loss_positive"), ("Output", "mean_output_positive"),
     ("Gradient", "gradient_norm_positive"), ("Angle", "gradient_angle"),
     ("Output bias", "output_bias"), ("Weights", "weight_norm")],
)  # fmt: skip
def test_every_measure_can_be_followed(open_page, measure, column):
    app = open_page("shuffling", **SMALL, follow=measure)
    assert untroubled(app)
    assert f"{measure} · negatives first" in text(app)
    history = shuffling.run(CONFIG).history
    last = history[(history["order"] == "negatives first") & (history["epoch"] == 1)]
    _, bands = data_of(app)[0]
    drawn = bands[(bands["epoch"] == 1) & bands["class"].isin(["+1", "both"])]
    assert drawn["mean"].item() == pytest.approx(last[column].mean())


@pytest.mark.parametrize("state", ["Dead", "Ever dead", "Revived", "Silent on −1", "Silent on +1"])
def test_every_state_of_the_units_can_be_counted(open_page, state):
    app = open_page("shuffling", **SMALL, lab=LIVES, state=state)
    assert untroubled(app)
    assert f"{state} units · mean over 3 seeds" in text(app)
    (shares,), *lives = data_of(app)
    assert set(shares["order"]) == set(ORDERS)
    assert shares["mean"].between(0, 1).all()
    for _, units in lives:
        assert units["row"].nunique() == 32


def test_the_interventions_show_the_figures_of_a_direct_run(open_page):
    app = open_page("shuffling", **SMALL, lab=ELSE)
    wanted = remedies.run(CONFIG).table.set_index("intervention")
    table = app.table[1].value.set_index("Intervention")
    assert list(table.index) == list(remedies.INTERVENTIONS)
    for name, row in wanted.iterrows():
        assert table.loc[name, "Sorted"] == f"{row['sorted_accuracy']:.3f}"
        assert table.loc[name, "Dead, reshuffled"] == f"{row['shuffled_dead_share']:.1%}"
        lost = f"{row['lost']:.3f} ({row['lost_low']:.3f} to {row['lost_high']:.3f})"
        assert table.loc[name, "Lost"].replace("\N{NO-BREAK SPACE}", " ") == lost.replace("-", "−")
        assert table.loc[name, "n"] == 3


def test_the_summary_names_the_interventions_that_give_most_of_the_harm_back(open_page):
    app = open_page("shuffling", points="400", seeds="3", epochs="1", lab=ELSE)
    (said,) = [part.value for part in app.markdown if "Most of it comes back" in part.value]
    most, least = plain(said).split("Less than half")
    assert "**blocks of 10 in turn**" in most
    assert "leaky ReLU" in least


def test_without_harm_there_is_nothing_to_give_back(open_page):
    app = open_page("shuffling", **(SMALL | {"points": "200", "epochs": "3"}), data="gauss",
                    lab=ELSE)  # fmt: skip
    assert untroubled(app)
    assert "there is no harm to give back" in text(app)
    assert not app.get("vega_lite_chart")
    assert set(app.table[1].value["Given back"]) == {"–"}


def test_the_blocks_are_drawn_with_the_figures_of_a_direct_run(open_page):
    app = open_page("shuffling", **SMALL, lab=MIXED)
    wanted = block_length.run(CONFIG)
    frames = data_of(app)[0]
    (means,) = [frame for frame in frames if "low" in frame]
    assert list(means["block"]) == [1, 2, 5, 10, 20]
    assert list(means["accuracy"]) == pytest.approx(list(wanted.table["accuracy"]))
    assert any(list(frame) == ["reshuffled"] for frame in frames)


@pytest.mark.parametrize(("rows", "field"), [("loss", "loss"), ("data", "dataset")])
def test_the_map_has_a_cell_for_every_rate_and_row(open_page, rows, field):
    app = open_page("shuffling", **SMALL, lab=MAP, rows=rows, cell_seeds="2")
    assert untroubled(app)
    wanted = claim_map.run(claim_map.Config(points=40, epochs=1, rows=field, seeds=2)).cells
    cells = data_of(app)[0][0]
    assert len(cells) == len(claim_map.RATES) * len(claim_map.ROWS[field])
    assert list(cells["deaths"].dropna()) == pytest.approx(list(wanted["deaths"].dropna()))
    assert list(cells.loc[cells["here"], ["learning_rate", field]].iloc[0]) == [
        0.1, getattr(CONFIG, field)
    ]  # fmt: skip
    assert f"Of {len(cells)} cells: in " in text(app)


@pytest.mark.parametrize(("rows", "key", "row"), [("loss", "loss", "squared"),
                                                  ("dataset", "data", "moons")])  # fmt: skip
def test_a_cell_of_the_map_loads_its_experiment(monkeypatch, rows, key, row):
    cell = {"learning_rate": 0.3, rows: row}
    state = {map_lab.MAP: SimpleNamespace(selection={"cell": [cell]})}
    monkeypatch.setattr(map_lab.st, "session_state", state)
    map_lab.load(rows)
    assert {name: state[name] for name in ("rate", key, "lab")} == {
        "rate": 0.3, key: row, "lab": PENDULUM
    }  # fmt: skip


def test_a_click_beside_the_cells_loads_nothing(monkeypatch):
    state = {map_lab.MAP: SimpleNamespace(selection={"cell": []})}
    monkeypatch.setattr(map_lab.st, "session_state", state)
    map_lab.load("loss")
    assert list(state) == [map_lab.MAP]


@pytest.mark.parametrize("problem", convex.PROBLEMS)
def test_the_convex_lab_shows_the_slopes_of_a_direct_run(open_page, problem):
    app = open_page("shuffling", **CONVEX, convex_problem=problem)
    assert untroubled(app)
    assert files(app) == ["convex_distances.csv", "convex_slopes.csv"]
    found = convex.run(convex.Config(problem, points=50, epochs=100, seeds=2))
    table = app.table[0].value.set_index("Order")
    for row in found.slopes.itertuples():
        shown = table.loc[row.order]
        assert shown["Slope (95 % interval)"].startswith(f"{row.slope:.3f}".replace("-", "−"))
        assert shown["Finding"] == row.finding
    assert set(data_of(app)[0][0]["order"]) == set(convex.RATES[problem])


def test_the_convex_labs_controls_change_the_run_and_reset_brings_them_back(open_page):
    app = open_page("shuffling", **CONVEX)
    seen = [picture(app)]
    app.get_by_key("convex_problem").set_value("logistic regression")
    for key, value in (("points", 60), ("epochs", 200), ("penalty", 0.5), ("seeds", 3)):
        app.number_input(key=f"convex_{key}").set_value(value).run()
        assert untroubled(app)
        seen.append(picture(app))
    assert len(set(seen)) == len(seen)
    app.number_input(key="convex_epochs").set_value(5_000)
    app.number_input(key="convex_seeds").set_value(100).run()
    assert "What you see below is the last setting that worked." in app.error[0].value
    assert "60 points" in text(app)
    app.button(key="convex_reset").click().run()
    assert untroubled(app)
    assert app.get_by_key("convex_problem").value == convex.PROBLEMS[0]
    assert app.number_input(key="convex_epochs").value == 1_000


@pytest.mark.slow
def test_every_control_changes_the_run_and_reset_brings_all_back(open_page):
    app = open_page("shuffling", **SMALL)
    seen = [picture(app)]
    assert picture(app.run()) == seen[0]
    changes = (
        ("data", "xor"), ("loss", "squared"), ("units", "leaky ReLU"), ("optimizer", "Adam"),
        ("order", "positives first"), ("against", "shuffled once"), ("start", "Xavier normal"),
        ("rate", 0.05), ("batch", 2), ("epochs", 2), ("seeds", 4), ("block", 5), ("points", 60),
        ("positive", 0.3), ("noise", 0.2), ("layers", 1), ("hidden", 5),
    )  # fmt: skip
    for key, value in changes:
        app.get_by_key(key).set_value(value).run()
        assert untroubled(app)
        seen.append(picture(app))
        assert seen[-1] not in seen[:-1], key
    app.button(key="shuffling_reset").click().run()
    assert untroubled(app)
    fresh = open_page("shuffling")
    for key, _ in changes:
        assert app.get_by_key(key).value == fresh.get_by_key(key).value
    assert picture(app) == picture(fresh)


@pytest.mark.parametrize(
    ("lab", "key", "value"),
    [(PENDULUM, "watched", 2), (PENDULUM, "follow", "Loss"), (LIVES, "watched", 2),
     (LIVES, "state", "Silent on +1"), (MAP, "rows", "data"), (MAP, "cell_seeds", 3)],
)  # fmt: skip
def test_the_controls_inside_a_lab_change_what_is_shown_but_not_the_verdict(
    open_page, lab, key, value
):
    app = open_page("shuffling", **SMALL, lab=lab)
    card, before = app.table[0].value, picture(app)
    app.get_by_key(key).set_value(value).run()
    assert untroubled(app)
    assert picture(app) != before
    assert app.table[0].value.equals(card)


def test_the_seed_watched_gives_way_when_there_are_fewer_seeds(open_page):
    app = open_page("shuffling", **SMALL, watched="2")
    app.number_input(key="seeds").set_value(2).run()
    assert untroubled(app)
    assert app.number_input(key="watched").value == 0


@pytest.mark.parametrize(("lab", "charts"), [(PENDULUM, 3), (LIVES, 2)])
def test_an_order_against_itself_is_drawn_once(open_page, lab, charts):
    app = open_page("shuffling", **SMALL, lab=lab, order="reshuffled", against="reshuffled")
    assert untroubled(app)
    assert len(app.get("vega_lite_chart")) == charts
    assert len(set(files(app))) == len(files(app))


@pytest.mark.parametrize("units", ["leaky ReLU", "tanh"])
@pytest.mark.parametrize("lab", LABS)
def test_units_that_cannot_die_do_not_test_the_claim(open_page, units, lab):
    app = open_page("shuffling", **SMALL, units=units, lab=lab)
    assert untroubled(app)
    said = text(app)
    assert "This setting does not test the claim." in said
    assert f"The claim is about ReLU units, and these are {units}." in said


@pytest.mark.parametrize("lab", LABS)
def test_weights_that_overflow_are_told_and_the_page_stays_whole(open_page, lab):
    app = open_page("shuffling", **SMALL, **BROKEN, lab=lab)
    assert untroubled(app)
    (warning,) = app.warning
    lost = shuffling.run(
        shuffling.Config(points=40, seeds=3, epochs=1, learning_rate=10.0, loss="squared")
    ).overflowed
    for order, row in lost.iterrows():
        said = f"- {order}: {row['seeds']:.0f} of 3 seeds, first at epoch {row['epoch']:.2f}"
        assert said in warning.value.splitlines()
    assert "This setting does not test the claim. The weights of too many seeds" in text(app)


def test_what_came_before_an_overflow_is_shown(open_page):
    app = open_page("shuffling", **SMALL, **BROKEN)
    _, bands = data_of(app)[0]
    assert bands["mean"].notna().any()
    assert bands["mean"].isna().any()
    assert files(app) == ["history.csv", "orders.csv"]


@pytest.mark.parametrize(
    ("rate", "lab", "said"),
    [
        ("10", PENDULUM, "There is nothing to compare: too few seeds keep finite weights."),
        ("10", ELSE, "The weights of too many seeds overflow: there is nothing to compare."),
        ("10", MIXED, "The weights of every seed overflow, whatever the length of the blocks."),
        ("0.08", MIXED, "Where the weights of every seed overflow there is nothing to compare."),
        ("0.05", PENDULUM, "There is nothing to compare: too few seeds keep finite weights."),
        ("0.05", ELSE, "The weights of too many seeds overflow: there is nothing to compare."),
        ("0.05", LIVES, "At the end: "),
        ("0.05", MAP, "weights overflow. Click a cell"),
    ],
)
def test_too_few_seeds_left_to_compare_is_told(open_page, rate, lab, said):
    app = open_page("shuffling", **(SMALL | {"seeds": "2"}), loss="squared", rate=rate, lab=lab,
                    cell_seeds="2")  # fmt: skip
    assert untroubled(app)
    assert said in text(app)
    assert "does not test the claim" in text(app)
    shown = [*app.table, *app.markdown, *app.caption]
    assert not [part for part in shown if re.search(r"\b(nan|inf)\b", str(part.value))]


def test_a_rate_too_low_for_the_interventions_is_told(open_page):
    app = open_page("shuffling", **SMALL, rate="1e-6", lab=ELSE)
    assert untroubled(app)
    assert "take 0.000010 or more" in app.info[0].value
    app.number_input(key="rate").set_value(1e-5).run()
    assert untroubled(app)
    assert not app.info
    assert len(app.table) == 2


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("rate", "-1", "Learning rate is -1.0, but must be a number from 1e-06 to 10."),
        ("rate", "inf", "Learning rate is inf, but must be a number"),
        ("rate", "nan", "Learning rate is nan, but must be a number"),
        ("rate", "fast", "“fast” is not a number."),
        ("points", "3", "Points is 3, but must be a whole number from 20 to 2,000."),
        ("seeds", "0", "Seeds is 0, but must be a whole number from 2 to 100."),
        ("seeds", "1.5", "“1.5” is not a number."),
        ("epochs", "11", "Epochs is 11, but must be a whole number from 1 to 10."),
        ("batch", "0", "Batch size is 0, but must be a whole number from 1 to 2,000."),
        ("block", "-5", "Block length is -5, but must be a whole number from 1 to 2,000."),
        ("positive", "0", "Share of +1 is 0.0, but must be a number from 0.01 to 0.99."),
        ("positive", "1", "Share of +1 is 1.0, but must be a number from 0.01 to 0.99."),
        ("noise", "0.51", "Noise is 0.51, but must be a number from 0 to 0.5."),
        ("layers", "5", "Hidden layers is 5, but must be a whole number from 1 to 4."),
        ("hidden", "65", "Hidden units is 65, but must be a whole number from 1 to 64."),
        ("watched", "3", "Seed watched is 3, but must be a whole number from 0 to 2."),
        ("data", "mars", "Data is 'mars', but must be one of circle, xor, gauss, spiral, moons."),
        ("loss", "hinge", "Loss is 'hinge', but must be one of logistic, squared."),
        ("units", "swish", "Activation is 'swish', but must be one of ReLU, leaky ReLU, tanh."),
        ("optimizer", "LBFGS", "Optimizer is 'LBFGS', but must be one of SGD, momentum, Adam."),
        ("order", "backwards", "Order is 'backwards', but must be one of negatives first, "),
        ("against", "", "Against is '', but must be one of negatives first, "),
        ("start", "one", "Starting weights is 'one', but must be one of "),
        ("follow", "taste", "Through the epochs is 'taste', but must be one of Accuracy, "),
        ("lab", "kitchen", "Experiment is 'kitchen', but must be one of Pendulum, What dies, "),
    ],
)
def test_an_impossible_address_is_named_and_replaced(open_page, name, value, says):
    app = open_page("shuffling", **(SMALL | {name: value}))
    assert untroubled(app)
    assert len(app.warning) == 1
    assert says in app.warning[0].value
    default = app.get_by_key(name).value
    assert app.warning[0].value.endswith(f"Used instead: {default}.")
    assert len(app.table) == 1


def test_a_number_of_four_hundred_digits_is_refused(open_page):
    app = open_page("shuffling", **(SMALL | {"points": "9" * 400}))
    assert untroubled(app)
    assert "must be a whole number from 20 to 2,000. Used instead: 1000." in app.warning[0].value


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ({"batch": "64"}, "Batch size is 64, but must be a whole number from 1 to 40."),
        ({"block": "41"}, "Block length is 41, but must be a whole number from 1 to 40."),
        ({"points": "20", "positive": "0.01"},
         "Share of +1 is 0.01, but of 20 points it leaves one class without any; it must be from "
         "0.05 to 0.95."),
        ({"points": "20", "positive": "0.99"}, "it leaves one class without any"),
        ({"points": "1000", "seeds": "30", "hidden": "64", "layers": "4"},
         "30 seeds × 1,000 examples × 12,737 weights and biases make 382,110,000, but must make "
         "at most 125,000,000: take fewer seeds, points or epochs, or a smaller network."),
    ],
)  # fmt: skip
def test_settings_that_do_not_fit_one_another_are_told_in_a_sentence(open_page, address, says):
    app = open_page("shuffling", **(SMALL | address))
    assert not says_something_went_wrong(app)
    (error,) = app.error
    assert says in error.value
    assert error.value.endswith("What you see below is the last setting that worked.")
    assert len(app.table) == 1


def test_a_setting_that_does_not_fit_keeps_the_last_one_that_worked(open_page):
    app = open_page("shuffling", **SMALL)
    before = app.table[0].value
    app.number_input(key="batch").set_value(64).run()
    assert "Batch size is 64" in app.error[0].value
    assert app.table[0].value.equals(before)
    app.number_input(key="points").set_value(64).run()
    assert untroubled(app)
    assert not app.table[0].value.equals(before)


def test_a_map_with_too_many_seeds_for_the_network_is_told(open_page):
    app = open_page("shuffling", points="200", seeds="2", epochs="3", hidden="64", layers="4",
                    lab=MAP)  # fmt: skip
    app.number_input(key="cell_seeds").set_value(30).run()
    assert not says_something_went_wrong(app)
    assert app.error[0].value.startswith("30 seeds × 600 examples")
    assert len(app.get("vega_lite_chart")) == 1


HOSTILE = st.one_of(
    st.text(max_size=40),
    st.integers().map(str),
    st.floats().map(str),
    st.sampled_from(["", "1e999", "-0", "1_0", "٣", "0x10", "9" * 5_000, "\x00", "<script>",
                     "None", "[1]", "a,b", "%00", "../.."]),
)  # fmt: skip
KEYS = st.sampled_from(CHOICES + MENUS + NUMBERS + ("follow", "state", "rows"))


@pytest.mark.slow
@settings(max_examples=25, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(lab=st.sampled_from(LABS), hostile=st.dictionaries(KEYS, HOSTILE, min_size=1, max_size=3))
def test_no_address_breaks_the_page(open_page, lab, hostile):
    app = open_page("shuffling", **(SMALL | {"lab": lab} | hostile))
    assert not says_something_went_wrong(app)
    assert len(app.table) >= 1 or "does not test the claim" in text(app)
