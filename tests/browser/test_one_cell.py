"""One output cell in a browser: its sums and paths, pointer, touch and keys, looks."""

import numpy as np
import pytest

from core.convolution.one_cell import DIGITS, Config, feeds, products, run
from core.text import written
from pages.labs.convolution import cell_view
from tests.browser.component import in_dashboard, mount, with_stopped_clock
from tests.browser.conftest import silent_page
from tests.browser.steps import enter, resize

LARGEST = Config(12, 4, 4, 5, padding=2, content=DIGITS)
STRIDED = Config(7, 2, 2, 2, stride=3, padding=1, dilation=2)
POINT = """(grid, index) => {
    const cell = grid.querySelectorAll('.cell')[index];
    cell.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, composed: true }));
}"""
# Point at every cell in turn; return what is then said aloud, and which cells are framed with what.
POINT_AT_ALL = """grid => {
    const root = grid.closest('.cell_view');
    const [input, output] = root.querySelectorAll('[role=grid]');
    const other = grid === input ? output : input;
    const framed = () => [...other.querySelectorAll('.cell')].map(
        cell => cell.matches('.lit') ? cell.querySelector('small').textContent : null);
    return [...grid.querySelectorAll('.cell')].map(cell => {
        cell.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, composed: true }));
        return [root.querySelector('.spoken').textContent, framed()];
    });
}"""
# Red, green and blue of what is behind each of these numbers, in shares.
SHADES = """cells => cells.map(cell =>
    getComputedStyle(cell).backgroundColor.match(/[\\d.]+/g).slice(0, 3).map(Number))"""
CROWDED = """root => [...root.querySelectorAll('.cell')]
    .filter(cell => cell.firstChild.offsetWidth > cell.clientWidth)
    .map(cell => cell.outerHTML)"""


def shown(page, config):
    page.set_viewport_size({"width": 1440, "height": 1300})
    return mount(page, cell_view, cell_view.pack(run(config)))


@pytest.fixture(scope="module")
def lab(kept_page):
    """The default layer for all tests that say themselves where they point."""
    return shown(kept_page, Config())


@pytest.fixture(scope="module")
def strided(context):
    with silent_page(context) as page:
        yield shown(page, STRIDED)


def grid(lab, name):
    return lab.get_by_role("grid", name=name)


def numbers(lab, name):
    cells = lab.locator(f"[aria-label^='{name},'] .cell b").all_inner_texts()
    return [int(number.replace("−", "-")) for number in cells]


def factor(number):
    return f"({written(number)})" if number < 0 else written(number)


def sentence(result, filter, row, column):
    """What is said of an output cell, from core's own products."""
    terms = products(result, filter, row, column)
    added = " + ".join(
        f"{pixel}×{factor(weight)}"
        for pixel, weight in zip(terms["pixel"], terms["weight"], strict=True)
    )
    bias, total = result.biases[filter], result.output[filter, row, column]
    assert terms["product"].sum() + bias == total
    return (
        f"Output row {row}, column {column}, filter {filter}: {added} + bias {factor(bias)} = "
        f"{written(total)}"
    )


@pytest.mark.parametrize("filter", [0, 1])
def test_every_output_cell_says_its_sum_and_frames_its_window(strided, filter):
    strided.press(f"Filter {filter}")
    result, side = run(STRIDED), STRIDED.output_size
    found = grid(strided, "Output").evaluate(POINT_AT_ALL)
    assert len(found) == side**2 == 9
    for index, (said, framed) in enumerate(found):
        row, column = divmod(index, side)
        assert said == sentence(result, filter, row, column)
        wanted = np.full((STRIDED.padded_size,) * 2, None)
        terms = products(result, filter, row, column)
        for tap in terms[terms["channel"] == 0].itertuples():
            place = tap.input_row + STRIDED.padding, tap.input_column + STRIDED.padding
            wanted[place] = f"×{written(tap.weight)}"
        assert framed == list(wanted.ravel())


@pytest.mark.parametrize("config", [STRIDED, Config()], ids=["strided", "default"])
def test_every_pixel_frames_the_outputs_that_it_feeds(lab, strided, config):
    shown, channel, filter = strided if config is STRIDED else lab, 1, 1
    shown.press(f"Input channel {channel}")
    shown.press(f"Filter {filter}")
    result, side = run(config), config.output_size
    found = grid(shown, "Input").evaluate(POINT_AT_ALL)
    assert len(found) == config.padded_size**2
    unused = 0
    for index, (said, framed) in enumerate(found):
        row, column = (place - config.padding for place in divmod(index, config.padded_size))
        if not (0 <= row < config.input_size and 0 <= column < config.input_size):
            assert said.startswith(f"Padding row {written(row)}, column {written(column)} is ")
            continue
        fed = feeds(result, channel, row, column)
        own = fed[fed["filter"] == filter]
        value = result.input[channel, row, column]
        wanted = np.full((side, side), None)
        for path in own.itertuples():
            wanted[path.row, path.column] = f"×{written(path.weight)}"
            assert (
                f"Output row {path.row}, column {path.column}: {value}×{factor(path.weight)}"
                in (said)
            )
        assert framed == list(wanted.ravel())
        assert said.startswith(f"Input row {row}, column {column}, channel 1 is {value}. It feeds ")
        if own.empty:
            unused += 1
            assert said.endswith("It feeds no output: no window holds it.")
        else:
            plural = "" if len(own) == 1 else "s"
            assert f"It feeds {len(own)} output{plural} of the {side**2} of filter 1 " in said
            assert f"({len(fed)} over the 2 filters)." in said
    assert (unused > 0) == (config is STRIDED)


def test_channels_and_filters_walk_through_all_numbers(lab):
    result = run(Config())
    for channel in range(2):
        lab.press(f"Input channel {channel}")
        padded = np.pad(result.input[channel], 1)
        assert numbers(lab, "Input") == list(padded.ravel())
        for filter in range(2):
            lab.press(f"Filter {filter}")
            assert numbers(lab, "Kernel") == list(result.weights[filter, channel].ravel())
            assert numbers(lab, "Output") == list(result.output[filter].ravel())
            assert f"filter {filter}" in lab.spoken


def test_what_lies_above_0_is_blue_and_what_lies_below_it_orange(lab):
    signs = {1: set(), 0: set(), -1: set()}
    for name in ("Input", "Kernel", "Output"):
        cells = lab.locator(f"[aria-label^='{name},'] .cell")
        shades = cells.evaluate_all(SHADES)
        for number, (red, _, blue) in zip(numbers(lab, name), shades, strict=True):
            signs[np.sign(number)].add(np.sign(round(blue - red, 3)))
    assert signs == {1: {1}, 0: {0}, -1: {-1}}


def test_arrow_keys_step_through_both_grids_and_the_sum_is_spoken(lab):
    result = run(Config())
    lab.press("Input channel 0")
    lab.press("Filter 0")
    keys = lab.page.keyboard
    grid(lab, "Input").evaluate(POINT, 0)
    grid(lab, "Output").evaluate(POINT, 0)
    grid(lab, "Output").locator("[tabindex='0']").focus()
    steps = (
        ("ArrowRight", (0, 1)),
        ("ArrowDown", (1, 1)),
        ("End", (1, 5)),
        ("ArrowRight", (1, 5)),
        ("ArrowUp", (0, 5)),
        ("ArrowUp", (0, 5)),
        ("Home", (0, 0)),
        ("ArrowLeft", (0, 0)),
    )
    for key, (row, column) in steps:
        keys.press(key)
        assert lab.spoken == sentence(result, 0, row, column)
        focused = grid(lab, "Output").locator(".cell:focus")
        value = written(result.output[0, row, column])
        assert focused.get_attribute("aria-label") == f"row {row}, column {column}: {value}"
        assert focused.get_attribute("aria-selected") == "true"
    keys.press("Shift+Tab")
    assert lab.spoken.startswith("Padding row −1, column −1 is always 0. It feeds 1 output of")
    for key in ("End", "ArrowLeft", "ArrowDown"):
        keys.press(key)
    assert lab.spoken.startswith("Input row 0, column 5, channel 0 is 0. It feeds 4 outputs of")
    assert grid(lab, "Input").locator("[tabindex='0']").count() == 1
    keys.press("Tab")
    assert lab.spoken == sentence(result, 0, 0, 0)


def test_the_sum_can_be_read_as_well(lab):
    lab.press("Input channel 1")
    lab.press("Filter 1")
    grid(lab, "Output").evaluate(POINT, 15)
    result, words = run(Config()), lab.get_by_role("region", name="Written out").inner_text()
    assert words.startswith("Output row 2, column 3, filter 1")
    sums = products(result, 1, 2, 3).groupby("channel")["product"].sum()
    for channel, total in sums.items():
        (line,) = [line for line in words.splitlines() if line.startswith(f"Channel {channel}")]
        assert line.endswith(f"= {written(total)}")
    last = f"{' + '.join(map(factor, sums))} + bias {factor(result.biases[1])} = "
    assert words.splitlines()[-1].endswith(last + written(result.output[1, 2, 3]))


def test_what_is_pointed_at_ends_play_until_a_step_goes_on(visitor):
    lab = shown(with_stopped_clock(visitor()), Config())
    grid(lab, "Output").locator(".cell").nth(8).hover()
    assert lab.data("cell") == "8"
    lab.press("Play")
    assert lab.playing
    grid(lab, "Input").locator(".cell").nth(20).hover()
    assert lab.data("pixel") == "1,3"
    assert not lab.playing
    lab.press("Step forward")
    assert lab.data("pixel") == ""


def test_a_finger_points_on_a_phone(visitor):
    page = visitor(has_touch=True, is_mobile=True)
    lab = shown(page, Config())
    page.set_viewport_size({"width": 390, "height": 900})
    for name, index, said in (
        ("Output", 14, "Output row 2, column 2"),
        ("Input", 20, "Input row 1"),
    ):
        grid(lab, name).locator(".cell").nth(index).tap()
        assert lab.spoken.startswith(said)


@pytest.mark.parametrize(
    "config", [LARGEST, Config(1, 1, 1, 1, padding=0)], ids=["largest", "smallest"]
)
def test_nothing_overflows_and_every_number_fits_its_cell(page, config):
    lab = shown(page, config)
    for width, theme in ((1440, "light"), (390, "light"), (390, "dark"), (1440, "dark")):
        page.emulate_media(color_scheme=theme)
        resize(page, width)
        grid(lab, "Input").evaluate(POINT, 0)
        lab.assert_fits()
        assert lab.evaluate(CROWDED) == [], f"numbers wider than their cells at {width}, {theme}"


def test_in_the_dashboard_it_answers_without_a_word_to_the_server(page, address):
    lab = in_dashboard(page, f"{address}/convolution?lab=One+output+cell", ".cell_view[data-cell]")
    with lab.without_a_word():
        grid(lab, "Output").locator(".cell").nth(8).hover()
        assert lab.spoken == sentence(run(Config()), 0, 1, 2)
        lab.press("Play")
        lab.wait_until("data.cell > 8")
        lab.press("Pause")
    enter(page, "Stride", "2")
    lab.get_by_text("Cell 1 of 9").wait_for()
    assert lab.spoken == sentence(run(Config(stride=2)), 0, 0, 0)
