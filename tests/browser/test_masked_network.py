"""The masked network in a browser: its numbers are core's, its masks, switches, keys, looks."""

from base64 import b64encode
from pathlib import Path

import numpy as np
import pytest

from core.dropout import masked_network as recorded_network
from core.dropout import masks
from core.dropout.masks import ANSWER, FIRST, SUMS, Config
from pages.labs.dropout import masked_network
from pages.shared.player.joined import joined
from tests.browser.component import in_dashboard, mount, with_stopped_clock
from tests.browser.steps import after_each, resize

ENGINE = Path(str(masked_network.__file__)).with_name("masked_network_engine.js")
SIZES = 8 * 13 * 13, 8 * 5 * 5
SETTINGS = [
    {"p": 0.5, "digit": 3},
    {"p": 0.2, "digit": 6, "scales": False},
    {"p": 0.3, "digit": 8, "means_keep": True},
    {"p": 1.0, "digit": 1},
    {"p": 0.0, "digit": 0},
    {"p": 0.4, "digit": 5, "dropping": "second"},
    {"p": 0.9, "digit": 9, "dropping": "first"},
]
# Run the engine by itself: what masks make of a digit, and how far their mean is from the whole.
ASK = """([sent, digit, setting, number]) => {
    const bytes = Uint8Array.from(atob(sent), (letter) => letter.charCodeAt(0))
    const network = new MaskedNetwork(bytes)
    network.look(digit)
    const series = new MaskSeries(network, setting)
    const { passed, distance } = series.at(number)
    const numbers = ({ first, second, sums, scores }) => [first, second, sums, scores].map(
        (values) => Array.from(values))
    return {
        whole: numbers(network.whole), masked: numbers(passed), distance,
        expected: series.expected(number),
    }
}"""


@pytest.fixture(scope="module")
def data():
    return masked_network.pack(recorded_network.recorded())


@pytest.fixture
def shown(page, data):
    return mount(page, masked_network, data)


def readout(shown):
    return shown.locator(".readout").inner_text()


def dark(number, p=0.5):
    """How many units of both dropouts are dark in a mask, as core draws it."""
    layers = masks.masks(Config(p=p, masks=number), SIZES)
    return " ".join(str(int((layer[-1] == 0).sum())) for layer in layers)


def says(probabilities):
    digit = int(np.argmax(probabilities))
    return f"says {digit} ({probabilities[digit]:.0%}".replace("%", " %)")


@pytest.fixture(scope="module")
def engine(kept_page):
    script, _ = joined(ENGINE)
    kept_page.evaluate(f"() => {{ {script}\n window.ask = {ASK} }}")
    return lambda *asked: kept_page.evaluate("asked => ask(asked)", list(asked))


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
@pytest.mark.parametrize("number", [1, 20])
def test_the_browser_computes_what_torch_does(engine, data, settings, number):
    config = Config(masks=number, **settings)
    setting = {"keep": config.keep, "scale": config.scale, "dropping": config.dropping}
    found = engine(b64encode(data).decode(), config.digit, setting, number)
    known = recorded_network.recorded()
    image = known.images[config.digit : config.digit + 1]
    for name, factors in (("whole", ()), ("masked", masks.masks(config, SIZES))):
        passed = masks.passed(known.network, image, factors)
        for ours, theirs in zip(found[name], passed, strict=True):
            np.testing.assert_allclose(ours, theirs[-1].flatten(), rtol=1e-5, atol=2e-5)
    table = masks.run(config).distances
    wanted = table[table["masks"] == number].set_index("layer")
    distances = wanted.loc[[FIRST, SUMS, ANSWER], "distance"]
    assert found["distance"] == pytest.approx(distances.to_numpy(), rel=1e-4, abs=1e-6)
    if config.dropping != "second":
        assert found["expected"] == pytest.approx(wanted.loc[FIRST, "expected"])


def test_it_waits_at_the_first_mask_and_every_step_draws_another(shown):
    assert not shown.playing
    steps = ["Step forward", "Step forward", "Step back"]
    found = [shown.data("dark"), *after_each(shown.press, steps, lambda: shown.data("dark"))]
    assert found == [dark(number) for number in (1, 2, 3, 2)]
    answers = masks.run(Config(masks=2)).answers
    second = answers[answers["mask"] == 2]
    assert f"It {says(second['probability'].to_numpy())}" in readout(shown)
    assert says(second["whole"].to_numpy()) in readout(shown)


def test_at_test_time_none_is_dark_and_the_mean_comes_close_to_it(shown):
    shown.press("Show test time")
    assert shown.data("dark") == "0 0"
    assert readout(shown).startswith("No unit is dark and none is scaled")
    table = masks.run(Config()).distances
    table = table[table["layer"] == FIRST].set_index("masks")["distance"]
    for number in (1, 10, 100):
        shown.press(f"Mean of the first {number}")
        assert shown.data("mask") == str(number)
        assert f"is {table[number]:.0%}".replace("%", " %") in readout(shown)
        assert shown.button("Show mean of masks").get_attribute("aria-pressed") == "true"


def test_the_two_mistakes(shown):
    shown.get_by_label("Forget to scale").check()
    shown.press("Mean of the first 100")
    found = masks.run(Config(scales=False)).distances["distance"].iloc[99]
    assert f"mean of 100 masks is {found:.0%}".replace("%", " %") in readout(shown)
    assert found == pytest.approx(0.5, abs=0.02)
    shown.get_by_label("Forget to scale").uncheck()
    shown.get_by_label("p is the chance to keep").check()
    shown.press("Show one mask")
    slider = shown.get_by_role("slider", name="Dropout p")
    slider.fill("0.2")
    assert slider.get_attribute("aria-valuetext") == "0.20, 80 % dropped"
    assert shown.data("dark") == dark(100, 0.8)
    assert "the others count × 5.00" in readout(shown)


def test_fifty_masks_vote_and_each_can_be_shown(shown):
    answers = masks.run(Config(masks=50)).answers
    given = answers.pivot(index="mask", columns="digit", values="probability").idxmax(axis=1)
    votes = shown.locator(".vote")
    assert [int(text) for text in votes.all_inner_texts()] == given.tolist()
    first, count = given.value_counts().index[0], given.value_counts().iloc[0]
    assert f"{count} say {first}" in shown.panel("Fifty masked networks").inner_text()
    votes.nth(16).click()
    assert shown.data("mask") == "17"
    shown.page.keyboard.press("ArrowDown")
    shown.page.keyboard.press("Space")
    assert shown.data("mask") == "27"
    shown.press("Digit 1")
    assert set(votes.all_inner_texts()) == {"1"}


def test_keys_point_at_units_and_say_what_becomes_of_them(shown):
    shown.locator(".maps canvas").nth(1).focus()
    known, config = recorded_network.recorded(), Config(masks=1)
    factors = masks.masks(config, SIZES)
    image = known.images[3:4]
    given, whole = masks.passed(known.network, image), masks.passed(known.network, image).first
    seen = set()
    for unit in range(12):
        shown.page.keyboard.press("ArrowRight")
        value, factor = given.first[0, 0, 0, unit].item(), factors[0][0, unit].item()
        becomes = f"{value:.2f} × 2.00" if factor else f"dark, 0 in place of {value:.2f}"
        assert readout(shown).startswith(f"Map 1, row 1, column {unit + 1}: {becomes}")
        assert readout(shown).endswith(f"at test time {whole[0, 0, 0, unit]:.2f}.")
        assert shown.spoken == readout(shown)
        seen.add(bool(factor))
    assert seen == {True, False}


def test_it_plays_three_masks_a_second_and_calmly_where_that_is_asked_for(visitor, data):
    shown = mount(with_stopped_clock(visitor()), masked_network, data)
    shown.watch()
    shown.press("Play")
    shown.run_for(3_000)
    assert 7 <= shown.seen <= 10
    shown.page.keyboard.press("Space")
    shown.page.emulate_media(reduced_motion="reduce")
    shown.watch()
    shown.get_by_role("slider", name="Mask").focus()
    shown.page.keyboard.press("Space")
    shown.run_for(2_100)
    assert shown.playing
    assert 3 <= shown.seen <= 5


def test_it_fits_in_both_themes_at_every_width(page, shown):
    for width, theme in ((1440, "light"), (390, "light"), (390, "dark"), (1180, "dark")):
        page.emulate_media(color_scheme=theme)
        resize(page, width)
        shown.assert_fits()


def test_a_finger_points_on_a_phone(visitor, data):
    page = visitor(has_touch=True, is_mobile=True)
    shown = mount(page, masked_network, data)
    page.set_viewport_size({"width": 390, "height": 844})
    shown.locator(".maps canvas").nth(2).tap(position={"x": 2, "y": 2})
    assert readout(shown).startswith("Map 1, row 1, column 1")


def test_in_the_dashboard_it_moves_without_a_word_to_the_server(page, address):
    shown = in_dashboard(page, f"{address}/dropout", ".masked_network[data-mask]")
    with shown.without_a_word():
        shown.press("Step forward")
        assert shown.data("dark") == dark(2)
        shown.get_by_role("slider", name="Dropout p").fill("0.8")
        assert shown.data("dark") == dark(2, 0.8)
        shown.press("Play")
        shown.wait_until("Number(data.mask) > 3")
        shown.press("Pause", "Digit 8")
        assert "says 8" in readout(shown)
