from dataclasses import replace
from functools import cache
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from core import dropout
from core.claims import DROPOUT_RATES, Outcome, Role, Verdict, exactly
from core.dropout import (
    Config,
    Result,
    collect,
    judge,
    models,
    recorded_sweep,
    summary,
    verdicts,
)
from tests.core.dropout.sweeps import PRINTED, told
from tests.core.students import students

NETWORKS = ("course", "batch normalisation", "5 × 5 kernels")


def result_of(config, accuracy, correct=None):
    """A finished sweep in which ``accuracy(model, epoch)`` and ``correct(model)`` were measured."""
    return told(
        config,
        lambda model, epoch: {"validation_accuracy": accuracy(model, epoch)},
        lambda model: (np.ones(30, bool) if correct is None else correct(model))[None],
    )


def verdict(result, claim_id):
    (one,) = (one for one in judge(result) if one.claim_id == claim_id)
    return one


def held(result, claim_id):
    return [finding.outcome for finding in verdict(result, claim_id).findings]


def steady(values, size=0.001):
    return lambda model, epoch: values[model.p] + (-1) ** model.seed * size * (1 + model.p)


SMALL = Config(seeds=4)


@pytest.mark.parametrize(
    ("at_half", "outcome"),
    [(0.95, Outcome.HOLDS), (0.93, Outcome.UNDECIDED), (0.91, Outcome.FAILS)],
    ids=["best", "equal", "worse"],
)
def test_half_must_lead_the_best_of_the_others(at_half, outcome):
    values = dict.fromkeys(DROPOUT_RATES, 0.5) | {0.5: at_half, 0.3: 0.93}
    (lead,) = verdict(result_of(SMALL, steady(values)), "2.D.i").findings
    assert lead.outcome is outcome
    assert lead.estimate == pytest.approx(at_half - 0.93, abs=1e-6)
    assert lead.n == 4


def test_a_lead_within_the_spread_over_seeds_is_none():
    at_half = (0.94, 0.90, 0.95, 0.88)  # 0.0175 ahead on average, with s = 0.033

    def accuracy(model, epoch):
        return at_half[model.seed] if model.p == 0.5 else 0.9

    (lead,) = verdict(result_of(SMALL, accuracy), "2.D.i").findings
    assert lead.estimate == pytest.approx(0.0175)
    assert lead.outcome is Outcome.UNDECIDED


def test_figures_are_judged_only_after_a_whole_epoch():
    part = {f.part for f in verdict(result_of(SMALL, steady(PRINTED)), "2.D.i").findings}
    assert not any(name.startswith("p = ") for name in part)
    two_epochs = result_of(Config(seeds=3, images=55_000, epochs=2), steady(PRINTED))
    assert verdict(two_epochs, "2.D.i").outcome is Outcome.NOT_TESTED


def test_the_lead_is_judged_in_each_network_and_corrected_for_nine_rivals():
    rng = np.random.default_rng(6)
    rows = {
        (network, p): rng.normal(0.9 + 0.02 * (p == 0.5), 0.01, 10)
        for network in ("course", "batch normalisation")
        for p in DROPOUT_RATES
    }
    config = Config(("course", "batch normalisation"), seeds=10)
    result = result_of(config, lambda model, epoch: rows[model.network, model.p][model.seed])
    found = verdict(result, "2.D.i").findings
    assert [one.part for one in found] == [
        "lead of p = 0.5 over the best other",
        "lead of p = 0.5 with batch normalisation over the best other",
    ]
    for one, network in zip(found, config.networks, strict=True):
        chances = [
            stats.ttest_rel(rows[network, 0.5], rows[network, p]).pvalue
            for p in DROPOUT_RATES
            if p != 0.5
        ]
        # Nine rivals all beaten at 5 % by Holm: the largest p value stays, the smallest is times 9.
        beaten = all(chance * (9 - place) < 0.05 for place, chance in enumerate(sorted(chances)))
        assert (one.outcome is Outcome.HOLDS) == beaten


@pytest.mark.parametrize("off", [0.0, 0.2])
def test_the_ten_figures_are_judged_by_the_runs_at_their_p_and_counted(off):
    config = Config(seeds=20, images=55_000)

    def accuracy(model, epoch):
        return PRINTED[model.p] + off + 0.004 * (model.seed - 10)

    figures = verdict(result_of(config, accuracy), "2.D.i").findings[1:]
    assert [finding.part for finding in figures[:-1]] == [f"p = {p:.1f}" for p in DROPOUT_RATES]
    assert [finding.reported for finding in figures[:-1]] == list(PRINTED.values())
    assert {finding.outcome for finding in figures} == {exactly(off == 0)}
    assert (figures[-1].part, figures[-1].estimate) == ("the ten figures together", 10 * (off > 0))
    assert "0.9763 for one epoch and for ten" in figures[5].why


LONG = Config(seeds=3, epochs=3)


ORDER = "one epoch shows the order less well than another long run"
SLOWER = "models with more dropout converge more slowly"


def judged_order(first, last):
    def accuracy(model, epoch):
        order = (first if epoch < 3 else last)(model.seed)
        return 0.5 + 0.01 * order[DROPOUT_RATES.index(model.p)]

    curves = result_of(LONG, accuracy).curves
    return {one.part: one for one in verdict(Result(LONG, curves, ()), "2.D.iii").findings}


def test_one_epoch_misleads_when_seeds_agree_on_an_order_that_it_does_not_show():
    up, down = np.arange(10), np.arange(10)[::-1]
    found = judged_order(lambda seed: down, lambda seed: up)
    assert found[ORDER].outcome is Outcome.HOLDS
    assert found[ORDER].estimate == pytest.approx(-2)
    assert found[SLOWER].outcome is Outcome.HOLDS


def test_one_epoch_does_not_mislead_when_it_shows_an_order_that_seeds_do_not_share():
    orders = [np.random.default_rng(seed).permutation(10) for seed in range(3)]
    found = judged_order(orders.__getitem__, orders.__getitem__)[ORDER]
    others = [
        np.mean([stats.spearmanr(orders[seed], orders[o]).statistic for o in range(3) if o != seed])
        for seed in range(3)
    ]
    assert found.outcome is Outcome.FAILS
    assert found.estimate == pytest.approx(1 - np.mean(others))


def test_an_order_that_now_turns_round_and_now_does_not_decides_nothing():
    up, down = np.arange(10), np.arange(10)[::-1]
    found = judged_order(lambda seed: (up, down, up)[seed], lambda seed: up)[ORDER]
    assert found.outcome is Outcome.UNDECIDED


def optimism(correct, seeds=3, images=900):
    random = np.random.default_rng(0)
    config = Config(seeds=seeds)
    draws = {model: correct(model, random, images) for model in models(config)}
    result = result_of(config, lambda model, epoch: draws[model].mean(), draws.__getitem__)
    chosen_on, kept_apart = verdict(result, "2.D.iii").findings
    return chosen_on, kept_apart


def test_choosing_among_equals_by_chance_overrates_the_winner():
    # The best of ten shares of n = 10,000 at 0.9 lies about 1.54 σ above their mean (normal order
    # statistics), of which the same images count in full.
    chosen_on, kept_apart = optimism(lambda model, random, n: random.random(n) < 0.9)
    sigma = (0.9 * 0.1 / 10_000) ** 0.5
    assert chosen_on.outcome is Outcome.HOLDS
    assert chosen_on.estimate == pytest.approx(1.54 * sigma, rel=0.25)
    assert (kept_apart.role, kept_apart.needed) == (Role.CHECK, "")
    assert abs(kept_apart.estimate) < 0.001


def test_identical_candidates_leave_nothing_to_choose_and_no_optimism():
    chosen_on, kept_apart = optimism(lambda model, random, n: np.arange(n) % 10 != 0)
    assert chosen_on.outcome is Outcome.FAILS
    assert abs(chosen_on.estimate) < 1e-4
    assert abs(kept_apart.estimate) < 0.002


def test_a_clear_winner_is_hardly_overrated():
    def correct(model, random, n):
        return random.random(n) < (0.95 if model.p == 0.5 else 0.5)

    chosen_on, _ = optimism(correct)
    assert abs(chosen_on.estimate) < 1e-4


@pytest.mark.slow
@given(st.sets(st.integers(0, 39)))
def test_any_part_of_a_sweep_can_be_shown_and_judged(finished):
    config = Config(seeds=4, epochs=1)
    whole = result_of(config, steady(PRINTED))
    part = collect(config, [whole.trained[place] for place in finished])
    outcomes = {one.claim_id: one.outcome for one in judge(Result(config, part.curves, ()))}
    assert list(outcomes) == ["2.D.i", "2.D.ii", "2.D.iii"]
    whole_seeds = sum(
        all(place in finished for place in range(10 * seed, 10 * seed + 10)) for seed in range(4)
    )
    assert (outcomes["2.D.i"] is Outcome.NOT_TESTED) == (whole_seeds < 2)
    assert summary(part)["n"].sum() == len(finished)


@pytest.mark.parametrize(
    "config",
    [
        Config(dropout=(0.0, 0.1, 0.2, 0.3, 0.4, 0.52, 0.6, 0.7, 0.8, 0.9), seeds=3),
        Config(dropout=(0.0, 0.25, 0.5, 0.99), seeds=3, epochs=2),
        Config(("5 × 5 kernels",), seeds=3),
        Config(NETWORKS, (0.0, 0.1), seeds=3),
        Config(seeds=1),
    ],
    ids=["near 0.5", "few rates", "another network", "without 0.5", "one seed"],
)
def test_any_sweep_can_be_judged(config):
    result = result_of(config, lambda model, epoch: 0.9 - 0.1 * model.p + 0.001 * model.seed)
    assert len(summary(result)) == len(config.networks) * len(config.dropout)
    assert verdict(result, "2.D.i").outcome is Outcome.NOT_TESTED
    assert verdict(result, "2.D.ii").outcome is Outcome.NOT_TESTED


@pytest.mark.parametrize("twice", [{"dropout": (0.5, 0.5)}, {"networks": ("course", "course")}])
def test_a_model_asked_for_twice_is_refused_or_trained_once(twice):
    try:
        config = Config(seeds=2, **twice)
    except ValueError as error:
        assert "Network" in str(error) or "Dropout" in str(error)
    else:
        result = result_of(config, lambda model, epoch: 0.9)
        assert len(judge(result)) == 3


def test_an_empty_sweep_tests_nothing():
    for config in (SMALL, LONG, dropout.QUICK["2.D.ii"]):
        outcomes = {one.outcome for one in judge(collect(config, []))}
        assert outcomes == {Outcome.NOT_TESTED}


def test_the_summary_has_students_interval_for_each_network_and_rate():
    config = Config(("course", "5 × 5 kernels"), (0.0, 0.5), seeds=4, epochs=2)
    table = np.random.default_rng(0).uniform(0.8, 0.9, (2, 2, 4))
    place = {key: index for index, key in enumerate(product(config.networks, config.dropout))}

    def accuracy(model, epoch):
        row = place[model.network, model.p]
        return table[row // 2, row % 2, model.seed] if epoch == 2 else 0.1

    frame = summary(result_of(config, accuracy)).set_index(["network", "p"])
    for (network, p), index in place.items():
        values = table[index // 2, index % 2]
        row = frame.loc[(network, p)]
        expected = (4, *students(values))
        assert tuple(row[["n", "mean", "low", "high"]]) == pytest.approx(expected)


def test_one_seed_has_no_interval():
    frame = summary(result_of(Config(seeds=1), steady(PRINTED)))
    assert frame[["low", "high"]].isna().all(axis=None)


def test_the_quick_experiments_cover_their_claims():
    for claim_id, config in dropout.QUICK.items():
        generator = np.random.default_rng(0)
        correct = {model: generator.random(60) < 0.9 for model in models(config)}
        result = result_of(
            config, lambda model, epoch, c=correct: c[model].mean(), correct.__getitem__
        )
        assert verdict(result, claim_id).findings
        assert verdict(result, claim_id).n == config.seeds


def test_the_ledger_judges_the_record_and_a_live_sweep_beside_it():
    live = result_of(dropout.QUICK["2.D.i"], steady(PRINTED))
    sweep_verdict, effects, choice = verdicts(live)
    parts = [finding.part for finding in sweep_verdict.findings]
    assert parts[-1] == "lead of p = 0.5 over the best other, live on 5,000 images"
    assert parts[1] == "lead of p = 0.5 with batch normalisation over the best other"
    assert parts[2:12] == [f"p = {p:.1f}" for p in DROPOUT_RATES]
    assert parts[12:-1] == [
        "the ten figures together",
        "p = 0.5 with batch normalisation",
        "the ten figures together with batch normalisation",
        "ten epochs at p = 0.5",
        "ten epochs at p = 0.5 with batch normalisation",
    ]
    once, long = recorded_sweep.ONE_EPOCH.seeds, recorded_sweep.TEN_EPOCHS.seeds
    assert [finding.n for finding in sweep_verdict.findings] == [once] * 15 + [long] * 2 + [3]
    assert sweep_verdict.parts == list(sweep_verdict.findings[:-1])
    assert sweep_verdict.findings[-1].role is Role.QUICK
    crossed = recorded_sweep.FACTORIAL.seeds
    assert [finding.n for finding in effects.findings[:5]] == [crossed] * 4 + [10 * once]
    assert [one.part for one in effects.findings[4:7]] == [
        "fewer runs die with batch normalisation",
        "gap closed by batch normalisation",
        "gap closed by batch normalisation and dropout together",
    ]
    own = ", each network at its own learning rate"
    parts = [one.part for one in effects.findings]
    assert parts[7:] == [f"{part}{own}" for part in parts[:4]]
    assert {one.n for one in effects.findings[7:]} == {crossed // 2}
    assert {finding.n for finding in choice.findings} == {long, 3}
    alone = verdict(recorded_sweep.one_epoch(), "2.D.i")
    assert sweep_verdict.findings[:-3] == alone.findings


@pytest.mark.parametrize(
    ("at_half", "said"),
    [(0.95, "contradicts"), (0.4, "confirms"), (0.93, "can neither confirm nor contradict")],
    ids=["ahead", "behind", "as good"],
)
def test_a_quick_live_run_confirms_or_contradicts_the_record_and_never_counts(at_half, said):
    # In the record one half with batch normalisation is behind another p beyond doubt.
    values = dict.fromkeys(DROPOUT_RATES, 0.5) | {0.5: at_half, 0.3: 0.93}
    config = replace(dropout.QUICK["2.D.i"], networks=("batch normalisation",))
    found, *_ = verdicts(result_of(config, steady(values)))
    assert found.findings[-1].why.endswith(f"It {said} the record.")
    assert found.outcome is verdict_of_the_record("2.D.i").outcome


@cache
def verdict_of_the_record(claim_id):
    return Verdict(claim_id, tuple(dropout.recorded_findings(claim_id)))


def test_the_figure_after_ten_epochs_is_judged_in_both_networks():
    recorded = recorded_sweep.ten_epochs()
    parts = verdict(recorded, "2.D.i").findings
    names = ("ten epochs at p = 0.5", "ten epochs at p = 0.5 with batch normalisation")
    assert tuple(part.part for part in parts) == names
    for part, network in zip(parts, recorded.config.networks, strict=True):
        curves = recorded.curves[recorded.curves["network"] == network]
        runs = curves.query("p == 0.5 and epoch == 10")["validation_accuracy"]
        assert (part.reported, part.n) == (0.9763, recorded.config.seeds)
        assert part.estimate == pytest.approx(runs.median())
        assert part.why.endswith("it may be one copied figure.")
