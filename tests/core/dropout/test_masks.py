"""Masks: torch's own dropout, the mean over them, and the two ways to get it wrong."""

from math import sqrt

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from core import mnist
from core.dropout import masked_network, masks
from core.dropout.masks import ANSWER, FIRST, SUMS, Config
from core.engines.cnn import networks as cnn
from tests.core.refusals import refused

SIZES = 8 * 13 * 13, 8 * 5 * 5
MOST_BYTES = 40_000


@pytest.fixture(scope="module")
def known():
    return masked_network.recorded()


def distance(layer, number, **settings):
    """How far the mean over so many masks lies from the whole network."""
    table = masks.run(Config(masks=number, **settings)).distances
    return table[table["layer"] == layer]["distance"].iloc[-1]


@pytest.mark.parametrize("p", [0.0, 0.2, 0.5, 0.9, 1.0])
def test_a_masked_network_is_torchs_own_in_training(known, p):
    image = known.images[4:5]
    own = [nn.Dropout(p) if isinstance(one, nn.Dropout) else one for one in known.network]
    torch.manual_seed(7)
    with torch.no_grad():
        wanted = nn.Sequential(*own).train()(image)
    torch.manual_seed(7)
    shapes = (1, 8, 13, 13), (1, 8, 5, 5)
    factors = tuple(functional.dropout(torch.ones(shape), p).flatten(1) for shape in shapes)
    found = masks.passed(known.network, image, factors)
    torch.testing.assert_close(found.scores, wanted)
    assert {round(one, 5) for one in torch.cat(factors, 1).unique().tolist()} <= {
        round(one, 5) for one in (0.0, Config(p=p).scale)
    }
    ours = torch.cat(masks.masks(Config(p=p, masks=3), SIZES), dim=1)
    assert set(ours.unique().tolist()) <= {0.0, torch.tensor(Config(p=p).scale).item()}


def test_at_test_time_nothing_is_dropped_and_nothing_scaled(known):
    for digit in range(masked_network.DIGITS):
        image = known.images[digit : digit + 1]
        with torch.no_grad():
            torch.testing.assert_close(
                masks.passed(known.network, image).scores, known.network.eval()(image)
            )


def mixed(counter):
    """C. Wellons' lowbias32 of one number, in whole numbers of Python."""
    counter = (counter ^ counter >> 16) * 0x7FEB352D % 2**32
    counter = (counter ^ counter >> 15) * 0x846CA68B % 2**32
    return counter ^ counter >> 16


def test_chances_are_mixed_counters():
    for number in (1, 2, 1_000):
        wanted = [mixed(number * 5 + unit) / 2**32 for unit in range(5)]
        assert masks.chances(number, 5).tolist() == wanted


def test_chances_are_spread_evenly_and_tell_nothing_of_one_another():
    table = np.stack([masks.chances(number, 1_552) for number in range(1, 201)])
    counts, _ = np.histogram(table, bins=20, range=(0, 1))
    even = table.size / 20
    assert ((counts - even) ** 2 / even).sum() < 50  # χ² with 19 degrees of freedom: 1 in 7,000
    for one, other in ((table[:-1], table[1:]), (table[:, :-1], table[:, 1:])):
        related = np.corrcoef(one.ravel(), other.ravel())[0, 1]
        assert abs(related) < 4.5 / sqrt(one.size)


def test_more_of_the_same_units_go_as_p_rises():
    few, many = (masks.masks(Config(p=p, masks=1), SIZES)[0] > 0 for p in (0.3, 0.6))
    assert few.sum() > many.sum() > 0
    assert (few | ~many).all()


@pytest.mark.parametrize("p", [0.2, 0.5, 0.8])
def test_the_mean_over_n_masks_comes_closer_as_one_over_the_root_of_n(p):
    activations = torch.from_numpy(np.random.default_rng(0).gamma(1.0, size=400)).float()
    kept, _ = masks.masks(Config(p=p, masks=1_000), (400, 0))
    blocks = [
        masks.distances(kept[i : i + 100] * activations, activations) for i in range(0, 1_000, 100)
    ]
    found = np.sqrt(np.mean(np.square(blocks), axis=0))
    number = np.arange(1, 101)
    assert found == pytest.approx(masks.expected(Config(p=p), number), rel=0.1)
    assert found * np.sqrt(number) == pytest.approx(sqrt(p / (1 - p)), rel=0.1)
    slope, _ = np.polyfit(np.log(number), np.log(found), 1)
    assert slope == pytest.approx(-0.5, abs=0.03)


def test_in_front_of_a_linear_layer_the_mean_is_exact_and_behind_a_relu_it_is_not():
    only = {"dropping": "second"}
    one, thousand = (distance(SUMS, number, **only) for number in (1, 1_000))
    assert thousand < 3 * one / sqrt(1_000)
    assert distance(ANSWER, 1_000, **only) > 0.2
    assert distance(FIRST, 1, **only) == 0
    both = distance(SUMS, 1_000)
    assert both > 0.2
    assert both == pytest.approx(distance(SUMS, 500), rel=0.1)


@pytest.mark.parametrize("p", [0.2, 0.5, 0.8])
def test_who_forgets_to_scale_stays_away_by_p(p):
    assert distance(FIRST, 1_000, p=p, scales=False) == pytest.approx(p, rel=0.02)
    assert distance(FIRST, 1_000, p=p) < 0.1


def test_the_chance_to_keep_is_the_other_books_p():
    theirs = masks.run(Config(p=0.75, means_keep=True, masks=5))
    ours = masks.run(Config(p=0.25, masks=5))
    assert theirs.answers.equals(ours.answers)


def test_answers_are_the_softmax_of_every_masked_network(known):
    config = Config(p=0.4, digit=6, masks=4)
    table = masks.run(config).answers.pivot(index="mask", columns="digit", values="probability")
    factors = masks.masks(config, SIZES)
    scores = masks.passed(known.network, known.images[6:7], factors).scores
    assert table.to_numpy() == pytest.approx(scores.softmax(dim=1).numpy(), abs=1e-6)
    assert table.sum(axis=1).to_numpy() == pytest.approx(1, abs=1e-6)


test_a_value_out_of_range_is_refused = refused(
    Config,
    ({"p": 1.1}, "Dropout p is 1.1, but must be a number from 0 to 1."),
    ({"digit": 10}, "Digit is 10, but must be a whole number from 0 to 9."),
    ({"masks": 0}, "Masks is 0, but must be a whole number from 1 to 1,000."),
    ({"dropping": "third"}, "Dropout after is 'third', but must be one of both, first, second."),
)


def test_the_record_is_small_and_reads_its_digits(known):
    sizes = [masked_network.STUDY.path(ending).stat().st_size for ending in (".npz", ".json")]
    assert sum(sizes) < MOST_BYTES
    given = known.network(known.images).argmax(dim=1)
    assert (given == torch.arange(10)).sum() >= 9


@pytest.mark.slow
def test_the_record_comes_out_again(known):
    again = masked_network.make()
    assert np.array_equal(again.pictures, known.pictures)
    images = mnist.splits(0).validation
    for one in (again, known):
        assert (cnn.predict(one.network, images) == images.labels).double().mean() > 0.9


def test_what_is_written_is_read_back(known, elsewhere):
    elsewhere(masked_network)
    masked_network.write(known)
    back = masked_network.recorded()
    assert np.array_equal(back.pictures, known.pictures)
    assert torch.equal(back.network(back.images), known.network(known.images))
    assert cnn.course(0.5).state_dict().keys() == back.network.state_dict().keys()
