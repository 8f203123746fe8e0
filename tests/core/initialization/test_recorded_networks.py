"""The recorded networks are those that training gives, and a change is trained."""

from dataclasses import replace

import numpy as np
from pandas.testing import assert_frame_equal

from core import initialization
from core.initialization import recorded_networks, two_networks
from core.initialization.recorded_networks import (
    LOSSES,
    TABLES,
    known,
    make,
    opening,
    recorded,
    result,
    write,
)
from core.initialization.two_networks import Config


def numbers(network):
    """All numbers that a network is drawn from, moment by moment."""
    kept = network.losses.set_index("iteration").loc[network.frames.iterations, LOSSES]
    layers = (*network.frames.weights, *network.frames.biases)
    return [network.frames.iterations, network.train, network.test, kept.to_numpy(), *layers]


def test_what_is_recorded_is_what_training_gives_and_is_read_back(elsewhere):
    made, bundled, measured = make(), recorded(), result()
    elsewhere(recorded_networks)
    write(made)
    for known_networks, known_result in ((bundled, measured), (recorded(), result())):
        for name, network in two_networks.networks(Config()).items():
            assert known_networks[name].config == network.config
            for ours, theirs in zip(numbers(known_networks[name]), numbers(network), strict=True):
                np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-9)
        for name in (*TABLES, "relu_seeds"):
            assert_frame_equal(getattr(known_result, name), getattr(made, name), rtol=1e-6)
        for name in ("surface", "points"):
            assert_frame_equal(getattr(known_result, name), getattr(made, name), atol=1e-5)


def test_the_recorded_run_is_judged_as_a_live_one():
    assert initialization.verdicts(known(Config())) == initialization.verdicts(make())


def test_another_setting_is_not_recorded():
    assert known(replace(Config(), seeds=2)) is None


def test_the_default_ones_are_recalled_and_changed_ones_are_trained():
    assert all(one.twin is None for one in opening(Config()).values())
    changed = opening(replace(Config(), iterations_a=20, iterations_b=20))
    trained = two_networks.networks(replace(Config(), iterations_a=20, iterations_b=20))
    for name, one in changed.items():
        assert one.network.losses.equals(trained[name].losses)
