"""Write-up 2.B, a side effect: a padded network's features tell where in the picture they are.

After M. A. Islam, S. Jia and N. Bruce, *How much position information do convolutional neural
networks encode?*, ICLR 2020, and O. Kayhan and J. van Gemert, *On translation invariance in CNNs:
convolutional layers can exploit absolute spatial location*, CVPR 2020. The pictures are one grey
all over, so that nothing but the border can tell one place from another.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch
from torch.nn import functional

from core.claims import Finding, Report, exactly, ignore
from core.engines.windows.pixels import border_distance
from core.intervals import mean_table
from core.limits import Checked, check_whole, part_of, real, whole
from core.rules import certain, exceeding, judge_mean, together
from core.text import minus, with_ends

VERSION = 1
ZEROS, NONE = "zeros", "none"
MODES = {ZEROS: "constant", "reflect": "reflect", "replicate": "replicate", "circular": "circular"}
PADDINGS = (*MODES, NONE)
KERNEL = 3
CHANNELS = 32
BIAS_DEVIATION = 0.1
RIDGE = 0.01
GREYS = 5
DARKEST, LIGHTEST = 0.2, 1.0
SAME = 1e-5
NEGLIGIBLE_R2 = 0.1


@dataclass(frozen=True)
class Config(Checked):
    """Send grey pictures through ``layers`` random 3 × 3 layers and read the position off them.

    ``side`` is the pictures' in pixels; ``held_out`` the share of positions that the readout is
    tested on; ``seeds`` (0, 1, …) draw networks and positions. Raises ``ValueError`` for a value
    out of range, and for layers that leave too little of the picture without padding.
    """

    side: int = whole(24, "Side", 8, 40)
    layers: int = part_of(8, "Layers", 1, 12)
    seeds: int = whole(10, "Seeds", 2, 50)
    held_out: float = real(0.5, "Held out", 0.1, 0.9)

    def __post_init__(self) -> None:
        """Check every field."""
        super().__post_init__()
        check_whole("Layers", self.layers, 1, min(12, (self.side - 4) // (KERNEL - 1)))


@dataclass(frozen=True)
class Result:
    """What was measured, on positions and greys that the readout did not see.

    readouts: seed, padding, depth, r2 (share of the variance of row and column that a linear
    readout explains; at most 1, and 0 for a guess of the middle). errors: seed, padding, depth,
    distance (pixels to the border of the response), error and guess (mean distance in pixels from
    the true position to what is read, and to the mean of the fitted positions). reaches: seed,
    padding, depth, reach (rings of the response, counted from its border, whose features differ
    from the middle's).
    """

    config: Config
    readouts: pd.DataFrame
    errors: pd.DataFrame
    reaches: pd.DataFrame


def run(config: Config, report: Report = ignore) -> Result:
    """Fit and test a readout for every seed, padding and depth."""
    readouts, errors, reaches = [], [], []
    tasks = [(seed, padding) for seed in range(config.seeds) for padding in PADDINGS]
    for place, (seed, padding) in enumerate(tasks):
        report(place / len(tasks), f"Network {seed + 1} of {config.seeds}, padding: {padding}")
        for depth, features in enumerate(responses(config, seed, padding), 1):
            cell = {"seed": seed, "padding": padding, "depth": depth}
            r2, by_distance = read_position(features, config.held_out, seed)
            readouts.append(cell | {"r2": r2})
            reaches.append(cell | {"reach": _reach(features)})
            errors.append(by_distance.assign(**cell))
    report(1.0, "Done")
    return Result(
        config,
        pd.DataFrame(readouts),
        pd.concat(errors, ignore_index=True),
        pd.DataFrame(reaches),
    )


def responses(config: Config, seed: int, padding: str) -> Iterator[np.ndarray]:
    """Yield the features (greys, height, width, channels) after each layer.

    32 channels; weights are He-normal (He and others 2015), biases normal with deviation 0.1, then
    ReLU; five greys from 0.2 to 1. The draws do not depend on the padding.
    """
    generator = torch.Generator().manual_seed(seed)
    greys = torch.linspace(DARKEST, LIGHTEST, GREYS)
    values = greys[:, None, None, None].expand(-1, 1, config.side, config.side)
    for _ in range(config.layers):
        in_channels = values.shape[1]
        shape = (CHANNELS, in_channels, KERNEL, KERNEL)
        deviation = (2 / (in_channels * KERNEL**2)) ** 0.5
        weight = torch.randn(shape, generator=generator) * deviation
        bias = torch.randn(CHANNELS, generator=generator) * BIAS_DEVIATION
        if padding != NONE:
            values = functional.pad(values, (KERNEL // 2,) * 4, MODES[padding])
        values = functional.conv2d(values, weight, bias).relu()
        yield values.permute(0, 2, 3, 1).double().numpy()


def read_position(features: np.ndarray, held_out: float, seed: int) -> tuple[float, pd.DataFrame]:
    """Fit a readout to ``features`` (greys, height, width, channels) and test it on others.

    Fitted on every other grey and the positions not held out, tested on the rest. Returns R² and
    the columns distance, error and guess of ``Result``.
    """
    _, height, width, channels = features.shape
    order = np.random.default_rng(seed).permutation(height * width)
    tested, fitted = np.split(order, [max(2, round(held_out * len(order)))])
    targets = np.indices((height, width)).reshape(2, -1).T.astype(float)
    flat = features.reshape(len(features), -1, channels)
    seen, unseen = flat[0::2][:, fitted], flat[1::2][:, tested]
    wanted = np.tile(targets[tested], (len(unseen), 1))
    predicted = ridge(
        seen.reshape(-1, channels),
        np.tile(targets[fitted], (len(seen), 1)),
        unseen.reshape(-1, channels),
    )
    residual = ((predicted - wanted) ** 2).sum(axis=1)
    total = ((wanted - wanted.mean(axis=0)) ** 2).sum()
    table = pd.DataFrame(
        {
            "distance": np.tile(border_distance(height, width).ravel()[tested], len(unseen)),
            "error": np.sqrt(residual),
            "guess": np.hypot(*(wanted - targets[fitted].mean(axis=0)).T),
        }
    )
    by_distance = table.groupby("distance", as_index=False).mean()
    return float(1 - residual.sum() / total), by_distance


def ridge(features: np.ndarray, targets: np.ndarray, unseen: np.ndarray) -> np.ndarray:
    """Return the predictions (m, outputs) for ``unseen`` (m, k) of a ridge regression.

    Fitted to ``features`` (n, k) and ``targets`` (n, outputs), in closed form: minimises
    ‖y − ȳ − (x − x̄)w / s‖² + 0.01 n ‖w‖² (Hoerl and Kennard 1970, Technometrics 12), where s is the
    root mean square of all features, so that the fit does not depend on their unit.
    """
    mean, middle = features.mean(axis=0), targets.mean(axis=0)
    scale = np.sqrt((features**2).mean())
    if scale == 0:
        return np.tile(middle, (len(unseen), 1))
    centred = (features - mean) / scale
    gram = centred.T @ centred + RIDGE * len(features) * np.eye(features.shape[1])
    weights = np.linalg.solve(gram, centred.T @ (targets - middle))
    return (unseen - mean) / scale @ weights + middle


def summary(result: Result) -> pd.DataFrame:
    """Return R² over seeds: padding, depth, n, mean with its 95 % interval (low, high)."""
    by = ["padding", "depth"]
    return mean_table(by, result.readouts.groupby(by, sort=False)["r2"])


def leak(result: Result) -> Finding:
    """Judge whether zero padding tells the position, and no padding does not."""
    deepest = result.readouts[result.readouts["depth"] == result.config.layers]
    padded = judge_mean(deepest.loc[deepest["padding"] == ZEROS, "r2"], exceeding(NEGLIGIBLE_R2))
    without = result.readouts.loc[result.readouts["padding"] == NONE, "r2"].max()
    found = together(padded, certain(without <= SAME, without))
    return found.finding(
        "zero padding lets a network know where it is",
        "R² of a linear readout of the position, on held-out positions and greys, after the last "
        "layer: with zero padding the 95 % interval over seeds (Student's t) lies above 0 and the "
        f"mean above {NEGLIGIBLE_R2}; without padding R² is at most 0 for every seed and depth.",
        result.config.seeds,
        minus(
            f"After {result.config.layers} layers the readout explains "
            f"{with_ends(padded.found, '.0%')} of the position with zero padding; without "
            f"padding {without:.4f} at best."
        ),
        since="2026-11-25",
    )


def spread(result: Result) -> Finding:
    """Judge whether the leak enters from the border, one pixel a 3 × 3 layer."""
    zeros = result.reaches[result.reaches["padding"] == ZEROS]
    theory = zeros["depth"].clip(upper=result.config.side // 2)
    others = result.reaches.loc[result.reaches["padding"] != ZEROS, "reach"].max()
    off = int((zeros["reach"] != theory).sum())
    return Finding(
        "the border is felt one pixel further with every 3 × 3 layer",
        "With zero padding the features differ from the middle's in exactly as many rings as there "
        "are layers (or in all but the middle); with every other padding, and without, in none.",
        exactly(off == 0 and others == 0),
        float(zeros.loc[zeros["depth"] == result.config.layers, "reach"].mean()),
        len(zeros),
        f"In {len(zeros) - off} of {len(zeros)} cases the rings are as many as the layers; with "
        f"the other paddings and without at most {others}.",
        since="2026-11-25",
    )


def _reach(features: np.ndarray) -> int:
    """Count the rings whose features (greys, height, width, channels) differ from the middle's."""
    _, height, width, _ = features.shape
    middle = features[:, height // 2, width // 2][:, None, None, :]
    differs = np.abs(features - middle).max(axis=(0, 3)) > SAME * np.abs(features).max()
    return int(border_distance(height, width)[differs].max(initial=-1)) + 1
