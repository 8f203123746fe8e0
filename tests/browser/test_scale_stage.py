"""The start turned up, in a browser: its numbers are core's; the strip, switches, keys, speed."""

from base64 import b64encode
from pathlib import Path

import numpy as np
import pytest

from core.engines.playground.engine import Start, fit
from core.initialization import schemes
from core.initialization.schemes import DRAWS, LEARNS, MARKS, SIZES, Config, outcome, sized
from pages.labs.initialization import scale_stage
from pages.shared import player
from pages.shared.player.joined import joined
from tests.browser import speed
from tests.browser.component import in_dashboard, mount, with_stopped_clock
from tests.browser.steps import after_each, resize

TRAINING = Path(str(scale_stage.__file__)).with_name("scale_stage_training.js")
BYTES = Path(str(player.__file__)).with_name("bytes.js")
# Train by itself from every one of these starts.
ASK = """([sent, starts]) => {
    const data = decoded(Uint8Array.from(atob(sent), (letter) => letter.charCodeAt(0)))
    return starts.map(start => {
        const { times, losses, network, outcome } = new Training(data, start).advance()
        return { times, losses, weights: [...network.weights], outcome }
    })
}"""
# Milliseconds until what is trained from each place is.
DRAG = """async ([root, places]) => {
    const slider = root.querySelector('[type=range]')
    const taken = []
    for (const place of places) {
        const start = performance.now()
        slider.value = place
        slider.dispatchEvent(new Event('input', { bubbles: true }))
        while (!root.dataset.outcome) await new Promise(requestAnimationFrame)
        taken.push(performance.now() - start)
    }
    return taken
}"""
QUICK = Config(iterations=40)


@pytest.fixture(scope="module")
def data():
    return scale_stage.pack(QUICK, 0)


@pytest.fixture(scope="module")
def known():
    return schemes.run(Config(iterations=QUICK.iterations, seeds=2)).sizes


@pytest.fixture
def shown(page, data):
    return mount(page, scale_stage, data)


def place(size):
    """Where a size is on the slider."""
    return round(float(np.log10(size)), 9)


def readout(shown):
    shown.wait_until("data.outcome !== ''")
    return shown.locator(".readout").inner_text()


@pytest.fixture(scope="module")
def train(kept_page):
    script = "".join(joined(module)[0] for module in (BYTES, TRAINING))
    kept_page.evaluate(f"() => {{ {script}\n window.ask = {ASK} }}")
    return lambda *asked: kept_page.evaluate("asked => ask(asked)", list(asked))


@pytest.mark.parametrize(
    ("activation", "dataset", "equal"),
    [
        ("relu", "circle", False),
        ("tanh", "xor", False),
        ("sigmoid", "gauss", False),
        ("linear", "spiral", False),
        ("tanh", "circle", True),
    ],
)
def test_the_browser_trains_as_core_does(train, activation, dataset, equal):
    """Weights and losses agree to 1e-9 at all sizes up to He's, the outcome at every size.

    Beyond that sums are so large that the last digit of a tanh can decide which way a run goes.
    """
    config = Config(dataset=dataset, activation=activation, iterations=120)
    drawn = schemes.drawn(config)
    starts = [{"draw": 7, "size": size, "equal": equal} for size in SIZES[::3]]
    found = train(b64encode(scale_stage.pack(config, 0)).decode(), starts)
    setting = schemes.setting(config)
    errors = []
    for start, ours in zip(starts, found, strict=True):
        network = sized(drawn[7].network, start["size"], equal)
        theirs = fit(setting, Start(network, drawn[7].train, drawn[7].test), 120, every=2)
        assert ours["times"] == theirs.losses["iteration"].tolist()
        losses = theirs.losses[["train_loss", "test_loss"]].to_numpy()
        weights = np.concatenate([layer.ravel() for layer in theirs.final.weights])
        assert ours["outcome"] == outcome(losses[-1, 1])
        errors.append(max(abs(ours["losses"] - losses).max(), abs(ours["weights"] - weights).max()))
    usual = [error for error, start in zip(errors, starts, strict=True) if start["size"] < 1]
    print(f"{activation}: largest error {max(usual):.1e}, beyond size 1 {max(errors):.1e}")
    assert max(usual) < 1e-9
    assert np.median(errors) < 1e-9


def test_the_strip_says_who_stays_learns_and_explodes_as_core_does(shown, known):
    shown.wait_until(f"data.ended === '{len(SIZES) * DRAWS}'")
    for name, size in MARKS.items():
        shown.press(f"Size {name}")
        here = known[known["size"] == size]
        counts = [int((here["outcome"] == one).sum()) for one in schemes.OUTCOMES]
        said = shown.locator(".key.note > span").all_inner_texts()
        assert [int(one.split()[-1]) for one in said] == counts
        first = here[here["draw"] == 0]["test_loss"].item()
        assert f"after {QUICK.iterations} iterations {first:.3f}" in readout(shown)
    most = known.groupby("size")["outcome"].agg(lambda all_of: all_of.mode()[0])
    learns = most[most == LEARNS].index[0]
    label = shown.locator(".strip canvas").get_attribute("aria-label")
    assert label.startswith("Test loss by size. From 0 on most draws stay. ")
    assert f"From {learns:.2g} on most draws learn." in label
    assert label.endswith("on most draws explode.")


def test_equal_weights_learn_at_no_size_and_other_numbers_are_drawn(shown, known):
    before = readout(shown)
    shown.press("Other random numbers")
    second = known[(known["size"] == MARKS["Playground"]) & (known["draw"] == 1)]["test_loss"]
    assert f"iterations {second.item():.3f}" in readout(shown) != before
    shown.get_by_label("All weights equal").check()
    assert readout(shown).startswith("The units of a layer are equal, and act as one: ")
    shown.wait_until(f"data.ended === '{len(SIZES)}'")
    assert shown.locator(".finding").inner_text().endswith("At no size do most learn.")


def test_keys_and_a_drag_on_the_strip_turn_it_up(page, shown):
    slider = shown.get_by_role("slider", name="Size")
    slider.focus()
    at = SIZES.index(MARKS["Playground"])
    keys = ["ArrowRight", "ArrowUp", "ArrowLeft"]
    frames = after_each(page.keyboard.press, keys, lambda: shown.frame)
    assert frames == [at + 1, at + 2, at + 1]
    assert slider.get_attribute("aria-valuetext") == "size 0.38"
    readout(shown)
    assert shown.spoken.startswith("Size 0.38. It ")
    shown.press("To the start")
    assert "nothing reached its last unit" in readout(shown)
    strip = shown.locator(".strip canvas").bounding_box()
    page.mouse.move(strip["x"] + strip["width"] - 10, strip["y"] + 60)
    page.mouse.down()
    assert shown.frame == len(SIZES) - 1
    page.mouse.move(strip["x"] + 1, strip["y"] + 60)
    assert shown.frame == 0
    page.mouse.up()


def test_another_setting_is_shown_at_the_size_that_was_shown(shown):
    shown.press("Size tiny")
    shown.update(scale_stage.pack(Config(activation="tanh", iterations=10), 0))
    assert shown.frame == SIZES.index(MARKS["tiny"])
    assert "after 10 iterations" in readout(shown)


def test_it_plays_from_zero_to_huge_and_in_steps_where_that_is_liked(visitor, data):
    shown = mount(with_stopped_clock(visitor()), scale_stage, data)
    shown.press("To the start", "Speed 4×", "Play")
    shown.watch()
    shown.run_for(2_600)
    assert not shown.playing
    assert shown.frame == len(SIZES) - 1
    assert shown.seen > 30
    shown.page.emulate_media(reduced_motion="reduce")
    shown.press("Play")
    shown.watch()
    shown.run_for(2_100)
    assert shown.playing
    assert shown.seen <= 5


def test_it_has_trained_within_a_third_of_a_second(page):
    shown = mount(page, scale_stage, scale_stage.pack(Config(), 0))
    root = shown.element_handle()

    def drag():
        """Drag to sizes at which nothing is trained yet."""
        shown.press("Other random numbers")
        return page.evaluate(DRAG, [root, [place(size) for size in SIZES[5:40:6]]])

    speed.assert_takes(page, drag, 333, "the training of another size")


def test_it_fits_in_both_themes_at_every_width(page, shown):
    for width, theme in ((1440, "light"), (390, "dark"), (1180, "dark")):
        page.emulate_media(color_scheme=theme)
        resize(page, width)
        shown.assert_fits()


def test_in_the_dashboard_it_is_turned_without_a_word_to_the_server(page, address):
    shown = in_dashboard(page, f"{address}/initialization?start=Scale", ".scale_stage[data-size]")
    with shown.without_a_word():
        shown.press("Size huge", "Step back", "Other random numbers")
        shown.get_by_label("All weights equal").check()
        assert "act as one" in readout(shown)
