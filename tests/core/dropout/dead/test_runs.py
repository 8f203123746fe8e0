from dataclasses import asdict, replace

import numpy as np
import pandas as pd
import pytest
import torch
from scipy import stats

from core import mnist, record
from core.claims import DROPOUT_RATES, Outcome
from core.dropout import recorded_sweep
from core.dropout.dead import findings as dead_findings
from core.dropout.dead import runs as dead_runs
from core.dropout.dead.one_run import REMEDIES, UNCHANGED
from core.dropout.dead.runs import AT, COLUMNS, RUNS, Config, Model, Result, collect, models
from core.engines.cnn import networks as cnn
from core.engines.cnn.optimizers import rmsprop
from core.intervals import exact_interval
from tests.core.bundled import small_and_of
from tests.core.refusals import refused

TINY = Config(rates=(0.01,), dropout=(0.2, 0.9), seeds=2, images=200)


def made_up(deaths, runs=40):
    """Runs at p = 0.2: how many of each (remedy, rate) gave one digit."""
    rows = [
        (remedy, rate, AT, seed, 1 if seed < dead else 10, 3 if seed < dead else -1, 0.1, 0)
        for (remedy, rate), dead in deaths.items()
        for seed in range(runs)
    ]
    return Result(TINY, pd.DataFrame(rows, columns=COLUMNS))


def judged(common=10, rare=0, before=10, after=0):
    whole = made_up({(UNCHANGED, 0.01): common, (UNCHANGED, 0.001): rare})
    changes = made_up(
        {(remedy, 0.01): before if remedy == UNCHANGED else after for remedy in REMEDIES}
    )
    labels = mnist.splits(0).test.labels.tolist()
    return dead_findings.findings(whole, changes, labels)


@pytest.fixture(scope="module")
def run_twice():
    return dead_runs.run(TINY), dead_runs.run(TINY)


@pytest.mark.slow
def test_a_run_is_whole_and_the_same_again(run_twice):
    first, again = run_twice
    assert list(first.runs) == COLUMNS
    assert dead_runs.finished_models(first.runs) == models(TINY)
    pd.testing.assert_frame_equal(first.runs, again.runs)


@pytest.mark.slow
def test_unchanged_runs_are_the_course_network_trained_by_torch(run_twice):
    splits = mnist.splits(0)
    data = splits.train.first(TINY.images)
    for row in run_twice[0].runs.itertuples():
        torch.manual_seed(row.seed)
        network = cnn.course(row.p)
        step = cnn.step_by_autograd(network, data, rmsprop(row.rate), row.seed)
        (epoch,) = cnn.train(network, step, data, splits.validation, 1, 32, row.seed)
        right = (epoch.predicted == splits.validation.labels).double().mean().item()
        assert row.accuracy == pytest.approx(right)
        assert row.classes == len(epoch.predicted.unique())


def test_the_sweeps_dead_runs_are_counted_by_its_classes():
    counted = dead_findings.of_sweep(recorded_sweep.one_epoch())
    ends = recorded_sweep.one_epoch().curves
    course = ends[ends["network"] == "course"]
    assert counted["dead"].tolist() == [
        int((group["classes"] == 1).sum()) for _, group in course.groupby("p", sort=False)
    ]


def test_a_dead_runs_digit_is_the_one_whose_share_it_scores():
    row = dead_runs.measure(Model(UNCHANGED, 1.0, 0.2, 0), *mnist.to_share(0, 200)).iloc[0]
    assert row["classes"] == 1
    share = (mnist.splits(0).validation.labels == row["digit"]).double().mean()
    assert row["accuracy"] == pytest.approx(float(share))


@pytest.mark.slow
def test_what_is_finished_is_not_trained_again():
    missing = Model(UNCHANGED, 0.01, 0.9, 1)
    (frame,) = dead_runs.trained(TINY, [one for one in models(TINY) if one != missing])
    assert dead_runs.finished_models(frame) == [missing]


@pytest.mark.slow
def test_results_are_ordered_whatever_order_they_end_in(run_twice):
    frames = [run_twice[0].runs.iloc[[place]] for place in (3, 0, 2, 1)]
    pd.testing.assert_frame_equal(collect(TINY, frames).runs, run_twice[0].runs)
    assert collect(TINY, []).runs.empty


def test_a_run_that_diverges_is_counted_apart(monkeypatch):
    def diverge(*_):
        raise cnn.Diverged(3)

    monkeypatch.setattr(cnn, "updates", diverge)
    blank = mnist.Images(torch.zeros(10, 1, 28, 28), torch.zeros(10, dtype=torch.long)).arrays()
    frame = dead_runs.measure(Model(UNCHANGED, 0.01, 0.2, 0), *blank, *blank)
    row = dead_findings.summary(Result(TINY, frame)).iloc[0]
    assert (row["n"], row["dead"], row["diverged"]) == (1, 0, 1)
    assert frame["diverged_at"].tolist() == [3]


test_bad_values_are_named = refused(
    Config,
    ({"remedies": ("luck",)}, "Change is 'luck'"),
    ({"remedies": ()}, "Changes has 0 values, but must have 1 to 4."),
    ({"rates": (0.01, 0.01)}, "Learning rates is (0.01, 0.01), but must name each value once."),
    ({"rates": (2.0,)}, "Learning rate is 2.0, but must be a number from 1e-06 to 1."),
    ({"dropout": (1.0,)}, "Dropout p is 1.0, but must be a number from 0 to 0.99."),
    ({"seeds": 0}, "Seeds is 0, but must be a whole number from 1 to 100."),
    ({"images": 99}, "Images is 99, but must be a whole number from 100 to 55,000."),
)


# ---------------------------------------------------------------- what is made of it


@pytest.mark.parametrize(("dead", "runs"), [(0, 20), (3, 20), (20, 20), (7, 40)])
def test_intervals_are_clopper_and_pearsons(dead, runs):
    """Their bounds are quantiles of the beta distribution."""
    found = exact_interval(dead, runs)
    low = stats.beta.ppf(0.025, dead, runs - dead + 1) if dead else 0
    high = stats.beta.ppf(0.975, dead + 1, runs - dead) if dead < runs else 1
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-9)
    assert found.estimate == dead / runs


def test_the_summary_counts_by_cell():
    table = dead_findings.summary(made_up({(UNCHANGED, 0.01): 7, ("leaky ReLU", 0.01): 0}))
    assert table[["n", "dead", "diverged"]].values.tolist() == [[40, 7, 0], [40, 0, 0]]
    assert table["share"].tolist() == [7 / 40, 0]


def test_the_reported_figure_is_the_share_of_nines():
    """Of MNIST's 10,000 test images 1,009 show a nine (LeCun's own table of the set)."""
    finding = judged()[0]
    assert finding.outcome is Outcome.HOLDS
    assert finding.measured == 0.1009
    assert "1,009 of the 10,000 test images show a 9" in finding.why


def test_the_figure_fails_where_no_digit_has_that_share():
    whole = made_up({(UNCHANGED, 0.01): 9, (UNCHANGED, 0.001): 0})
    changes = made_up({(remedy, 0.01): 5 for remedy in REMEDIES})
    finding = dead_findings.findings(whole, changes, list(range(10)) * 100)[0]
    assert finding.outcome is Outcome.FAILS


@pytest.mark.parametrize(
    ("counts", "outcomes"),
    [
        ({}, "holds holds holds holds holds"),
        ({"common": 4}, "undecided holds holds holds holds"),
        ({"rare": 1}, "holds undecided holds holds holds"),
        ({"after": 10}, "holds holds undecided undecided undecided"),
        ({"before": 3, "after": 0}, "holds holds undecided undecided undecided"),
    ],
    ids=["as expected", "not common", "not rare", "no cause", "by chance"],
)
def test_the_rules_hold_and_fail_where_they_should(counts, outcomes):
    assert " ".join(finding.outcome for finding in judged(**counts)[1:]) == outcomes


def test_fishers_test_counts_every_table_as_unlikely_as_the_one_seen():
    found = judged(before=10, after=2)[3]
    chances = stats.hypergeom.pmf(np.arange(13), 80, 12, 40)
    both_tails = chances[chances <= chances[2] * (1 + 1e-9)].sum()
    assert found.why.endswith(f"p = {3 * both_tails:.2g}, corrected.")


def test_three_suspects_share_their_unchanged_runs_and_are_corrected():
    # 3 of 40 against 12: p = 0.02 alone, three times as much in a family of three.
    *_, one, two, three = judged(before=12, after=3)
    chance = stats.fisher_exact([[3, 37], [12, 28]]).pvalue
    assert chance < 0.05 < 3 * chance
    assert {one.outcome, two.outcome, three.outcome} == {Outcome.UNDECIDED}
    assert one.would_decide > 40
    assert {found.outcome for found in judged(before=12, after=35)[3:]} == {Outcome.FAILS}


# ---------------------------------------------------------------- the record


@pytest.fixture
def written(elsewhere, monkeypatch):
    """A record of tiny runs, made as the real one is."""
    monkeypatch.setattr(dead_runs, "RUNS", {name: TINY for name in RUNS})
    elsewhere(dead_runs)
    record.dead()


@pytest.mark.slow
def test_what_is_recorded_is_read_back(written, run_twice):
    for name in RUNS:
        back = dead_runs.recorded(name)
        pd.testing.assert_frame_equal(back.runs, run_twice[0].runs, atol=1e-6, check_dtype=False)
    made = dead_runs.STUDY.provenance()
    assert made["configurations"]["grid"]["images"] == 200
    assert set(made["versions"]) >= {"python", "torch", "numpy"}


def test_the_bundled_record_is_whole_small_and_made_with_the_configuration_in_the_code():
    for name, config in RUNS.items():
        back = dead_runs.recorded(name)
        assert dead_runs.finished_models(back.runs) == models(config)
    assert RUNS["grid"].dropout == DROPOUT_RATES
    made = {name: asdict(config) for name, config in RUNS.items()}
    small_and_of(dead_runs.STUDY, made, 200_000)


@pytest.mark.exhaustive
def test_recorded_runs_trained_again_end_as_recorded():
    """Runs that died and runs that did not, on the recorded number of images."""
    config = RUNS["grid"]
    chosen = replace(config, rates=(0.001, 0.03), dropout=(0.2,), seeds=3)
    again = dead_runs.run(chosen).runs
    runs = dead_runs.recorded("grid").runs
    then = runs[runs["rate"].isin(chosen.rates) & (runs["p"] == 0.2) & (runs["seed"] < 3)]
    # Another processor rounds otherwise, and training lets that grow.
    assert ((again["classes"] == 1).to_numpy() == (then["classes"] == 1).to_numpy()).all()
    assert again["accuracy"].tolist() == pytest.approx(then["accuracy"].tolist(), abs=0.05)
