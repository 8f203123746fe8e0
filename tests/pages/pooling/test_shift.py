"""The labs on shifts: the block to move, the census, and the networks on digits."""

import json

import numpy as np
import pandas as pd
import pytest

from core.pooling import shift as pooling_shift
from core.pooling.compared import COMPARED, compared, placed
from core.pooling.digits import COLUMNS, Config, models
from core.pooling.operators import pool
from pages.labs.pooling import moving_block
from tests.pages.conftest import text, untroubled, wait_for

SHIFT = {"lab": "Shift it"}
CENSUS = {"lab": "What pooling can tell apart"}
DIGITS = {"lab": "On digits"}
LIVE = {"digit_images": "100", "digit_seeds": "2", "digit_epochs": "1", "digit_shown": "10"}


def unpacked(sent):
    """The header of ``shift.pack``'s bytes, and their float32 numbers."""
    length = int.from_bytes(sent[:4], "little")
    return json.loads(sent[4 : 4 + length]), np.frombuffer(sent[4 + length :], dtype="<f4")


# ---------------------------------------------------------------- what the browser gets


@pytest.mark.parametrize("fields", [{}, {"side": 9, "block": 2, "kernel_size": 3, "stride": 1}])
def test_the_bytes_hold_every_answer_of_every_place(fields):
    config = pooling_shift.Config(**fields)
    result = pooling_shift.run(config)
    header, numbers = unpacked(moving_block.pack(result))
    assert (header["side"], header["block"]) == (config.side, config.block)
    assert [operator["name"] for operator in header["operators"]] == list(COMPARED)
    start = 0
    for operator in header["operators"]:
        pooling = compared(config.kernel_size, config.stride)[operator["name"]]
        for row in range(config.places):
            for column in range(config.places):
                (theirs,) = pool(placed(config.side, config.block, row, column)[None], pooling)
                assert operator["size"] == theirs.shape[-1]
                own = numbers[start : start + theirs.numel()].reshape(theirs.shape)
                np.testing.assert_allclose(own, theirs, rtol=1e-6)
                start += theirs.numel()
    assert start == len(numbers)


@pytest.mark.parametrize("kernel_size", [1, 2, 3])
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_a_window_holds_just_the_pixels_that_change_its_number(kernel_size, stride):
    side = 9
    for pooling in compared(kernel_size, stride).values():
        size, before = moving_block.window(pooling)
        dark = placed(side, 1, 0, 0)[None] * 0
        height = pooling.pooled_size((side, side))[0]
        seen = np.zeros((side, height), dtype=bool)
        for pixel in range(side):
            lit = placed(side, 1, pixel, 0)[None]
            lit[0] = lit[0].amax(dim=1, keepdim=True).expand(side, side)
            seen[pixel] = (pool(lit, pooling) != pool(dark, pooling))[0].any(dim=1)
        for place in range(height):
            first = place * stride - before
            inside = [max(0, first) <= pixel < first + size for pixel in range(side)]
            assert seen[:, place].tolist() == inside


# ---------------------------------------------------------------- Shift it


def test_the_shift_opens_with_the_write_ups_setting(open_page):
    app = open_page("pooling", **SHIFT)
    assert untroubled(app)
    said = text(app)
    assert "Over 4 places max pooling gives 1 different pooled grids." in said
    assert "Max pooling does not notice 8 of 8 steps (100%)" in said
    assert "Over 4 places average pooling gives 4 different pooled grids." in said


def test_every_control_of_the_shift_changes_the_page_and_reset_brings_it_back(open_page):
    app = open_page("pooling", **SHIFT)
    start = text(app)
    for key, value in (("grid", 6), ("block", 2), ("shift_window", 3), ("shift_stride", 1)):
        before = text(app)
        app.number_input(key=key).set_value(value).run()
        assert untroubled(app)
        assert text(app) != before
    table = app.dataframe[0].value
    app.number_input(key="start_row").set_value(2).run()
    app.number_input(key="start_column").set_value(1).run()
    assert untroubled(app)
    moved = app.dataframe[0].value
    assert len(moved) == len(table)
    assert (moved["dy"].min(), moved["dx"].min()) == (-2, -1)
    app.button(key="shift_reset").click().run()
    assert text(app) == start


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ({"grid": "13"}, "Grid"),
        ({"block": "0"}, "Block"),
        ({"shift_window": "x"}, "not a number"),
        ({"shift_stride": "1e999"}, "not a number"),
        ({"start_row": "-1"}, "Start row"),
    ],
)
def test_an_impossible_address_of_the_shift_is_named(open_page, address, says):
    app = open_page("pooling", **SHIFT, **address)
    assert untroubled(app)
    assert says in app.warning[0].value


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ({"block": "5"}, "Block is 5, but must be a whole number from 1 to 4."),
        ({"shift_window": "4"}, "Window is 4, but must be a whole number from 1 to 3."),
        ({"start_row": "2"}, "Start row is 2, but must be a whole number from 0 to 1."),
        ({"start_column": "9"}, "Start column is 9"),
    ],
)
def test_what_does_not_fit_the_grid_says_so_and_keeps_the_last_result(open_page, address, says):
    app = open_page("pooling", **SHIFT, **address)
    assert not app.exception
    assert says in app.error[0].value
    assert "Over 4 places" in text(app)


def test_a_block_that_fills_the_grid_says_what_to_do(open_page):
    app = open_page("pooling", block="4", **SHIFT)
    assert untroubled(app)
    assert "make it smaller, or the grid larger" in app.info[0].value


# ---------------------------------------------------------------- the census


def test_the_census_opens_with_its_figures(open_page):
    app = open_page("pooling", **CENSUS)
    assert untroubled(app)
    said = text(app)
    assert "4 different outputs under average pooling and 1 under max pooling" in said
    assert "Max pooling keeps 1.35 of 16 bits in 16 outputs, average pooling 8.12 in 625." in said
    rows = app.table[0].value.set_index("Pooling")
    assert rows.loc["max", "The four matrices"] == "1 = 2 = 3 = 4"
    assert rows.loc["blur", "The four matrices"] == "1, 2, 3, 4"
    assert rows.loc["max", "Share an output"] == "1 · 4,096 · 50,625"


def test_the_census_controls_change_the_page_and_reset_brings_it_back(open_page):
    app = open_page("pooling", **CENSUS)
    start = text(app)
    app.number_input(key="census_window").set_value(3).run()
    assert untroubled(app)
    assert text(app) != start
    app.number_input(key="census_stride").set_value(1).run()
    assert untroubled(app)
    app.button(key="census_reset").click().run()
    assert text(app) == start


@pytest.mark.parametrize("address", [{"census_window": "4"}, {"census_stride": "0"}])
def test_an_impossible_address_of_the_census_is_named(open_page, address):
    app = open_page("pooling", **CENSUS, **address)
    assert untroubled(app)
    assert "From the address:" in app.warning[0].value


# ---------------------------------------------------------------- on digits


def test_the_digits_open_with_the_recorded_run(open_page):
    app = open_page("pooling", **DIGITS)
    assert untroubled(app)
    said = text(app)
    assert "Recorded on" in said
    assert "42,850 parameters whatever the pooling, 10 seeds, 20,000 training images" in said
    assert said.count("Rule: ") == 6
    app.segmented_control(key="head").set_value("global average").run()
    assert untroubled(app)
    assert "3,330 parameters whatever the pooling" in text(app)


def test_the_controls_of_the_one_digit_change_what_is_said(open_page):
    app = open_page("pooling", **DIGITS)
    start = text(app)
    for key, value in (
        ("digit", 4),
        ("dx", 0),
        ("dy", 3),
        ("digit_window", 3),
        ("digit_stride", 3),
    ):
        before = text(app)
        app.number_input(key=key).set_value(value).run()
        assert untroubled(app)
        assert text(app) != before
    app.number_input(key="dy").set_value(0).run()
    assert "No shift, no change." in text(app)
    app.button(key="digit_reset").click().run()
    assert text(app) == start


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ({"digit": "500"}, "Digit"),
        ({"dx": "5"}, "Pixels right"),
        ({"digit_images": "99"}, "Images"),
        ({"digit_seeds": "1"}, "Seeds"),
        ({"digit_epochs": "0"}, "Epochs"),
        ({"digit_shown": "5001"}, "Pictures shifted"),
        ({"digit_rate": "nan"}, "Learning rate"),
        ({"head": "tail"}, "Head"),
    ],
)
def test_an_impossible_address_of_the_digits_is_named(open_page, address, says):
    app = open_page("pooling", **DIGITS, **address)
    assert untroubled(app)
    assert says in app.warning[0].value


@pytest.mark.slow
def test_a_run_from_the_page_is_shown_when_it_is_whole(open_page, fresh_jobs):
    app = open_page("pooling", **DIGITS, **LIVE)
    trained = next(button for button in app.button if button.label == "Train 10 networks")
    trained.click().run()
    wait_for(app, "Run again", 100)
    assert not app.exception
    assert "All 10 networks trained." in app.success[0].value
    assert "Live, 10 of 10 networks: dense head" in text(app)
    assert "2 seeds, 100 training images, 1 epoch," in text(app)
    assert text(app).count("n = 2.") == 6


def test_a_run_that_was_stopped_keeps_what_is_finished_and_can_go_on(
    open_page, fresh_jobs, monkeypatch
):
    measures = made_up()

    def trained(config, finished=()):
        yield from measures[len(finished) : len(finished) + 5]
        if len(finished) < 5:
            raise RuntimeError("planted")

    monkeypatch.setattr("core.pooling.digits.trained", trained)
    app = open_page("pooling", **DIGITS, **LIVE)
    next(one for one in app.button if one.label == "Train 10 networks").click().run()
    wait_for(app, "Resume", 2)
    assert "The run ended early; 5 of 10 networks are kept." in app.error[0].value
    assert "Recorded on" in text(app)
    next(one for one in app.button if one.label == "Resume").click().run()
    wait_for(app, "Run again", 2)
    assert "All 10 networks trained." in app.success[0].value
    assert "Live, 10 of 10 networks" in text(app)
    assert [button.label for button in app.button if "again" in button.label] == ["Run again"]


def made_up():
    """Rows of ten finished networks."""
    config = Config(seeds=2, images=100)
    return [
        pd.DataFrame([(model.pooling, model.seed, r, 0.9, 0.8) for r in range(5)], columns=COLUMNS)
        for model in models(config)
    ]
