"""Write-up 2.C: what each pooling can tell apart, counted over every binary 4 × 4 matrix.

A pooling is a function, so what its output says about a uniformly drawn input is the output's own
entropy: I(X; Y) = H(Y) − H(Y | X) = H(Y) (T. Cover and J. Thomas, *Elements of Information Theory*,
2006, chapter 2).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.claims import Finding, Report, exactly, ignore
from core.limits import Checked, whole
from core.pooling.compared import COMPARED, compared, placed, pooled
from core.pooling.operators import Pooling

if TYPE_CHECKING:
    from torch import Tensor

VERSION = 1
SINCE = "2026-11-25"
SIDE = 4
BITS = SIDE**2
CORNERS = ((0, 0), (0, 1), (1, 1), (1, 0))
"""Row and column of the 3 × 3 block in the write-up's four matrices, in their order."""


@dataclass(frozen=True)
class Config(Checked):
    """Pool all 65,536 matrices with one window and stride.

    Raises ``ValueError`` for a value out of range.
    """

    kernel_size: int = whole(2, "Window", 1, SIDE - 1)
    stride: int = whole(2, "Stride", 1, SIDE - 1)


@dataclass(frozen=True)
class Result:
    """What was counted, over the uniform distribution on all binary 4 × 4 matrices.

    operators: operator, numbers (in an output), outputs (that differ), smallest, mean and largest
    (matrices that share an output), bits (entropy of the output, of 16), kept (bits over 16),
    pairs_apart (share of the pairs of matrices whose outputs differ). sharing: operator, matrices,
    outputs (how many are shared by exactly so many matrices). corners: operator, matrix (from 1,
    in the write-up's order), group (from 1; matrices with one output share a group).
    """

    config: Config
    operators: pd.DataFrame
    sharing: pd.DataFrame
    corners: pd.DataFrame


def run(config: Config, report: Report = ignore) -> Result:
    """Pool every matrix with every operator and count the outputs."""
    matrices = every_matrix()
    counts, corners = {}, []
    for number, (name, pooling) in enumerate(compared(config.kernel_size, config.stride).items()):
        report(number / len(COMPARED), f"{name} of {len(matrices):,} matrices")
        counts[name] = shared(matrices, pooling)
        corners += [(name, *one) for one in enumerate(corner_groups(pooling), start=1)]
    report(1.0, "Counted")
    return Result(
        config,
        _operators(config, counts),
        _sharing(counts),
        pd.DataFrame(corners, columns=["operator", "matrix", "group"]),
    )


def every_matrix() -> "Tensor":
    """Return all binary 4 × 4 matrices, number i's cells being its bits: (65536, 4, 4) float64."""
    import torch

    numbers = torch.arange(2**BITS)[:, None]
    return ((numbers >> torch.arange(BITS)) & 1).double().reshape(-1, SIDE, SIDE)


def shared(matrices: "Tensor", pooling: Pooling) -> np.ndarray:
    """Return for each output how many ``matrices`` (n, side, side) have it: (outputs,) int64.

    Cells are 0 or 1, so that a window's number depends on whole sums alone, and equal sums are
    rounded alike: outputs are equal exactly where their bits are.
    """
    from core.pooling.tensors import pool

    outputs = pool(matrices[:, None], pooling).flatten(1).numpy()
    code = np.zeros(len(outputs), dtype=np.int64)
    for cell in outputs.T:
        levels, level = np.unique(cell, return_inverse=True)
        _, code = np.unique(code * len(levels) + level, return_inverse=True)
    return np.bincount(code)


def corner_groups(pooling: Pooling) -> list[int]:
    """Return the group, from 1, of each of the write-up's four matrices."""
    outputs = [
        tuple(pooled(placed(SIDE, SIDE - 1, *corner), pooling).flatten().tolist())
        for corner in CORNERS
    ]
    groups = list(dict.fromkeys(outputs))
    return [groups.index(output) + 1 for output in outputs]


def entropy(counts: np.ndarray) -> float:
    """Return the entropy in bits of drawing with odds as ``counts`` (n,) of positive numbers."""
    shares = counts / counts.sum()
    return float(-(shares * np.log2(shares)).sum())


def findings(result: Result) -> tuple[Finding, ...]:
    """Judge two statements by counting; their rules are equalities and inequalities, exact."""
    table = result.operators.set_index("operator").astype(object)
    groups = result.corners.groupby("operator")["group"].nunique()
    largest, average = table.loc["max"], table.loc["average"]
    return (
        Finding(
            "average pooling tells the write-up's four matrices apart, max pooling does not",
            "The four outputs of average pooling all differ, those of max pooling are all equal.",
            exactly(groups["average"] == len(CORNERS) and groups["max"] == 1),
            float(groups["average"]),
            len(CORNERS),
            f"The four matrices have {groups['average']} different outputs under average pooling "
            f"and {groups['max']} under max pooling.",
            since=SINCE,
        ),
        Finding(
            "of matrices of zeros and ones drawn by tossing a coin, max pooling keeps the least",
            "Over all binary 4 × 4 matrices, equally likely, no other operator's output has less "
            "entropy, and average pooling's has more.",
            exactly(table["bits"].min() == largest["bits"] < average["bits"]),
            float(largest["bits"]),
            2**BITS,
            f"Where every cell is 0 or 1 by the toss of a coin, max pooling keeps "
            f"{largest['bits']:.2f} of {BITS} bits in {largest['outputs']:,} outputs, average "
            f"pooling {average['bits']:.2f} in {average['outputs']:,}. Cells that are seldom 1, or "
            "alike where they are neighbours, are another matter.",
            since=SINCE,
        ),
    )


def _operators(config: Config, counts: dict[str, np.ndarray]) -> pd.DataFrame:
    total = 2**BITS
    rows = [
        {
            "operator": name,
            "numbers": int(np.prod(pooling.pooled_size((SIDE, SIDE)))),
            "outputs": len(counts[name]),
            "smallest": int(counts[name].min()),
            "mean": total / len(counts[name]),
            "largest": int(counts[name].max()),
            "bits": entropy(counts[name]),
            "kept": entropy(counts[name]) / BITS,
            "pairs_apart": 1
            - float((counts[name] * (counts[name] - 1)).sum()) / (total * (total - 1)),
        }
        for name, pooling in compared(config.kernel_size, config.stride).items()
    ]
    return pd.DataFrame(rows)


def _sharing(counts: dict[str, np.ndarray]) -> pd.DataFrame:
    frames = []
    for name, sizes in counts.items():
        matrices, outputs = np.unique(sizes, return_counts=True)
        frames.append(pd.DataFrame({"operator": name, "matrices": matrices, "outputs": outputs}))
    return pd.concat(frames, ignore_index=True)
