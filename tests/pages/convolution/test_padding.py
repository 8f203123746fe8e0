"""The padding labs: what each shows, its controls, and what it makes of bad input."""

import pytest

from core.padding import benefit as padding_benefit
from core.padding import cost as padding_cost
from core.padding import coverage as padding_coverage
from core.padding import position as padding_position
from core.padding import sizes as padding_sizes
from core.padding.digits import SHIFTS
from pages.labs.convolution.padding_stage import Config
from pages.shared.jobs import progress
from tests.pages.visit import look_at, open_page

GEOMETRY, BENEFIT, COST, POSITION = "looked at", "helps", "costs", "position"
TRAIN = "Train 4 networks"
SMALL = {
    GEOMETRY: {"lab": "Padding", "asked_padding": "Who is looked at how often?"},
    BENEFIT: {
        "lab": "Padding",
        "asked_padding": "Does it help?",
        "benefit_seeds": "2",
        "benefit_images": "100",
        "benefit_epochs": "1",
        "benefit_tested": "50",
    },
    COST: {"lab": "Padding", "asked_padding": "What does it cost?", "cost_pictures": "3"},
    POSITION: {
        "lab": "Position leak",
        "position_side": "10",
        "position_layers": "2",
        "position_seeds": "2",
    },
}


@pytest.fixture(autouse=True, scope="module")
def nothing_kept():
    """Forget what earlier tests have computed."""
    progress.kept(padding_benefit, 16, None).clear()


def open_at(lab, **address):
    return open_page("convolution", **SMALL[lab] | address)


def trained():
    """The benefit, trained at small settings."""
    app = open_at(BENEFIT)
    return app.press(TRAIN) if any(one.label == TRAIN for one in app.button) else app


def seen(lab):
    """A lab at small settings, to look at."""
    return look_at("convolution", **SMALL[lab])


def titles(app):
    return [markdown.value for markdown in app.markdown]


def benefit(config):
    return padding_benefit.benefit(padding_benefit.run(config))


def distortion(config):
    return padding_cost.distortion(padding_cost.run(config))


def leak_is_judged(app, config):
    """Position is judged by the rule in the code."""
    finding = padding_position.leak(padding_position.run(config))
    assert finding.why in titles(app)
    assert any(finding.rule in caption.value for caption in app.caption)


@pytest.mark.slow
def test_the_cards_show_the_figures_of_a_direct_run():
    small = padding_benefit.Config(seeds=2, images=100, epochs=1, tested=50)
    trained().judges(benefit(small), card=1)
    seen(COST).judges(distortion(padding_cost.Config(pictures=3)), card=1)
    leak_is_judged(seen(POSITION), padding_position.Config(side=10, layers=2, seeds=2))


@pytest.mark.slow
def test_the_axis_of_the_benefit_says_which_way_the_digits_move():
    accuracy, gain, *_ = trained().charts
    for chart in (accuracy, gain):
        assert f"(moved towards the border {SHIFTS[-1]})" in chart.alt


def test_the_controls_of_sizes_and_coverage_change_them_and_reset_brings_them_back():
    app = open_at(GEOMETRY)
    before = app.results
    app.fill(
        sizes_input=20,
        sizes_kernel=5,
        sizes_stride=2,
        coverage_side=12,
        coverage_kernel=5,
        coverage_layers=2,
    ).whole()
    sizes, coverage = padding_sizes.Config(20, 5, 2), padding_coverage.Config(12, 5, 2)
    assert app.experiments[1:] == [coverage, sizes]
    assert app.results != before
    app.walk(coverage_shown=2).tells("Paths from each pixel")
    for says, values in (
        ("Kernel side is 4, but must be an odd number", {"sizes_kernel": 4}),
        ("Window side is 6, but must be an odd number", {"coverage_kernel": 6, "sizes_kernel": 5}),
        (
            "Depth is 7, but must be a whole number from 1 to 5.",
            {"coverage_layers": 7, "coverage_kernel": 3},
        ),
    ):
        app.fill(**values).refuses(says)
        assert app.charts
        assert app.files
    app.fill(coverage_layers=3, coverage_shown=6)
    assert any("Depth shown is 6, but only 3 are counted" in info.value for info in app.info)
    app.press("padding_sizes_reset")
    app.press("padding_coverage_reset")
    assert app.results == before


@pytest.mark.slow
def test_the_controls_of_the_benefit_change_the_run_and_refused_ones_keep_the_last():
    app = trained()
    before = app.results
    app.fill(benefit_training="in the middle", benefit_zero="black", benefit_tested=60).whole()
    app.press(TRAIN)
    assert app.results != before
    _, config = app.experiments
    assert config == padding_benefit.Config("in the middle", "black", 2, 100, 1, 60)
    app.judges(benefit(config), card=1)
    lines = app.drawn[0][0].to_csv()
    app.fill(benefit_seeds=20, benefit_images=20_000, benefit_epochs=2)
    app.refuses("Seeds × training images × epochs is 800,000, but must be at most 600,000")
    assert app.drawn[0][0].to_csv() == lines


@pytest.mark.slow
def test_the_controls_of_the_cost_change_the_run_and_what_is_drawn_of_it():
    app = open_at(COST)
    app.walk(cost_kernel="5", cost_depth="2")
    means = padding_cost.summary(padding_cost.run(padding_cost.Config(pictures=3)))
    wanted = means[(means["kernel_size"] == 5) & (means["depth"] == 2)]
    (frame,) = app.drawn[0]
    assert list(frame["mean"]) == pytest.approx(list(wanted["mean"]))
    assert list(frame["padding"]) == list(wanted["padding"])
    app.tells("From 4 px on every response is right")
    before = app.results
    app.fill(
        cost_kernel="3",
        cost_source="MNIST digits",
        cost_filters="Laplacian",
        cost_activation="linear",
        cost_zero="black",
        cost_pictures=4,
        cost_seed=9,
    ).whole()
    assert app.results != before
    _, config = app.experiments
    assert config == padding_cost.Config("MNIST digits", "Laplacian", "linear", "black", 4, 9)
    app.judges(distortion(config), card=1)


def test_the_controls_of_the_position_change_the_run_and_refused_ones_keep_the_last():
    app = open_at(POSITION)
    before = app.results
    app.fill(position_side=12, position_layers=3, position_seeds=3, position_held_out=0.3).whole()
    assert app.results != before
    (config,) = app.experiments
    assert config == padding_position.Config(12, 3, 3, 0.3)
    leak_is_judged(app, config)
    lines = app.drawn[0][0].to_csv()
    app.fill(position_layers=9).refuses("Layers is 9, but must be a whole number from 1 to 4.")
    assert app.drawn[0][0].to_csv() == lines


@pytest.mark.parametrize(
    ("address", "says"),
    [
        (
            {"cost_source": "MNIST digits", "cost_kernel": "7", "cost_depth": "3"},
            "look 9 px beyond the cut-out, and only 7 px of true picture surround it",
        ),
        ({"cost_filters": "blur", "cost_kernel": "5"}, "there is no 5 × 5 of it"),
    ],
)
def test_what_cannot_be_known_is_said_and_the_rest_stays(address, says):
    app = open_at(COST, **address).whole()
    assert any(says in info.value for info in app.info)
    assert app.charts
    assert app.files == ["errors.csv", "error_maps.csv"]


def test_the_whole_claim_comes_from_the_record_and_stands_once():
    app = look_at("convolution", lab="Padding").tells("Recorded on")
    assert len(app.table[0].value) == 6
    claimed = [one.said.count("**Claim 2.B") for one in (app, *map(seen, SMALL))]
    assert claimed == [1, 1, 1, 1, 0]


def test_nothing_is_computed_before_it_is_asked_for():
    app = look_at("convolution", lab="Padding")
    assert app.experiments == [Config()]
    assert app.charts == app.files == []


def test_the_benefit_says_how_long_it_takes_and_trains_only_when_asked(monkeypatch):
    ran = []
    monkeypatch.setattr(padding_benefit, "run", lambda *asked: ran.append(asked))
    few = {"benefit_images": "110"}
    app = open_at(BENEFIT, **few).tells("about 10 s** on two idle cores").whole()
    assert not ran
    assert "accuracies.csv" not in app.files
    long = {"benefit_seeds": "20", "benefit_images": "10000", "benefit_epochs": "3"}
    open_at(BENEFIT, **long).tells("Trains 40 networks when you ask for it", "about 130 s")
