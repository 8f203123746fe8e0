"""The replay of decision surfaces in a browser: its player, what it draws and says, its looks."""

import numpy as np
import pytest

from pages.labs.shuffling import surfaces
from tests.browser import component, speed
from tests.browser.component import colour_of, in_dashboard, mount, with_stopped_clock
from tests.browser.steps import address_has, enter, settle

FRAMES, STEP, EPOCH, BROKEN = 41, 5, 100, 30
LAST = FRAMES - 1
FILMS = ("turns", "slopes")
REACH = (-6.0, 6.0, -6.0, 6.0)
PLACES = [(x, y) for x in (0.1, 0.3, 0.7) for y in (0.3, 0.6, 0.9)]


def points(count):
    """Points in the upper right corner."""
    places = np.linspace(5, 5.9, count)
    return np.column_stack([places, places, np.where(np.arange(count) % 2, 1, -1)])


def turns(frames=FRAMES):
    """A film that calls −1 everywhere on even frames and +1 on odd ones."""
    counted = np.arange(frames)
    return surfaces.Film(
        "turns",
        counted * STEP,
        np.tile(np.where(counted % 2, 1.0, -1.0)[:, None, None], (1, 8, 8)),
        np.column_stack([counted / LAST, 1 - counted / LAST]),
        np.where(counted[1:] <= 10, -1, np.where(counted[1:] <= 20, 1, 0.5)),
        points(4),
        REACH,
    )


def slopes():
    """A film that rises from left to right, but on frame 0 from bottom to top.

    It is no longer a number from frame ``BROKEN`` on.
    """
    across = (np.arange(8) + 0.5) / 4 - 1
    surface = np.tile(across, (FRAMES, 8, 1))
    surface[0] = -across[:, None]
    accuracy = np.tile([0.999, 0.001], (FRAMES, 1))
    surface[BROKEN:] = accuracy[BROKEN:] = np.nan
    updates = np.arange(FRAMES) * STEP
    return surfaces.Film("slopes", updates, surface, accuracy, np.zeros(LAST), points(600), REACH)


def large(name):
    """A film of the largest size that the page makes."""
    random = np.random.default_rng(1)
    places = random.uniform(-6, 6, (1_000, 2))
    return surfaces.Film(
        name,
        np.arange(181) * 16,
        random.uniform(-1, 1, (181, 60, 60)),
        random.uniform(0, 1, (181, 2)),
        random.uniform(-1, 1, 180),
        np.column_stack([places, np.sign(places[:, 0])]),
        REACH,
    )


def shown(page, *films):
    return mount(page, surfaces, surfaces.pack(films, EPOCH))


@pytest.fixture(scope="module")
def player(kept_page):
    """One player for all tests that say themselves which frame they look at."""
    return shown(kept_page, turns(), slopes())


@pytest.fixture
def still(visitor):
    """A player whose time passes only when a test lets it pass."""
    return shown(with_stopped_clock(visitor()), turns(), slopes())


def slide(player, frame):
    return player.slide(frame * STEP)


def readout(player, name):
    return player.panel(name).locator("dd").all_inner_texts()


def colours(player, name, places=PLACES, picture=".frame"):
    return component.colours(player.panel(name).locator(f"{picture} canvas"), places)


def chart_box(player, name):
    return player.panel(name).locator(".chart canvas").bounding_box()


def test_play_runs_from_the_start_to_the_end(still):
    still.run_for(500)
    assert still.frame == LAST
    said = still.spoken
    still.watch()
    still.press("Speed 4×")
    still.press("Play")
    still.run_for(1_000)
    assert 5 < still.frame < LAST
    assert still.spoken == said
    still.run_for(2_000)
    assert not still.playing
    assert still.frame == LAST
    assert still.get_by_role("slider").input_value() == str(LAST * STEP)
    assert still.seen > FRAMES / 2


def test_buttons_and_keys_step_and_jump(still):
    for name, frame in (("To the start", 0), ("Step back", 0), ("Step forward", 1)):
        still.press(name)
        assert still.frame == frame, name
    still.panel("turns").locator("h3").click()
    for key, frame in (
        ("ArrowRight", 2),
        ("ArrowLeft", 1),
        ("End", LAST),
        ("ArrowLeft", LAST - 1),
        ("Home", 0),
    ):
        still.page.keyboard.press(key)
        assert still.frame == frame, key
    still.page.keyboard.press("Space")
    assert still.playing
    still.run_for(500)
    still.page.keyboard.press("Space")
    assert still.frame > 0
    assert not still.playing


def test_a_click_on_the_chart_or_the_strip_seeks(player):
    box = chart_box(player, "slopes")
    left, right = box["x"] + 46, box["x"] + box["width"] - 10
    for share, height in ((0, 30), (0.25, 105), (0.5, 30), (1, 105)):
        player.page.mouse.click(left + share * (right - left), box["y"] + height)
        assert abs(player.frame - share * LAST) <= 1


def test_a_drag_along_the_chart_follows_the_pointer_and_speaks_at_its_end(player):
    box, mouse = chart_box(player, "turns"), player.page.mouse
    mouse.move(box["x"] + 46, box["y"] + 40)
    mouse.down()
    before = player.spoken
    mouse.move(box["x"] + box["width"] / 2, box["y"] + 40, steps=4)
    assert 10 < player.frame < 30
    assert player.spoken == before
    mouse.move(box["x"] + box["width"] + 50, box["y"] + 40)
    mouse.up()
    assert player.frame == LAST
    assert player.spoken.startswith("Update 200 of 200")


def test_the_readout_says_what_the_data_say(player):
    for frame, label in ((0, "nothing yet"), (1, "−1"), (10, "−1"), (11, "+1"), (21, "75 % +1")):
        slide(player, frame)
        counted = f"{frame * STEP} of 200 (epoch {frame * STEP / EPOCH:.2f})"
        assert player.locator(".counter").inner_text() == counted
        said, *right = readout(player, "turns")
        assert said == label
        percent = [float(value.removesuffix(" %")) for value in right]
        assert percent == pytest.approx([100 * frame / LAST, 100 - 100 * frame / LAST], abs=0.51)
        assert readout(player, "slopes")[1:] == ["99 %", "1 %"]


def test_what_it_says_aloud_is_the_readout(player):
    player.press("To the start")
    player.press("Step forward")
    assert player.spoken == (
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
    told = {name: player.panel(name).get_by_text("No longer a number") for name in FILMS}
    slide(player, BROKEN - 1)
    assert [one.is_visible() for one in told.values()] == [False, False]
    slide(player, BROKEN)
    assert [one.is_visible() for one in told.values()] == [False, True]
    assert readout(player, "slopes")[1:] == ["no number"] * 2
    player.assert_filled("slopes")
    grey = colours(player, "slopes")
    assert np.ptp(grey, axis=0).max() == 0
    assert np.ptp(grey[0]) < 25
    player.press("Step forward")
    said = player.spoken
    assert "slopes: the network's output is no longer a number." in said
    assert "turns: being shown" in said


def test_it_says_how_many_points_it_draws(player):
    assert player.get_by_text("point (1 in 2 is drawn)").is_visible()


def test_its_place_survives_the_same_data_but_not_new_ones(page):
    player = shown(page, turns(), slopes())
    slide(player, 7)
    player.update(surfaces.pack([turns(), slopes()], EPOCH))
    assert player.frame == 7
    player.update(surfaces.pack([turns(20), slopes()], EPOCH))
    player.panel("turns").get_by_text("shown at update 95").wait_for()
    assert player.frame == LAST


def test_a_change_of_theme_repaints_the_chart(page):
    player = shown(page, turns(), slopes())
    axis = player.panel("turns").locator(".chart canvas")
    pictures = []
    for scheme in ("light", "dark", "light"):
        page.emulate_media(color_scheme=scheme)
        pictures.append(axis.evaluate("canvas => canvas.toDataURL()"))
    assert pictures[0] == pictures[2] != pictures[1]


def test_with_reduced_motion_it_waits_and_then_plays_in_calm_steps(still):
    still.page.emulate_media(reduced_motion="reduce")
    still.watch()
    still.run_for(500)
    assert still.frame == LAST
    still.press("Play")
    still.run_for(1_300)
    assert 2 <= still.seen <= 5


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("films", [[turns(), slopes()], [turns()] * 7], ids=["two", "seven"])
def test_nothing_overflows(page, films, width):
    page.set_viewport_size({"width": width, "height": 900})
    player = shown(page, *films)
    player.assert_fits()
    box = player.locator(".frame canvas").first.bounding_box()
    assert box["width"] == box["height"] >= 120
    slide(player, BROKEN)
    player.assert_fits()


def test_a_frame_is_drawn_well_within_a_screen_refresh(page):
    player = shown(page, large("first"), large("second"))
    times = speed.best(page, lambda: [player.slide(96 * step) for step in range(30)])
    assert max(times) < 16, f"a frame takes {max(times):.1f} ms"


def test_in_the_dashboard_it_plays_to_its_end_and_stays_through_reruns(page, address):
    place = f"{address}/shuffling?points=60&seeds=3&epochs=1&hidden=8"
    player = in_dashboard(page, place, ".surfaces[data-frame]")
    end = player.frame
    with player.without_a_word():
        player.press("To the start", "Speed 4×", "Play")
        player.wait_until(f"0 < data.frame && data.frame < {end}")
        player.wait_until(f"data.frame == {end}")
        assert not player.playing
        player.press("Step back")
    page.get_by_role("radio", name="Output bias", exact=True).click()
    page.get_by_text("The quickest way to please one class").first.wait_for()
    settle(page)
    assert player.frame == end - 1
    enter(page, "Seed watched", "1")
    address_has(page, "watched=1")
    player.wait_until(f"data.frame == {end}")
