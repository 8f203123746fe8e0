from dataclasses import replace

import numpy as np
import pytest

from core.engines.descent import networks as descent
from core.engines.descent.networks import data, even_marks, history, train
from core.engines.descent.settings import Run, Setting
from core.shuffling.watched_run import (
    ACTIVE,
    DEAD,
    REVIVED,
    SILENT_ON_NEGATIVE,
    SILENT_ON_POSITIVE,
    watch,
)
from tests.core.engines.descent.in_torch import forward, module

SEED = 2
MOONS = Setting("moons", 100, 0.1, hidden=6, learning_rate=0.7, epochs=3, seeds=3)
SETTINGS = {
    "logistic": MOONS,
    "squared": Setting(points=90, layers=1, loss="squared", learning_rate=0.01, epochs=2, seeds=3),
}


def frames_of(setting):
    return even_marks(setting, 60)


@pytest.fixture(scope="module", params=SETTINGS)
def watched(request):
    """A run, what was seen of it, and its parameters frame by frame."""
    run = Run(SETTINGS[request.param], "negatives first")
    (parameters,) = train(run, [SEED], frames_of(run.setting))
    return run, watch(run, SEED), parameters


def test_frames_are_the_marks_of_sixty_an_epoch(watched):
    run, found, _ = watched
    assert found.run == run
    assert (found.examples == frames_of(run.setting)).all()
    assert found.surface.shape == (len(found.examples), 60, 60)


def test_the_frames_go_on_through_the_shuffled_epochs_that_follow(watched):
    run, alone, _ = watched
    found = watch(replace(run, shuffled_after=2), SEED)
    points, sorted_frames = run.setting.points, len(alone.examples)
    assert found.examples.tolist() == even_marks(run.setting, 60, 2).tolist()
    assert found.examples[-1] == (run.setting.epochs + 2) * points
    assert (found.surface[:sorted_frames] == alone.surface).all()
    assert set(np.abs(found.labels[: sorted_frames - 1])) == {1}
    assert np.abs(found.labels[sorted_frames - 1 :]).min() < 1
    assert found.units["to_epoch"].max() == run.setting.epochs + 2


def test_the_accuracy_is_the_historys(watched):
    run, found, _ = watched
    rows = history(run, found.examples, [SEED])
    expected = rows[["accuracy_negative", "accuracy_positive"]].to_numpy()
    assert (found.accuracy == expected).all()


def test_the_surface_is_what_the_network_makes_of_each_square_from_the_top(watched):
    run, found, parameters = watched
    left, right, bottom, top = found.reach
    side = (right - left) / 60
    for frame in (0, 7, len(parameters) - 1):
        for row, column in ((0, 0), (0, 59), (59, 0), (31, 12)):
            middle = [[left + (column + 0.5) * side, top - (row + 0.5) * side]]
            output = float(forward(module(run.setting, parameters[frame]), middle)[0][0])
            if run.setting.loss == "logistic":
                # How surely: the probability of +1 minus that of −1.
                sure = 2 / (1 + np.exp(-output)) - 1
            else:
                sure = min(max(output, -1), 1)
            assert found.surface[frame, row, column] == pytest.approx(sure, abs=1e-9)


def test_the_points_are_the_seeds_and_lie_inside_a_square_with_a_margin(watched):
    run, found, _ = watched
    positions, labels = data(run.setting, SEED)
    assert (found.points == np.column_stack([positions, labels])).all()
    left, right, bottom, top = found.reach
    assert right - left == pytest.approx(top - bottom)
    (x_low, y_low), (x_high, y_high) = positions.min(axis=0), positions.max(axis=0)
    assert left < x_low < x_high < right
    assert bottom < y_low < y_high < top
    assert right - left == pytest.approx(1.1 * max(x_high - x_low, y_high - y_low))
    assert (left + right, bottom + top) == pytest.approx((x_low + x_high, y_low + y_high))


@pytest.mark.parametrize("order", ["negatives first", "reshuffled", "alternating blocks"])
def test_the_strip_shows_the_mean_label_between_two_frames(order):
    run = Run(MOONS, order, 7)
    _, labels = data(MOONS, SEED)
    stream = labels[descent.shown_order(run, SEED)].ravel()
    marks = frames_of(MOONS)
    expected = [stream[low:high].mean() for low, high in zip(marks[:-1], marks[1:], strict=True)]
    assert watch(run, SEED).labels == pytest.approx(expected)
    if order == "negatives first":
        assert expected[0] == -1
        assert expected[-1] == 1


def states(found, epochs):
    """What each unit's spans say of it at every frame, (frames, units)."""
    columns = []
    for _, spans in found.units.groupby(["layer", "unit"], sort=False):
        places = np.searchsorted(spans["from_epoch"], epochs, side="right") - 1
        columns.append(spans["state"].to_numpy()[places])
    return np.column_stack(columns)


def test_units_states_are_torchs_at_every_frame(watched):
    run, found, parameters = watched
    positions, labels = data(run.setting, SEED)
    died = np.zeros(run.setting.layers * run.setting.hidden, dtype=bool)
    seen = states(found, found.examples / run.setting.points)
    for row, named in zip(parameters, seen, strict=True):
        on = forward(module(run.setting, row), positions)[1] > 0
        negative, positive = on[labels < 0].any(axis=0), on[labels > 0].any(axis=0)
        died |= ~negative & ~positive
        for unit, state in enumerate(named):
            assert (
                state
                == {
                    (True, True): REVIVED if died[unit] else ACTIVE,
                    (False, True): REVIVED if died[unit] else SILENT_ON_NEGATIVE,
                    (True, False): REVIVED if died[unit] else SILENT_ON_POSITIVE,
                    (False, False): DEAD,
                }[bool(negative[unit]), bool(positive[unit])]
            )


def test_dead_units_and_the_lines_of_the_first_layer_are_torchs_at_every_frame(watched):
    run, found, parameters = watched
    positions, _ = data(run.setting, SEED)
    for row, dead, lines in zip(parameters, found.dead, found.lines, strict=True):
        totals = forward(module(run.setting, row), positions)[1]
        assert dead.ravel().tolist() == (totals <= 0).all(axis=0).tolist()
        first = totals[:, : run.setting.hidden]
        assert positions @ lines[:, :2].T + lines[:, 2] == pytest.approx(first)
    assert found.dead.any() == (run.setting == MOONS)


def test_every_units_spans_tile_the_epochs_without_a_gap(watched):
    run, found, _ = watched
    setting = run.setting
    lives = found.units.groupby(["layer", "unit"], sort=False)
    expected = [
        (layer + 1, unit + 1) for layer in range(setting.layers) for unit in range(setting.hidden)
    ]
    assert list(lives.groups) == expected
    for _, spans in lives:
        assert spans["from_epoch"].iloc[0] == 0
        assert spans["to_epoch"].iloc[-1] == setting.epochs
        assert (spans["from_epoch"].to_numpy()[1:] == spans["to_epoch"].to_numpy()[:-1]).all()
        states = spans["state"].to_numpy()
        assert (states[1:] != states[:-1]).all()


def test_a_unit_is_revived_only_after_having_been_dead():
    seen = 0
    for seed in range(MOONS.seeds):
        units = watch(Run(MOONS, "reshuffled"), seed).units
        for _, spans in units.groupby(["layer", "unit"]):
            states = spans["state"].tolist()
            for place, state in enumerate(states):
                if state == REVIVED:
                    assert states[place - 1] == DEAD
                    seen += 1
                elif state != DEAD:
                    assert DEAD not in states[:place]
    assert seen > 0


@pytest.mark.slow
@pytest.mark.parametrize(
    "setting",
    [
        Setting(
            points=60,
            hidden=8,
            activation="leaky ReLU",
            loss="squared",
            learning_rate=0.3,
            epochs=2,
            seeds=3,
        ),
        Setting(points=60, hidden=8, activation="leaky ReLU", learning_rate=10, epochs=2, seeds=3),
    ],
    ids=["squared", "logistic"],
)
def test_overflow_is_missing_from_the_historys_mark_on(setting):
    run = Run(setting, "negatives first")
    found = watch(run, SEED)
    rows = history(run, found.examples, [SEED])
    lost = rows["loss_negative"].isna().to_numpy()
    first = int(lost.argmax())
    assert 0 < first < len(lost) - 1
    assert np.isnan(found.surface[first:]).all()
    assert np.isfinite(found.surface[:first]).all()
    assert np.isnan(found.accuracy[first:]).all()
    assert np.isfinite(found.accuracy[:first]).all()
    assert len(found.labels) == len(lost) - 1
    assert np.isfinite(found.labels).all()
    assert found.units["to_epoch"].max() == rows["epoch"][first - 1]


@pytest.mark.parametrize("seed", [-1, 3, 1.5, None])
def test_a_seed_that_the_run_does_not_have_is_refused(seed):
    with pytest.raises(ValueError, match=r"^Seed is .*, but must be a whole number from 0 to 2\.$"):
        watch(Run(MOONS, "reshuffled"), seed)
