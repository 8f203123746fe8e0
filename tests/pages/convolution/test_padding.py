"""The padding labs: what each shows, its controls, and what it makes of bad input."""

import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from core.ledger.table import measured
from core.padding import benefit as padding_benefit
from core.padding import cost as padding_cost
from core.padding import position as padding_position
from pages.shared.jobs import progress
from tests.pages.conftest import MEASURED, files, text, untroubled

GEOMETRY, BENEFIT, COST, POSITION = "Sizes and coverage", "Benefit", "Cost", "Position leak"
SMALL = {
    GEOMETRY: {},
    BENEFIT: {"benefit_seeds": "2", "benefit_images": "100", "benefit_epochs": "1",
              "benefit_tested": "50"},
    COST: {"cost_pictures": "3"},
    POSITION: {"position_side": "10", "position_layers": "2", "position_seeds": "2"},
}  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_kept():
    """Forget what an earlier run of the tests kept on disk."""
    progress.kept(padding_benefit, 16, "disk").clear()


@pytest.fixture
def open_lab(open_page):
    def open_(lab, **address):
        return open_page("convolution", lab=lab, **SMALL[lab] | address)

    return open_


def titles(app):
    return [markdown.value for markdown in app.markdown]


def drawn(app, number):
    """The frames that one chart draws."""
    proto = app.get("vega_lite_chart")[number].proto
    return [pa.ipc.open_stream(data.data.data).read_pandas() for data in proto.datasets]


@pytest.mark.parametrize(
    ("lab", "charts", "cards", "offered", "shown"),
    [
        (GEOMETRY, 5, 3, ["sizes.csv", "coverage.csv", "on_padding.csv"],
         ["Size, layer by layer", "Windows that use each pixel, without padding",
          "Share of each output's weight on padding", "Weight on padding, by depth"]),
        (BENEFIT, 5, 2, ["accuracies.csv", "losses.csv"],
         ["Accuracy, digits moved outwards", "What padding gains", "Moved 10 px"]),
        (COST, 9, 2, ["errors.csv", "error_maps.csv"],
         ["Error against distance · 4 layers of 3 × 3", "Partial", "On the border · kernel 7 × 7"]),
        (POSITION, 2, 1, ["readouts.csv", "errors.csv", "reaches.csv"],
         ["How much of the position is told", "How far the zeros are felt"]),
    ],
)  # fmt: skip
def test_every_lab_opens_with_what_it_promises(open_lab, lab, charts, cards, offered, shown):
    app = open_lab(lab)
    assert untroubled(app)
    assert not app.warning
    assert len(app.get("vega_lite_chart")) == charts
    assert len(app.table) == cards
    assert files(app) == offered
    assert [title for title in shown if f"**{title}**" not in titles(app)] == []
    assert "**Why.**" in text(app)
    assert len(app.latex) >= 1


@pytest.mark.parametrize(
    ("lab", "finding"),
    [
        (BENEFIT, lambda: padding_benefit.benefit(padding_benefit.run(
            padding_benefit.Config(seeds=2, images=100, epochs=1, tested=50)))),
        (COST, lambda: padding_cost.distortion(padding_cost.run(padding_cost.Config(pictures=3)))),
    ],
)  # fmt: skip
def test_the_card_shows_the_figures_of_a_direct_run(open_lab, lab, finding):
    wanted = finding()
    row = open_lab(lab).table[-1].value.set_index("Part").loc[wanted.part]
    assert row[MEASURED] == measured(wanted)
    assert row["n"] == wanted.n
    assert ("holds" in row["Verdict"]) == wanted.holds


def test_position_is_judged_by_the_rule_in_the_code(open_lab):
    app = open_lab(POSITION)
    config = padding_position.Config(side=10, layers=2, seeds=2)
    finding = padding_position.leak(padding_position.run(config))
    assert finding.why in titles(app)
    assert any(finding.rule in caption.value for caption in app.caption)


def test_charts_draw_what_was_measured(open_lab):
    app = open_lab(COST, cost_kernel="5", cost_depth="2")
    table = padding_cost.summary(padding_cost.run(padding_cost.Config(pictures=3)))
    wanted = table[(table["kernel_size"] == 5) & (table["depth"] == 2)]
    (frame,) = drawn(app, 0)
    assert list(frame["mean"]) == pytest.approx(list(wanted["mean"]))
    assert list(frame["padding"]) == list(wanted["padding"])
    assert "From 4 px on every response is right" in text(app)


CONTROLS = [
    (GEOMETRY, "number_input", "sizes_input", 20),
    (GEOMETRY, "number_input", "sizes_kernel", 5),
    (GEOMETRY, "number_input", "sizes_stride", 2),
    (GEOMETRY, "number_input", "coverage_side", 12),
    (GEOMETRY, "number_input", "coverage_kernel", 5),
    (GEOMETRY, "number_input", "coverage_layers", 2),
    (GEOMETRY, "number_input", "coverage_shown", 2),
    (BENEFIT, "button_group", "benefit_training", "in the middle"),
    (BENEFIT, "button_group", "benefit_zero", "black"),
    (BENEFIT, "number_input", "benefit_tested", 60),
    (COST, "button_group", "cost_kernel", "7"),
    (COST, "button_group", "cost_depth", "1"),
    (COST, "button_group", "cost_source", "MNIST digits"),
    (COST, "selectbox", "cost_filters", "Laplacian"),
    (COST, "button_group", "cost_activation", "linear"),
    (COST, "button_group", "cost_zero", "black"),
    (COST, "number_input", "cost_pictures", 4),
    (COST, "number_input", "cost_seed", 9),
    (POSITION, "number_input", "position_side", 12),
    (POSITION, "number_input", "position_layers", 3),
    (POSITION, "number_input", "position_seeds", 3),
    (POSITION, "number_input", "position_held_out", 0.3),
]


def picture(app):
    tables = [table.value.to_csv() for table in app.table]
    charts = range(len(app.get("vega_lite_chart")))
    return repr((text(app), tables, [[f.to_csv() for f in drawn(app, n)] for n in charts]))


@pytest.mark.parametrize(("lab", "kind", "key", "value"), CONTROLS, ids=[c[2] for c in CONTROLS])
def test_every_control_changes_what_is_shown(open_lab, lab, kind, key, value):
    app = open_lab(lab)
    before = picture(app)
    getattr(app, kind)(key=key).set_value(value).run()
    assert untroubled(app)
    assert picture(app) != before


@pytest.mark.parametrize(
    ("panel", "key", "value"),
    [("padding_sizes", "sizes_input", 30), ("padding_coverage", "coverage_side", 11)],
)
def test_reset_brings_the_start_back(open_lab, panel, key, value):
    app = open_lab(GEOMETRY)
    before = picture(app)
    app.number_input(key=key).set_value(value).run()
    app.button(key=f"{panel}_reset").click().run()
    assert picture(app) == before


@pytest.mark.parametrize(
    ("lab", "address", "says"),
    [
        (GEOMETRY, {"sizes_kernel": "4"}, "Kernel side is 4, but must be an odd number"),
        (GEOMETRY, {"coverage_kernel": "6"}, "Window side is 6, but must be an odd number"),
        (GEOMETRY, {"coverage_layers": "7"}, "Depth is 7, but must be a whole number from 1 to 6."),
    ],
)
def test_impossible_settings_name_the_field_and_keep_the_page(open_lab, lab, address, says):
    app = open_lab(lab, **address)
    assert not app.exception
    (error,) = app.error
    assert error.value.startswith(says)
    assert app.get("vega_lite_chart")
    assert files(app)


@pytest.mark.parametrize(
    ("lab", "values", "says"),
    [
        (BENEFIT, {"benefit_seeds": 20, "benefit_images": 20_000, "benefit_epochs": 2},
         "Seeds × training images × epochs is 800,000, but must be at most 600,000"),
        (POSITION, {"position_layers": 9}, "Layers is 9, but must be a whole number from 1 to 3."),
    ],
)  # fmt: skip
def test_refused_values_keep_the_last_result_that_worked(open_lab, lab, values, says):
    app = open_lab(lab)
    drawn_before = [frame.to_csv() for frame in drawn(app, 0)]
    for key, value in values.items():
        app.number_input(key=key).set_value(value)
    app.run()
    (error,) = app.error
    assert error.value.startswith(says)
    assert [frame.to_csv() for frame in drawn(app, 0)] == drawn_before


@pytest.mark.parametrize(
    ("lab", "address"),
    [
        (GEOMETRY, {"sizes_input": "-1", "sizes_kernel": "nonsense", "sizes_stride": "0",
                    "coverage_side": "1e999", "coverage_kernel": "99", "coverage_layers": "1.5",
                    "coverage_shown": "9"}),
        (BENEFIT, {"benefit_training": "nowhere", "benefit_zero": "0", "benefit_tested": "-5"}),
        (COST, {"cost_kernel": "4", "cost_depth": "-1", "cost_source": "cats",
                "cost_activation": "", "cost_zero": "white", "cost_filters": "emboss",
                "cost_seed": "nan"}),
        (POSITION, {"position_side": "1e9", "position_held_out": "inf"}),
    ],
)  # fmt: skip
def test_impossible_addresses_are_named_and_replaced(open_lab, lab, address):
    app = open_lab(lab, **address)
    assert untroubled(app)
    named = [one for one in app.warning if one.value.startswith("From the address")]
    assert len(named) == len(address)
    assert app.get("vega_lite_chart")


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ({"cost_source": "MNIST digits", "cost_kernel": "7", "cost_depth": "3"},
         "look 9 px beyond the cut-out, and only 7 px of true picture surround it"),
        ({"cost_filters": "blur", "cost_kernel": "5"}, "there is no 5 × 5 of it"),
    ],
)  # fmt: skip
def test_what_cannot_be_known_is_said_and_the_rest_stays(open_lab, address, says):
    app = open_lab(COST, **address)
    assert untroubled(app)
    assert any(says in info.value for info in app.info)
    assert len(app.get("vega_lite_chart")) >= 1
    assert files(app) == ["errors.csv", "error_maps.csv"]


def test_a_depth_beyond_the_counted_ones_is_said(open_lab):
    app = open_lab(GEOMETRY, coverage_shown="6")
    assert any("Depth shown is 6, but only 3 are counted" in info.value for info in app.info)


def test_the_whole_claim_comes_from_the_record():
    app = AppTest.from_function(padding_claim_page).run()
    assert not app.exception
    assert len(app.table[0].value) == 6
    assert "Recorded on" in text(app)


def padding_claim_page():
    from pages.labs.convolution import padding_claim

    padding_claim.show()
