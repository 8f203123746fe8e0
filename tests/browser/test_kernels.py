"""Kernels on pictures in a browser: drawn, typed, uploaded, downloaded, and nothing too wide."""

from base64 import b64decode
from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from core.convolution.kernels import KERNELS, Config, Kernel, responses, run
from core.convolution.pictures import digit, synthetic, uploaded
from pages.labs.convolution.kernels import DIGIT, DRAWN, LEARNED, OWN
from tests.browser import steps
from tests.browser.steps import assert_stands, edit, press, resize, saved, settle
from tests.core.convolution.test_pictures import bomb, photo
from tests.core.convolution.test_pictures import saved as saved_photo

LAB = "convolution?lab=Kernels+on+pictures"
PICTURES = "[data-testid=stVegaLiteChart] image"
# The numbers that a drawn picture has in the browser, from the address it was given.
HREF = "image => image.getAttribute('href') || image.getAttribute('xlink:href')"


def opened(page, address, **query):
    asked = "".join(f"&{key}={str(value).replace(' ', '+')}" for key, value in query.items())
    steps.opened(page, f"{address}/{LAB}{asked}", PICTURES).nth(1).wait_for()


def drawn(page, place):
    """The colours (rows, columns, 3) of a picture on the page."""
    picture = b64decode(page.locator(PICTURES).nth(place).evaluate(HREF).partition(",")[2])
    return np.asarray(Image.open(BytesIO(picture)).convert("RGB")).astype(int)


def shows(page, config, seconds=30):
    """Wait until the response on the page is that of ``config``, rounded to 256 shades."""
    response = run(config).response
    low = -abs(response).max() if config.kernel.signed else 0
    share = (response - low) / (abs(response).max() - low)
    for _ in range(int(seconds / 0.1)):
        colours = drawn(page, 1)
        enlarged = colours.shape[0] // len(response)
        red = colours[::enlarged, ::enlarged, 0]
        if config.kernel.signed:
            expected = np.interp(share, [0, 0.5, 1], [230, 247, 0])
        else:
            expected = 255 * share
        if red.shape == response.shape and abs(red - expected).max() <= 3:
            return True
        page.wait_for_timeout(100)
    return False


def write(page, text):
    """Write ``text`` into the first cell of the kernel."""
    edit(page, 80, 50, text)


def test_the_picture_and_the_response_are_drawn_side_by_side(page, address):
    opened(page, address)
    assert shows(page, Config())
    np.testing.assert_allclose(drawn(page, 0)[::4, ::4, 0], 255 * synthetic(0).pixels, atol=1)
    boxes = [page.locator(PICTURES).nth(place).bounding_box() for place in range(2)]
    for box in boxes:
        assert box["width"] == pytest.approx(box["height"], abs=1)
        assert box["width"] == pytest.approx(280, abs=3)
    assert boxes[0]["y"] == pytest.approx(boxes[1]["y"], abs=1)
    assert boxes[0]["x"] + 280 < boxes[1]["x"]


def test_a_pixel_of_a_digit_says_its_number(page, address):
    opened(page, address, scene=DIGIT, scene_number=7)
    assert shows(page, Config(picture=digit(7)))
    box = page.locator(PICTURES).nth(1).bounding_box()
    page.mouse.move(box["x"] + 10 * 12.5, box["y"] + 10 * 8.5)
    page.mouse.move(box["x"] + 10 * 12.5 + 1, box["y"] + 10 * 8.5)
    tip = page.locator("#vg-tooltip-element")
    tip.wait_for()
    said = tip.inner_text().split()
    assert said[:4] == ["row", "8", "column", "12"]
    response = run(Config(picture=digit(7))).response
    assert float(said[5].replace("−", "-")) == pytest.approx(response[8, 12], abs=1e-3)


def test_a_number_typed_into_the_table_changes_the_response(page, address):
    opened(page, address, filter=next(iter(DRAWN)))
    assert shows(page, Config(KERNELS["identity"]))
    write(page, "-1")
    assert shows(page, Config(Kernel(((-1, 0, 0), (0, 1, 0), (0, 0, 0)))))
    page.wait_for_url("**drawn=-1*")
    write(page, "edge")
    page.get_by_text("Row 0, column 0 is 'edge', but must be a number").wait_for()
    press(page, "Clear")
    assert shows(page, Config(KERNELS["identity"]))
    page.get_by_text("must be a number").wait_for(state="detached")


def test_a_visitors_picture_is_filtered_and_a_bomb_is_refused(page, address, tmp_path):
    mine, huge = tmp_path / "mine.png", tmp_path / "huge.png"
    mine.write_bytes(saved_photo(photo(64)))
    huge.write_bytes(bomb())
    opened(page, address, scene=OWN)
    page.locator("input[type=file]").set_input_files(mine)
    config = Config(picture=uploaded(mine.read_bytes()))
    assert shows(page, config)
    settle(page)
    table = pd.read_csv(saved(page, "response.csv"))
    pd.testing.assert_frame_equal(table, responses([run(config)]))
    page.locator("input[type=file]").set_input_files(huge)
    page.get_by_text("The picture is 20,000 × 20,000 pixels, but must have at most").wait_for()
    settle(page)
    assert page.locator(PICTURES).count() == 2


@pytest.mark.parametrize("name", [[*DRAWN][1], LEARNED])
def test_nothing_overflows(page, address, name):
    opened(page, address, filter=name, scene=DIGIT)
    if name == LEARNED:
        page.locator(PICTURES).nth(8).wait_for()
    for width, theme in ((1440, "dark"), (390, "dark"), (390, "light")):
        page.emulate_media(color_scheme=theme)
        resize(page, width)
        assert_stands(page)
        for picture in page.locator(PICTURES).all():
            box = picture.bounding_box()
            assert 0 <= box["x"] < box["x"] + box["width"] <= width
