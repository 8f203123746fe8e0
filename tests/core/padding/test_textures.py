import numpy as np
import pytest

from core.padding.textures import photographs, pink_noise


def test_pictures_are_in_range_seeded_and_independent_of_how_many_follow():
    pictures = photographs(5, 40, 3)
    assert pictures.shape == (5, 1, 40, 40)
    assert pictures.min() >= 0
    assert pictures.max() <= 1
    np.testing.assert_array_equal(pictures[:2], photographs(2, 40, 3))
    assert not np.array_equal(pictures, photographs(5, 40, 4))
    assert not np.array_equal(pictures[0], pictures[1])


def test_mean_and_deviation_are_nearly_as_stated():
    pictures = photographs(20, 64, 0)
    assert pictures.mean().item() == pytest.approx(0.5, abs=0.01)
    assert pictures.std(dim=(1, 2, 3)).mean().item() == pytest.approx(0.2, abs=0.02)


def slope(pictures):
    """The slope of log amplitude over log frequency, along rows and columns."""
    window = np.outer(np.hanning(pictures.shape[-1]), np.hanning(pictures.shape[-1]))
    power = (np.abs(np.fft.fft2(pictures * window)) ** 2).mean(axis=0)
    frequency = np.fft.fftfreq(pictures.shape[-1])
    radius = np.hypot(frequency[:, None], frequency[None, :])
    chosen = (radius > 0.03) & (radius < 0.4)
    return np.polyfit(np.log(radius[chosen]), np.log(power[chosen]) / 2, 1)[0]


def test_noise_falls_as_one_over_frequency_and_photographs_fall_at_least_as_fast():
    noise = np.stack([pink_noise(64, np.random.default_rng(seed)) for seed in range(60)])
    assert slope(noise) == pytest.approx(-1, abs=0.15)
    # Edges alone fall as f^-1.5 (Lee, Mumford and Huang 2001).
    assert -1.7 < slope(photographs(60, 64, 0)[:, 0].numpy() - 0.5) < -0.8


def test_noise_does_not_continue_on_the_other_side():
    noise = [pink_noise(64, np.random.default_rng(seed)) for seed in range(60)]
    across = np.mean([np.abs(one[:, 0] - one[:, -1]).mean() for one in noise])
    beside = np.mean([np.abs(one[:, 0] - one[:, 1]).mean() for one in noise])
    assert across > 1.5 * beside


def test_photographs_have_edges_that_noise_has_not():
    def sharpest(pictures):
        step = np.abs(np.diff(pictures, axis=-1))
        return (step.max(axis=(1, 2)) / step.std(axis=(1, 2))).mean()

    noise = np.stack([pink_noise(64, np.random.default_rng(seed)) for seed in range(20)])
    assert sharpest(photographs(20, 64, 0)[:, 0].numpy()) > 1.5 * sharpest(noise)
