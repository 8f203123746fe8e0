"""The replay of decision surfaces in a browser: its player, what it draws and says, its looks."""

from dataclasses import replace

import numpy as np
import pytest

from pages.labs.shuffling import surfaces
from tests.browser import component
from tests.browser.component import colour_of, in_dashboard, mount
from tests.browser.recordings import (
    BROKEN,
    EPOCH,
    LAST,
    STEP,
    pack,
    slopes,
    turns,
    with_units,
)
from tests.browser.steps import address_has, after_each, enter, settle, unfold

# A page hears of another theme when its next frame begins, before what that frame is to call.
IN_THE_NEXT_FRAME = """async canvas => {
    await new Promise(requestAnimationFrame);
    return canvas.toDataURL();
}"""
PLACES = [(x, y) for x in (0.1, 0.3, 0.7) for y in (0.3, 0.6, 0.9)]


@pytest.fixture(scope="module")
def player(kept_page):
    """One player for all tests that say themselves which frame they look at."""
    return mount(kept_page, surfaces, pack(turns(), slopes()))


def slide(player, frame):
    return player.slide(frame * STEP)


def readout(player, name):
    return player.panel(name).locator("dd").all_inner_texts()


def colours(player, name, places=PLACES, picture=".frame"):
    return component.colours(player.panel(name).locator(f"{picture} canvas"), places)


def chart_box(player, name):
    return player.panel(name).locator(".chart canvas").bounding_box()


def test_keys_jump_wherever_the_focus_is(player):
    player.panel("turns").locator("h3").click()
    keys = ("Home", "ArrowRight", "ArrowLeft", "End", "ArrowLeft")
    shown = after_each(player.page.keyboard.press, keys, lambda: player.frame)
    assert shown == [0, 1, 0, LAST, LAST - 1]


def test_a_click_on_the_chart_or_the_strip_seeks(player):
    box = chart_box(player, "slopes")
    left, right = box["x"] + 46, box["x"] + box["width"] - 10
    for share, height in ((0, 30), (0.25, 75), (0.5, 30), (1, 75)):
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
    told = {0: "Nothing has", 1: "Only orange", 10: "Only orange", 11: "Only blue", 21: "Both"}
    for frame, begins in told.items():
        slide(player, frame)
        counted = f"{frame * STEP} of 200 (epoch {frame * STEP / EPOCH:.2f})"
        assert player.locator(".counter").inner_text() == counted
        assert player.locator(".readout").inner_text().startswith(begins)
        percent = [float(value.removesuffix(" %")) for value in readout(player, "turns")]
        assert percent == pytest.approx([100 * frame / LAST, 100 - 100 * frame / LAST], abs=0.51)
        assert readout(player, "slopes") == ["99 %", "1 %"]


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
    width, row = box["width"], 75 / box["height"]
    places = [((46 + share * (width - 56)) / width, row) for share in (0.1, 0.4, 0.8)]
    found = colours(player, "turns", places, ".chart")
    assert np.abs(found - [colour_of(value, 1) for value in (-1, 1, 0.5)]).max() <= 2


def test_an_overflow_is_told_and_painted_grey(player):
    told = [player.panel(name).get_by_text("No longer a number") for name in ("turns", "slopes")]
    slide(player, BROKEN - 1)
    assert [one.is_visible() for one in told] == [False, False]
    slide(player, BROKEN)
    assert [one.is_visible() for one in told] == [False, True]
    assert readout(player, "slopes") == ["no number"] * 2
    player.assert_fits()
    grey = colours(player, "slopes")
    assert np.ptp(grey, axis=0).max() == 0
    assert np.ptp(grey[0]) < 25
    player.press("Step forward")
    said = player.spoken
    assert "slopes: the network's output is no longer a number." in said
    assert "turns: being shown" in said


@pytest.fixture
def units(page):
    """A player whose second film shows its units when it is asked to."""
    return mount(page, surfaces, pack(turns(), with_units()))


LINES = [[(0.75, y) for y in (0.1, 0.3, 0.6, 0.9)], [(x / 60, 0.75) for x in range(5, 25)]]


def darkest(units, line):
    """How dark the picture is where the line of one of the units lies, 0 to 255."""
    return colours(units, "units", LINES[line]).max(axis=1).min()


def test_the_line_of_every_unit_of_the_first_layer_is_drawn_when_asked_for(units):
    box = units.get_by_role("checkbox", name="Show units")
    plain = [darkest(units, line) for line in (0, 1)]
    assert min(plain) > 200
    box.check()
    assert max(darkest(units, line) for line in (0, 1)) < 180
    assert colours(units, "units", LINES[0]).max() < 180
    box.uncheck()
    assert [darkest(units, line) for line in (0, 1)] == plain


def test_a_dead_unit_is_told_crossed_out_and_dashed(units):
    units.get_by_role("checkbox", name="Show units").check()
    for frame, dead in ((4, 0), (5, 1)):
        slide(units, frame)
        assert readout(units, "units")[-1] == f"{dead} of 4"
        assert units.panel("units").locator(".unit").count() == 4
        assert units.panel("units").locator(".unit.dead").count() == dead
        along = colours(units, "units", LINES[1]).max(axis=1)
        assert (along > 185).any() == bool(dead), "a line is dashed where its unit is dead"
    units.press("Step forward")
    assert units.spoken.endswith("right of +1: 85 %, dead units: 1 of 4.")
    units.assert_fits()


def test_units_that_are_asked_for_stay_through_new_data(page):
    player = mount(page, surfaces, pack(with_units(), showsUnits=True))
    box = player.get_by_role("checkbox", name="Show units")
    assert box.is_checked()
    player.update(pack(replace(with_units(), name="others"), showsUnits=True))
    assert player.panel("others").locator(".units").is_visible()
    box.uncheck()
    player.update(pack(with_units(), showsUnits=True))
    assert player.panel("units").locator(".units").is_hidden()
    player.update(pack(turns()))
    assert box.count() == 0


def test_a_line_marks_where_the_shuffling_begins_unless_nothing_follows(page):
    def chart(**told):
        player = mount(page, surfaces, pack(turns(), **told))
        return player.locator(".chart canvas").evaluate("canvas => canvas.toDataURL()")

    assert chart() == chart(shuffledFrom=200) != chart(shuffledFrom=100)


def test_it_says_how_many_points_it_draws(player):
    assert player.get_by_text("point (1 in 2 is drawn)").is_visible()


def test_a_film_that_ends_before_the_other_says_at_which_update(page):
    player = mount(page, surfaces, pack(turns(20), slopes()))
    slide(player, LAST)
    notes = [player.panel(name).locator("header .note") for name in ("turns", "slopes")]
    assert [note.inner_text() for note in notes] == [f"shown at update {19 * STEP}", ""]


def test_a_change_of_theme_repaints_the_chart(page):
    player = mount(page, surfaces, pack(turns(), slopes()))
    axis = player.panel("turns").locator(".chart canvas")
    pictures = []
    for scheme in ("light", "dark", "light"):
        page.emulate_media(color_scheme=scheme)
        pictures.append(axis.evaluate(IN_THE_NEXT_FRAME))
    assert pictures[0] == pictures[2] != pictures[1]


@pytest.mark.parametrize("width", [1440, 390])
def test_even_seven_films_fit(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    player = mount(page, surfaces, pack(*[turns()] * 7))
    player.assert_fits()
    box = player.locator(".frame canvas").first.bounding_box()
    assert box["width"] == box["height"] >= 120


def test_in_the_dashboard_it_plays_to_its_end_and_stays_through_reruns(page, address):
    place = f"{address}/shuffling?points=60&seeds=3&epochs=1&hidden=8"
    player = in_dashboard(page, place, ".surfaces[data-frame]")
    with player.without_a_word():
        player.press("Speed 4×", "Play")
        player.wait_until("data.frame > 0")
        player.button("Play").wait_for()
        end = player.frame
        assert player.get_by_role("slider").input_value() == "60"
        player.press("Step back")
    page.get_by_role("radio", name="Output bias", exact=True).click()
    page.get_by_text("The quickest way to please one class").first.wait_for()
    settle(page)
    assert player.frame == end - 1
    unfold(page, "More settings")
    enter(page, "Seed watched", "1")
    address_has(page, "watched=1")
    player.wait_until("data.frame == 0")
