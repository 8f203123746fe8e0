"""Grey pictures that look like photographs to a convolution, drawn from a seed.

Natural pictures have an amplitude spectrum that falls as 1 / frequency (D. J. Field, *Relations
between the statistics of natural images and the response properties of cortical cells*, 1987, JOSA
A 4) and edges where one thing hides another (A. Lee, D. Mumford and J. Huang, *Occlusion models for
natural images*, 2001, IJCV 41). These have both.
"""

import numpy as np
import torch

LEAVES = 24
SMALLEST, LARGEST = 0.08, 0.5
GRAIN = 0.35
MEAN, DEVIATION = 0.5, 0.2


def photographs(count: int, side: int, seed: int) -> torch.Tensor:
    """Return ``count`` pictures, (count, 1, side, side) float32 in [0, 1].

    Each is a heap of discs of one grey each, whose radii follow the power law r⁻³ (Lee and others
    2001) between 0.08 and 0.5 of a side, with 1/f noise over all. Mean 0.5 and deviation 0.2 before
    what lies outside [0, 1] is cut off. A picture does not depend on how many follow it.
    """
    generators = (np.random.default_rng((seed, number)) for number in range(count))
    pictures = [_photograph(side, random) for random in generators]
    return torch.tensor(np.stack(pictures), dtype=torch.float32)[:, None]


def pink_noise(side: int, random: np.random.Generator) -> np.ndarray:
    """Return noise (side, side) whose amplitude falls as 1 / frequency; mean 0, deviation 1.

    Cut out of noise twice as wide, since noise made from a spectrum repeats: its left border would
    continue its right one.
    """
    wide = 2 * side
    rows, columns = np.fft.fftfreq(wide)[:, None], np.fft.rfftfreq(wide)[None, :]
    frequency = np.hypot(rows, columns)
    frequency[0, 0] = np.inf
    spectrum = np.fft.rfft2(random.standard_normal((wide, wide))) / frequency
    return _standardised(np.fft.irfft2(spectrum, s=(wide, wide))[:side, :side])


def _photograph(side: int, random: np.random.Generator) -> np.ndarray:
    rows, columns = np.indices((side, side)) / side
    picture = np.zeros((side, side))
    for _ in range(LEAVES):
        radius = (random.uniform(LARGEST**-2, SMALLEST**-2)) ** -0.5
        row, column = random.uniform(-radius, 1 + radius, 2)
        picture[np.hypot(rows - row, columns - column) < radius] = random.standard_normal()
    picture = _standardised(picture + GRAIN * pink_noise(side, random))
    return np.clip(MEAN + DEVIATION * picture, 0, 1)


def _standardised(values: np.ndarray) -> np.ndarray:
    return (values - values.mean()) / values.std()
