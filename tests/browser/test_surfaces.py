"""The replay of decision surfaces in a browser: its player, what it draws and says, its looks."""

from statistics import median
from textwrap import dedent

import numpy as np
import pytest

from pages.shared.charts import OUTPUT
from tests.browser.conftest import complaints, settle
from tests.browser.server import serve

FRAMES, STEP, EPOCH, BROKEN = 41, 5, 100, 30
LAST = FRAMES - 1
FILMS = ("turns", "slopes")
STRENGTH = 0.7
# Film "turns" calls −1 everywhere on even frames and +1 on odd ones. Film "slopes" rises from left
# to right, but on frame 0 from bottom to top, and is no longer a number from frame BROKEN on. All
# points lie in the upper right corner.
SCRIPT = f"""
    import numpy as np
    import streamlit as st

    from pages.labs.shuffling import surfaces

    FRAMES, NAN = {FRAMES}, float("nan")


    def points(count):
        places = np.linspace(5, 5.9, count)
        return np.column_stack([places, places, np.where(np.arange(count) % 2, 1, -1)])


    def turns(frames=FRAMES):
        signs = np.where(np.arange(frames) % 2, 1.0, -1.0)
        return surfaces.Film(
            "turns",
            np.arange(frames) * {STEP},
            np.tile(signs[:, None, None], (1, 8, 8)),
            np.column_stack([np.arange(frames) / {LAST}, 1 - np.arange(frames) / {LAST}]),
            np.where(np.arange(1, frames) <= 10, -1, np.where(np.arange(1, frames) <= 20, 1, 0.5)),
            points(4),
            (-6.0, 6.0, -6.0, 6.0),
        )


    def slopes():
        across = (np.arange(8) + 0.5) / 4 - 1
        surface = np.tile(across, (FRAMES, 8, 1))
        surface[0] = -across[:, None]
        accuracy = np.tile([0.999, 0.001], (FRAMES, 1))
        surface[{BROKEN}:] = accuracy[{BROKEN}:] = NAN
        mixed = np.zeros(FRAMES - 1)
        updates = np.arange(FRAMES) * {STEP}
        reach = (-6.0, 6.0, -6.0, 6.0)
        return surfaces.Film("slopes", updates, surface, accuracy, mixed, points(600), reach)


    def large(name):
        random = np.random.default_rng(1)
        places = random.uniform(-6, 6, (1_000, 2))
        return surfaces.Film(
            name,
            np.arange(181) * 16,
            random.uniform(-1, 1, (181, 60, 60)),
            random.uniform(0, 1, (181, 2)),
            random.uniform(-1, 1, 180),
            np.column_stack([places, np.sign(places[:, 0])]),
            (-6.0, 6.0, -6.0, 6.0),
        )


    st.set_page_config(layout="wide")
    st.title("Surfaces")
    frames = st.number_input("Frames", 2, FRAMES, FRAMES)
    st.number_input("Unrelated", 0, 9)
    films = {{
        "two": lambda: [turns(frames), slopes()],
        "large": lambda: [large("first"), large("second")],
        "seven": lambda: [turns() for _ in range(7)],
    }}[st.query_params.get("films", "two")]
    surfaces.show(films(), {EPOCH}, key="player")
"""
SLIDE = """(slider, update) => {
    const root = slider.getRootNode().querySelector('.surfaces');
    const before = performance.now();
    slider.value = update;
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    const drawn = performance.now() - before;
    return [root.dataset.update, drawn];
}"""
PIXELS = """(canvas, places) => places.map(([x, y]) => {
    const pen = canvas.getContext('2d');
    const [column, row] = [Math.floor(x * canvas.width), Math.floor(y * canvas.height)];
    return [...pen.getImageData(column, row, 1, 1).data].slice(0, 3);
})"""
FILLED = "frame => frame.clientWidth === frame.firstChild.clientWidth"
TOO_WIDE = """root => {
    const edge = root.getBoundingClientRect().right + 0.5;
    return [...root.querySelectorAll('*')]
        .filter(one => !one.closest('.spoken') && one.getBoundingClientRect().right > edge)
        .map(one => one.outerHTML.slice(0, 80));
}"""
WATCH = """root => {
    root.seen = new Set();
    new MutationObserver(() => root.seen.add(root.dataset.frame))
        .observe(root, { attributes: true, attributeFilter: ['data-frame'] });
}"""
APP_COLOUR = "getComputedStyle(document.querySelector('[data-testid=stApp]')).color"
PLACES = [(x, y) for x in (0.1, 0.3, 0.7) for y in (0.3, 0.6, 0.9)]


@pytest.fixture(scope="module")
def surfaces_address(tmp_path_factory):
    script = tmp_path_factory.mktemp("surfaces") / "script.py"
    script.write_text(dedent(SCRIPT), encoding="utf-8")
    with serve(script) as started:
        yield started


@pytest.fixture(scope="module")
def player(browser, surfaces_address):
    """One player for all tests that say themselves which frame they look at."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    yield opened(context.new_page(), surfaces_address)
    context.close()


def opened(page, address):
    page.goto(address)
    root = page.locator(".surfaces[data-frame]")
    root.wait_for(timeout=60_000)
    settle(page)
    return root


def messages(page):
    """The list that every message to the server will be added to."""
    sent = []

    def add(message):
        sent.append(message)

    page.on("websocket", lambda socket: socket.on("framesent", add))
    return sent


def frame_of(player):
    return int(player.get_attribute("data-frame"))


def slide(player, frame):
    return player.get_by_role("slider").evaluate(SLIDE, frame * STEP)


def press(player, name):
    player.get_by_role("button", name=name, exact=True).click()


def panel(player, name):
    return player.get_by_role("region", name=name, exact=True)


def readout(player, name):
    return panel(player, name).locator("dd").all_inner_texts()


def colours(player, name, places=PLACES, picture=".frame"):
    return np.array(panel(player, name).locator(f"{picture} canvas").evaluate(PIXELS, places))


def colour_of(value, strength=STRENGTH):
    low, middle, high = (
        np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])
        for colour in OUTPUT.to_dict()["range"]
    )
    return middle + strength * abs(value) * ((low if value < 0 else high) - middle)


def chart_box(player, name):
    return panel(player, name).locator(".chart canvas").bounding_box()


def test_play_runs_from_the_start_to_the_end_without_a_word_to_the_server(page, surfaces_address):
    heard, sent = complaints(page), messages(page)
    player = opened(page, surfaces_address)
    assert frame_of(player) == LAST
    spoken = player.locator("[aria-live=polite]")
    page.wait_for_timeout(500)
    assert frame_of(player) == LAST
    before, said = len(sent), spoken.inner_text()
    player.evaluate(WATCH)
    press(player, "Speed 4×")
    press(player, "Play")
    page.wait_for_timeout(1_000)
    assert 5 < frame_of(player) < LAST
    assert spoken.inner_text() == said
    player.get_by_role("button", name="Play", exact=True).wait_for(timeout=10_000)
    assert frame_of(player) == LAST
    assert player.get_by_role("slider").input_value() == str(LAST * STEP)
    assert player.evaluate("root => root.seen.size") > FRAMES / 2
    assert before > 0
    assert len(sent) == before
    assert heard == []


def test_buttons_and_keys_step_and_jump(player):
    press(player, "To the start")
    assert frame_of(player) == 0
    press(player, "Step back")
    assert frame_of(player) == 0
    press(player, "Step forward")
    assert frame_of(player) == 1
    panel(player, "turns").locator("h3").click()
    for key, frame in (
        ("ArrowRight", 2), ("ArrowLeft", 1), ("End", LAST), ("ArrowLeft", LAST - 1), ("Home", 0),
    ):  # fmt: skip
        player.page.keyboard.press(key)
        assert frame_of(player) == frame
    player.page.keyboard.press("Space")
    player.get_by_role("button", name="Pause", exact=True).wait_for()
    player.page.wait_for_timeout(500)
    player.page.keyboard.press("Space")
    assert frame_of(player) > 0
    assert player.get_by_role("button", name="Play", exact=True).count() == 1


def test_a_click_on_the_chart_or_the_strip_seeks(player):
    box = chart_box(player, "slopes")
    left, right = box["x"] + 46, box["x"] + box["width"] - 10
    for share, height in ((0, 30), (0.25, 105), (0.5, 30), (1, 105)):
        player.page.mouse.click(left + share * (right - left), box["y"] + height)
        assert abs(frame_of(player) - share * LAST) <= 1


def test_a_drag_along_the_chart_follows_the_pointer_and_speaks_at_its_end(player):
    box, mouse = chart_box(player, "turns"), player.page.mouse
    spoken = player.locator("[aria-live=polite]")
    mouse.move(box["x"] + 46, box["y"] + 40)
    mouse.down()
    before = spoken.inner_text()
    mouse.move(box["x"] + box["width"] / 2, box["y"] + 40, steps=4)
    assert 10 < frame_of(player) < 30
    assert spoken.inner_text() == before
    mouse.move(box["x"] + box["width"] + 50, box["y"] + 40)
    mouse.up()
    assert frame_of(player) == LAST
    assert spoken.inner_text().startswith("Update 200 of 200")


def test_the_readout_says_what_the_data_say(player):
    for frame, shown in ((0, "nothing yet"), (1, "−1"), (10, "−1"), (11, "+1"), (21, "75 % +1")):
        slide(player, frame)
        counted = f"{frame * STEP} of 200 (epoch {frame * STEP / EPOCH:.2f})"
        assert player.locator(".counter").inner_text() == counted
        said, *right = readout(player, "turns")
        assert said == shown
        percent = [float(value.removesuffix(" %")) for value in right]
        assert percent == pytest.approx([100 * frame / LAST, 100 - 100 * frame / LAST], abs=0.51)
        assert readout(player, "slopes")[1:] == ["99 %", "1 %"]


def test_what_it_says_aloud_is_the_readout(player):
    press(player, "To the start")
    press(player, "Step forward")
    assert player.locator("[aria-live=polite]").inner_text() == (
        "Update 5 of 200 (epoch 0.05). "
        "turns: being shown: −1, right of −1: 3 %, right of +1: 98 %. "
        "slopes: being shown: 50 % +1, right of −1: 99 %, right of +1: 1 %."
    )


def test_the_surface_has_the_colour_of_the_class_that_is_called(player):
    for frame, value in ((0, -1), (1, 1), (12, -1), (33, 1)):
        slide(player, frame)
        assert np.abs(colours(player, "turns") - colour_of(value)).max() <= 2


def test_the_surface_is_smooth_and_its_zero_line_is_drawn(player):
    slide(player, 3)
    shares = [0.1, 0.25, 0.4, 0.6, 0.75, 0.9]
    found = colours(player, "slopes", [(share, 0.7) for share in shares])
    wanted = [colour_of(2 * share - 1) for share in shares]
    assert np.abs(found - wanted).max() <= 8
    slide(player, 0)
    found = colours(player, "slopes", [(0.7, share) for share in shares])
    assert np.abs(found - wanted[::-1]).max() <= 8
    slide(player, 3)
    line = colours(player, "slopes", [(0.5, y) for y in (0.01, 0.5, 0.99)])
    assert line.max() < 110
    assert colours(player, "turns", [(0.5, 0.5)]).max() > 150


def test_a_point_lies_in_its_place_in_the_colour_of_its_label(player):
    slide(player, 1)
    places = [((x + 6) / 12, (6 - x) / 12) for x in (5, 5.3)]
    found = colours(player, "turns", places)
    assert np.abs(found - [colour_of(-1, 1), colour_of(1, 1)]).max() <= 2


def test_the_strip_has_the_colours_of_the_labels_shown(player):
    slide(player, LAST)
    box = chart_box(player, "turns")
    width, row = box["width"], 106 / box["height"]
    places = [((46 + share * (width - 56)) / width, row) for share in (0.1, 0.4, 0.8)]
    found = colours(player, "turns", places, ".chart")
    assert np.abs(found - [colour_of(value, 1) for value in (-1, 1, 0.5)]).max() <= 2


def test_an_overflow_is_told_and_painted_grey(player):
    told = {name: panel(player, name).get_by_text("No longer a number") for name in FILMS}
    slide(player, BROKEN - 1)
    assert [one.is_visible() for one in told.values()] == [False, False]
    slide(player, BROKEN)
    assert [one.is_visible() for one in told.values()] == [False, True]
    assert readout(player, "slopes")[1:] == ["no number"] * 2
    assert panel(player, "slopes").locator(".frame").evaluate(FILLED)
    grey = colours(player, "slopes")
    assert np.ptp(grey, axis=0).max() == 0
    assert np.ptp(grey[0]) < 25
    press(player, "Step forward")
    said = player.locator("[aria-live=polite]").inner_text()
    assert "slopes: the network's output is no longer a number." in said
    assert "turns: being shown" in said


def test_it_says_how_many_points_it_draws(player):
    assert player.get_by_text("point (1 in 2 is drawn)").is_visible()


def test_its_place_survives_a_rerun_but_not_new_data(page, surfaces_address):
    player = opened(page, surfaces_address)
    slide(player, 7)
    page.get_by_role("spinbutton", name="Unrelated").fill("3")
    page.get_by_role("spinbutton", name="Unrelated").press("Enter")
    page.wait_for_timeout(800)
    settle(page)
    assert frame_of(player) == 7
    page.get_by_role("spinbutton", name="Frames").fill("20")
    page.get_by_role("spinbutton", name="Frames").press("Enter")
    panel(player, "turns").get_by_text("shown at update 95").wait_for()
    assert frame_of(player) == LAST


def test_a_change_of_theme_repaints_the_chart(page, surfaces_address):
    player = opened(page, surfaces_address)
    axis = panel(player, "turns").locator(".chart canvas")
    pictures = []
    for scheme in ("light", "dark", "light"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(500)
        text = player.evaluate("root => getComputedStyle(root).color")
        assert text == page.evaluate(APP_COLOUR)
        pictures.append((text, axis.evaluate("canvas => canvas.toDataURL()")))
    assert pictures[0] == pictures[2]
    assert pictures[0][0] != pictures[1][0]
    assert pictures[0][1] != pictures[1][1]


def test_with_reduced_motion_it_waits_and_then_plays_in_calm_steps(browser, surfaces_address):
    context = browser.new_context(reduced_motion="reduce")
    player = opened(context.new_page(), surfaces_address)
    player.evaluate(WATCH)
    player.page.wait_for_timeout(500)
    assert frame_of(player) == LAST
    press(player, "Play")
    player.page.wait_for_timeout(1_300)
    assert 2 <= player.evaluate("root => root.seen.size") <= 5
    context.close()


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("films", ["two", "seven"])
def test_nothing_overflows(browser, surfaces_address, films, width):
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    heard = complaints(page)
    player = opened(page, f"{surfaces_address}/?films={films}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert player.evaluate(TOO_WIDE) == []
    box = player.locator(".frame canvas").first.bounding_box()
    assert box["width"] == box["height"] >= 120
    slide(player, BROKEN)
    assert player.evaluate(TOO_WIDE) == []
    assert heard == []
    context.close()


def test_a_frame_is_drawn_well_within_a_screen_refresh(page, surfaces_address):
    player = opened(page, f"{surfaces_address}/?films=large")
    slider = player.get_by_role("slider")
    times = [slider.evaluate(SLIDE, 16 * frame)[1] for frame in range(0, 180, 6)]
    print(f"a frame took {median(times):.1f} ms, {max(times):.1f} ms at most")
    assert median(times) < 16
