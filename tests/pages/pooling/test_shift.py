"""The labs on shifts: the block to move, the census, and the networks on digits."""

from functools import partial

import numpy as np
import pandas as pd
import pytest
import torch

from core.pooling import shift as pooling_shift
from core.pooling.compared import COMPARED, compared, placed, pooled
from core.pooling.digits import COLUMNS, Config, models
from core.pooling.tensors import pool
from pages.labs.pooling import moving_block
from pages.shared.page.collected import KEY, Stage
from tests.pages.packed import decoded
from tests.pages.visit import look_at, open_page

CENSUS = "What pooling can tell apart"

shift = partial(open_page, "pooling", lab="Shift it")
digits = partial(open_page, "pooling", lab="On digits")
live = partial(digits, digit_images="100", digit_seeds="2", digit_epochs="1", digit_shown="10")


# ---------------------------------------------------------------- what the browser gets


@pytest.mark.parametrize("fields", [{}, {"side": 9, "block": 2, "kernel_size": 3, "stride": 1}])
def test_the_bytes_hold_every_answer_of_every_place(fields):
    config = pooling_shift.Config(**fields)
    result = pooling_shift.run(config)
    header = decoded(moving_block.pack(result))
    assert (header["side"], header["block"]) == (config.side, config.block)
    assert [operator["name"] for operator in header["operators"]] == list(COMPARED)
    for operator in header["operators"]:
        answers = iter(operator["values"].reshape(-1, operator["size"], operator["size"]))
        pooling = compared(config.kernel_size, config.stride)[operator["name"]]
        for row in range(config.places):
            for column in range(config.places):
                grid = torch.from_numpy(placed(config.side, config.block, row, column))
                (theirs,) = pool(grid[None], pooling)
                assert operator["size"] == theirs.shape[-1]
                np.testing.assert_allclose(next(answers), theirs, rtol=1e-6)


@pytest.mark.parametrize("kernel_size", [1, 2, 3])
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_a_window_holds_just_the_pixels_that_change_its_number(kernel_size, stride):
    side = 9
    for pooling in compared(kernel_size, stride).values():
        size, before = moving_block.window(pooling)
        dark = np.zeros((side, side))
        height = pooling.pooled_size((side, side))[0]
        seen = np.zeros((side, height), dtype=bool)
        for pixel in range(side):
            lit = dark.copy()
            lit[pixel] = 1
            seen[pixel] = (pooled(lit, pooling) != pooled(dark, pooling)).any(axis=1)
        for place in range(height):
            first = place * stride - before
            inside = [max(0, first) <= pixel < first + size for pixel in range(side)]
            assert seen[:, place].tolist() == inside


# ---------------------------------------------------------------- Shift it


def test_every_control_of_the_shift_changes_the_page_and_reset_brings_it_back():
    app = shift()
    start = app.said
    app.walk(grid=6, block=2, shift_window=3, shift_stride=1)
    app.fill(start_row=2, start_column=1).whole()
    (stage,) = app.session_state[KEY].of(Stage)
    assert decoded(stage.data)["start"] == [2, 1]
    assert app.press("shift_reset").said == start


def test_what_does_not_fit_the_grid_says_so_and_keeps_the_last_result():
    app = shift()
    for key, start, value, says in (
        ("block", 3, 5, "Block is 5, but must be a whole number from 1 to 4."),
        ("shift_window", 2, 5, "Window is 5, but must be a whole number from 1 to 4."),
        ("start_row", 0, 2, "Start row is 2, but must be a whole number from 0 to 1."),
        ("start_column", 0, 9, "Start column is 9"),
    ):
        app.fill(**{key: value}).refuses(says).tells("Over 4 places")
        app.fill(**{key: start}).whole()
    app.fill(block=4).whole()
    assert "make it smaller, or the grid larger" in app.info[0].value


# ---------------------------------------------------------------- the census


def test_the_census_opens_with_its_figures():
    rows = look_at("pooling", lab=CENSUS).card(index="Pooling")
    assert rows.loc["max", "The four matrices"] == "1 = 2 = 3 = 4"
    assert rows.loc["blur", "The four matrices"] == "1, 2, 3, 4"
    assert rows.loc["max", "Share an output"] == "1 · 4,096 · 50,625"
    # One pattern of a window's sixteen gives 0, the other fifteen 1, in each of four windows.
    assert rows.loc["max", "Pairs told apart"] == f"{1 - ((1 + 15**2) / 16**2) ** 4:.2%}"


def test_the_census_controls_change_the_page_and_reset_brings_it_back():
    open_page("pooling", lab=CENSUS).walk("census_reset", census_window=3, census_stride=1)


# ---------------------------------------------------------------- on digits


def test_every_control_of_the_digits_changes_what_is_said_and_reset_brings_it_back():
    app = digits()
    start = app.said
    assert start.count("Rule: ") == 6
    app.walk(digit=4, dx=0, dy=3, digit_window=3, digit_stride=3)
    app.fill(dy=0).tells("No shift, no change.")
    assert app.press("digit_reset").said == start
    app.fill(head="global average").whole().tells("3,330 parameters whatever the pooling")


@pytest.mark.slow
def test_a_run_from_the_page_is_shown_when_it_is_whole(fresh_jobs):
    app = live().press("Train 10 networks").wait_for("Run again", 100)
    assert not app.exception
    assert "All 10 networks trained." in app.success[0].value
    app.tells("Live, 10 of 10 networks: dense head", "2 seeds, 100 training images, 1 epoch,")
    assert app.said.count("n = 2.") == 6


def test_a_run_that_was_stopped_keeps_what_is_finished_and_can_go_on(fresh_jobs, monkeypatch):
    measures = made_up()

    def trained(config, finished=()):
        yield from measures[len(finished) : len(finished) + 5]
        if len(finished) < 5:
            raise RuntimeError("planted")

    monkeypatch.setattr("core.pooling.digits.trained", trained)
    app = live().press("Train 10 networks").wait_for("Resume")
    app.refuses("The run ended early; 5 of 10 networks are kept.").tells("Recorded on")
    app.press("Resume").wait_for("Run again")
    assert "All 10 networks trained." in app.success[0].value
    app.tells("Live, 10 of 10 networks")
    assert [button.label for button in app.button if "again" in button.label] == ["Run again"]


def made_up():
    """Rows of ten finished networks."""
    config = Config(seeds=2, images=100)
    return [
        pd.DataFrame([(model.pooling, model.seed, r, 0.9, 0.8) for r in range(5)], columns=COLUMNS)
        for model in models(config)
    ]
