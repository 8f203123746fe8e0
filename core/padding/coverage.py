"""Write-up 2.B: how much each pixel is used, and how much of what an output sees is padding.

With uniform weights both are counts of paths: a path picks one cell of the window in every layer.
W. Luo, Y. Li, R. Urtasun and R. Zemel, *Understanding the effective receptive field in deep
convolutional neural networks*, NeurIPS 2016, section 2.1: an output's paths are the window's
convolution powers. Rows and columns are counted apart and multiplied.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.claims import Finding, Report, exactly, ignore
from core.engines.windows.pixels import border_distance, tidy
from core.limits import Checked, check_whole, whole

VERSION = 1
WITH, WITHOUT = "with padding", "without padding"
PADDINGS = (WITHOUT, WITH)
MARKEDLY_LESS = 0.5


def check_odd(name: str, side: int) -> None:
    """Raise ``ValueError`` for a side that no equal padding of both sides fits."""
    if side % 2 == 0:
        raise ValueError(
            f"{name} side is {side}, but must be an odd number: an even {name.lower()} needs one "
            "pixel more of padding on one side than on the other."
        )


@dataclass(frozen=True)
class Config(Checked):
    """Stack ``layers`` convolutions of stride 1 on a square picture of ``side`` pixels.

    Padding is (kernel − 1) / 2 zeros on each side, in every layer. Raises ``ValueError`` for a
    value out of range, for an even kernel, and for layers that leave nothing without padding.
    """

    side: int = whole(14, "Picture side", 5, 64)
    kernel: int = 3
    layers: int = 3

    def __post_init__(self) -> None:
        """Check every field."""
        super().__post_init__()
        check_whole("Window side", self.kernel, 3, min(9, self.side))
        check_odd("Window", self.kernel)
        # More layers leave nothing without padding.
        check_whole("Depth", self.layers, 1, min(8, (self.side - 1) // (self.kernel - 1)))


@dataclass(frozen=True)
class Result:
    """Exact counts.

    coverage: padding, depth, row, column, paths (from the pixel to any output; windows at depth 1).
    on_padding: depth, row, column (of an output of the padded stack), share (of the output's paths
    that meet padding in some layer, so of the effective receptive field's weight).
    """

    config: Config
    coverage: pd.DataFrame
    on_padding: pd.DataFrame


def run(config: Config, report: Report = ignore) -> Result:
    """Count the paths of every pixel and output at every depth."""
    coverage, on_padding = [], []
    for depth in range(1, config.layers + 1):
        for padding in PADDINGS:
            used = paths(config, depth, padding).sum(axis=0)
            frame = tidy(np.outer(used, used), ["row", "column"], "paths")
            coverage.append(frame.assign(padding=padding, depth=depth))
        inside = paths(config, depth, WITH).sum(axis=1) / config.kernel**depth
        share = tidy(1 - np.outer(inside, inside), ["row", "column"], "share")
        on_padding.append(share.assign(depth=depth))
    report(1.0, "Done")
    return Result(
        config,
        pd.concat(coverage, ignore_index=True)[["padding", "depth", "row", "column", "paths"]],
        pd.concat(on_padding, ignore_index=True)[["depth", "row", "column", "share"]],
    )


def paths(config: Config, depth: int, padding: str) -> np.ndarray:
    """Return the number of paths along one side from each pixel to each output: (outputs, pixels).

    A layer is a banded matrix of ones, and ``depth`` layers its power. With padding, paths that
    meet padding in some layer end there: they are not counted.
    """
    counts = np.eye(config.side, dtype=np.int64)
    for _ in range(depth):
        size, margin = len(counts), (config.kernel - 1) // 2 if padding == WITH else 0
        starts = np.arange(size + 2 * margin - config.kernel + 1) - margin
        offset = np.arange(size)[None, :] - starts[:, None]
        counts = ((offset >= 0) & (offset < config.kernel)).astype(np.int64) @ counts
    return counts


def corner_and_middle(result: Result, padding: str, depth: int) -> tuple[int, int]:
    """Return the paths of a corner pixel and the most that any pixel has."""
    frame = result.coverage
    chosen = frame[(frame["padding"] == padding) & (frame["depth"] == depth)]
    return int(chosen["paths"].iloc[0]), int(chosen["paths"].max())


def used(result: Result) -> Finding:
    """Judge whether padding lets filters use a corner pixel more."""
    padded, _ = corner_and_middle(result, WITH, 1)
    plain, _ = corner_and_middle(result, WITHOUT, 1)
    return Finding(
        "windows that use a corner pixel, with padding",
        "One layer: more than without padding.",
        exactly(padded > plain),
        float(padded),
        1,
        f"Windows that hold a corner pixel: {padded} with padding, {plain} without.",
        since="2026-11-25",
    )


def used_less(result: Result) -> Finding:
    """Judge whether a corner pixel is used markedly less without padding, at every depth.

    "Ignored" cannot be meant as "in no window": at stride 1 every pixel is in one.
    """
    depths = range(1, result.config.layers + 1)
    counts = [corner_and_middle(result, WITHOUT, depth) for depth in depths]
    (corner, middle), (deep, deep_middle) = counts[0], counts[-1]
    deeper = f", and {deep:,} to {deep_middle:,} by the paths of {len(counts)} layers"
    return Finding(
        "a corner pixel's share of the windows that a pixel in the middle has, without padding",
        f"At every depth: less than {MARKEDLY_LESS:g}, since the write-up says that border pixels "
        "would be ignored.",
        exactly(all(fewer < MARKEDLY_LESS * most for fewer, most in counts)),
        corner / middle,
        len(counts),
        f"Without padding a corner pixel counts {corner} to {middle} against a pixel in the "
        f"middle, by the windows that hold them{deeper if len(counts) > 1 else ''}: "
        + ("it is used less, but not ignored." if corner < middle else "it is used as much."),
        since="2026-11-29",
        changed="On 29 November 2026, after the counts were known, “ignored” became “used markedly "
        "less”: before, it meant “in no window”, which cannot be where windows move pixel by "
        "pixel.",
    )


def middle_untouched(result: Result) -> Finding:
    """Judge whether padding enters from the border only, one half kernel a layer."""
    config, frame = result.config, result.on_padding
    edge = border_distance(config.side, config.side)[frame["row"], frame["column"]]
    touched = edge < frame["depth"] * (config.kernel - 1) // 2
    agrees = (frame["share"] > 0) == touched
    corner = frame[(frame["row"] == 0) & (frame["column"] == 0)].set_index("depth")["share"]
    return Finding(
        "padding takes part of every receptive field near the border, and none beyond",
        "Every output and depth: a share above 0 exactly where the distance to the border is below "
        "depth · (k − 1) / 2.",
        exactly(agrees.all()),
        float(corner.iloc[-1]),
        len(frame),
        f"So it is for {int(agrees.sum()):,} of {len(frame):,} outputs; a corner output gives "
        f"{corner.iloc[0]:.0%} of its weight to padding after one layer and {corner.iloc[-1]:.0%} "
        f"after {config.layers}.",
        since="2026-11-25",
    )
