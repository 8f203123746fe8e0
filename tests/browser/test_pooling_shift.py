"""The block in a browser: dragged, moved with keys and buttons, pointed at; its looks; the page."""

import numpy as np
import pytest

from core.pooling.compared import COMPARED
from core.pooling.shift import Config, run
from pages.labs.pooling import moving_block
from tests.browser.component import in_dashboard, mount, with_stopped_clock
from tests.browser.steps import address_has, enter, saved, settle

SIDE, BLOCK, START = 6, 3, (1, 2)
LAST = SIDE - BLOCK
SMALL, LARGE = Config(SIDE, BLOCK, row=START[0], column=START[1]), Config(12, 4, stride=1)
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


def assert_shows(root, answers, place, before=START):
    """Every number, every mark of a change and every count is what core worked out.

    Changes are those since the place ``before``; what tells the two apart is said.
    """
    assert place_of(root) == place
    alike = []
    for operator in COMPARED:
        now, was = answers[operator][place], answers[operator][before]
        changed = np.abs(now - was).ravel() > 1e-9
        alike += [] if changed.any() else [operator]
        cells = panel(root, operator).locator(".cell")
        own = [float(text) for text in cells.all_inner_texts()]
        np.testing.assert_allclose(own, now.ravel(), atol=0.005)
        marked = cells.evaluate_all("all => all.map(one => one.matches('.changed'))")
        assert marked == changed.tolist()
        note = panel(root, operator).locator(".note").inner_text()
        count = f"{changed.sum()} of {changed.size} changed"
        assert note == (count if changed.any() else "unchanged")
    said = root.locator(".answer").inner_text()
    if place != before:
        names = " and ".join([", ".join(alike[:-1]), alike[-1]] if alike[1:] else alike)
        cannot = (
            f"after {names} pooling it cannot" if alike else "it can tell, whatever the pooling"
        )
        assert f"row {before[0] + 1}, column {before[1] + 1}, or is it" in said
        assert cannot in said


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
    assert shown.spoken.startswith("Block at row 4, column 4. Was it at row 2, column 3, or is it")


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
    assert shown.spoken.startswith("Block at row 2, column 2. Was it at row 2, column 3, or is it")
    panel(shown, "max").locator(".pooled").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert shown.spoken == (
        "Window in row 2, column 1. It sees rows 3–4, columns 1–2: max(0, 1, 0, 1) = 1, "
        "average (0+1+0+1)/4 = 0.5."
    )
    assert answers["max"][1, 1][1, 0] == 1
    assert answers["average"][1, 1][1, 0] == 0.5
    panel(shown, "blur").locator(".pooled").focus()
    page.keyboard.press("ArrowRight")
    now, before = (answers["blur"][place][0, 0] for place in ((1, 1), START))
    assert shown.spoken.startswith(f"Blur, row 1, column 1: {now:g} (before {before:g}). It sees")
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
    assert_shows(shown, answers, (0, LAST - 1), (1, LAST - 1))
    shown.press("To the start")
    assert_shows(shown, answers, START, (0, LAST - 1))


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
    assert f"It sees rows {rows}, columns {columns}" in shown.locator(".readout").inner_text()
    seen, board = shown.locator(".seen").bounding_box(), shown.locator(".board").bounding_box()
    first, _, last = columns.partition("–")
    cell = board["width"] / SIDE
    assert seen["width"] == pytest.approx((int(last or first) - int(first) + 1) * cell, abs=1)
    assert seen["x"] - board["x"] == pytest.approx((int(first) - 1) * cell, abs=2)
    page.mouse.move(0, 0)
    assert shown.locator(".seen").is_hidden()


def test_the_write_ups_matrices_are_a_press_away_and_their_misprints_are_told(page):
    root = moving(page, Config())
    for number, (place, misprinted) in enumerate(
        [((0, 0), True), ((0, 1), False), ((1, 1), False), ((1, 0), True)], start=1
    ):
        root.press(f"Matrix {number}")
        assert place_of(root) == place
        pressed = root.get_by_role("group", name="The write-up's matrices").locator(
            "[aria-pressed=true]"
        )
        assert pressed.all_inner_texts() == [str(number)]
        assert root.get_by_text("Misprinted in the write-up").count() == misprinted
        marked = [panel(root, name).locator(".misprint").count() for name in COMPARED]
        assert marked == [0, int(misprinted), 0, 0, 0, 0]
    said = root.locator(".answer").inner_text()
    assert "Was it at row 2, column 2, or is it at row 2, column 1?" in said
    assert "after max and max blur pooling it cannot tell; after average, L², subs" in said
    assert moving(page, SMALL).locator("[aria-label^='Matrix']").count() == 0


def test_the_windows_are_walked_through_one_by_one(visitor):
    root = moving(with_stopped_clock(visitor()), Config())
    assert root.data("window") == "0"
    root.press("Step forward", "Step forward")
    readout = root.locator(".readout")
    assert "max(1, 0, 1, 0) = 1, average (1+0+1+0)/4 = 0.5" in readout.inner_text()
    assert root.locator(".pooled .pointed").count() == 2
    seen, board = root.locator(".seen").bounding_box(), root.locator(".board").bounding_box()
    assert seen["width"] == pytest.approx(board["width"] / 2, abs=4)
    root.press("Play")
    assert root.playing
    root.run_for(4_000)
    assert root.data("window") == "4"
    assert not root.playing


def test_a_change_is_marked_by_more_than_colour(page, shown):
    shown.press("Move the block left")
    marked = shown.locator(".pooled .changed").first
    plain = shown.locator(".pooled .cell:not(.changed)").first
    looks = "one => [getComputedStyle(one).borderTopWidth, getComputedStyle(one).backgroundImage]"
    (width, picture), (plain_width, plain_picture) = marked.evaluate(looks), plain.evaluate(looks)
    assert float(width[:-2]) > float(plain_width[:-2])
    assert "gradient" in picture
    assert plain_picture == "none"


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
    page.get_by_text("More settings").first.click()
    enter(page, "Block", "4")
    address_has(page, "block=4")
    page.locator(".moving_block[data-place='3 0']").wait_for()
    settle(page)
    assert len(saved(page, "shifts.csv").read_text().splitlines()) == 1 + len(COMPARED) * 5**2
