from itertools import product
from math import comb, log2

import numpy as np
import pytest
import torch

from core.claims import Outcome
from core.pooling.census import Config, entropy, every_matrix, findings, run, shared
from core.pooling.compared import COMPARED, compared
from tests.core.progress import reported
from tests.core.refusals import refused


@pytest.fixture(scope="module")
def written_up():
    return run(Config())


def row(result, operator):
    return result.operators.set_index("operator").astype(object).loc[operator]


def binary_entropy(share):
    return -share * log2(share) - (1 - share) * log2(1 - share)


def test_max_pooling_by_hand(written_up):
    # Each 2 × 2 window is 0 for one of its 16 patterns and 1 for the other 15; windows do not
    # overlap, so the four numbers are independent.
    found = row(written_up, "max")
    assert found[["numbers", "outputs", "smallest", "largest"]].tolist() == [4, 2**4, 1, 15**4]
    assert found["mean"] == 2**16 / 2**4
    assert found["bits"] == pytest.approx(4 * binary_entropy(1 / 16), abs=1e-12)
    assert found["kept"] == pytest.approx(4 * binary_entropy(1 / 16) / 16, abs=1e-12)
    squares = (1**2 + 15**2) ** 4
    assert found["pairs_apart"] == pytest.approx(1 - (squares - 2**16) / (2**16 * (2**16 - 1)))


def test_average_pooling_by_hand(written_up):
    # A window has 0 to 4 ones, in 1, 4, 6, 4, 1 ways.
    shares = [comb(4, ones) / 16 for ones in range(5)]
    found = row(written_up, "average")
    assert found[["outputs", "smallest", "largest"]].tolist() == [5**4, 1, 6**4]
    bits = -4 * sum(share * log2(share) for share in shares)
    assert found["bits"] == pytest.approx(bits, abs=1e-12)


def test_subsampling_keeps_its_four_bits(written_up):
    found = row(written_up, "subsampling")
    assert found[["outputs", "smallest", "largest"]].tolist() == [16, 2**12, 2**12]
    assert found["bits"] == pytest.approx(4, abs=1e-12)


def test_it_keeps_more_than_subsampling_where_one_cell_in_six_is_1():
    """Of independent cells, drawn here: so the least is kept of matrices of equal odds alone."""
    drawn = torch.rand(200_000, 4, 4, generator=torch.Generator().manual_seed(0)) < 1 / 6
    bits = {name: entropy(shared(drawn.double(), compared(2, 2)[name])) for name in COMPARED[:4]}
    assert bits["max"] == pytest.approx(4 * binary_entropy((5 / 6) ** 4), abs=0.01)
    assert bits["subsampling"] == pytest.approx(4 * binary_entropy(1 / 6), abs=0.01)
    assert bits["subsampling"] < bits["max"] < bits["average"]


def test_squares_of_zeros_and_ones_tell_what_the_average_tells(written_up):
    columns = ["outputs", "smallest", "largest", "bits", "pairs_apart"]
    assert row(written_up, "L²")[columns].tolist() == row(written_up, "average")[columns].tolist()


@pytest.mark.parametrize("kernel_size", [1, 2, 3])
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_all_operators_against_counts_in_whole_numbers(kernel_size, stride):
    """Windows as sums of bits, the blur as sixteenths: whole numbers, no rounding at all."""
    bits = np.array(list(product((0, 1), repeat=16)), dtype=np.int64).reshape(-1, 4, 4)
    result = run(Config(kernel_size, stride))
    starts = [o for o in range(0, 4, stride) if o + kernel_size <= 4]
    windows = {
        (r, c): bits[:, r : r + kernel_size, c : c + kernel_size].sum(axis=(1, 2))
        for r in starts
        for c in starts
    }
    line = np.array([1, 2, 1])
    border = np.pad(bits, ((0, 0), (1, 1), (1, 1)), mode="reflect")
    blurred = [
        (border[:, r : r + 3, c : c + 3] * np.outer(line, line)).sum(axis=(1, 2))
        for r in range(0, 4, stride)
        for c in range(0, 4, stride)
    ]
    own = {
        "max": [window > 0 for window in windows.values()],
        "average": list(windows.values()),
        "L²": list(windows.values()),
        "subsampling": [bits[:, r, c] for r in range(0, 4, stride) for c in range(0, 4, stride)],
        "blur": blurred,
    }
    for name, numbers in own.items():
        _, counts = np.unique(np.stack(numbers, axis=1), axis=0, return_counts=True)
        found = row(result, name)
        assert found["outputs"] == len(counts)
        assert (found["smallest"], found["largest"]) == (counts.min(), counts.max())
        assert found["bits"] == pytest.approx(entropy(counts), abs=1e-12)
        shares = result.sharing[result.sharing["operator"] == name]
        sizes, outputs = np.unique(counts, return_counts=True)
        assert shares["matrices"].tolist() == sizes.tolist()
        assert shares["outputs"].tolist() == outputs.tolist()


def test_the_matrices_are_all_there_once():
    matrices = every_matrix().flatten(1)
    assert matrices.shape == (65_536, 16)
    assert set(matrices.unique().tolist()) == {0, 1}
    assert len(torch.unique(matrices, dim=0)) == 65_536


def test_every_matrix_is_counted_in_some_output(written_up):
    weighed = written_up.sharing.eval("matrices * outputs")
    assert weighed.groupby(written_up.sharing["operator"]).sum().eq(65_536).all()
    assert written_up.operators["operator"].tolist() == list(COMPARED)


def test_the_write_ups_matrices_stay_apart_but_for_the_maxima(written_up):
    groups = written_up.corners.pivot(index="operator", columns="matrix", values="group")
    for operator in COMPARED:
        together = operator.startswith("max")
        assert groups.loc[operator].tolist() == ([1, 1, 1, 1] if together else [1, 2, 3, 4])


def test_a_window_of_one_pixel_at_stride_one_keeps_everything():
    result = run(Config(1, 1))
    for operator in ("max", "average", "L²", "subsampling"):
        found = row(result, operator)
        assert found[["outputs", "largest", "pairs_apart"]].tolist() == [65_536, 1, 1]
        assert found["bits"] == pytest.approx(16)


def test_statements_hold_in_the_write_ups_setting_and_can_fail(written_up):
    assert [finding.outcome for finding in findings(written_up)] == [Outcome.HOLDS, Outcome.HOLDS]
    assert [finding.outcome for finding in findings(run(Config(1, 1)))] == [
        Outcome.FAILS,
        Outcome.FAILS,
    ]
    # A maximum over 2 × 2 at stride 1 is blurred to one output less.
    assert [finding.outcome for finding in findings(run(Config(2, 1)))] == [
        Outcome.HOLDS,
        Outcome.FAILS,
    ]


def test_sharing_is_counted_whatever_the_order():
    matrices = every_matrix()
    mixed = matrices[torch.randperm(len(matrices), generator=torch.Generator().manual_seed(0))]
    for pooling in compared(2, 2).values():
        assert sorted(shared(matrices, pooling)) == sorted(shared(mixed, pooling))


@pytest.mark.parametrize(
    ("counts", "bits"), [([5], 0), ([1, 1], 1), ([3, 1], binary_entropy(0.25))]
)
def test_entropy(counts, bits):
    assert entropy(np.array(counts)) == pytest.approx(bits)


test_bad_values_are_named = refused(
    Config,
    ((0, 2), "Window is 0, but must be a whole number from 1 to 3."),
    ((4, 2), "Window is 4"),
    ((2, 4), "Stride is 4, but must be a whole number from 1 to 3."),
    ((2, "2"), "Stride is '2'"),
)


def test_the_report_rises_to_one():
    reported(run, Config())
