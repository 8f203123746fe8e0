"""The lab “Kernels on pictures”: pictures, kernels, what is drawn or uploaded, and bad input."""

from functools import partial

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.convolution import kernels
from core.convolution.kernels import KERNELS, Config, run
from core.convolution.pictures import digit, synthetic, uploaded
from pages.labs.convolution import kernels as kernels_lab
from pages.labs.convolution.kernels import DIGIT, LEARNED, OWN
from pages.shared.charts import pixmaps
from tests.core.convolution.test_pictures import chunk, header, photo, saved
from tests.pages.visit import open_page

lab = partial(open_page, "convolution", lab="Kernels on pictures")
DRAWN, DRAWN_5 = kernels_lab.DRAWN
KEPT = "What you see below is the last setting that worked."


def urls(app):
    """The pictures on the page, in their order."""
    return [frame["url"].item() for chart in app.drawn for frame in chart if "url" in frame]


def response(result):
    """The picture that the lab draws of one response."""
    most = abs(result.response).max()
    return pixmaps.encoded(result.response, (-most if result.config.kernel.signed else 0, most))


def shows(app, config):
    """Hold the two pictures of the page against those of ``config``."""
    pictures = [pixmaps.encoded(config.picture.pixels, (0, 1)), response(run(config))]
    assert urls(app) == pictures, f"not the pictures of {config} on a page that says:\n{app.said}"


def refuses(app, said):
    """The page says one sentence, and that the last result stays."""
    return app.refuses(said).troubles[0].endswith(KEPT)


def test_opens_with_a_finished_response_and_every_control_changes_it():
    app = lab().whole()
    shows(app.writes(r"\frac{128 + 2 \cdot 1 - 1 \cdot (3 - 1) - 1}{1}"), Config())
    app.walk(scene_number=11, scene=DIGIT, filter="sharpen")
    app.walk(filter_stride=2, filter_dilation=3, filter_padding="none")
    shows(app, Config(KERNELS["sharpen"], 2, 3, "none", digit(11)))
    app.writes(r"\frac{28 + 2 \cdot 0 - 3 \cdot (3 - 1) - 1}{2}").tells("11 × 11 pixels, from ")
    shows(app.press("kernels_reset"), Config())


def test_every_kernel_is_shown_with_its_numbers_and_its_response():
    app = lab(scene=DIGIT, scene_number="3")
    for name, kernel in KERNELS.items():
        app.fill(filter=name).whole()
        shows(app, Config(kernel, picture=digit(3)))
        (numbers,) = [frame for chart in app.drawn for frame in chart if "number" in frame]
        assert list(numbers["number"]) == list(np.ravel(kernel.numbers))
        app.tells(kernel.about)


def test_a_kernel_can_be_drawn_cleared_and_found_in_the_address():
    app = lab(filter=DRAWN).whole()
    shows(app, Config(KERNELS["identity"]))
    (typed,) = app.data_editor
    assert isinstance(typed.value, pd.DataFrame)
    assert typed.value.to_numpy().tolist() == [["0"] * 3, ["0", "1", "0"], ["0"] * 3]
    assert synthetic(0).size == (128, 128)
    app.type_into("drawing_3_0", edited_rows={0: {"2": "-2.5"}, 2: {"0": "1"}}).whole()
    mine = Config(kernels.Kernel(((0, 0, -2.5), (0, 1, 0), (1, 0, 0))))
    shows(app, mine)
    address = "0,0,-2.5,0,1,0,1,0,0"
    assert app.query_params["drawn"] in (address, [address])
    shows(lab(filter=DRAWN, drawn=address), mine)
    app.fill(filter="sharpen")
    assert "drawn" not in app.query_params
    shows(app.fill(filter=DRAWN), mine)
    shows(app.press("drawing_clear"), Config(KERNELS["identity"]))
    app.text_area(key="kernel_pasted").set_value("[0 1/2 0; 1 2 1; 0 0.5 0]")
    shows(app.run(), Config(kernels.Kernel(((0, 0.5, 0), (1, 2, 1), (0, 0.5, 0)))))
    app.text_area(key="kernel_pasted").set_value("[[1, 2], [3, 4]]")
    app.run().refuses("The pasted matrix is 2 × 2, but must be 3 × 3.")


def test_five_by_five_can_be_drawn():
    app = lab(filter=DRAWN_5, drawn=",".join(map(str, range(25)))).whole()
    numbers = tuple(tuple(range(5 * row, 5 * row + 5)) for row in range(5))
    shows(app, Config(kernels.Kernel(numbers)))


def test_what_is_typed_and_no_number_is_named():
    app = lab(filter=DRAWN, scene=DIGIT)
    for cell, said in (
        ("edge", "'edge'"),
        ("nan", "'nan'"),
        ("-inf", "'-inf'"),
        ("", "empty"),
        (None, "empty"),
    ):
        app.type_into("drawing_3_0", edited_rows={1: {"2": cell}})
        number = f"Row 1, column 2 is {said}, but must be a number from −1,000 to 1,000."
        assert refuses(app, f"{number} {KEPT}")
        shows(app, Config(KERNELS["identity"], picture=digit(0)))


def test_a_visitors_picture_is_filtered_and_a_file_that_is_none_refused_in_a_sentence():
    app = lab(scene=OWN, filter="box blur").whole()
    assert "Choose a file." in app.info[0].value
    shows(app, Config(KERNELS["box blur"]))
    for data, kind in ((saved(photo(48)), "image/png"), (saved(photo(40), "JPEG"), "image/jpeg")):
        app.fill(scene_file=("mine.png", data, kind)).whole()
        assert not app.info
        shown = Config(KERNELS["box blur"], picture=uploaded(data))
        shows(app, shown)
    app.tells("40 × 40 pixels")
    for data, said in (
        (b"hello", "The file is not a picture that can be read, but must be a PNG or a JPEG."),
        (saved(photo(), "GIF"), "The file is not a picture that can be read"),
        (saved(photo())[:900], "The picture is damaged or breaks off before its end"),
        (header(20_000, 20_000) + chunk(b"IDAT", b""), "The picture is 20,000 × 20,000 pixels"),
        (b"\xff" * (2**21 + 1), "The file has 2.0 MB, but must have at most 2 MB."),
        (
            saved(photo(2)),
            "kernel_size is 3, which with dilation 1 spans 3 of the height, but "
            "must span at most 2",
        ),
    ):
        assert refuses(app.fill(scene_file=("mine.png", data, "image/png")), said)
        shows(app, shown)


def test_the_learned_kernels_are_shown_with_how_they_were_learned(monkeypatch):
    learned = kernels.learn(1)
    monkeypatch.setattr(kernels, "learn", lambda seed, report: learned)
    app = lab(filter=LEARNED, scene=DIGIT, filter_seed="1", scene_number="7").whole()
    results = [run(Config(kernel, picture=digit(7))) for kernel in learned.kernels]
    most = max(abs(result.response).max() for result in results)
    assert urls(app)[1:] == [pixmaps.encoded(one.response, (-most, most)) for one in results]
    said = app.said
    assert f"It reads {learned.accuracy.estimate:.1%} (" in said
    assert "after 3 epochs on 5,000 MNIST training images, seed 1." in said
    for cosine in learned.cosine:
        assert f"Cosine with its start {cosine:.2f}." in said
    tables = [frame for chart in app.drawn for frame in chart if "number" in frame]
    for table, kernel in zip(tables, learned.kernels, strict=True):
        assert list(table["number"]) == pytest.approx(list(np.ravel(kernel.numbers)))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ({"filter_dilation": "64"}, "kernel_size is 3, which with dilation 64 spans 129 of"),
        ({"filter_dilation": "14", "scene": DIGIT}, "kernel_size is 3, which with dilation 14"),
    ],
)
def test_a_kernel_larger_than_the_picture_is_told(address, said):
    app = lab(**address)
    assert refuses(app, said)
    shows(app, Config())


@pytest.mark.parametrize("value", ["", "1,2", ",".join("1" * 25), "," * 50])
def test_an_address_with_too_few_or_many_numbers_opens_a_fresh_table(value):
    app = lab(filter=DRAWN, scene=DIGIT, drawn=value).whole()
    shows(app, Config(KERNELS["identity"], picture=digit(0)))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(max_size=12), min_size=9, max_size=9))
def test_no_drawing_in_the_address_breaks_the_page(cells):
    app = lab(filter=DRAWN, scene=DIGIT, drawn=",".join(cells))
    assert not app.exception
    assert all(KEPT in error.value for error in app.error)
    assert len(urls(app)) == 2
