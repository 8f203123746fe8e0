"""A point through two networks and back, in a browser: torch's numbers, keys, time, looks."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from core.initialization import LINKS
from core.playground import prepare
from pages.labs.initialization import backward_stage
from pages.shared.player.joined import joined
from tests.browser.component import in_dashboard, mount, with_stopped_clock
from tests.browser.steps import address_has, after_each, resize, settle
from tests.pages.packed import decoded

ENGINE = Path(str(backward_stage.__file__)).with_name("backward_stage_network.js")
NETWORKS, RATE = 200, 0.03
DOUBLES = {"dtype": torch.float64}
MOMENTS = 9
LOSS, OUTPUT_WEIGHTS, UPDATE = 4, 5, 8
APPLIED = {
    "relu": torch.relu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "linear": lambda total: total,
    "leaky relu": torch.nn.functional.leaky_relu,
    "sigmoid - 1/2": lambda total: torch.sigmoid(total) - 0.5,
}
# Run the stage's arithmetic by itself: every network with every activation.
ASK = """(sent) => {
    const [networks, activations, rate] = JSON.parse(sent)
    return JSON.stringify(networks.map(({ layers, inputs, label }) =>
        activations.map((activation) => new Learner(
            layers, { activation, inputs, label, rate, scale: 1 }).after(0))))
}"""


@pytest.fixture(scope="module")
def data():
    return backward_stage.pack(backward_stage.Config(), 0)


@pytest.fixture(scope="module")
def shown(kept_page, data):
    """One stage for all tests that say themselves what they look at."""
    return mount(kept_page, backward_stage, data)


def said(shown, name):
    return shown.panel(f"Network {name}").locator(".said").inner_text()


def unit(shown, name, layer, number):
    label = f"Network {name}, layer {layer}, unit {number}"
    return shown.get_by_role("button", name=label, exact=True)


def generated():
    """Networks of all shapes, every tenth of them zeros, each with a point and its label."""
    random = np.random.default_rng(0)
    for number in range(NETWORKS):
        sizes = [*random.integers(1, 9, size=random.integers(1, 5)).tolist(), 1]
        scale = 0.0 if number % 10 == 0 else 1.0
        layers = [
            {
                "weights": (scale * random.normal(size=(units, fan_in))).tolist(),
                "biases": (scale * random.normal(size=units)).tolist(),
            }
            for fan_in, units in zip(sizes[:-1], sizes[1:], strict=True)
        ]
        inputs = random.uniform(-6, 6, size=sizes[0]).tolist()
        yield {"layers": layers, "inputs": inputs, "label": int(random.choice([-1, 1]))}


def numbers(levels, layers, loss):
    """All that an update comes to, in one row."""
    names = ("totals", "outputs", "deltas", "gradients")
    rows = [level[name] for name in names for level in levels]
    rows += [layer[name] for name in ("weights", "biases") for layer in layers]
    return np.concatenate([np.ravel(row) for row in [*rows, loss]])


def by_autograd(network, activation):
    """What torch comes to, in doubles."""
    layers = [
        {
            name: torch.tensor(rows, dtype=torch.float64).requires_grad_()
            for name, rows in one.items()
        }
        for one in network["layers"]
    ]
    given, levels = torch.tensor(network["inputs"], **DOUBLES), []
    for layer in layers:
        totals = layer["weights"] @ given + layer["biases"]
        totals.retain_grad()
        given = (torch.tanh if layer is layers[-1] else APPLIED[activation])(totals)
        levels.append({"totals": totals.detach(), "outputs": given.detach(), "z": totals})
    loss = 0.5 * (given[0] - network["label"]) ** 2
    loss.backward()
    for level, layer in zip(levels, layers, strict=True):
        level |= {"deltas": level["z"].grad, "gradients": layer["weights"].grad}
    moved = [
        {name: (one - RATE * one.grad).detach() for name, one in layer.items()} for layer in layers
    ]
    return numbers(levels, moved, loss.item())


def test_activations_deltas_gradients_and_updates_are_those_of_autograd(page):
    script, _ = joined(ENGINE)
    networks = list(generated())
    page.evaluate(f"() => {{ {script}\n window.ask = {ASK} }}")
    sent = json.dumps([networks, list(APPLIED), RATE])
    answers = json.loads(page.evaluate("sent => ask(sent)", sent))
    farthest = 0.0
    for network, found in zip(networks, answers, strict=True):
        for activation, update in zip(APPLIED, found, strict=True):
            passed = update["passed"]
            ours = numbers(passed["levels"][1:], update["next"], passed["loss"])
            theirs = by_autograd(network, activation)
            apart = np.abs(ours - theirs).max() / max(1, np.abs(theirs).max())
            farthest = np.maximum(farthest, apart)  # no number stays no number
    print(f"at most {farthest:.1e} from torch in doubles, as a share of the largest number above 1")
    assert farthest < 1e-9


def test_it_starts_as_the_playground_draws_both_networks_and_offers_bs_points(data):
    sent = decoded(data[len(backward_stage.KEPT) :])
    drawn = [prepare(LINKS["A"]), prepare(replace(LINKS["B"], zero_start=False))]
    for one, network in zip(drawn, sent["networks"], strict=True):
        for field in ("weights", "biases"):
            for ours, theirs in zip(network["layers"], getattr(one.network, field), strict=True):
                np.testing.assert_array_equal(ours[field], theirs)
    points = np.column_stack(list(sent["points"].values()))
    np.testing.assert_array_equal(points, drawn[1].train.astype("f4"))


@pytest.mark.parametrize("activation", ["ReLU", "tanh", "linear"])
def test_with_zeros_no_weight_of_b_ever_gets_a_gradient(shown, activation):
    shown.press("Start of B zero", f"Activation f {activation}")
    for update in (0, 12):
        shown.slide(update * MOMENTS + OUTPUT_WEIGHTS)
        assert shown.data("stops").split()[1] == "3"
        assert "only 0 came in. Nothing goes back to layer 2: δ" in said(shown, "B")
    shown.slide(UPDATE)
    assert "Only the output's bias moves" in said(shown, "B")
    assert "All 18 weights move" in said(shown, "A")


def test_with_sigmoid_units_every_update_gets_the_gradient_one_layer_further(shown):
    shown.press("To the start", "Start of B zero", "Activation f sigmoid")
    stops = after_each(shown.press, ["Update the weights"] * 3, lambda: shown.data("stops"))
    assert stops == ["0 2", "0 1", "0 0"]
    shown.slide(OUTPUT_WEIGHTS)
    assert "The output weights get their gradients" in said(shown, "B")
    assert "Nothing goes back to layer 2" in said(shown, "B")
    shown.press("Start of B Playground's")
    assert shown.data("stops") == "0 0"


def test_keys_walk_units_points_and_time(shown):
    page = shown.page
    shown.press("To the start", "Activation f ReLU", "Start of B zero")
    unit(shown, "A", 2, 1).focus()
    assert said(shown, "A") == "Layer 2, unit 1: nothing has come here yet."
    for moment, says in ((2, "z = "), (5, "δ = ("), (6, "∂loss/∂w = δ × what came in: unit 1 ")):
        while float(shown.data("moment")) < moment:
            page.keyboard.press("ArrowRight")
        assert says in said(shown, "A")
        assert said(shown, "B").startswith("Layer 2, unit 1: ")
    page.keyboard.press("Enter")
    shown.get_by_role("slider").focus()
    assert said(shown, "A").startswith("Layer 2, unit 1: ")
    page.keyboard.press("Escape")
    assert said(shown, "A").startswith("The weights into layer 2 get their gradients")
    points = shown.get_by_role("application")
    before = points.get_attribute("aria-label")
    points.focus()
    page.keyboard.press("ArrowLeft")
    assert points.get_attribute("aria-label") != before
    page.keyboard.press("ArrowRight")
    assert float(shown.data("moment")) == 6
    assert shown.spoken.startswith("Moment 7 of 9, update 1. Network A: ")


def test_a_press_chooses_the_nearest_point_and_a_unit_sums_up_what_is_shown(shown):
    shown.press("To the start", "Activation f ReLU")
    points = shown.get_by_role("application")
    side = points.bounding_box()["width"]
    points.click(position={"x": side / 2, "y": side / 2})
    assert "It is blue, so the answer should be 1." in said(shown, "A")
    shown.slide(LOSS)
    shown.get_by_role("button", name="Network A, output unit", exact=True).hover()
    assert " − 1) × f′ " in said(shown, "A")
    assert said(shown, "B") == "Output unit: δ = (0 − 1) × f′ 1 = −1."


def test_it_plays_smoothly_or_where_that_is_asked_for_in_steps(visitor, data):
    shown = mount(with_stopped_clock(visitor()), backward_stage, data)
    shown.press("Play")
    shown.run_for(3_200)
    shown.press("Pause")
    assert 2.5 < float(shown.data("moment")) < 3.5
    shown.press("Step forward")
    assert float(shown.data("moment")) == int(float(shown.data("moment")))
    shown.page.emulate_media(reduced_motion="reduce")
    shown.watch()
    shown.press("Play")
    shown.run_for(2_100)
    assert 3 <= shown.seen <= 5


def test_it_fits_in_both_themes_and_a_phone_shows_one_network_at_a_time(shown):
    for width, theme in ((1440, "light"), (1180, "dark"), (390, "dark"), (390, "light")):
        shown.page.emulate_media(color_scheme=theme)
        resize(shown.page, width)
        shown.slide(UPDATE - 1)
        shown.assert_fits()
    for name, other in ("AB", "BA"):
        shown.press(f"Show network {name}")
        assert shown.panel(f"Network {name}").locator("canvas").bounding_box()["height"] > 200
        assert not shown.panel(f"Network {other}").is_visible()
    resize(shown.page, 1440)


def test_in_the_dashboard_it_goes_there_and_back_without_a_word_to_the_server(page, address):
    place = f"{address}/initialization?start=Backward"
    shown = in_dashboard(page, place, ".backward_stage[data-frame]")
    shown.press("Play")
    with shown.without_a_word():
        shown.press("Update the weights", "Play")
        shown.wait_until("Number(data.moment) > 9")
    shown.press("Pause", "Activation f sigmoid", "Start of B tiny")
    moment = shown.data("moment")
    address_has(page, "backward_f=sigmoid", "backward_start=tiny")
    settle(page)
    assert shown.data("moment") == moment
    page.reload()
    page.locator(".backward_stage[data-frame]").wait_for()
    for name in ("Activation f sigmoid", "Start of B tiny"):
        expect(shown.button(name)).to_have_attribute("aria-pressed", "true")
