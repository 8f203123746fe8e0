"""How far the best of many noisy accuracies is expected to lie above the truth."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from scipy import integrate, stats


def choose(scores: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Return for each split the candidate (splits,) of ``places`` with the best of ``scores``.

    Among equals one is taken at random.
    """
    own = np.take_along_axis(scores.T, places, axis=1)
    best = own == own.max(axis=1, keepdims=True)
    lots = np.random.default_rng(1).random(own.shape)
    return places[np.arange(len(places)), np.where(best, lots, -1).argmax(axis=1)]


@cache
def expected_maximum(count: int) -> float:
    """Return the expected maximum of ``count`` independent standard normal numbers.

    ∫ x · k · φ(x) · Φ(x)^(k − 1) dx; see David and Nagaraja, *Order Statistics*, 2003, section 3.1.
    """

    def integrand(x: float) -> float:
        return float(x * count * np.exp(stats.norm.logpdf(x) + (count - 1) * stats.norm.logcdf(x)))

    return float(integrate.quad(integrand, -10, 10, epsabs=1e-10)[0])


def equal_candidates(flags: np.ndarray, count: int, size: int) -> float:
    """Return the optimism of the best of ``count`` candidates that all have the same mean.

    The expected maximum of k normal estimates with one mean, variance σ² and correlation ρ is
    σ · √(1 − ρ) · E[max of k independent standard normal numbers] above it (Owen and Steck 1962,
    *Annals of Mathematical Statistics* 33); σ² (1 − ρ) is taken from how much the rows of ``flags``
    (candidates, N images) disagree, as the mean over pairs. ``size`` images choose and the N −
    ``size`` others tell the truth, so that a variance S of an image counts S/size + S/(N − size).
    """
    rows, total = flags.shape
    by_row, by_image = flags.sum(axis=1), flags.sum(axis=0)
    right = by_row.sum()
    within = rows * right - np.square(by_image).sum()
    between = (rows * np.square(by_row).sum() - right**2) / total
    unshared = (within - between) / (rows * (rows - 1) * (total - 1))
    return float(np.sqrt(unshared * (1 / size + 1 / (total - size))) * expected_maximum(count))


def normal_optimism(flags: np.ndarray, drawn: Sequence[np.ndarray], size: int) -> list[float]:
    """Return the optimism of the best of each of ``drawn`` (draws, count), were estimates normal.

    Estimates have the candidates' own means, and covariance S/size · (1 − size/N), as ``size`` of N
    images drawn without replacement give. Each image gets a normal number, shared by all candidates
    (a multiplier; van der Vaart and Wellner, *Weak Convergence and Empirical Processes*, 1996,
    section 2.9), and the opposite one in a second draw for the same candidates. What an estimate is
    too high by, the N − ``size`` other images are too low by, so that an error e lies
    e · N / (N − size) above them. ``flags`` is (candidates, N) bool; ``drawn`` are equally long, of
    an even number of draws, of which the first half is used.
    """
    total, draws = flags.shape[1], len(drawn[0])
    means = flags.mean(axis=1)
    values = np.subtract(flags, means[:, None], dtype=np.float32)
    rng = np.random.default_rng(2)
    noise = values @ rng.standard_normal((total, draws // 2), dtype=np.float32)
    standard = np.concatenate([noise, -noise], axis=1).astype(float) / np.sqrt(total - 1)
    error = standard * np.sqrt((1 - size / total) / size)
    estimates = means[:, None] + error
    offered = [np.concatenate([places[: draws // 2]] * 2) for places in drawn]
    gains = [error[choose(estimates, places), np.arange(draws)].mean() for places in offered]
    return [float(gain) * total / (total - size) for gain in gains]
