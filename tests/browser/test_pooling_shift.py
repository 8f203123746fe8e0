"""The block in a browser: dragged, moved with keys and buttons, pointed at; its looks; the page."""

from functools import partial

import numpy as np
import pytest

from core.pooling.compared import COMPARED
from core.pooling.shift import Config, run
from pages.labs.pooling import moving_block
from tests.browser import speed
from tests.browser.component import in_dashboard, mount
from tests.browser.steps import address_has, enter, saved, settle

SIDE, BLOCK, START = 6, 3, (1, 2)
LAST = SIDE - BLOCK
SMALL, LARGE = Config(SIDE, BLOCK, row=START[0], column=START[1]), Config(12, 4, stride=1)
# Move the pointer to each cell of the diagonal in turn; for each milliseconds of work, and what a
# move adds until the frame that shows it to a frame in which nothing moves.
ANSWER = """async (board, side) => {
    const root = board.getRootNode().querySelector('.moving_block')
    const box = board.getBoundingClientRect()
    const painted = () => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)))
    const send = (kind, cell, buttons) => board.dispatchEvent(new PointerEvent(kind, {
        bubbles: true, pointerId: 1, buttons,
        clientX: box.left + (cell + 0.5) * box.width / side,
        clientY: box.top + (cell + 0.5) * box.height / side,
    }))
    board.setPointerCapture = () => {}
    send('pointerdown', 0, 1)
    const times = []
    for (let cell = side - 1; cell > 0; cell--) {
        const idle = performance.now()
        await painted()
        const [before, start] = [root.dataset.place, performance.now()]
        send('pointermove', cell, 1)
        const worked = performance.now() - start
        await painted()
        const took = performance.now() - start
        if (root.dataset.place !== before) times.push([worked, took - (start - idle)])
    }
    send('pointermove', 0, 1)
    send('pointerup', 0, 0)
    return times
}"""
SQUARE = """board => [...board.querySelectorAll(':scope > .cell')].map(cell => {
    const { width, height } = cell.getBoundingClientRect()
    return Math.abs(width - height)
})"""


def moving(page, config=SMALL):
    return mount(page, moving_block, moving_block.pack(run(config)))


@pytest.fixture
def shown(page):
    return moving(page)


@pytest.fixture(scope="module")
def answers():
    return run(SMALL).answers


def place_of(root):
    return tuple(int(part) for part in root.data("place").split())


def panel(root, operator):
    return root.locator(".panel").nth(COMPARED.index(operator))


def cell_middle(root, row, column, side=SIDE):
    box = root.locator(".board").bounding_box()
    cell = box["width"] / side
    return box["x"] + (column + 0.5) * cell, box["y"] + (row + 0.5) * cell


def assert_shows(root, answers, place):
    """Every number, every mark of a change and every count is what core worked out."""
    assert place_of(root) == place
    for operator in COMPARED:
        now, before = answers[operator][place], answers[operator][START]
        changed = np.abs(now - before).ravel() > 1e-9
        cells = panel(root, operator).locator(".cell")
        own = [float(text) for text in cells.all_inner_texts()]
        np.testing.assert_allclose(own, now.ravel(), atol=0.005)
        marked = cells.evaluate_all("all => all.map(one => one.matches('.changed'))")
        assert marked == changed.tolist()
        note = panel(root, operator).locator(".note").inner_text()
        count = f"{changed.sum()} of {changed.size} changed"
        assert note == (count if changed.any() else "unchanged")


def test_the_block_is_dragged_by_where_it_was_gripped(page, shown, answers):
    assert_shows(shown, answers, START)
    # By its lower right corner: two cells down and right of the place.
    page.mouse.move(*cell_middle(shown, START[0] + 2, START[1] + 2))
    page.mouse.down()
    page.mouse.move(*cell_middle(shown, 2, 3), steps=4)
    assert_shows(shown, answers, (0, 1))
    page.mouse.move(*cell_middle(shown, SIDE + 3, SIDE + 3), steps=3)
    assert_shows(shown, answers, (LAST, LAST))
    page.mouse.up()
    page.mouse.move(*cell_middle(shown, 0, 0))
    assert_shows(shown, answers, (LAST, LAST))
    assert "1 right, 2 down of its start" in shown.spoken


def test_a_press_beside_the_block_brings_its_middle_there(page, shown, answers):
    page.mouse.click(*cell_middle(shown, 4, 1))
    assert_shows(shown, answers, (3, 0))


def test_a_finger_drags_it_and_not_the_page(visitor, answers):
    page = visitor(viewport={"width": 390, "height": 500}, has_touch=True)
    root = moving(page)
    root.locator(".board").scroll_into_view_if_needed()
    finger = page.context.new_cdp_session(page)
    assert page.evaluate("document.documentElement.scrollHeight > innerHeight")
    before = page.evaluate("scrollY")
    for kind, cell in (("touchStart", (1, 2)), ("touchMove", (2, 2)), ("touchMove", (3, 1))):
        x, y = cell_middle(root, *cell)
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert_shows(root, answers, (3, 1))
    assert page.evaluate("scrollY") == before


def test_the_keyboard_alone_moves_the_block_and_points(page, shown, answers):
    page.keyboard.press("Tab")
    for key, place in (
        ("ArrowLeft", (1, 1)),
        ("ArrowUp", (0, 1)),
        ("ArrowUp", (0, 1)),
        ("ArrowRight", (0, 2)),
        ("ArrowDown", (1, 2)),
        ("ArrowDown", (2, 2)),
        ("Home", START),
    ):
        page.keyboard.press(key)
        assert place_of(shown) == place, key
    page.keyboard.press("ArrowLeft")
    assert shown.spoken.startswith("Block 1 left of its start. Max: ")
    panel(shown, "max").locator(".pooled").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    value = answers["max"][1, 1][1, 0]
    assert shown.spoken.startswith(f"Max, row 2, column 1: {value:g} (at the start ")
    assert place_of(shown) == (1, 1)


def test_buttons_move_it_up_to_the_edge_and_back_to_the_start(shown, answers):
    right = shown.button("Move the block right")
    while right.get_attribute("aria-disabled") == "false":
        right.click()
    assert place_of(shown) == (START[0], LAST)
    right.click(force=True)
    assert place_of(shown) == (START[0], LAST)
    shown.press("Move the block left")
    assert right.get_attribute("aria-disabled") == "false"
    shown.press("Move the block down")
    shown.press("Move the block up")
    shown.press("Move the block up")
    assert_shows(shown, answers, (0, LAST - 1))
    shown.press("To the start")
    assert_shows(shown, answers, START)


@pytest.mark.parametrize(
    ("operator", "index", "rows", "columns"),
    [
        ("max", 4, "3–4", "3–4"),
        ("subsampling", 5, "3", "5"),
        ("blur", 0, "1–2", "1–2"),
        ("blur", 4, "2–4", "2–4"),
        ("max blur", 0, "1–3", "1–3"),
    ],
)
def test_pointing_at_a_number_shows_what_it_sees(page, shown, operator, index, rows, columns):
    panel(shown, operator).locator(".cell").nth(index).hover()
    assert f"It sees rows {rows}, columns {columns}." in shown.locator(".readout").inner_text()
    seen, board = shown.locator(".seen").bounding_box(), shown.locator(".board").bounding_box()
    first, _, last = columns.partition("–")
    cell = board["width"] / SIDE
    assert seen["width"] == pytest.approx((int(last or first) - int(first) + 1) * cell, abs=1)
    assert seen["x"] - board["x"] == pytest.approx((int(first) - 1) * cell, abs=2)
    page.mouse.move(0, 0)
    assert shown.locator(".seen").is_hidden()


def test_a_change_is_marked_by_more_than_colour(page, shown):
    shown.press("Move the block left")
    marked = shown.locator(".pooled .changed").first
    plain = shown.locator(".pooled .cell:not(.changed)").first
    looks = "one => [getComputedStyle(one).borderTopWidth, getComputedStyle(one).backgroundImage]"
    (width, picture), (plain_width, plain_picture) = marked.evaluate(looks), plain.evaluate(looks)
    assert float(width[:-2]) > float(plain_width[:-2])
    assert "gradient" in picture
    assert plain_picture == "none"


def test_pointing_answers_within_50_milliseconds_on_the_largest_grid(page):
    board = moving(page, LARGE).locator(".board")
    assert len(board.evaluate(ANSWER, 12)) > 5
    for place, within, what in ((0, 20, "a move"), (1, 50, "showing a move")):
        moved = partial(lambda place: [times[place] for times in board.evaluate(ANSWER, 12)], place)
        speed.assert_takes(page, moved, within, what)


def test_the_same_data_leave_the_block_and_others_bring_it_back(page, shown):
    shown.press("Move the block left")
    shown.update(moving_block.pack(run(SMALL)))
    assert place_of(shown) == (1, 1)
    shown.update(moving_block.pack(run(LARGE)))
    assert place_of(shown) == (0, 0)
    assert shown.locator(".board > .cell").count() == 144


@pytest.mark.parametrize(("motion", "glides"), [("reduce", False), ("no-preference", True)])
def test_with_reduced_motion_the_block_does_not_glide(page, motion, glides):
    page.emulate_media(reduced_motion=motion)
    seconds = (
        moving(page).locator(".block").evaluate("one => getComputedStyle(one).transitionDuration")
    )
    assert (max(float(part.strip(" s")) for part in seconds.split(",")) > 0) == glides


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_it_fits_in_both_themes_and_at_every_width(page, theme, width):
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 900})
    root = moving(page, LARGE)
    root.assert_fits()
    assert max(root.locator(".board").evaluate(SQUARE)) < 0.5


def test_in_the_dashboard_it_moves_without_a_word_to_the_server(page, address):
    place = f"{address}/pooling?lab=Shift+it&grid=8&block=2&start_row=3"
    root = in_dashboard(page, place, ".moving_block[data-place]")
    assert place_of(root) == (3, 0)
    with root.without_a_word():
        root.press("Move the block right")
        assert place_of(root) == (3, 1)
    enter(page, "Block", "4")
    address_has(page, "block=4")
    page.locator(".moving_block[data-place='3 0']").wait_for()
    settle(page)
    assert len(saved(page, "shifts.csv").read_text().splitlines()) == 1 + len(COMPARED) * 5**2
