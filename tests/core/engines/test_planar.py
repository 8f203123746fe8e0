import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from core.engines import planar
from core.engines.playground.engine import DATASETS
from core.engines.seedrandom import SeedRandom

RADIUS = 5.0


def transcribed(name, points, noise, random):
    """The Playground's ``dataset.ts`` as design.md describes it, one draw at a time."""

    def between(low, high):
        return random() * (high - low) + low

    def normal(mean, variance):
        square = 2.0
        while square > 1:
            first, second = 2 * random() - 1, 2 * random() - 1
            square = first * first + second * second
        return mean + math.sqrt(variance) * math.sqrt(-2 * math.log(square) / square) * first

    rows = []
    if name == "circle":
        for low, high in ((0, 2.5), (3.5, 5)):
            for _ in range(points // 2):
                radius, angle = between(low, high), between(0, 2 * math.pi)
                x, y = radius * math.sin(angle), radius * math.cos(angle)
                noise_x, noise_y = between(-5, 5) * noise, between(-5, 5) * noise
                rows.append((x, y, 1 if math.hypot(x + noise_x, y + noise_y) < 2.5 else -1))
    elif name == "xor":
        for _ in range(points):
            x, y = between(-5, 5), between(-5, 5)
            x += 0.3 if x > 0 else -0.3
            y += 0.3 if y > 0 else -0.3
            noise_x, noise_y = between(-5, 5) * noise, between(-5, 5) * noise
            rows.append((x, y, 1 if (x + noise_x) * (y + noise_y) >= 0 else -1))
    elif name == "gauss":
        for centre, label in ((2, 1), (-2, -1)):
            for _ in range(points // 2):
                x = normal(centre, 0.5 + 7 * noise)
                rows.append((x, normal(centre, 0.5 + 7 * noise), label))
    elif name in planar.REGRESSIONS:
        for _ in range(points):
            x, y = between(-6, 6), between(-6, 6)
            noisy = x + between(-6, 6) * noise, y + between(-6, 6) * noise
            bumps = [
                sign * (1 - min(math.dist(noisy, (centre, 2.5 * side)) / 2, 1))
                for side, signs in ((1, (1, -1, 1)), (-1, (-1, 1, -1)))
                for centre, sign in zip((-4, 0, 4), signs, strict=True)
            ]
            labels = {"reg-plane": sum(noisy) / 10, "reg-gauss": max(bumps, key=abs)}
            rows.append((x, y, labels[name]))
    else:
        half = points // 2
        for turn, label in ((0, 1), (math.pi, -1)):
            for i in range(half):
                radius, angle = i / half * 5, 1.75 * i / half * 2 * math.pi + turn
                x = radius * math.sin(angle) + between(-1, 1) * noise
                rows.append((x, radius * math.cos(angle) + between(-1, 1) * noise, label))
    return np.array(rows)


@pytest.mark.parametrize("name", DATASETS)
@settings(max_examples=10)
@given(half=st.integers(1, 250), noise=st.sampled_from([0.0, 0.05, 0.25, 0.5]), seed=st.text())
def test_every_draw_is_the_playgrounds(name, half, noise, seed):
    ours = DATASETS[name](2 * half, noise, SeedRandom(seed))
    theirs = transcribed(name, 2 * half, noise, SeedRandom(seed))
    np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-14)


def test_circle_without_noise_is_a_disc_in_a_ring():
    x, y, label = planar.circle(501, 0.0, SeedRandom("1")).T
    radius = np.hypot(x, y)
    assert (label == np.where(radius < 2.5, 1, -1)).all()
    assert not ((radius > 2.5) & (radius < 3.5)).any()
    assert radius.max() <= RADIUS
    assert (label == 1).sum() == 250


def test_xor_without_noise_is_labelled_by_the_sign_of_the_product():
    x, y, label = planar.xor(500, 0.0, SeedRandom("1")).T
    assert (label == np.sign(x * y)).all()
    assert min(abs(x).min(), abs(y).min()) >= 0.3
    assert max(abs(x).max(), abs(y).max()) <= RADIUS + 0.3


@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_gauss_has_the_stated_means_and_variance(noise):
    rows = planar.gauss(2_000, noise, SeedRandom("1"))
    assert rows[:, 2].tolist() == [1] * 1_000 + [-1] * 1_000
    deviations = (rows[:, :2] - 2 * rows[:, 2:]) / math.sqrt(0.5 + 7 * noise)
    assert stats.kstest(deviations.ravel(), "norm").pvalue > 0.001


def test_spiral_without_noise_turns_evenly():
    rows = planar.spiral(500, 0.0, SeedRandom("1"))
    x, y, label = rows.T
    step = np.tile(np.arange(250), 2)
    np.testing.assert_allclose(np.hypot(x, y), 5 * step / 250, atol=1e-12)
    np.testing.assert_allclose(rows[:250, :2], -rows[250:, :2], atol=1e-12)
    assert label.tolist() == [1] * 250 + [-1] * 250


@pytest.mark.parametrize("points", [20, 501])
def test_moons_without_noise_are_scikit_learns_half_circles(points):
    # make_moons: outer (cos t, sin t), inner (1 − cos t, ½ − sin t), t in [0, π].
    x, y, label = planar.moons(points, 0.0, SeedRandom("1")).T
    assert label.tolist() == [1] * (points // 2) + [-1] * (points - points // 2)
    for cosine, sine in ((x[label > 0], y[label > 0]), (1 - x[label < 0], 0.5 - y[label < 0])):
        np.testing.assert_allclose(np.hypot(cosine, sine), 1)
        assert sine.min() >= 0
        turn = np.arctan2(sine, cosine) / math.pi
        assert stats.kstest(turn, "uniform").pvalue > 0.001


@pytest.mark.parametrize("noise", [0.1, 0.5])
def test_noise_spreads_the_moons_normally(noise):
    shift = planar.moons(1_000, noise, SeedRandom("1")) - planar.moons(1_000, 0.0, SeedRandom("1"))
    assert (shift[:, 2] == 0).all()
    assert stats.kstest(shift[:, :2].ravel() / noise, "norm").pvalue > 0.001
    assert abs(stats.pearsonr(shift[:, 0], shift[:, 1]).statistic) < 0.1


@pytest.mark.parametrize("draw", [*planar.DATASETS.values(), planar.moons])
@pytest.mark.parametrize("points", [20, 21, 999])
def test_any_number_of_points_comes_with_labels_of_plus_and_minus_one(draw, points):
    rows = draw(points, 0.1, SeedRandom("3"))
    assert rows.shape == (points, 3)
    assert set(rows[:, 2]) == {1, -1}


@given(st.integers(1, 300), st.text(min_size=1, max_size=5))
def test_shuffling_keeps_every_row(points, seed):
    rows = np.arange(2 * points).reshape(points, 2)
    mixed = planar.shuffled(rows, SeedRandom(seed))
    assert sorted(mixed.tolist()) == rows.tolist()


class Constant:
    """A stream that gives one number for ever."""

    def __init__(self, number):
        self.number = number

    def many(self, count):
        return np.full(count, self.number)


def test_shuffling_swaps_from_the_end():
    # Always choosing the first place turns the rows by one; choosing the last leaves them.
    rows = np.arange(6)[:, None]
    assert planar.shuffled(rows, Constant(0.0))[:, 0].tolist() == [1, 2, 3, 4, 5, 0]
    assert planar.shuffled(rows, Constant(0.999))[:, 0].tolist() == [0, 1, 2, 3, 4, 5]
