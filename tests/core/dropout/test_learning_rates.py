"""A learning rate for every network: chosen by half of the seeds, judged by the other half."""

from dataclasses import replace

import numpy as np
import pytest

from core.dropout import learning_rates
from core.dropout.effects import CELLS, Cell, seeds
from tests.core.dropout.test_effects import CONFIG, result_of

SEEDS = 20
CHOOSING = SEEDS // 2
NOISE = np.random.default_rng(3).normal(0, 0.001, (2, SEEDS, len(CELLS)))
SMALL_RATE, LARGE_RATE = 0.001, 0.01


def accuracy(rate, cell, seed):
    """Plain networks are better at the small rate, in all seeds; normalised ones at the large."""
    suits = cell.normalisation == (rate == LARGE_RATE)
    place = int(rate == LARGE_RATE), seed, CELLS.index(cell)
    return 0.9 + 0.05 * suits + 0.01 * cell.dropout + NOISE[place]


def at_its_own(results):
    return learning_rates.tuned(results, learning_rates.chosen(results))


def reached_at_its_own(results):
    return seeds(at_its_own(results), "validation accuracy", 2)


@pytest.fixture(scope="module")
def by_rate():
    return {
        rate: result_of(
            lambda cell, seed, epoch, rate=rate: accuracy(rate, cell, seed) - 0.1 * (epoch == 1),
            replace(CONFIG, seeds=SEEDS, learning_rate=rate),
        )
        for rate in (LARGE_RATE, SMALL_RATE)
    }


def test_every_network_takes_the_rate_that_its_first_seeds_prefer(by_rate):
    wanted = {cell: LARGE_RATE if cell.normalisation else SMALL_RATE for cell in CELLS}
    assert learning_rates.chosen(by_rate) == wanted


def test_a_rate_is_chosen_by_seeds_that_do_not_judge():
    cell = Cell(False, True, True)

    def reached(rate):
        def of(one, seed, epoch):
            better = rate == (SMALL_RATE if seed < CHOOSING else LARGE_RATE)
            return 0.9 + 0.05 * (better and one == cell)

        return result_of(of, replace(CONFIG, seeds=SEEDS, learning_rate=rate))

    results = {rate: reached(rate) for rate in (LARGE_RATE, SMALL_RATE)}
    assert learning_rates.chosen(results)[cell] == SMALL_RATE
    assert reached_at_its_own(results)[cell].max() == 0.9


def test_the_other_seeds_judge_every_network_at_its_own_rate(by_rate):
    assert list(reached_at_its_own(by_rate).index) == list(range(CHOOSING, SEEDS))
    parts = {
        part.part.removesuffix(", each network at its own learning rate"): part
        for part in learning_rates.findings(at_its_own(by_rate))
    }
    rates = learning_rates.chosen(by_rate)
    both, without = Cell(True, True, True), Cell(False, True, True)
    gains = [
        accuracy(rates[both], both, seed) - accuracy(rates[without], without, seed)
        for seed in range(CHOOSING, SEEDS)
    ]
    part = parts["accuracy gained by batch normalisation, with dropout"]
    assert part.estimate == pytest.approx(np.mean(gains))
    assert part.n == CHOOSING
    assert part.estimate < 0.005, "at one rate for both it would be 0.05"


def test_the_record_is_the_factorial_at_both_rates():
    recorded = learning_rates.recorded()
    assert list(recorded) == [LARGE_RATE, SMALL_RATE]
    for rate, result in recorded.items():
        assert result.config.learning_rate == rate
        table = result.curves.groupby(["network", "p", "seed"]).size()
        assert (len(table), set(table)) == (160, {10})
