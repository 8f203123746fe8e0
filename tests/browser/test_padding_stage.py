"""The picture in its frame, in a browser: its numbers are torch's; drag, window, keys, looks."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import functional

from pages.labs.convolution import padding_stage
from pages.shared.player.joined import joined
from tests.browser.component import in_dashboard, mount, with_stopped_clock
from tests.browser.steps import (
    address_has,
    after_each,
    assert_stands,
    opened,
    resize,
    settle,
)
from tests.pages.packed import decoded

ENGINE = Path(str(padding_stage.__file__)).with_name("padding_stage_engine.js")
CUT, LAYERS, FARTHEST = 28, 8, 24
MODES = {"zeros": "constant", "reflect": "reflect", "replicate": "replicate"}
MODES |= {"circular": "circular", "none": ""}
START = "0 10"
# Run the stage's arithmetic by itself on a picture that is moved.
ASK = """([side, pixels, moved, kernel, padding, place]) => {
    const values = Float32Array.from(pixels, (pixel) => pixel / 255)
    const stack = new Stack(seen({ side, values }, moved), Float32Array.from(kernel), padding)
    const numbers = (answers) => answers.map(({ values }) => Array.from(values))
    const layers = stack.given.map((_, layer) => layer).slice(1)
    return {
        given: numbers(stack.given), truth: numbers(stack.truth),
        errors: layers.map((layer) => Array.from(stack.errors(layer).values, (error) =>
            Number.isNaN(error) ? null : error)),
        windows: layers.map((layer) => stack.window(layer, place)),
        found: layers.map((layer) => stack.summary(layer)),
    }
}"""

# Formulae that are wider than the place that they stand in.
CUT_OFF = """() => [...document.querySelectorAll('.katex-display')]
    .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
    .map(({ textContent }) => textContent)"""


@pytest.fixture(scope="module")
def data():
    return padding_stage.pack(padding_stage.Config())


@pytest.fixture(scope="module")
def sent(data):
    """Kernels and pictures by their names, as the browser is sent them."""
    found = decoded(data[len(padding_stage.KEPT) :])
    kernels = {one["name"]: one["weights"] for one in found["kernels"]}
    return kernels, {one["name"]: one["pixels"] for one in found["pictures"]}


@pytest.fixture
def shown(page, data):
    return mount(page, padding_stage, data)


@pytest.fixture(scope="module")
def engine(kept_page):
    script, _ = joined(ENGINE)
    kept_page.evaluate(f"() => {{ {script}\n window.ask = {ASK} }}")
    return lambda *asked: kept_page.evaluate("asked => ask(asked)", list(asked))


def readout(shown):
    return shown.locator(".readout").inner_text()


def beheld(pixels, moved, around):
    """What lies in the cut-out and so many pixels around it, of a picture that is moved."""
    far = CUT + FARTHEST + around
    black = functional.pad(torch.tensor(pixels / 255, dtype=torch.float32), (far,) * 4)
    first = (len(pixels) - CUT) // 2 + far - around
    top, left = (first - at for at in moved)
    side = CUT + 2 * around
    return black[None, None, top : top + side, left : left + side]


def answers(values, kernel, padding):
    """What torch answers in each layer."""
    weight = torch.tensor(kernel)[None, None]
    layers = [values]
    for _ in range(LAYERS):
        mode = MODES[padding]
        framed = functional.pad(layers[-1], (1,) * 4, mode=mode) if mode else layers[-1]
        layers.append(functional.conv2d(framed, weight))
    return layers


@pytest.mark.parametrize("padding", MODES)
@pytest.mark.parametrize("name", ["average", "edges"])
@pytest.mark.parametrize(
    ("picture", "moved"), [("5", (0, 10)), ("3", (-7, 24)), ("photo", (24, -24)), ("4", (0, 0))]
)
def test_the_browser_computes_what_torch_does(engine, sent, padding, name, picture, moved):
    kernels, pictures = sent
    kernel, pixels = kernels[name], pictures[picture]
    place = [0, CUT - 1]
    asked = len(pixels), pixels.ravel().tolist(), moved, kernel.ravel().tolist(), padding, place
    found = engine(*asked)
    given = answers(beheld(pixels, moved, 0), kernel, padding)
    truth = answers(beheld(pixels, moved, LAYERS), kernel, "none")
    for ours, theirs in ((found["given"], given), (found["truth"], truth)):
        for layer in range(LAYERS + 1):
            np.testing.assert_allclose(ours[layer], theirs[layer].flatten(), rtol=0, atol=1e-5)
    for layer in range(1, LAYERS + 1):
        around = LAYERS - layer
        true = truth[layer][0, 0, around : around + CUT, around : around + CUT]
        errors = np.array(found["errors"][layer - 1], dtype=float).reshape(CUT, CUT)
        if padding == "none":
            left = found["found"][layer - 1]["left"]
            assert left == CUT - 2 * layer
            assert np.isfinite(errors).sum() == left**2
            assert not np.nanmax(np.abs(errors)) > 1e-4
            continue
        strongest = true.abs().max().item()
        if strongest > 1e-3:
            wanted = ((given[layer][0, 0] - true) / strongest).numpy()
            np.testing.assert_allclose(errors, wanted, atol=1e-5 / strongest)
        assert not np.abs(errors[layer : CUT - layer, layer : CUT - layer]).max() > 1e-4
        assert found["found"][layer - 1]["reach"] <= layer
        assert found["found"][layer - 1]["wrong"] == (np.abs(errors) > 1e-4).sum()
        framed = functional.pad(given[layer - 1], (1,) * 4, mode=MODES[padding])
        cells = found["windows"][layer - 1]
        window = framed[0, 0, :3, CUT - 1 :].flatten()
        np.testing.assert_allclose([cell["given"] for cell in cells], window, atol=1e-5)
        invented = [cell["invented"] for cell in cells]
        assert invented == [True, True, True, False, False, True, False, False, True]


def test_it_waits_at_the_first_layer_and_every_layer_carries_the_error_further_in(shown):
    assert not shown.playing
    assert shown.data("moved") == START
    for layer in range(1, 4):
        assert shown.data("layer") == str(layer)
        assert f"up to {layer} pixel{'s' * (layer > 1)} in from the border" in readout(shown)
        shown.press("Step forward")


def test_zeros_are_right_around_a_digit_in_the_middle_and_wrong_around_a_photo(shown):
    shown.press("The picture in the middle")
    assert "nothing is wrong" in readout(shown)
    shown.press("Picture photo")
    assert "14 % of the answers are wrong" in readout(shown)
    shown.press("Frame none", "Step forward")
    assert "but of 28 × 28 answers 24 × 24 are left." in readout(shown)
    assert readout(shown).endswith("in the corner counts in 1 of them, one in the middle in 25.")
    assert "no answer" in shown.panel("What the window sees").inner_text()


def test_arrow_keys_move_the_picture_and_slide_the_window(shown):
    given, truth, wrong = shown.get_by_role("application").all()
    given.focus()
    keys = ["ArrowLeft", "ArrowUp", "ArrowUp", "Home"]
    moved = after_each(shown.page.keyboard.press, keys, lambda: shown.data("moved"))
    assert moved == ["0 9", "-1 9", "-2 9", START]
    assert "10 pixels right and 0 down" in given.get_attribute("aria-label")
    for board in (truth, wrong):
        board.focus()
        row, column = map(int, shown.data("place").split())
        shown.page.keyboard.press("ArrowUp")
        shown.page.keyboard.press("ArrowLeft")
        assert shown.data("place") == f"{row - 1} {column - 1}"
        assert shown.spoken.startswith(f"Row {row}, column {column}: ")
    assert shown.data("layer") == "1"
    shown.get_by_role("slider").focus()
    shown.page.keyboard.press("ArrowRight")
    assert shown.data("layer") == "2"


def test_the_picture_is_dragged_and_the_window_follows_the_pointer(page, shown):
    given, _, wrong = shown.get_by_role("application").all()
    box = given.bounding_box()
    cell = box["width"] / (CUT + 2 * LAYERS)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 4 * cell, y + 3 * cell)
    assert shown.data("moved") == "3 6"
    page.mouse.move(x - 90 * cell, y)
    assert shown.data("moved") == f"0 {-FARTHEST}"
    page.mouse.up()
    box = wrong.bounding_box()
    page.mouse.move(box["x"] + 1, box["y"] + box["height"] - 1)
    assert shown.data("place") == f"{CUT - 1} 0"
    told = shown.inner_text()
    assert "Row 28, column 1: 5 of 9 cells are invented. The answer is 0.00, really 0.00" in told
    assert "what is invented is what really lies there" in told
    page.mouse.move(0, 0)
    assert shown.data("place") == "17 27"
    page.mouse.click(x, y)
    assert shown.data("moved") == f"0 {-FARTHEST}"
    page.mouse.move(0, 0)
    assert shown.data("place") == f"{CUT // 2} {CUT // 2}"


def test_a_finger_drags_the_picture_and_does_not_scroll(visitor, data):
    page = visitor(has_touch=True, is_mobile=True)
    shown = mount(page, padding_stage, data)
    page.set_viewport_size({"width": 390, "height": 844})
    given = shown.get_by_role("application").first
    box = given.bounding_box()
    cell = box["width"] / (CUT + 2 * LAYERS)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    finger = page.context.new_cdp_session(page)
    for kind, points in (
        ("touchStart", [{"x": x, "y": y}]),
        ("touchMove", [{"x": x - 5 * cell, "y": y + 5 * cell}]),
        ("touchEnd", []),
    ):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    assert shown.data("moved") == "5 5"
    assert page.evaluate("scrollY") == 0


def test_it_plays_all_layers_and_calmly_where_that_is_asked_for(visitor, data):
    shown = mount(with_stopped_clock(visitor()), padding_stage, data)
    shown.press("Play")
    shown.run_for(6_000)
    assert not shown.playing
    assert shown.data("layer") == str(LAYERS)
    shown.page.emulate_media(reduced_motion="reduce")
    shown.watch()
    shown.press("Play")
    shown.run_for(2_100)
    assert 3 <= shown.seen <= 5


def test_it_fits_in_both_themes_at_every_width(page, shown):
    for width, theme in ((1440, "light"), (390, "light"), (390, "dark"), (1180, "dark")):
        page.emulate_media(color_scheme=theme)
        resize(page, width)
        shown.assert_fits()


def test_in_the_dashboard_it_plays_without_a_word_and_the_address_keeps_what_is_chosen(
    page, address
):
    shown = in_dashboard(page, f"{address}/convolution?lab=Padding", ".padding_stage[data-layer]")
    with shown.without_a_word():
        shown.press("Step forward", "Play")
        shown.wait_until("Number(data.layer) > 3")
    shown.press("Pause", "The picture in the middle", "Frame circular", "Kernel edges")
    layer = shown.data("layer")
    address_has(page, "border_frame=circular", "border_kernel=edges", "border_right=0")
    settle(page)
    assert (shown.data("moved"), shown.data("layer")) == ("0 0", layer)
    page.reload()
    page.locator(".padding_stage[data-moved='0 0'][data-padding=circular]").wait_for()


@pytest.mark.parametrize(
    ("old", "file"),
    [("Cost&cost_pictures=2", "errors.csv"), ("Sizes and coverage", "coverage.csv")],
)
def test_an_old_address_leads_to_the_answer_and_no_formula_is_cut_off_on_a_phone(
    page, address, old, file
):
    resize(page, 360)
    opened(page, f"{address}/convolution?lab={old}")
    page.get_by_role("button", name=file).first.wait_for()
    address_has(page, "lab=Padding", "asked_padding=")
    settle(page)
    assert page.locator(".katex-display").count() > 2
    assert page.evaluate(CUT_OFF) == []


def test_who_comes_back_to_an_old_address_finds_the_lab_whole(page, address):
    opened(page, f"{address}/glossary")
    opened(page, f"{address}/convolution?lab=Benefit")
    page.locator(".padding_stage[data-layer]").wait_for()
    settle(page)
    page.go_back()
    page.locator(".padding_stage").wait_for(state="detached")
    page.locator(".component").first.wait_for()
    settle(page)
    assert_stands(page)
    page.go_back()
    page.get_by_role("heading", level=1, name="Glossary").wait_for()
