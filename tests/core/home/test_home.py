from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.signal import correlate2d

from core import home, shuffling
from core.bundled import RECORDED
from core.engines.descent.networks import data
from core.engines.descent.orders import SHUFFLED, SORTED
from core.engines.descent.settings import Setting
from core.home import made
from core.home.made import marks

STEP = 1 / home.STEPS


@pytest.fixture(scope="module")
def kept():
    return home.recorded()


@pytest.mark.slow
@pytest.mark.parametrize(("name", "order"), [("sorted", SORTED), ("shuffled", SHUFFLED)])
def test_the_film_of_an_order_comes_out_again(kept, name, order):
    again, then = made.trained(order), getattr(kept, name)
    assert again.times.tolist() == then.times.tolist()
    assert np.abs(again.surface - then.surface).max() <= STEP
    for field in ("accuracy", "labels", "dead", "points", "reach"):
        assert getattr(then, field) == pytest.approx(getattr(again, field), rel=1e-6, abs=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("network", ["A", "B"])
def test_the_film_of_a_playground_network_comes_out_again(kept, network):
    again, then = made.learning(network), getattr(kept.pictures, network.lower())
    assert again.times.tolist() == then.times.tolist()
    assert np.abs(again.surface - then.surface).max() <= STEP


def test_both_orders_show_the_points_of_the_labs_first_network_and_the_same_start(kept):
    points, labels = data(shuffling.Config(), 0)
    for film in (kept.sorted, kept.shuffled):
        assert film.points == pytest.approx(np.column_stack([points, labels]), rel=1e-6)
        assert film.times[-1] == shuffling.Config().examples
    assert np.array_equal(kept.sorted.surface[0], kept.shuffled.surface[0])
    assert kept.sorted.dead[0] == kept.shuffled.dead[0]


def test_when_one_class_only_was_shown_the_other_is_forgotten_and_few_units_are_dead(kept):
    film, frame = kept.sorted, kept.sorted.before_blue
    assert film.times[frame] == shuffling.Config().points - shuffling.Config().positives
    assert film.accuracy[frame].tolist() == [1, 0]
    assert (film.surface[frame] < 0).all()
    assert film.guessed_right == home.ONE_CLASS


def test_the_answer_follows_from_what_was_measured(kept):
    film, frame = kept.sorted, kept.sorted.before_blue
    knows, dead = film.accuracy.copy(), film.dead.copy()
    knows[frame, 1], dead[frame] = 0.9, 0.6 * film.units
    assert replace(film, accuracy=knows).guessed_right == home.KNOWS_BOTH
    assert replace(film, dead=dead).guessed_right == home.DEAD


def test_frames_lie_densest_after_a_class_begins():
    setting = Setting(points=100, positive_share=0.3, epochs=2)
    found = marks(setting)
    begins = [0, 70, 100, 170, 200]
    assert set(begins) <= set(found)
    for start, end in zip(begins, begins[1:], strict=False):
        steps = np.diff(found[(found >= start) & (found <= end)])
        assert steps[0] == 1
        assert (np.diff(steps) >= -1).all()
        assert steps[-1] == steps.max()


def test_the_response_is_the_filters_over_the_digit(kept):
    shown = kept.pictures
    wanted = correlate2d(shown.picture, shown.kernel, mode="same")
    assert shown.picture.shape == (28, 28)
    assert shown.response == pytest.approx(wanted, abs=1e-5)


def test_the_pooled_grids_are_the_largest_and_the_mean_of_every_window(kept):
    shown = kept.pictures
    windows = shown.grids.reshape(-1, 2, 2, 2, 2).swapaxes(2, 3).reshape(-1, 2, 2, 4)
    assert shown.grids.sum(axis=(1, 2)).tolist() == [9] * 4
    assert np.array_equal(shown.largest, windows.max(axis=3))
    assert np.array_equal(shown.mean, windows.mean(axis=3))


def test_the_accuracies_are_those_of_the_recorded_sweep(kept):
    rows = pd.read_csv(RECORDED / "dropout_sweep.csv")
    rows = rows[(rows["network"] == "course") & (rows["epoch"] == 1)]
    wanted = rows.pivot(index="seed", columns="p", values="validation_accuracy")[
        list(np.round(np.arange(0, 1, 0.1), 1))
    ]
    assert kept.pictures.rates == pytest.approx(wanted.columns)
    assert kept.pictures.accuracies == pytest.approx(wanted.to_numpy(), abs=1e-6)


def test_what_is_written_is_read_back(kept, elsewhere, monkeypatch):
    elsewhere(home)
    monkeypatch.setattr(made, "STUDY", home.STUDY)
    made.write(kept)
    assert home.STUDY.path(".json").exists()
    back = home.recorded()
    assert np.array_equal(back.sorted.surface, kept.sorted.surface)
    assert np.array_equal(back.pictures.accuracies, kept.pictures.accuracies)
