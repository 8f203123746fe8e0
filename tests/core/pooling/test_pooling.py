from fractions import Fraction

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from core.claims import Outcome
from core.pooling import (
    MATRICES,
    PRINTED_WINDOWS,
    Config,
    misprints,
    output_size,
    parameters,
    run,
    verdicts,
)
from core.pooling.matrix import matrix
from tests.core.pooling.test_exact import grids
from tests.generated import cases

# Quarters are exact in binary, and so are their maxima; a mean is exact to the last place.
QUARTERS = st.integers(-1_000, 1_000).map(lambda number: Fraction(number, 4))


@settings(max_examples=cases(60))
@given(grids(QUARTERS, 9), st.integers(1, 6), st.integers(1, 5))
def test_pooling_is_torchs(rows, kernel_size, stride):
    values = torch.tensor([[float(cell) for cell in row] for row in rows], dtype=torch.double)
    pools = {"average": functional.avg_pool2d, "max": functional.max_pool2d}
    try:
        expected = {
            name: pool(values[None], kernel_size, stride)[0] for name, pool in pools.items()
        }
    except RuntimeError:
        with pytest.raises(ValueError, match="kernel_size"):
            Config((matrix(rows),), kernel_size, stride)
        return
    result = run(Config((matrix(rows),), kernel_size, stride)).windows
    for name, theirs in expected.items():
        ours = result[result["operator"] == name]
        assert len(ours) == theirs.numel()
        for window in ours.itertuples():
            reference = theirs[window.row, window.column].item()
            assert float(window.result) == pytest.approx(reference, rel=1e-14, abs=1e-300)
            assert window.torch == reference


@settings(max_examples=cases(100))
@given(
    *[st.tuples(st.integers(1, 12), st.integers(1, 12))] * 2,
    st.none() | st.tuples(st.integers(1, 5), st.integers(1, 5)),
    st.tuples(st.integers(0, 6), st.integers(0, 6)),
)
def test_output_sizes_and_refusals_are_torchs(input_size, kernel_size, stride, padding):
    layer = torch.nn.MaxPool2d(kernel_size, stride, padding)
    try:
        expected = tuple(layer(torch.zeros(1, 1, *input_size)).shape[2:])
    except RuntimeError:
        with pytest.raises(ValueError, match="kernel_size|padding"):
            output_size(input_size, kernel_size, stride, padding)
    else:
        assert output_size(input_size, kernel_size, stride, padding) == expected


def test_pooling_has_no_parameters():
    assert parameters(2) == sum(p.numel() for p in torch.nn.MaxPool2d(2).parameters()) == 0


def test_a_third_stays_a_third():
    rows = matrix([["1/3", "0.1"], [0, "-2"]])
    windows = run(Config((rows,), 2, 2)).windows.set_index("operator")["result"]
    assert windows["average"] == (Fraction(1, 3) + Fraction(1, 10) - 2) / 4
    assert windows["max"] == Fraction(1, 3)


BLOCKS = [
    [[1, 1, 1, 0], [1, 1, 1, 0], [1, 1, 1, 0], [0, 0, 0, 0]],
    [[0, 1, 1, 1], [0, 1, 1, 1], [0, 1, 1, 1], [0, 0, 0, 0]],
    [[0, 0, 0, 0], [0, 1, 1, 1], [0, 1, 1, 1], [0, 1, 1, 1]],
    [[0, 0, 0, 0], [1, 1, 1, 0], [1, 1, 1, 0], [1, 1, 1, 0]],
]
PRINTED = {
    "average": [[1, 0.5, 0.5, 0.25], [0.5, 1, 0.25, 0.5], [0.25, 0.5, 0.5, 1], [0.5, 0.25, 1, 0.5]],
    "max": [[1, 1, 1, 1]] * 4,
}


def test_the_matrices_are_a_block_of_ones_in_each_corner():
    assert [[list(row) for row in rows] for rows in MATRICES] == BLOCKS


@pytest.mark.parametrize("operator", PRINTED)
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_the_eight_pooled_matrices_are_those_of_the_write_up(operator, number):
    windows = run(Config()).windows
    chosen = windows[(windows["operator"] == operator) & (windows["matrix"] == number)]
    ordered = chosen.sort_values(["row", "column"])
    assert ordered["result"].tolist() == PRINTED[operator][number - 1]


def test_both_claims_hold():
    assert [(verdict.claim_id, verdict.outcome) for verdict in verdicts(run(Config()))] == [
        ("2.C.i", Outcome.HOLDS),
        ("2.C.ii", Outcome.HOLDS),
    ]


def test_one_wrong_result_fails_its_claim_alone():
    result = run(Config())
    first_average = result.windows.index[result.windows["operator"] == "average"][0]
    result.windows.at[first_average, "result"] = Fraction(3, 4)
    average, maximum = verdicts(result)
    assert (average.outcome, maximum.outcome) == (Outcome.FAILS, Outcome.HOLDS)
    assert average.measured == {average.findings[0].part: 15}


@pytest.mark.parametrize(
    "config", [Config(kernel_size=3), Config(stride=1), Config(matrices=MATRICES[:1])]
)
def test_other_windows_or_matrices_test_no_claim(config):
    assert {verdict.outcome for verdict in verdicts(run(config))} == {Outcome.NOT_TESTED}


# (operator, matrix, row, column, printed, correct): what the write-up's working shows.
MISPRINTS = [
    ("average", 1, 1, 1, "0100", "1000"),
    ("average", 4, 1, 1, "1100", "1010"),
]


def found(frame):
    columns = ["operator", "matrix", "row", "column", "printed", "correct"]
    return list(frame[columns].itertuples(index=False, name=None))


def test_the_two_misprints_are_found_and_change_no_result():
    frame = misprints()
    assert found(frame) == MISPRINTS
    assert frame["same_result"].all()


@pytest.mark.parametrize(("planted", "same_result"), [("1100", True), ("0111", False)])
def test_a_planted_third_misprint_is_found(planted, same_result):
    second = list(PRINTED_WINDOWS["average"][1])
    second[0] = planted
    altered = list(PRINTED_WINDOWS["average"])
    altered[1] = tuple(second)
    frame = misprints(PRINTED_WINDOWS | {"average": tuple(altered)})
    assert set(found(frame)) == {*MISPRINTS, ("average", 2, 0, 0, planted, "0101")}
    assert frame.set_index("matrix").loc[2, "same_result"] == same_result


def test_the_largest_grid_is_taken():
    assert output_size(32, 2) == (16, 16)
    assert len(run(Config((matrix([[1] * 32] * 32),))).windows) == 2 * 16 * 16


def test_cells_that_are_not_finite_go_through_as_in_torch():
    rows = matrix([["nan", 1, 2, 3], [4, 5, 6, "inf"]])
    windows = run(Config((rows,))).windows
    assert windows.loc[windows["column"] == 0, "result"].isna().all()
    assert windows.loc[windows["column"] == 1, "result"].tolist() == [float("inf")] * 2
    assert windows["result"].astype(float).equals(windows["torch"])
