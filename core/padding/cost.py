"""Write-up 2.B, the cost: how wrong the response is near a border, by what lies beyond it.

A picture cut out of a larger one has a true continuation, so the error that an invented border
makes can be measured: the response on the cut-out against the response on the whole.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch

from core.claims import Finding, Report, exactly, ignore
from core.engines.windows.pixels import border_distance, tidy
from core.intervals import mean_table
from core.limits import Checked, choice, whole
from core.padding.responses import (
    ACTIVATIONS,
    KERNELS,
    MODES,
    RANDOM,
    SOURCES,
    ZEROS,
    named_layers,
    padded_responses,
    random_layers,
    reach,
    true_responses,
)
from core.padding.zero_scale import MEAN_IS_ZERO, ZERO_MEANS, scaled
from core.rules import above, exceeding, family, judge_mean, together
from core.text import with_ends

VERSION = 1
NEGLIGIBLE_ERROR = 0.05
ROUNDING = 1e-4
DEPTHS = (1, 2, 3, 4)
SIZES = (3, 5, 7)
FILTERS = (RANDOM, *KERNELS)
PADDINGS = tuple(MODES)
BY = ["kernel_size", "depth", "padding"]


@dataclass(frozen=True)
class Config(Checked):
    """Send ``pictures`` cut-outs through up to four layers, each picture through its own filters.

    Random filters are He-normal (He and others 2015) without bias, 16 channels a layer; a named one
    is applied again and again. ``zero_means`` says which grey has the value 0, so which grey zero
    padding invents. Raises ``ValueError`` for a value out of range.
    """

    source: str = choice("photo-like", "Pictures of", SOURCES)
    filters: str = choice(RANDOM, "Filters", FILTERS)
    activation: str = choice("ReLU", "Activation", ACTIVATIONS)
    zero_means: str = choice(MEAN_IS_ZERO, "Zero is", ZERO_MEANS)
    pictures: int = whole(40, "Pictures", 2, 200)
    seed: int = whole(0, "Seed", 0, 10_000)


@dataclass(frozen=True)
class Result:
    """What was measured, for every kernel size and depth whose true response is known.

    errors: picture, kernel_size, depth, padding, distance (pixels to the border; 0 is the border),
    error (mean absolute error of the ring over the mean absolute true response). maps: kernel_size,
    depth, padding, row, column, error (as before, a pixel's mean over pictures and channels).
    """

    config: Config
    errors: pd.DataFrame
    maps: pd.DataFrame


def run(config: Config, report: Report = ignore) -> Result:
    """Measure the error of every padding, kernel size and depth against the whole picture."""
    report(0.0, "Making pictures")
    source = SOURCES[config.source]
    wholes = source.load(config.pictures, config.seed)
    wholes = scaled(wholes, source.mean, source.deviation, config.zero_means)
    inside = slice(source.margin, source.margin + source.crop)
    crops = wholes[:, :, inside, inside]
    errors, maps = [], []
    sizes = kernel_sizes(config)
    for place, size in enumerate(sizes):
        layers = _layers(config, size)
        truths = list(true_responses(wholes, layers, source, config.activation))
        for number, padding in enumerate(PADDINGS):
            report((place + number / len(PADDINGS)) / len(sizes), f"{size} × {size}, {padding}")
            known = layers[: len(truths)]
            responses = padded_responses(crops, known, padding, config.activation)
            for depth, (response, truth) in enumerate(zip(responses, truths, strict=True), 1):
                cell = {"kernel_size": size, "depth": depth, "padding": padding}
                error = _relative_error(response, truth)
                errors.append(_by_distance(error).assign(**cell))
                mean = tidy(error.mean(axis=0), ["row", "column"], "error")
                maps.append(mean.assign(**cell))
    report(1.0, "Done")
    return Result(
        config,
        pd.concat(errors, ignore_index=True)[["picture", *BY, "distance", "error"]],
        pd.concat(maps, ignore_index=True)[[*BY, "row", "column", "error"]],
    )


def kernel_sizes(config: Config) -> tuple[int, ...]:
    """Return the kernel sizes measured: named filters come in one size only."""
    return SIZES if config.filters == RANDOM else (3,)


def _layers(config: Config, size: int) -> list[torch.Tensor]:
    if config.filters == RANDOM:
        return random_layers(config.pictures, len(DEPTHS), size, config.seed)
    return named_layers(config.pictures, len(DEPTHS), config.filters)


def summary(result: Result) -> pd.DataFrame:
    """Return the mean error over pictures with its 95 % interval.

    Columns: kernel_size, depth, padding, distance, n, mean, low, high.
    """
    by = [*BY, "distance"]
    return mean_table(by, result.errors.groupby(by, sort=False)["error"])


def on_border(result: Result, kernel_size: int, depth: int) -> pd.DataFrame:
    """Return the error on the border: a row a picture, a column a padding."""
    errors = result.errors
    chosen = (errors["kernel_size"] == kernel_size) & (errors["depth"] == depth)
    border = errors[chosen & (errors["distance"] == 0)]
    return border.pivot(index="picture", columns="padding", values="error")


def compared(result: Result, kernel_size: int, depth: int) -> pd.DataFrame:
    """Return by how much each padding errs less than zeros on the border, paired by picture.

    Columns: padding, n, less (error of zeros − error of this padding), low, high.
    """
    border = on_border(result, kernel_size, depth)
    others = [padding for padding in PADDINGS if padding != ZEROS]
    less = ((padding, border[ZEROS] - border[padding]) for padding in others)
    return mean_table(["padding"], less, "less")


def distortion(result: Result) -> Finding:
    """Judge whether zero padding distorts the border, in the mildest case: one 3 × 3 layer."""
    errors = _one_layer(result.errors).pivot(index="picture", columns="distance", values="error")
    border = judge_mean(errors[0], exceeding(NEGLIGIBLE_ERROR))
    more = judge_mean(errors[0] - errors[errors.columns.max()], above(0))
    found = together(border, more)
    return found.finding(
        "relative error of the padded response at the border",
        "One 3 × 3 layer, zero padding: the 95 % interval of the border's error over pictures "
        f"(Student's t) lies above 0 and its mean above {NEGLIGIBLE_ERROR:.0%} of the mean "
        "response, and the interval of border − middle (paired) lies above 0.",
        len(errors),
        "At the border, what a filter answers with zeros around the picture is off by "
        f"{with_ends(border.found, '.0%')} of its mean true answer; in the middle by "
        f"{errors[errors.columns.max()].mean():.0%}.",
        since="2026-11-25",
    )


def confinement(result: Result) -> Finding:
    """Judge whether the error ends where the theory says, for every size, depth and padding."""
    errors = result.errors.assign(reach=reach(result.errors["kernel_size"], result.errors["depth"]))
    outside = errors.loc[errors["distance"] >= errors["reach"], "error"].max()
    last = errors[errors["distance"] == errors["reach"] - 1]
    least = float(last.groupby(BY)["error"].mean().min())
    cases = errors.groupby(BY).ngroups
    return Finding(
        "the error ends depth · (k − 1) / 2 pixels from the border",
        f"Every size, depth and padding: an error below {ROUNDING:g} from there on, and a mean "
        "above it in the last ring before.",
        exactly(outside < ROUNDING < least),
        float(outside),
        cases,
        f"In {cases} cases the largest error beyond that distance is {outside:.2g} of the mean "
        f"response; the smallest mean in the last ring before it is {least:.2g}.",
        since="2026-11-25",
    )


def alternatives(result: Result) -> Finding:
    """Judge whether zeros are the worst padding, in one 3 × 3 layer."""
    border = on_border(result, 3, 1)
    others = [padding for padding in PADDINGS if padding != ZEROS]
    less = family({padding: border[ZEROS] - border[padding] for padding in others}, above(0))
    found = together(*sorted(less.values(), key=lambda one: one.found.estimate))
    said = "; ".join(f"{name} {with_ends(one.found, '+.1%')}" for name, one in less.items())
    return found.finding(
        "every other padding errs less at the border than zeros",
        "One 3 × 3 layer, paired by picture: for each of the others the interval of zeros − other "
        "(Student's t, corrected for their number by Holm's method) lies above 0.",
        len(border),
        f"Zeros − other, of the mean response: {said}.",
        since="2026-11-25",
        changed="On 29 November 2026, after the pictures had been measured, the intervals were "
        "corrected for their number.",
    )


def _one_layer(frame: pd.DataFrame, padding: str = ZEROS) -> pd.DataFrame:
    chosen = (frame["kernel_size"] == 3) & (frame["depth"] == 1) & (frame["padding"] == padding)
    return frame[chosen]


def _relative_error(response: torch.Tensor, truth: torch.Tensor) -> np.ndarray:
    """Return |response − truth| over the mean |truth| of each picture: (pictures, crop, crop)."""
    scale = truth.abs().mean(dim=(1, 2, 3)).clamp_min(1e-12)[:, None, None]
    return ((response - truth).abs().mean(dim=1) / scale).double().numpy()


def _by_distance(error: np.ndarray) -> pd.DataFrame:
    distance = border_distance(*error.shape[1:])
    rings = range(distance.max() + 1)
    means = np.stack([error[:, distance == ring].mean(axis=1) for ring in rings])
    return tidy(means, ["distance", "picture"], "error")
