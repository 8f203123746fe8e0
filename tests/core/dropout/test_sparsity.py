import numpy as np
import pandas as pd
import pytest

from core import record
from core.claims import DROPOUT_RATES, Outcome
from core.dropout import inside as dropout_inside
from core.dropout import sparsity as dropout_sparsity
from core.dropout.sparsity import COLUMNS, SEEDS, Result, findings, measure, recorded, summary
from tests.core.bundled import small_and_of
from tests.core.students import students

LAYERS = ["convolution 1", "convolution 2", "dense 1"]


def made_up(gains, noise=0.001):
    """Sparsity 0.5 at p = 0, and as much more at 0.5 as ``gains`` says of each layer."""
    draws = np.random.default_rng(0).normal(0, noise, (5, 2, 3))
    rows = [
        (p, seed, layer, 8, 0, 0.5 + gain * (p > 0) + draws[seed, int(p > 0), place])
        for p in (0.0, 0.5)
        for seed in range(5)
        for place, (layer, gain) in enumerate(zip(LAYERS, gains, strict=True))
    ]
    return Result(pd.DataFrame(rows, columns=COLUMNS))


@pytest.mark.parametrize(
    ("gains", "outcomes"),
    [
        ((0.1, 0.1, 0.1), "holds holds holds"),
        ((0.1, -0.1, 0.0), "holds fails fails"),
        ((0.005, 0.02, 0.1), "fails holds holds"),
    ],
    ids=["sparser", "only the first", "negligible"],
)
def test_layers_are_judged_one_by_one(gains, outcomes):
    assert " ".join(finding.outcome for finding in findings(made_up(gains))) == outcomes


def test_a_gain_within_the_spread_over_seeds_is_none():
    result = made_up((0.03, 0.03, 0.03), noise=0.0)
    luck = np.resize([0.1, -0.1, 0.1, -0.1, 0.02], len(result.measures))
    spread = result.measures["seed"].map(dict(enumerate(luck[:5]))) * (result.measures["p"] > 0)
    changed = Result(result.measures.assign(sparsity=result.measures["sparsity"] + spread))
    assert not any(finding.outcome is Outcome.HOLDS for finding in findings(changed))


def test_intervals_are_students_over_seeds():
    result = made_up((0.1, 0.1, 0.1), noise=0.01)
    row = summary(result).set_index(["layer", "p"]).loc[("dense 1", 0.5)]
    cell = result.measures.query("layer == 'dense 1' and p == 0.5")["sparsity"]
    assert tuple(row[["estimate", "low", "high", "n"]]) == pytest.approx((*students(cell), 5))


@pytest.mark.slow
def test_what_is_recorded_is_read_back(elsewhere, monkeypatch):
    monkeypatch.setattr(dropout_sparsity, "NETWORK", dropout_inside.Config(images=100, epochs=1))
    monkeypatch.setattr(dropout_sparsity, "DROPOUT_RATES", (0.0, 0.5))
    monkeypatch.setattr(dropout_sparsity, "SEEDS", 1)
    monkeypatch.setattr(
        dropout_sparsity,
        "in_processes",
        lambda calls: (function(*arguments) for function, arguments, _ in calls),
    )
    elsewhere(dropout_sparsity)
    record.sparsity()
    again = pd.concat([measure(0.0, 0), measure(0.5, 0)], ignore_index=True)
    pd.testing.assert_frame_equal(recorded().measures, again, atol=1e-6, check_dtype=False)
    assert dropout_sparsity.STUDY.provenance()["configurations"]["images"] == 100


def test_the_bundled_record_is_whole_small_and_made_with_the_configuration_in_the_code():
    measures = recorded().measures
    assert len(measures) == len(DROPOUT_RATES) * SEEDS * len(LAYERS)
    assert not measures.duplicated(["p", "seed", "layer"]).any()
    assert measures["sparsity"].between(0, 1).all()
    small_and_of(dropout_sparsity.STUDY, dropout_sparsity.configuration(), 100_000)


@pytest.mark.exhaustive
def test_a_recorded_network_trained_again_is_as_recorded():
    measures = recorded().measures
    then = measures[(measures["p"] == 0.5) & (measures["seed"] == 0)]
    again = measure(0.5, 0)
    # Another processor rounds otherwise, and training lets that grow: to what one unit answers.
    room = 0.05 + 1 / again["units"].to_numpy()
    assert (abs(again["sparsity"].to_numpy() - then["sparsity"].to_numpy()) < room).all()
