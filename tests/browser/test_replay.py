"""The replay of two networks in a browser: its controls, its arithmetic, its looks."""

import re
from dataclasses import replace

import numpy as np
import pytest

from core.engines.playground import inspection
from core.initialization import LINKS
from core.playground import Config, train
from pages.labs.initialization import replay
from tests.browser.component import colour_of, colours, in_dashboard, mount, with_stopped_clock
from tests.browser.recordings import NETWORKS, played, record
from tests.browser.steps import address_has, after_each, by_side_bar, enter, settle


@pytest.fixture(scope="module")
def data():
    return played()


@pytest.fixture(scope="module")
def player(kept_page, data):
    """One player for all tests that say themselves which frame they look at."""
    return mount(kept_page, replay, data)


@pytest.fixture
def still(visitor, data):
    """A player whose time passes only when a test lets it pass."""
    return mount(with_stopped_clock(visitor()), replay, data)


def network(player, name):
    return player.panel(f"Network {name}")


def unit_of(player, name, layer, unit):
    return network(player, name).get_by_role("button", name=f"layer {layer}, unit {unit}")


def losses_of(player, name):
    shown = network(player, name)
    return [shown.locator(f".{split}-loss").inner_text() for split in ("train", "test")]


def detail_of(player, name):
    """What is said of the unit of network ``name`` that is pointed at."""
    return player.locator(".detail").nth(list(NETWORKS).index(name)).inner_text()


def trained(name, iteration):
    return train(NETWORKS[name], iteration)


def printed_losses(result):
    return [f"{loss:.3f}" for loss in result.losses.iloc[-1, 1:]]


def slowed(run):
    """A recording in which every iteration is a thousand."""
    iterations = run.frames.iterations * 1_000
    return replace(
        run,
        frames=replace(run.frames, iterations=iterations),
        losses=run.losses.assign(iteration=iterations),
    )


def test_five_seconds_of_play_show_at_least_a_hundred_frames(still):
    still.watch()
    still.press("Play")
    still.run_for(5_000)
    still.press("Pause")
    stopped = still.frame
    assert still.seen >= 100
    assert 100 <= stopped <= 200
    still.run_for(300)
    assert still.frame == stopped


def test_before_the_first_pass_it_says_what_the_networks_differ_in(page):
    a, b = record("A", 2), record("B", 2)
    a_at_zero, b_at_zero = started_at_zero(a), started_at_zero(b)
    bent = replace(a, config=replace(a.config, activation="tanh"))
    player = mount(page, replay, replay.pack({"A": a, "B": b}))
    for networks, said in (
        ((a, b), "they differ in their units, points and starting weights."),
        ((a, a), "yet, and so far nothing tells them apart."),
        ((a, bent), "they differ in their units."),
        ((a, replace(a, train=a.test)), "they differ in their points."),
        ((a, b_at_zero), "B starts with every weight 0, A does not."),
        ((a_at_zero, b), "A starts with every weight 0, B does not."),
    ):
        player.update(replay.pack(dict(zip("AB", networks, strict=True))))
        told = player.locator("p.readout").inner_text()
        assert told.startswith("Neither has seen a point yet")
        assert told.endswith(said)


def started_at_zero(run):
    at_zero = [np.zeros_like(layer) for layer in run.frames.weights]
    return replace(run, frames=replace(run.frames, weights=at_zero))


def test_play_goes_on_where_the_recording_ends(still):
    first, longer, last = (played(end, end, goes_on=True) for end in (20, 40, 60))
    still.update(first)
    still.slide(19)
    unit_of(still, "B", 2, 1).click()
    still.press("Play")
    still.run_for(2_000)
    assert still.playing
    assert still.frame == still.page.evaluate("mounted.state.more") == 20
    still.update(longer)
    assert (still.frame, still.playing) == (20, True)
    assert unit_of(still, "B", 2, 1).get_attribute("aria-pressed") == "true"
    still.run_for(3_000)
    assert 20 < still.frame < 40
    still.slide(40)
    still.press("Step forward")
    assert still.page.evaluate("mounted.state.more") == 40
    still.update(last)
    assert (still.frame, still.playing) == (41, False)
    still.press("New weights")
    assert still.page.evaluate("mounted.state.anew") == 41
    still.update(first)
    assert (still.frame, still.playing) == (0, False)
    still.update(replay.pack({name: slowed(record(name, 20)) for name in "AB"}))
    still.press("Play")
    still.run_for(5_000)
    assert still.frame == 1, "it begins slowly"
    still.run_for(10_000)
    assert still.frame == 6, "however much has been recorded, 500 iterations are a second"


def test_it_says_aloud_where_it_stands(player):
    player.slide(299)
    player.press("Step forward")
    assert player.spoken.startswith("Iteration 299. Network A: train loss 0.001")
    assert player.data("iteration") == "299"


def test_keys_step_on_a_unit_too(player):
    player.slide(100)
    player.locator(".unit").first.focus()
    keys = ("ArrowRight", "ArrowLeft")
    assert after_each(player.page.keyboard.press, keys, lambda: player.frame) == [101, 100]
    player.get_by_role("slider").focus()


def test_the_losses_are_those_of_the_engine_to_the_printed_digit(player):
    for iteration in (0, 20, 299):
        player.slide(iteration)
        for name in NETWORKS:
            assert losses_of(player, name) == printed_losses(trained(name, iteration))


@pytest.mark.parametrize("name", NETWORKS)
def test_the_surface_shows_the_networks_output(player, name):
    player.slide(30)
    result = trained(name, 30)
    spots = free_spots(result.train)
    assert_colours(
        network(player, name), spots, inspection.outputs(result.config, result.final, spots)
    )


def test_pointing_at_a_unit_puts_its_output_on_the_surface(player):
    player.slide(30)
    result = trained("A", 30)
    spots = free_spots(result.train)
    shown = network(player, "A")
    unit_of(player, "A", 1, 3).hover()
    hidden = inspection.forward(result.config, result.final, spots)[1][:, 2]
    assert_colours(shown, spots, np.clip(hidden, -1, 1))
    player.get_by_role("slider").hover()
    assert_colours(shown, spots, inspection.outputs(result.config, result.final, spots))


@pytest.mark.parametrize(("name", "layer", "unit"), [("A", 1, 4), ("A", 2, 2), ("B", 2, 1)])
def test_the_detail_box_agrees_with_core(player, name, layer, unit):
    player.slide(12)
    result = trained(name, 12)
    unit_of(player, name, layer, unit).focus()
    said = detail_of(player, name).replace("−", "-")
    layers = inspection.forward(result.config, result.final, result.train)
    delta = (layers[-1] - result.train[:, 2:]) * inspection.slope("tanh", layers[-1])
    for depth in range(len(result.final.weights) - 2, layer - 2, -1):
        slopes = inspection.slope(result.config.activation, layers[depth + 1])
        delta = (delta @ result.final.weights[depth + 1]) * slopes
    gradient = float(delta[:, unit - 1].mean())
    passing = float((slopes[:, unit - 1] > 0).mean())
    for weight in result.final.weights[layer - 1][unit - 1]:
        assert f"{weight:.3f}" in said
    assert f"bias {result.final.biases[layer - 1][unit - 1]:.3f}" in said
    assert f"{100 * passing:.0f} % of points" in said
    assert number(re.search(r"Mean gradient ∂loss/∂z\s+(\S.*)", said)[1]) == pytest.approx(
        gradient, rel=0.05, abs=1e-7
    )


def test_a_relu_that_stands_at_0_passes_nothing_on(visitor, monkeypatch):
    """As all of them do in the write-up's network B, which starts with zeros."""
    monkeypatch.setitem(NETWORKS, "B", LINKS["B"])
    player = mount(visitor(), replay, played(1, 1))
    unit_of(player, "B", 1, 1).focus()
    said = detail_of(player, "B")
    assert re.search(r"Passes a gradient on\s+0 % of points", said), said


def test_where_a_number_is_learned_nothing_is_right_or_wrong(visitor, monkeypatch):
    setting = Config(dataset="reg-gauss", seed="0.99828", hidden=(6, 6))
    monkeypatch.setitem(NETWORKS, "B", setting)
    player = mount(visitor(), replay, played(20, 20))
    player.slide(20)
    result, shown = trained("B", 20), network(player, "B")
    points = inspection.outputs(setting, result.final, result.train)
    off = np.abs(points - result.train[:, 2]).mean()
    assert shown.locator(".wrong").inner_text().startswith(f"Off by {off:.3f} on average")
    assert losses_of(player, "B") == printed_losses(result)
    assert network(player, "A").locator(".wrong").inner_text().startswith("Wrong: ")


def test_a_click_keeps_a_unit_and_escape_lets_it_go(player):
    unit = unit_of(player, "B", 2, 1)
    unit.click()
    player.get_by_role("slider").focus()
    player.page.mouse.move(0, 0)
    assert unit.get_attribute("aria-pressed") == "true"
    captions = player.locator(".caption")
    assert captions.all_inner_texts() == ["Output of layer 2, unit 1"] * 2
    player.page.keyboard.press("Escape")
    assert captions.all_inner_texts() == ["Output of the network"] * 2


def test_discretize_leaves_the_signs_as_in_the_playground(player, data):
    player.slide(30)
    result = trained("A", 30)
    spots = free_spots(result.train)
    outputs = inspection.outputs(result.config, result.final, spots)
    clear = np.abs(outputs) > 0.3
    player.update(played(looks=replay.Looks(discretize=True)))
    assert_colours(network(player, "A"), spots[clear], np.sign(outputs[clear]))
    player.update(data)
    assert_colours(network(player, "A"), spots, outputs)


def test_test_points_are_drawn_where_they_are_asked_for(player, data):
    surface = network(player, "A").locator(".frame canvas")
    player.get_by_role("slider").focus()
    before = surface.evaluate("canvas => canvas.toDataURL()")
    player.update(played(looks=replay.Looks(show_test=True)))
    assert surface.evaluate("canvas => canvas.toDataURL()") != before
    player.update(data)
    assert surface.evaluate("canvas => canvas.toDataURL()") == before


@pytest.mark.parametrize("width", [1440, 1180, 390])
def test_the_networks_stand_side_by_side_and_are_sharp(visitor, data, width):
    page = visitor(device_scale_factor=2, viewport={"width": width, "height": 900})
    player = mount(page, replay, data)
    first, second = (network(player, name).bounding_box() for name in NETWORKS)
    assert first["y"] == second["y"]
    canvas = network(player, "A").locator(".frame canvas")
    box = canvas.bounding_box()
    assert box["width"] == box["height"] >= (220 if width > 390 else 140)
    assert canvas.evaluate("canvas => canvas.width") == 2 * box["width"]


def test_in_the_dashboard_it_plays_without_a_word_to_the_server_and_through_reruns(page, address):
    place = f"{address}/initialization?relu_a=60&relu_b=60&relu_seeds=2&relu_draws=1"
    player = in_dashboard(page, place, ".replay[data-frame]")
    with player.without_a_word():
        player.press("To the start", "Speed 0.25×", "Play")
        player.wait_until("data.frame > 1")
    page.get_by_role("radio", name="Slope", exact=True).click()
    page.get_by_text("Slope through time").wait_for()
    settle(page)
    assert player.playing
    player.wait_until(f"data.frame > {player.frame}")
    enter(page, "Iterations of B", "50")
    address_has(page, "relu_b=50")
    player.wait_until("data.frame == 0")
    assert not player.playing
    player.slide(60)
    player.get_by_text("ended at iteration 50").wait_for()
    of_b = train(replace(LINKS["B"], activation="relu"), 50)
    assert losses_of(player, "B") == printed_losses(of_b)
    settle(page)
    player.press("Play")
    root = player.element_handle()
    by_side_bar(page, "Glossary")
    player.wait_for(state="detached")
    left = root.get_attribute("data-frame")
    page.wait_for_timeout(300)
    assert root.get_attribute("data-frame") == left


def free_spots(points):
    """Places on the plane at least half a unit from every point."""
    line = np.linspace(-5.5, 5.5, 9)
    spots = np.array([(x, y) for x in line for y in line])
    nearest = np.linalg.norm(spots[:, None] - points[None, :, :2], axis=2).min(axis=1)
    return spots[nearest > 0.5]


def assert_colours(shown, spots, values):
    """Check the surface's colours: the scale of the charts, mixed with its middle."""
    found = colours(shown.locator(".frame canvas"), (spots * [1, -1] + 6) / 12)
    wanted = colour_of(values)
    assert len(spots) >= 20
    assert np.abs(found - wanted).max() <= 10
    assert np.abs(found - wanted).mean() <= 2


def number(text):
    """Read a number as the detail box writes it."""
    digits, _, power = text.partition("·10")
    raised = power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    return float(digits) * 10.0 ** int(raised or 0)
