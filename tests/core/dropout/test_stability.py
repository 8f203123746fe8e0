"""Stability and overfitting: against Fisher's test and paired t-tests of scipy."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from core.claims import DROPOUT_RATES, Outcome
from core.dropout import recorded_sweep
from core.dropout.recorded_sweep import STUDY
from core.dropout.stability import findings
from core.dropout.sweep import Config, collect
from tests.core.dropout.sweeps import told

COURSE, NORMALISED = NETWORKS = ("course", "batch normalisation")


def sweep(dead=(), gap=lambda model: 0.01, seeds=4, epochs=1, networks=NETWORKS):
    """A sweep of which the models in ``dead`` (network, p, seed) give one digit to every image."""
    config = Config(networks, seeds=seeds, epochs=epochs)

    def measured(model, epoch):
        classes = 1 if (model.network, model.p, model.seed) in dead else 10
        return {"train_accuracy": 0.9 + gap(model), "classes": classes}

    return told(config, measured)


@pytest.mark.parametrize(
    ("without", "with_it", "outcome"),
    [(12, 0, Outcome.HOLDS), (0, 12, Outcome.FAILS), (3, 1, Outcome.UNDECIDED)],
)
def test_deaths_are_counted_over_all_runs_and_compared_by_fishers_test(without, with_it, outcome):
    places = [(p, seed) for seed in range(4) for p in DROPOUT_RATES]
    dead = {(COURSE, *place) for place in places[:without]}
    dead |= {(NORMALISED, *place) for place in places[-with_it:] if with_it}
    (found,) = findings(sweep(dead))
    chance = stats.fisher_exact([[without, 40 - without], [with_it, 40 - with_it]]).pvalue
    assert (found.outcome, found.n, found.estimate) == (outcome, 40, with_it / 40)
    assert found.why.endswith(f"p = {chance:.2g}.")
    assert (found.would_decide is None) == (outcome is not Outcome.UNDECIDED)


def test_the_gap_is_paired_over_seeds_and_dead_runs_are_left_out():
    noise = np.random.default_rng(0).normal(0, 0.001, (2, 10, 6))

    def gap(model):
        place = DROPOUT_RATES.index(model.p)
        own = noise[NETWORKS.index(model.network), place, model.seed]
        return 0.02 * (model.network == COURSE) + own

    dead = {(COURSE, 0.0, 0), (NORMALISED, 0.5, 1), (COURSE, 0.9, 2)}
    alone, both = findings(sweep(dead, gap, seeds=6, epochs=2))
    closed = 0.02 + noise[0] - noise[1]
    for _, p, seed in dead:
        closed[DROPOUT_RATES.index(p), seed] = np.nan
    assert alone.estimate == pytest.approx(np.nanmean(closed, axis=0).mean())
    assert (alone.n, alone.outcome) == (6, Outcome.HOLDS)
    together = (0.02 + noise[0, 0] - noise[1, 5])[2:]
    assert (both.estimate, both.n) == (pytest.approx(together.mean()), 4)


def test_a_sweep_of_one_network_or_of_few_p_tells_nothing():
    assert findings(sweep(networks=(COURSE,))) == []
    few = Config(NETWORKS, (0.0, 0.5), seeds=3)
    assert findings(collect(few, [])) == []
    assert findings(collect(Config(NETWORKS, seeds=3), [])) == []


def test_the_record_tells_what_its_file_does():
    rows = pd.read_csv(STUDY.path()).query("epoch == 1 and seed < @recorded_sweep.ONE_EPOCH.seeds")
    dead = [int((rows["network"].eq(n) & rows["classes"].eq(1)).sum()) for n in NETWORKS]
    (found,) = findings(recorded_sweep.one_epoch())
    runs = 10 * recorded_sweep.ONE_EPOCH.seeds
    table = [[dead[1], runs - dead[1]], [dead[0], runs - dead[0]]]
    decided = stats.fisher_exact(table).pvalue < 0.05
    assert (found.outcome is Outcome.UNDECIDED) == (not decided)
    assert f"{dead[1]} of {runs} runs die" in found.why
    assert f"against {dead[0]} of {runs}" in found.why
