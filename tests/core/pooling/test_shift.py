import re
from math import comb

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from core.claims import Outcome
from core.pooling import MATRICES
from core.pooling.census import CORNERS
from core.pooling.compared import COMPARED, compared, placed, pooled
from core.pooling.shift import Config, findings, groups, run
from tests.core.progress import reported
from tests.core.refusals import refused
from tests.generated import cases


@pytest.fixture(scope="module")
def written_up():
    return run(Config())


def configs():
    """Every kind of setting that is allowed."""
    sides = st.integers(4, 12)
    return sides.flatmap(
        lambda side: st.integers(1, side).flatmap(
            lambda block: st.builds(
                Config,
                st.just(side),
                st.just(block),
                st.integers(1, min(6, side)),
                st.integers(1, min(6, side)),
                st.integers(0, side - block),
                st.integers(0, side - block),
            )
        )
    )


def row(result, operator):
    return result.operators.set_index("operator").astype(object).loc[operator]


def test_the_four_corners_are_the_write_ups_matrices():
    for (row_, column), matrix in zip(CORNERS, MATRICES, strict=True):
        assert placed(4, 3, row_, column).tolist() == [[float(x) for x in line] for line in matrix]


def test_every_pooling_keeps_the_stride_and_the_window():
    for name, pooling in compared(3, 2).items():
        assert pooling.stride == (2, 2)
        assert pooling.kernel_size == ((2, 2) if name in ("subsampling", "blur") else (3, 3))


def test_in_the_write_ups_setting_max_pooling_sees_no_shift_and_average_pooling_every_one(
    written_up,
):
    assert row(written_up, "max")[["answers", "steps", "unnoticed"]].tolist() == [1, 8, 8]
    assert row(written_up, "average")[["answers", "steps", "unnoticed"]].tolist() == [4, 8, 0]
    assert (written_up.answers["max"] == 1).all()
    assert all(finding.outcome is Outcome.HOLDS for finding in findings(written_up))


def test_the_shifts_of_average_pooling_by_hand(written_up):
    # Start [1, .5; .5, .25]; one pixel right [.5, 1; .25, .5]; right and down [.25, .5; .5, 1].
    shifts = written_up.shifts.set_index(["operator", "dx", "dy"]).loc["average"]
    assert shifts.loc[(0, 0), ["changed", "largest_change"]].tolist() == [0, 0]
    assert shifts.loc[(1, 0), ["changed", "largest_change"]].tolist() == [4, 0.5]
    assert shifts.loc[(1, 1), ["changed", "largest_change"]].tolist() == [2, 0.75]
    assert shifts["invariant"].tolist() == [True, False, False, False]


@settings(max_examples=cases(60), deadline=None)
@given(configs())
def test_max_pooling_follows_the_rule_of_meeting_windows(config):
    answers = run(config).answers["max"]
    starts = np.arange(answers.shape[-1]) * config.stride
    for place in range(config.places):
        met = (starts <= place + config.block - 1) & (starts + config.kernel_size - 1 >= place)
        assert (answers[place, :, :, :].max(axis=(0, 2)) > 0).tolist() == met.tolist()
        assert (answers[place, place] == np.outer(met, met)).all()


@settings(max_examples=cases(40), deadline=None)
def grid(config, row, column):
    return torch.from_numpy(placed(config.side, config.block, row, column))[None]


@given(configs())
def test_every_frame_follows_from_grids_pooled_one_by_one(config):
    result = run(config)
    theirs = {
        "max": lambda grid: functional.max_pool2d(grid, config.kernel_size, config.stride),
        "average": lambda grid: functional.avg_pool2d(grid, config.kernel_size, config.stride),
        "L²": lambda grid: functional.lp_pool2d(grid, 2, config.kernel_size, config.stride),
        "subsampling": lambda grid: grid[..., :: config.stride, :: config.stride],
    }
    start = grid(config, config.row, config.column)
    for name, operator in theirs.items():
        shifts = result.shifts[result.shifts["operator"] == name]
        assert len(shifts) == config.places**2
        for one in shifts.sample(min(6, len(shifts)), random_state=0).itertuples():
            there = (config.row + one.dy, config.column + one.dx)
            change = operator(grid(config, *there)) - operator(start)
            assert one.cells == change.numel()
            assert one.changed == int((change.abs() > 1e-9).sum())
            assert one.largest_change == pytest.approx(float(change.abs().max()), abs=1e-12)
            assert one.invariant == (one.changed == 0)


@settings(max_examples=25, deadline=None)
@given(configs())
def test_invariance_counts_pairs_of_places(config):
    result = run(config)
    places = [(r, c) for r in range(config.places) for c in range(config.places)]
    for name in ("max", "blur"):
        answers = result.answers[name]
        table = result.invariance[result.invariance["operator"] == name].set_index(["dx", "dy"])
        assert table["starts"].sum() == len(places) ** 2
        for dx, dy in ((0, 0), (1, 0), (-1, 1)):
            ends = [((r, c), (r + dy, c + dx)) for r, c in places if (r + dy, c + dx) in places]
            if not ends:
                assert (dx, dy) not in table.index
                continue
            same = [np.allclose(answers[a], answers[b], atol=1e-9) for a, b in ends]
            assert table.loc[(dx, dy), "unchanged"] == sum(same)
            assert table.loc[(dx, dy), "share"] == pytest.approx(np.mean(same))


def test_steps_are_the_four_directions_of_invariance():
    result = run(Config(side=12))
    steps = result.invariance[result.invariance["dx"].abs() + result.invariance["dy"].abs() == 1]
    sums = steps.groupby("operator")[["starts", "unchanged"]].sum()
    table = result.operators.set_index("operator")
    assert (table["steps"] == sums["starts"].loc[table.index]).all()
    assert (table["unnoticed"] == sums["unchanged"].loc[table.index]).all()
    # 10 × 10 places. Along a side, a block of 3 at 2j and at 2j + 1 meets the same windows: 5 of
    # the 9 steps are not noticed, and 5 × 5 answers are left.
    assert table.loc["max", ["steps", "unnoticed"]].tolist() == [360, 200]
    assert table.loc["max", "answers"] == 25
    assert " ".join(finding.outcome for finding in findings(result)) == "fails fails holds"


def test_a_window_as_large_as_the_grid_leaves_one_number_of_each_pooling_and_nothing_to_blur():
    result = run(Config(kernel_size=4, stride=4))
    assert list(result.answers) == [name for name in COMPARED if name != "max blur"]
    assert (result.answers["max"] == 1).all()
    assert (result.answers["average"] == 9 / 16).all()
    assert result.answers["average"].shape == (2, 2, 1, 1)


@settings(max_examples=cases(60), deadline=None)
@given(configs())
def test_no_sentence_counts_one_thing_as_many(config):
    for finding in findings(run(config)):
        assert not re.search(r"\b1 (\w+ )*(grids|places|steps)\b", finding.reason), finding.reason


def test_rounding_is_not_a_difference():
    answers = np.zeros((2, 2, 1, 1))
    answers[0, 1], answers[1, 0], answers[1, 1] = 1e-13, 0.5, 0.5 + 1e-13
    assert groups(answers).tolist() == [[0, 0], [1, 1]]


def test_a_block_as_large_as_the_grid_tests_nothing():
    result = run(Config(block=4))
    assert findings(result) == ()
    assert row(result, "max")["steps"] == 0
    assert np.isnan(row(result, "max")["share_unnoticed"])


def test_a_blur_is_a_convolution_with_pascals_row():
    picture = np.random.default_rng(0).random((9, 9))
    line = [comb(2, i) / 4 for i in range(3)]
    padded = np.pad(picture, 1, mode="reflect")
    for name, pooling in compared(2, 2).items():
        if name == "blur":
            ours = pooled(picture, pooling)
            for r, c in ((0, 0), (2, 3), (4, 4)):
                window = padded[2 * r : 2 * r + 3, 2 * c : 2 * c + 3]
                assert ours[r, c] == pytest.approx((np.outer(line, line) * window).sum())


test_bad_values_are_named = refused(
    Config,
    ({"side": 3}, "Grid is 3, but must be a whole number from 4 to 12."),
    ({"side": 13}, "Grid is 13"),
    ({"side": 4.0}, "Grid is 4.0"),
    ({"block": 5}, "Block is 5, but must be a whole number from 1 to 4."),
    ({"block": 0}, "Block is 0"),
    ({"kernel_size": 5}, "Window is 5, but must be a whole number from 1 to 4."),
    ({"side": 12, "kernel_size": 7}, "Window is 7, but must be a whole number from 1 to 6."),
    ({"stride": 0}, "Stride is 0"),
    ({"row": 2}, "Start row is 2, but must be a whole number from 0 to 1."),
    ({"column": -1}, "Start column is -1"),
    ({"stride": True}, "Stride is True"),
)


def test_the_report_rises_to_one():
    done, _ = reported(run, Config())
    assert len(done) == len(COMPARED) + 1
