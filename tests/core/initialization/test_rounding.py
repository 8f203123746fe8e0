"""Where rounding decides, against the doubling of a difference followed here."""

import numpy as np
import pytest

from core.initialization.rounding import PRINTED, begun, nudged
from core.initialization.two_networks import LINKS
from core.playground import fit, parse_link, prepare

CHAOTIC = parse_link(
    "https://playground.tensorflow.org/#activation=relu&batchSize=10&dataset=spiral"
    "&learningRate=0.03&noise=0&networkShape=4,2&seed=0.65409&percTrainData=50&x=true&y=true"
    "&xTimesY=true&xSquared=true&ySquared=true&sinX=true&sinY=true"
)


def test_a_chaotic_run_parts_where_the_design_says_and_not_before():
    decided = begun(CHAOTIC, 400).decides_from
    assert 100 < decided < 250
    assert begun(CHAOTIC, decided).decides_from == decided
    assert begun(CHAOTIC, decided - 1).decides_from is None


def test_a_run_that_is_played_on_says_when_rounding_has_decided():
    decided = begun(CHAOTIC, 400).decides_from
    played = begun(CHAOTIC, decided - 5)
    for iterations, says in ((4, None), (20, decided), (1_000, decided)):
        played = played.go_on(iterations)
        assert played.decides_from == says
    assert begun(LINKS["A"], 250).go_on(1_000).decides_from is None


def test_the_difference_has_grown_from_the_sixteenth_digit_when_it_shows():
    start = prepare(CHAOTIC)
    twin = type(start)(nudged(start.network), start.train, start.test)
    apart = abs(fit(CHAOTIC, start, 400).losses - fit(CHAOTIC, twin, 400).losses)
    worst = apart[["train_loss", "test_loss"]].max(axis=1)
    assert worst[0] < 1e-14
    assert worst.gt(PRINTED).idxmax() == begun(CHAOTIC, 400).decides_from


@pytest.mark.parametrize("name", LINKS)
def test_the_write_ups_networks_are_not_chaotic(name):
    assert begun(LINKS[name], 250).decides_from is None


def test_a_twin_differs_in_the_last_place_of_every_number_that_is_not_zero():
    network = prepare(CHAOTIC).network
    twin = nudged(network)
    pairs = zip(network.weights + network.biases, twin.weights + twin.biases, strict=True)
    for layer, other in pairs:
        np.testing.assert_allclose(other, layer, rtol=2.3e-16)
        assert (other != layer).all()
    still = prepare(LINKS["B"]).network
    assert all((layer == 0).all() for layer in nudged(still).weights)
