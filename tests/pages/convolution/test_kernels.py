"""The lab “Kernels on pictures”: pictures, kernels, what is drawn or uploaded, and bad input."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.convolution import kernels
from core.convolution.kernels import KERNELS, Config, run
from core.convolution.pictures import digit, synthetic, uploaded
from pages.labs.convolution import kernels as lab
from pages.labs.convolution.kernels import DIGIT, LEARNED, OWN
from pages.shared.charts import pixmaps
from tests.core.convolution.test_pictures import chunk, header, photo, saved
from tests.pages.conftest import files, text, untroubled
from tests.pages.shuffling.test_shuffling import data_of

LAB = {"lab": "Kernels on pictures"}
DRAWN, DRAWN_5 = lab.DRAWN
KEPT = "What you see below is the last setting that worked."


def urls(app):
    """The pictures on the page, in their order."""
    return [frame["url"].item() for chart in data_of(app) for frame in chart if "url" in frame]


def drawn(result):
    """The picture that the lab draws of one response."""
    most = abs(result.response).max()
    return pixmaps.encoded(result.response, (-most if result.config.kernel.signed else 0, most))


def shows(app, config):
    return urls(app) == [pixmaps.encoded(config.picture.pixels, (0, 1)), drawn(run(config))]


def upload(app, data, name="mine.png", kind="image/png"):
    app.file_uploader(key="scene_file").set_value((name, data, kind)).run()
    return app


def test_opens_with_a_finished_response_and_its_files(open_page):
    app = open_page("convolution", **LAB)
    assert untroubled(app)
    assert not app.warning
    assert shows(app, Config())
    assert files(app) == ["response.csv", "kernel.csv"]
    assert "128 × 128 pixels, from −" in text(app)
    assert r"\frac{128 + 2 \cdot 1 - 1 \cdot (3 - 1) - 1}{1}" in app.latex[0].value


@pytest.mark.parametrize("name", KERNELS)
def test_every_kernel_is_shown_with_its_numbers_and_its_response(open_page, name):
    app = open_page("convolution", **LAB, filter=name, scene=DIGIT, scene_number="3")
    assert untroubled(app)
    assert shows(app, Config(KERNELS[name], picture=digit(3)))
    (numbers,) = [frame for chart in data_of(app) for frame in chart if "number" in frame]
    assert list(numbers["number"]) == list(np.ravel(KERNELS[name].numbers))
    assert KERNELS[name].about in text(app)


def test_every_control_changes_what_is_shown_and_reset_brings_all_back(open_page):
    app = open_page("convolution", **LAB)
    seen = [urls(app)]
    changes = (
        ("scene_number", 11), ("scene", DIGIT), ("filter", "sharpen"),
        ("filter_stride", 2), ("filter_dilation", 3), ("filter_padding", "none"),
    )  # fmt: skip
    for key, value in changes:
        app.get_by_key(key).set_value(value).run()
        assert untroubled(app)
        seen.append(urls(app))
        assert seen[-1] not in seen[:-1], key
    assert shows(app, Config(KERNELS["sharpen"], 2, 3, "none", digit(11)))
    assert r"\frac{28 + 2 \cdot 0 - 3 \cdot (3 - 1) - 1}{2}" in app.latex[0].value
    assert "11 × 11 pixels, from " in text(app)
    app.button(key="kernels_reset").click().run()
    assert urls(app) == seen[0]


def test_a_kernel_can_be_drawn_cleared_and_found_in_the_address(open_page):
    app = open_page("convolution", **LAB, filter=DRAWN)
    assert untroubled(app)
    assert shows(app, Config(KERNELS["identity"]))
    app.session_state["drawing_3_0"] = {
        "edited_rows": {0: {"2": "-2.5"}, 2: {"0": "1"}}, "added_rows": [], "deleted_rows": []
    }  # fmt: skip
    app.run()
    assert untroubled(app)
    mine = kernels.Kernel(((0, 0, -2.5), (0, 1, 0), (1, 0, 0)))
    assert shows(app, Config(mine))
    address = "0,0,-2.5,0,1,0,1,0,0"
    assert app.query_params["drawn"] in (address, [address])
    assert shows(open_page("convolution", **LAB, filter=DRAWN, drawn=address), Config(mine))
    app.selectbox(key="filter").select("sharpen").run()
    assert "drawn" not in app.query_params
    app.selectbox(key="filter").select(DRAWN).run()
    assert shows(app, Config(mine))
    app.button(key="drawing_clear").click().run()
    assert shows(app, Config(KERNELS["identity"]))


def test_five_by_five_can_be_drawn(open_page):
    app = open_page("convolution", **LAB, filter=DRAWN_5,
                    drawn=",".join(map(str, range(25))))  # fmt: skip
    assert untroubled(app)
    numbers = tuple(tuple(range(5 * row, 5 * row + 5)) for row in range(5))
    assert shows(app, Config(kernels.Kernel(numbers)))


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("edge", "Row 1, column 2 is 'edge', but must be a number from −1,000 to 1,000."),
        ("nan", "Row 1, column 2 is 'nan', but must be a number from −1,000 to 1,000."),
        ("-inf", "Row 1, column 2 is '-inf', but must be a number from −1,000 to 1,000."),
        ("", "Row 1, column 2 is empty, but must be a number from −1,000 to 1,000."),
        (None, "Row 1, column 2 is empty, but must be a number from −1,000 to 1,000."),
    ],
)
def test_what_is_typed_and_no_number_is_named(open_page, cell, said):
    app = open_page("convolution", **LAB, filter=DRAWN)
    app.session_state["drawing_3_0"] = {
        "edited_rows": {1: {"2": cell}}, "added_rows": [], "deleted_rows": []
    }  # fmt: skip
    app.run()
    assert not app.exception
    assert app.error[0].value == f"{said} {KEPT}"
    assert shows(app, Config(KERNELS["identity"]))


def test_a_visitors_picture_is_shown_and_filtered(open_page):
    app = open_page("convolution", **LAB, scene=OWN, filter="box blur")
    assert untroubled(app)
    assert "Choose a file." in app.info[0].value
    assert shows(app, Config(KERNELS["box blur"]))
    for data, kind in ((saved(photo(48)), "image/png"), (saved(photo(40), "JPEG"), "image/jpeg")):
        upload(app, data, kind=kind)
        assert untroubled(app)
        assert not app.info
        assert shows(app, Config(KERNELS["box blur"], picture=uploaded(data)))
    assert "40 × 40 pixels" in text(app)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"hello", "The file is not a picture that can be read, but must be a PNG or a JPEG."),
        (saved(photo(), "GIF"), "The file is not a picture that can be read"),
        (saved(photo())[:900], "The picture is damaged or breaks off before its end"),
        (header(20_000, 20_000) + chunk(b"IDAT", b""), "The picture is 20,000 × 20,000 pixels"),
        (b"\xff" * (2**21 + 1), "The file has 2.0 MB, but must have at most 2 MB."),
        (saved(photo(2)), "kernel_size is 3, which with dilation 1 spans 3 of the height, but "
         "must span at most 2"),
    ],
    ids=["text", "gif", "truncated", "huge", "heavy", "tiny"],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(open_page, data, said):
    app = upload(open_page("convolution", **LAB, scene=OWN), data)
    assert not app.exception
    (error,) = app.error
    assert error.value.startswith(said)
    assert error.value.endswith(KEPT)
    assert shows(app, Config())


def test_the_learned_kernels_are_shown_with_how_they_were_learned(open_page):
    app = open_page("convolution", **LAB, filter=LEARNED, scene=DIGIT, filter_seed="1",
                    scene_number="7")  # fmt: skip
    assert untroubled(app)
    learned = kernels.learn(1)
    results = [run(Config(kernel, picture=digit(7))) for kernel in learned.kernels]
    most = max(abs(result.response).max() for result in results)
    assert urls(app)[1:] == [pixmaps.encoded(one.response, (-most, most)) for one in results]
    said = text(app)
    assert f"It reads {learned.accuracy.estimate:.1%} (" in said
    assert "after 3 epochs on 5,000 MNIST training images, seed 1." in said
    for cosine in learned.cosine:
        assert f"Cosine with its start {cosine:.2f}." in said
    shown = [frame for chart in data_of(app) for frame in chart if "number" in frame]
    for table, kernel in zip(shown, learned.kernels, strict=True):
        assert list(table["number"]) == pytest.approx(list(np.ravel(kernel.numbers)))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ({"filter_dilation": "64"}, "kernel_size is 3, which with dilation 64 spans 129 of"),
        ({"filter_dilation": "14", "scene": DIGIT}, "kernel_size is 3, which with dilation 14"),
    ],
)
def test_a_kernel_larger_than_the_picture_is_told(open_page, address, said):
    app = open_page("convolution", **LAB, **address)
    assert not app.exception
    assert said in app.error[0].value
    assert shows(app, Config())


@pytest.mark.parametrize(
    ("name", "value"),
    [("scene", "moon"), ("scene_number", "-1"), ("scene_number", "x"), ("filter_seed", "-1"),
     ("filter", "magic"), ("filter_stride", "0"), ("filter_stride", "9" * 400),
     ("filter_dilation", "none"), ("filter_padding", "reflect")],
)  # fmt: skip
def test_an_impossible_address_is_named_and_replaced(open_page, name, value):
    app = open_page("convolution", **LAB, **{name: value})
    assert untroubled(app)
    (warning,) = app.warning
    assert "must be" in warning.value or "is not a number" in warning.value
    assert shows(app, Config())


@pytest.mark.parametrize("value", ["", "1,2", ",".join("1" * 25), "," * 50])
def test_an_address_with_too_few_or_many_numbers_opens_a_fresh_table(open_page, value):
    app = open_page("convolution", **LAB, filter=DRAWN, drawn=value)
    assert untroubled(app)
    assert shows(app, Config(KERNELS["identity"]))


@settings(max_examples=15, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(st.lists(st.text(max_size=12), min_size=9, max_size=9))
def test_no_drawing_in_the_address_breaks_the_page(open_page, cells):
    app = open_page("convolution", **LAB, filter=DRAWN, drawn=",".join(cells))
    assert not app.exception
    assert all(KEPT in error.value for error in app.error)
    assert len(urls(app)) == 2


def test_the_table_to_type_into_holds_text(open_page):
    app = open_page("convolution", **LAB, filter=DRAWN)
    (table,) = app.data_editor
    assert isinstance(table.value, pd.DataFrame)
    assert table.value.to_numpy().tolist() == [["0"] * 3, ["0", "1", "0"], ["0"] * 3]
    assert synthetic(0).size == (128, 128)
