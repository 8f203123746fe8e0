"""The initialization labs: the two networks, links of one's own, causes, schemes and stacks."""

from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import pytest
import streamlit as st

from core import initialization
from core.initialization.rounding import begun
from core.initialization.two_networks import networks
from core.playground import parse_link
from pages.labs.initialization import replay
from pages.labs.initialization.activation_starts import PICTURE, play
from pages.labs.initialization.switches import CAUSE
from pages.shared.page.collected import KEY, Stage
from tests.pages.packed import decoded
from tests.pages.visit import MEASURED, look_at, open_page

pytestmark = pytest.mark.slow  # every page here trains before it is seen

lab = partial(open_page, "initialization")
SPIRAL = "https://playground.tensorflow.org/#activation=tanh&dataset=spiral&networkShape=3&seed=0.1"
CHAOTIC = (
    "https://playground.tensorflow.org/#activation=relu&dataset=spiral&networkShape=4,2"
    "&seed=0.65409&x=true&y=true&xTimesY=true&xSquared=true&ySquared=true&sinX=true&sinY=true"
)
own = partial(lab, activation="your links", your_a="20", your_b="20", your_seeds="2")


def test_opens_with_the_write_ups_run_judged():
    app = look_at("initialization").whole()
    row = app.card().loc["B test loss"]
    assert row["Reported"] == "0.508"
    assert row[MEASURED] == "0.508"
    assert "holds" in row["Verdict"]
    assert "other points" in app.info[0].value
    app.tells("zero start: 0% learn")


def test_the_write_ups_run_is_recorded(monkeypatch):
    monkeypatch.setattr(initialization, "run", None)
    lab().whole().tells("Recorded on")


def test_sigmoid_is_judged_in_part_and_not_saturated():
    app = lab(activation="sigmoid", sigmoid_draws="1", sigmoid_seeds="2").whole()
    assert "A test loss" not in app.card().index
    assert app.card().loc["B train loss", MEASURED].startswith("0.3955")
    slope = app.card().loc["mean sigmoid slope in B at the start"]
    assert slope[MEASURED] == "0.25"
    assert "fails" in slope["Verdict"]


def test_every_control_changes_the_run():
    app = lab(relu_seeds="3", relu_draws="2").tells("3 other seeds")
    app.fill(relu_a=20).whole()
    assert "fails" in app.card().loc["A test loss", "Verdict"]
    app.fill(relu_b=10, relu_resets=3).whole().tells("after 3 resets")
    app.press("initialization_reset")
    assert app.number_input(key="relu_a").value == 250
    assert "holds" in app.card().loc["A test loss", "Verdict"]


def test_the_networks_play_while_the_other_seeds_are_still_trained(monkeypatch):
    told = []
    monkeypatch.setattr(replay, "show", lambda shown, *_: told.append("".join(shown) + " play"))
    train_all = initialization.run
    monkeypatch.setattr(
        initialization, "run", lambda *asked: (told.append("all train"), train_all(*asked))[1]
    )
    lab(relu_seeds="4")
    assert told == ["AB play", "all train"]


def test_a_pasted_link_is_trained_and_tests_neither_claim():
    app = own(link_a=f"{SPIRAL}&showTestData=true").whole()
    assert app.get_by_key("show_test").value
    hidden = own(link_a=f"{SPIRAL}&showTestData=true", show_test="false")
    assert not hidden.get_by_key("show_test").value
    assert not app.warning
    assert app.said.count("not test the claim") == 2
    assert "activation (tanh and relu), dataset (spiral and circle)" in app.info[0].value
    app.tells("spiral, 3 units, tanh, rate 0.03", "circle, 4 + 2 units, ReLU, rate 0.03, from 0")
    links = [link.proto.url for link in app.get("link_button")]
    assert "dataset=spiral" in links[0]
    assert "initZero=true" in links[1]


def test_a_chaotic_network_is_told_with_the_iteration_from_which_rounding_decides():
    decided = begun(parse_link(CHAOTIC), 400).decides_from
    app = own(link_a=CHAOTIC, your_a=f"{decided - 50}").whole()
    assert "rounding decides" not in app.said
    app.fill(your_further=100)
    (said,) = [one.value for one in app.info if "rounding decides" in one.value]
    assert said.startswith(f"Network A is chaotic: from iteration {decided} on")


def test_a_link_that_cannot_be_trained_is_named_field_by_field():
    app = own()
    for link, says in (
        ("#batchSize=0&dataset=xor", "batchSize is 0, but must be a whole number from 1 to 30."),
        ("#networkShape=9", "networkShape (units of a layer) is 9"),
        ("#problem=clustering", "problem is 'clustering'"),
        ("#learningRate=fast", "learningRate is 'fast', but must be a number."),
        ("#discretize=true&seed_hide=true&tutorial=abc", "'seed_hide': hidden by the original"),
    ):
        app.fill(link_a=link).whole()
        assert any(says in warning.value for warning in app.warning), app.said
    looks = {name: app.get_by_key(name).value for name in ("discretize", "show_test")}
    assert looks == {"discretize": True, "show_test": False}
    app.fill(discretize=False).whole()
    assert not app.get_by_key("discretize").value


def test_the_controls_write_the_links_and_follow_them():
    app = own(link_b="#problem=regression&networkShape=3&learningRate=0.07").whole()
    assert (app.get_by_key("B_dataset").value, app.get_by_key("B_learning_rate").value) == (
        "reg-plane",
        0.07,
    )
    changes = {
        "dataset": ("reg-gauss", "dataset", "reg-gauss"),
        "layers": (2, "hidden", (3, 2)),
        "units_1": (7, "hidden", (3, 7)),
        "activation": ("sigmoid", "activation", "sigmoid"),
        "learning_rate": (0.3, "learning_rate", 0.3),
        "regularization": ("L2", "regularization", "L2"),
        "regularization_rate": (0.01, "regularization_rate", 0.01),
        "noise": (15, "noise", 15),
        "train_percent": (70, "train_percent", 70),
        "batch_size": (30, "batch_size", 30),
        "inputs": (["sinX", "x"], "inputs", ("x", "sinX")),
        "zero_start": (True, "zero_start", True),
    }
    for control, (value, field, meant) in changes.items():
        app.fill(**{f"B_{control}": value}).whole()
        (ran,) = app.experiments
        assert getattr(ran.settings["B"], field) == meant
    assert parse_link(app.get_by_key("link_b").value) == ran.settings["B"]
    app.fill(B_inputs=[]).whole()
    assert app.get_by_key("B_inputs").value == ["x", "sinX"]
    app.fill(scheme_b="He normal", bias_b="0.5").press("Same as B")
    app.fill(scheme_b="as the link says", B_zero_start=False).whole()
    (ran,) = app.experiments
    assert ran.settings["A"] == replace(ran.settings["B"], zero_start=True)
    first, second = (networks(ran)[name].initial for name in "AB")
    assert first.weights[0].std() > 1.5 * second.weights[0].std() > 0
    assert {*first.biases[0], *second.biases[0]} == {0.5}


def test_networks_are_played_on_from_their_end_and_begin_again_when_they_are_changed():
    app = own(your_further="2500", your_resets="2", relu_seeds="2")
    assert played(app) == (2_520, [2, 0])
    app.fill(your_further=2_600)
    assert played(app) == (2_620, [2, 0])
    assert app.experiments[0].iterations_a == 20
    app.fill(activation="relu").fill(activation="your links")
    assert played(app) == (2_620, [2, 0])
    app.fill(bias_a="1")
    assert app.get_by_key("your_further").value == 0
    assert played(app) == (20, [2, 0])


def played(app):
    """Until which iteration A is shown, and how often each network was drawn anew."""
    (stage,) = app.session_state[KEY].of(Stage)
    shown = decoded(stage.data)["networks"]
    return shown[0]["iterations"][-1], [one["resets"] for one in shown]


def test_a_link_of_a_hundred_kilobytes_is_refused_and_the_page_stays_whole():
    app = own(link_b="#seed=" + "1" * 100_000)
    app.refuses("Link of B must be text of at most 4,000 characters.")
    assert app.get("download_button")


def test_a_rate_of_a_billion_leaves_the_page_whole():
    app = own(link_a="#learningRate=1e9&activation=linear").whole()
    assert app.get("download_button")


def test_every_measure_inside_is_drawn_and_one_click_leads_to_who_learns_from_which_start():
    app = lab(relu_seeds="2")
    for measure in (
        "Slope",
        "Activation",
        "Activation spread",
        "Weight spread",
        "Dead units",
        "Saturation",
        "Symmetry",
    ):
        app.fill(measure=measure).whole().tells(f"{measure} through time")
    (button,) = [one for one in app.button if "What holds B back" in one.label]
    app.press(button.label).whole().tells("Who learns, from which start")
    (cells,) = {id(one): one for one in app.drawn[0]}.values()
    zero = cells[cells["start"] == "zero"].set_index("name")["outcome"]
    assert [name for name, outcome in zero.items() if outcome != "stands still"] == ["sigmoid"]
    app.fill(start_iterations=250).whole().tells("test loss at iteration 250")
    app.walk(start_data="A")


def test_one_thing_is_changed_and_the_explanations_are_judged_one_by_one():
    app = lab(start="What causes it", cause_seeds="2", cause="tanh, tiny").whole()
    assert app.query_params["start"] == "Why"
    app.tells("With **tanh, tiny** B moves")
    assert app.said.count("**“") == app.said.count("Rule: ") == 6
    app.fill(constant=1.0, cause="units never die").whole()
    app.tells("From the constant 1 the test losses", "no weight moves in any digit")
    (stage,) = app.session_state[KEY].of(Stage)
    header = decoded(stage.data)
    assert [one["activation"] for one in header["networks"]] == ["relu", "tanh"]


@pytest.mark.parametrize(
    ("name", "start", "cause"),
    [
        ("sigmoid", "zero", "units give ½"),
        ("tanh", "tiny", "tanh, tiny"),
        ("leaky ReLU", "zero", "leaky ReLU, zero"),
    ],
)
def test_a_cell_plays_beside_network_b(monkeypatch, name, start, cause):
    cells = [{"name": name, "start": start}]
    state = {PICTURE: SimpleNamespace(selection={"cell": cells})}
    monkeypatch.setattr(st, "session_state", state)
    play()
    assert state.get(CAUSE) == cause


def test_scale_and_schemes_follow_their_controls_at_their_old_address():
    app = lab(start="Schemes and scale", scheme_seeds="2", scheme_iterations="20").whole()
    _, data, activation, *_ = app.get("segmented_control")
    data.set_value("xor")
    activation.set_value("tanh")
    app.fill(scheme_iterations=30).whole().tells("after 30 iterations", "torch.nn.init · tanh")
    (stage,) = app.session_state[KEY].of(Stage)
    header = decoded(stage.data)
    assert (header["activation"], header["iterations"]) == ("tanh", 30)


def test_deep_stacks_follow_their_controls():
    app = lab(start="Deep stacks", stack_seeds="3", stack_width="16", stack_depth="5").whole()
    app.get("segmented_control")[1].set_value("tanh")
    app.fill(stack_scheme="Xavier normal").whole()
    app.tells("Variance through 5 layers · tanh, Xavier normal")
    app.fill(stack_width=1024, stack_depth=100).refuses(
        "Weights of a network", "must be a whole number"
    )
