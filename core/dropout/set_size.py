"""How far the winner is overrated, against the size of the set that chose it.

A random part of the validation images chooses, all others tell the truth: of images that are drawn
alike, the two parts are independent, so that the mean of the difference is the optimism of a set of
that size. Beyond half of the images it is extrapolated.
"""

import numpy as np
import pandas as pd

from core.claims import Finding
from core.intervals import mean_interval
from core.rules import exceeding, judged
from core.text import minus, with_ends

SIZES = (100, 200, 500, 1_000, 1_667, 2_500)
BEYOND = (5_000, 10_000)
WRITE_UP = 10_000
"""Images in the test set, by which the write-up chose."""
ORDERS, DRAWS = 200, 2_000
SEED = 10_017
NEGLIGIBLE = 0.001
SINCE = "2026-11-29"
CHANGED = (
    "On 29 November 2026, after the sweep had been recorded, the optimism was judged for a set of "
    "the write-up's size; before, for a third of the validation images."
)


def optimism(flags: np.ndarray, size: int) -> np.ndarray:
    """Return for each seed (seeds,) how far ``size`` images overrate the candidate they choose.

    ``flags`` (seeds, candidates, images) bool say what was right; ``size`` is at most half of the
    images. A mean over 200 random orders, of which the first and the last images choose; among
    equals a lot decides.
    """
    seeds, candidates, images = flags.shape
    rng = np.random.default_rng(SEED)
    order = np.argsort(rng.random((ORDERS, images)), axis=1)
    masks = np.zeros((2 * ORDERS, images), dtype=np.float32)
    np.put_along_axis(masks[:ORDERS], order[:, :size], 1, axis=1)
    np.put_along_axis(masks[ORDERS:], order[:, -size:], 1, axis=1)
    rows = flags.reshape(-1, images).astype(np.float32)
    hits = (rows @ masks.T).astype(float).reshape(seeds, candidates, -1)
    others = flags.sum(axis=2)[:, :, None] - hits
    best = (hits + rng.random(hits.shape) / 2).argmax(axis=1, keepdims=True)
    gains = hits / size - others / (images - size)
    return np.asarray(np.take_along_axis(gains, best, axis=1).mean(axis=(1, 2)))


def theory(flags: np.ndarray, *sizes: int) -> np.ndarray:
    """Return the same (sizes, seeds) for normal estimates, of any size.

    Estimates have the candidates' own means and covariance S/size, S being that of the images; each
    image gets a normal number, shared by all candidates and sizes, and the opposite one in a second
    draw (see ``selection_bias.normal_optimism``).
    """
    seeds, candidates, images = flags.shape
    means = flags.mean(axis=2, keepdims=True)
    numbers = np.random.default_rng(SEED).standard_normal((images, DRAWS // 2), dtype=np.float32)
    values = np.subtract(flags, means, dtype=np.float32).reshape(-1, images)
    noise = (values @ numbers).reshape(seeds, candidates, -1)

    def at(size: int) -> np.ndarray:
        scaled = noise / np.sqrt((images - 1) * size)
        error = np.concatenate([scaled, -scaled], axis=2).astype(float)
        best = (means + error).argmax(axis=1, keepdims=True)
        return np.asarray(np.take_along_axis(error, best, axis=1).mean(axis=(1, 2)))

    return np.array([at(size) for size in sizes])


def extrapolated(flags: np.ndarray, size: int = WRITE_UP) -> np.ndarray:
    """Return the optimism (seeds,) of half of the images, taken to ``size`` by 1/√size.

    That is how it falls among equal candidates. Where some are better, a larger set also finds them
    out, and it falls faster: the law is then an upper bound.
    """
    half = flags.shape[2] // 2
    return optimism(flags, half) * np.sqrt(half / size)


def curve(flags: np.ndarray) -> pd.DataFrame:
    """Return the optimism against the size of the set that chose.

    Columns: size; estimate, low and high (measured: mean over seeds with its 95 % interval; missing
    beyond half of the images), law (extrapolated by 1/√size) and theory (means over seeds).
    """
    images = flags.shape[2]
    law = extrapolated(flags, 1).mean()
    sizes = *SIZES, *BEYOND
    rows = []
    for size, expected in zip(sizes, theory(flags, *sizes).mean(axis=1), strict=True):
        inside = 2 * size <= images
        found = mean_interval(optimism(flags, size)) if inside else (np.nan,) * 3
        rows.append((size, *found, law / np.sqrt(size), expected))
    return pd.DataFrame(rows, columns=["size", "estimate", "low", "high", "law", "theory"])


def overrated(flags: np.ndarray) -> Finding:
    """Judge the optimism at the write-up's size; ``flags`` are (seeds, candidates, images)."""
    half = flags.shape[2] // 2
    measured, foretold = optimism(flags, half).mean(), theory(flags, WRITE_UP).mean()
    return judged(
        "optimism of the set that chose the winner",
        f"Over seeds, the 95 % interval of (accuracy on the images that chose the dropout rate − "
        f"accuracy on fresh images), measured on half of the images and taken to {WRITE_UP:,} by "
        "1/√size,",
        exceeding(NEGLIGIBLE),
        extrapolated(flags),
        lambda found: (
            f"On {half:,} images the choice overrates the winner by {minus(f'{measured:.4f}')}, on "
            f"{WRITE_UP:,} by {with_ends(found, '.4f')}; theory expects "
            f"{minus(f'{foretold:.4f}')}."
        ),
        since=SINCE,
        changed=CHANGED,
    )
