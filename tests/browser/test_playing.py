"""What every component that plays has in common: buttons, keys, time, new data, its looks."""

from dataclasses import dataclass
from functools import cache
from types import ModuleType

import pytest

from core.convolution import one_cell
from pages.labs.convolution import cell_view
from pages.labs.initialization import replay
from pages.labs.shuffling import surfaces
from tests.browser import recordings
from tests.browser.component import mount, with_stopped_clock
from tests.browser.recordings import pack, played, slopes, turns
from tests.browser.steps import after_each


@dataclass(frozen=True)
class Recording:
    """A component, its data and other ones, its last frame, and the time between two frames."""

    module: ModuleType
    data: bytes
    other: bytes
    last: int
    step: int = 1


@cache
def two_networks():
    data, other = (played(b=last) for last in (299, 49))
    return Recording(replay, data, other, last=299)


@cache
def films():
    data, other = (pack(turns(frames), slopes()) for frames in (recordings.FRAMES, 20))
    return Recording(surfaces, data, other, recordings.LAST, recordings.STEP)


@cache
def cells():
    configs = one_cell.Config(), one_cell.Config(stride=2)
    data, other = (cell_view.pack(one_cell.run(config)) for config in configs)
    return Recording(cell_view, data, other, last=35)


@pytest.fixture(params=[two_networks, films, cells], ids=lambda make: make.__name__)
def recording(request):
    return request.param()


@pytest.fixture
def player(visitor, recording):
    """A player whose time passes only when a test lets it pass."""
    return mount(with_stopped_clock(visitor()), recording.module, recording.data)


def test_it_waits_at_its_start(player):
    player.run_for(500)
    assert player.frame == 0
    assert not player.playing


def test_the_buttons_step_and_rewind(player, recording):
    last = recording.last
    player.slide(last * recording.step)
    names = ["Step back", "Step forward", "Step forward", "To the start", "Step back"]
    assert after_each(player.press, names, lambda: player.frame) == [last - 1, last, last, 0, 0]


def test_keys_step_and_play_on_the_slider(player, recording):
    middle = recording.last // 2
    player.slide(middle * recording.step)
    player.get_by_role("slider").focus()
    keys = ["ArrowLeft", "ArrowLeft", "ArrowUp", "ArrowDown", "ArrowRight"]
    steps = [middle + change for change in (-1, -2, -1, -2, -1)]
    assert after_each(player.page.keyboard.press, keys, lambda: player.frame) == steps
    player.page.keyboard.press("Space")
    assert player.playing
    player.run_for(700)
    player.page.keyboard.press("Space")
    assert not player.playing
    assert middle - 1 < player.frame < recording.last
    player.page.keyboard.press("Space")
    player.page.keyboard.press("ArrowLeft")
    assert not player.playing


def test_it_plays_to_its_end_and_says_aloud_where_it_pauses_but_not_every_frame(player, recording):
    player.press("To the start", "Speed 4×")
    assert player.button("Speed 4×").get_attribute("aria-pressed") == "true"
    said = player.spoken
    player.watch()
    player.press("Play")
    player.run_for(1_000)
    assert player.spoken == said
    player.press("Pause")
    stopped = player.frame
    assert recording.last / 8 < stopped < recording.last
    assert player.spoken != said
    player.run_for(300)
    assert player.frame == stopped
    player.press("Play")
    player.run_for(2_500)
    assert not player.playing
    assert player.frame == recording.last
    assert player.get_by_role("slider").input_value() == str(recording.last * recording.step)
    assert player.seen > min(100, recording.last / 2)


def test_with_reduced_motion_it_waits_and_then_plays_in_calm_steps(player, recording):
    player.page.emulate_media(reduced_motion="reduce")
    player.watch()
    player.run_for(500)
    assert player.frame == 0
    player.press("Play")
    player.run_for(1_300)
    assert 2 <= player.seen <= 4


def test_it_plays_on_through_a_rerun_and_starts_afresh_with_new_data(player, recording):
    player.slide(7 * recording.step)
    player.update(recording.data)
    assert player.frame == 7
    player.press("Speed 0.25×", "Play")
    player.run_for(4_000)
    player.update(recording.data)
    early = player.frame
    player.run_for(4_000)
    assert 7 < early < player.frame < recording.last
    player.update(recording.other)
    assert not player.playing
    assert player.frame == 0


def test_new_data_of_a_run_seen_to_its_end_are_shown_at_theirs(player, recording):
    player.slide(recording.last * recording.step)
    player.update(recording.other)
    assert player.get_by_role("slider").input_value() == player.get_by_role("slider").get_attribute(
        "max"
    )


def test_it_stops_when_it_is_taken_away(player):
    player.press("To the start", "Play")
    player.run_for(300)
    root = player.element_handle()
    player.page.evaluate("mounted.remove()")
    left = root.get_attribute("data-frame")
    player.run_for(500)
    assert root.get_attribute("data-frame") == left


def test_it_fits_in_both_themes_at_every_width_and_when_the_window_changes(page, recording):
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        for width in (1440, 1180, 390):
            page.set_viewport_size({"width": width, "height": 900})
            player = mount(page, recording.module, recording.data)
            player.assert_fits()
    for width in (600, 390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        player.assert_fits()
