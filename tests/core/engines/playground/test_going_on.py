from functools import reduce

import numpy as np
import pytest

from core.engines.playground.engine import Config, train
from core.engines.playground.going_on import FRESH, PAST, go_on

RUNS = {
    "a remainder carried over": Config(batch_size=7, activation="relu"),
    "weights that L1 has frozen": Config(regularization="L1", regularization_rate=0.03),
}


@pytest.mark.parametrize("name", RUNS)
def test_training_that_goes_on_is_training_that_never_ended(name):
    whole = train(RUNS[name], 140, frames=141)
    parts = reduce(go_on, (60, 39, 1), train(RUNS[name], 40, frames=11))
    for one, other in zip(parts.final.weights, whole.final.weights, strict=True):
        np.testing.assert_array_equal(one, other)
    kept = parts.frames.iterations
    assert parts.losses.equals(whole.losses.iloc[kept].reset_index(drop=True))
    for one, other in zip(parts.frames.biases, whole.frames.biases, strict=True):
        np.testing.assert_array_equal(one, other[kept])
    assert (kept[0], kept[-1]) == (0, 140)


def test_however_long_it_goes_on_its_frames_are_few_and_their_gaps_even():
    result = reduce(go_on, [100] * 60, train(RUNS["a remainder carried over"], 250, frames=241))
    kept = result.frames.iterations
    assert kept[-1] == 6_250
    assert len(kept) == len(result.losses) <= PAST + FRESH + 1
    assert np.diff(kept).max() <= 3 * 6_250 / PAST
    assert np.diff(kept)[-FRESH:].max() == 1


def test_where_a_loss_was_first_no_number_stays_known():
    broken = Config(activation="linear", learning_rate=1e9, dataset="reg-plane")
    losses = [reduce(go_on, [500] * more, train(broken, 250, frames=241)).losses for more in (0, 9)]
    first = [int(one.loc[~np.isfinite(one["train_loss"]), "iteration"].iloc[0]) for one in losses]
    assert first[0] == first[1] < 250
