"""Two-dimensional point sets: the six that TensorFlow Playground draws, and two moons.

Every generator takes the number of points, the noise (0 to 1; the Playground's percentage over
100) and a stream of random numbers, and returns an array of shape (points, 3): x, y and the
label, +1 or −1; in ``REGRESSIONS`` a number. Source: tensorflow/playground, ``src/dataset.ts``.
"""

import math
from collections.abc import Callable

import numpy as np

from core.engines.seedrandom import SeedRandom

RADIUS = 5.0
PLANE = 6.0
BUMPS = ((-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1))
"""The bumps of ``bumps``: x and y of the middle, and the label there."""


def circle(points: int, noise: float, random: SeedRandom) -> np.ndarray:
    """Return a disc labelled +1 inside a ring labelled −1."""
    inside = _ring(points // 2, 0.0, RADIUS * 0.5, noise, random)
    outside = _ring(points - points // 2, RADIUS * 0.7, RADIUS, noise, random)
    return np.concatenate([inside, outside])


def xor(points: int, noise: float, random: SeedRandom) -> np.ndarray:
    """Return four squares, labelled by the sign of x · y, with a gap along the axes."""
    gap = 0.3
    draws = _uniform(random.many(points * 4).reshape(points, 4), -RADIUS, RADIUS)
    position = draws[:, :2] + np.where(draws[:, :2] > 0, gap, -gap)
    noisy = position + draws[:, 2:] * noise
    labels = np.where(noisy[:, 0] * noisy[:, 1] >= 0, 1.0, -1.0)
    return np.column_stack([position, labels])


def gauss(points: int, noise: float, random: SeedRandom) -> np.ndarray:
    """Return two normal clouds about (2, 2), labelled +1, and (−2, −2), labelled −1."""
    deviation = math.sqrt(0.5 + 7 * noise)
    half = points // 2
    rows = [
        [centre + deviation * _normal(random), centre + deviation * _normal(random), label]
        for centre, label, count in ((2.0, 1.0, half), (-2.0, -1.0, points - half))
        for _ in range(count)
    ]
    return np.array(rows)


def spiral(points: int, noise: float, random: SeedRandom) -> np.ndarray:
    """Return two interleaved arms of 1.75 turns, the first labelled +1."""
    half = points // 2
    return np.concatenate(
        [
            _arm(half, 0.0, 1.0, noise, random),
            _arm(points - half, math.pi, -1.0, noise, random),
        ]
    )


def moons(points: int, noise: float, random: SeedRandom) -> np.ndarray:
    """Return two interleaved half circles of radius 1, the upper one labelled +1.

    The shape is that of scikit-learn's ``make_moons``, its points drawn evenly along each arc;
    ``noise`` is the standard deviation of the normal noise on x and y. The Playground has no such
    set.
    """
    half = points // 2
    angle = math.pi * random.many(points)
    label = np.where(np.arange(points) < half, 1.0, -1.0)
    position = np.column_stack(
        [(1 - label) / 2 + label * np.cos(angle), (1 - label) / 4 + label * np.sin(angle)]
    )
    shift = np.array([[_normal(random), _normal(random)] for _ in range(points)])
    return np.column_stack([position + noise * shift, label])


def plane(points: int, noise: float, random: SeedRandom) -> np.ndarray:
    """Return points all over the plane, labelled (x + y) / 10: from −1.2 to 1.2, and noise."""
    position, noisy = _strewn(points, noise, random)
    share = (noisy[:, 0] + noisy[:, 1] + 10) / 20
    return np.column_stack([position, share - (1 - share)])


def bumps(points: int, noise: float, random: SeedRandom) -> np.ndarray:
    """Return points all over the plane, labelled from −1 to 1 by the nearest of ``BUMPS``.

    A bump falls off by ½ a unit of distance, and is 0 from 2 on.
    """
    position, noisy = _strewn(points, noise, random)
    label = np.zeros(points)
    for x, y, sign in BUMPS:
        across, up = noisy[:, 0] - x, noisy[:, 1] - y
        height = 1 - np.minimum(np.sqrt(across * across + up * up) / 2, 1)
        label = np.where(height > np.abs(label), sign * height, label)
    return np.column_stack([position, label])


DATASETS: dict[str, Callable[[int, float, SeedRandom], np.ndarray]] = {
    "circle": circle,
    "xor": xor,
    "gauss": gauss,
    "spiral": spiral,
}
REGRESSIONS = {"reg-plane": plane, "reg-gauss": bumps}


def shuffled(rows: np.ndarray, random: SeedRandom) -> np.ndarray:
    """Return ``rows`` (points, columns) in the order of the Playground's Fisher–Yates shuffle."""
    order = list(range(len(rows)))
    for counter, number in zip(range(len(rows), 0, -1), random.many(len(rows)), strict=True):
        chosen = int(number * counter)
        order[counter - 1], order[chosen] = order[chosen], order[counter - 1]
    return rows[order]


def _ring(points: int, low: float, high: float, noise: float, random: SeedRandom) -> np.ndarray:
    draws = random.many(points * 4).reshape(points, 4)
    radius = _uniform(draws[:, 0], low, high)
    angle = _uniform(draws[:, 1], 0.0, 2 * math.pi)
    position = np.column_stack(
        [
            radius * np.array([math.sin(a) for a in angle]),
            radius * np.array([math.cos(a) for a in angle]),
        ]
    )
    noisy = position + _uniform(draws[:, 2:], -RADIUS, RADIUS) * noise
    distance = np.sqrt(noisy[:, 0] * noisy[:, 0] + noisy[:, 1] * noisy[:, 1])
    return np.column_stack([position, np.where(distance < RADIUS * 0.5, 1.0, -1.0)])


def _arm(points: int, turn: float, label: float, noise: float, random: SeedRandom) -> np.ndarray:
    jitter = _uniform(random.many(points * 2).reshape(points, 2), -1.0, 1.0) * noise
    rows = []
    for i in range(points):
        radius = i / points * RADIUS
        angle = 1.75 * i / points * 2 * math.pi + turn
        rows.append([radius * math.sin(angle), radius * math.cos(angle), label])
    arm = np.array(rows).reshape(points, 3)
    arm[:, :2] += jitter
    return arm


def _strewn(points: int, noise: float, random: SeedRandom) -> tuple[np.ndarray, np.ndarray]:
    """Return points anywhere on the plane, and the places that their labels are taken from."""
    draws = _uniform(random.many(points * 4).reshape(points, 4), -PLANE, PLANE)
    return draws[:, :2], draws[:, :2] + draws[:, 2:] * noise


def _uniform(numbers: np.ndarray, low: float, high: float) -> np.ndarray:
    return numbers * (high - low) + low


def _normal(random: SeedRandom) -> float:
    """Return a standard normal number by Marsaglia's polar method, its twin thrown away."""
    while True:
        first, second = 2 * random() - 1, 2 * random() - 1
        square = first * first + second * second
        if square <= 1:
            return math.sqrt(-2 * math.log(square) / square) * first
