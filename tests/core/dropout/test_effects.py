from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.claims import Outcome
from core.dropout.effects import (
    CELLS,
    DROPOUT,
    FACTORS,
    NETWORKS,
    NORMALISATION,
    SMALL,
    Cell,
    cells,
    contrasts,
    dead_seeds,
    effects,
    findings,
    parameters,
    seeds,
)
from core.dropout.sweep import Config, collect
from core.engines.cnn import networks as cnn
from tests.core.dropout.sweeps import told
from tests.core.planted import planted
from tests.core.students import students

CONFIG = Config(tuple(NETWORKS.values()), (0.0, 0.5), seeds=5, epochs=2)
CELL_OF = {
    (network, 0.5 if dropout else 0.0): Cell(normalisation, dropout, small)
    for (normalisation, small), network in NETWORKS.items()
    for dropout in (False, True)
}


def result_of(accuracy, config=CONFIG, gap=0.01, classes=10):
    """A finished record in which ``accuracy(cell, seed, epoch)`` was measured."""

    def measured(model, epoch):
        reached = accuracy(CELL_OF[model.network, model.p], model.seed, epoch)
        return {
            "train_accuracy": reached + gap,
            "validation_accuracy": reached,
            "classes": classes,
        }

    return told(config, measured)


def additive(normalisation=0.02, dropout=0.03, small=0.04, together=0.0, noise=0.001):
    draws = np.random.default_rng(0).normal(0, noise, (5, 8))

    def accuracy(cell, seed, epoch):
        return (
            0.8
            + normalisation * cell.normalisation
            + dropout * cell.dropout
            + small * cell.small
            + together * (cell.normalisation and cell.dropout)
            + draws[seed, CELLS.index(cell)]
        )

    return accuracy


def test_cells_are_eight_and_name_networks_that_exist():
    assert len(set(CELLS)) == 8
    assert set(NETWORKS.values()) == set(cnn.NETWORKS)


@pytest.mark.parametrize(
    ("normalisation", "small", "count"),
    # (9 + 1)·8, (72 + 1)·8 and a head of 200 inputs; (25 + 1)·7, (175 + 1)·11 and one of 176.
    [
        (False, True, 80 + 584 + 201 * 64 + 650),
        (True, True, 80 + 584 + 201 * 64 + 650 + 32),
        (False, False, 182 + 1_936 + 177 * 64 + 650),
        (True, False, 182 + 1_936 + 177 * 64 + 650 + 36),
    ],
)
def test_either_kernels_have_as_many_parameters(normalisation, small, count):
    assert parameters(normalisation, small) == count


def test_effects_without_noise_are_what_was_put_in():
    table = seeds(result_of(additive(together=0.02, noise=0)), "validation accuracy", 2)
    found = effects(table).set_index("effect")["estimate"]
    assert found[NORMALISATION] == pytest.approx(0.02 + 0.01)
    assert found[DROPOUT] == pytest.approx(0.03 + 0.01)
    assert found[SMALL] == pytest.approx(0.04)
    # Half of how much the effect of the one grows with the other.
    assert found[f"{NORMALISATION} × {DROPOUT}"] == pytest.approx(0.01)
    assert found[f"{NORMALISATION} × {DROPOUT} × {SMALL}"] == pytest.approx(0, abs=1e-12)


@given(st.lists(st.floats(0, 1), min_size=16, max_size=16))
def test_effects_are_twice_the_coefficients_of_a_regression(values):
    """Least squares on ±1 columns: the effect is the change from −1 to +1."""
    table = pd.DataFrame(np.reshape(values, (2, 8)), columns=pd.MultiIndex.from_tuples(CELLS))
    signs = np.array([[1 if one else -1 for one in cell] for cell in CELLS])
    columns = {(): np.ones(8)}
    for size in product((False, True), repeat=3):
        term = tuple(factor for factor, there in zip(FACTORS, size, strict=True) if there)
        columns[term] = np.prod(signs[:, list(size)], axis=1)
    design = np.column_stack(list(columns.values()))
    for seed in range(2):
        fitted, *_ = np.linalg.lstsq(design, table.iloc[seed].to_numpy(), rcond=None)
        theirs = dict(zip(columns, fitted, strict=True))
        for term, ours in contrasts(table).items():
            assert ours.iloc[seed] == pytest.approx(2 * theirs[term], abs=1e-9)


def test_intervals_are_students_over_seeds():
    table = seeds(result_of(additive()), "validation accuracy", 2)
    row = effects(table).set_index("effect").loc[DROPOUT]
    there, missing = [cell for cell in CELLS if cell.dropout], [c for c in CELLS if not c.dropout]
    gained = table[there].mean(axis=1) - table[missing].mean(axis=1)
    assert tuple(row[["estimate", "low", "high", "n"]]) == pytest.approx((*students(gained), 5))
    one = cells(table).set_index(["normalisation", "dropout", "small"]).loc[(True, False, True)]
    own = table[Cell(True, False, True)]
    assert tuple(one[["estimate", "low", "high"]]) == pytest.approx(students(own))


def test_the_gap_is_training_less_validation_accuracy():
    table = seeds(result_of(additive(), gap=0.013), "gap", 1)
    assert table.to_numpy() == pytest.approx(0.013)


def test_only_seeds_with_every_cell_count():
    result = result_of(additive())
    part = collect(
        CONFIG,
        [one for one in result.trained if one.model.seed < 1 or one.model.network == "course"],
    )
    assert len(seeds(part, "gap", 2)) == 1
    assert findings(part) == []
    assert effects(seeds(part, "gap", 2)).empty
    assert cells(seeds(part, "gap", 2)).empty
    assert seeds(collect(CONFIG, []), "gap", 2).empty
    assert findings(collect(CONFIG, [])) == []


def test_a_sweep_of_other_networks_is_not_judged():
    config = Config(("course",), (0.0, 0.5), seeds=3)
    assert findings(result_of(additive(), config)) == []


def test_seeds_with_a_dead_run_are_named():
    at_the_end = "seed == 3 and p == 0.5 and epoch == 2"
    changed = planted(result_of(additive()), "curves", at_the_end, classes=1)
    assert dead_seeds(changed, 2) == {3}
    assert dead_seeds(changed, 1) == set()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "holds holds holds holds"),
        ({"small": 0.0}, "fails holds holds holds"),
        ({"small": -0.1}, "fails holds holds holds"),
        ({"normalisation": 0.0}, "holds fails holds holds"),
        ({"dropout": 0.0}, "holds holds fails holds"),
        ({"dropout": 0.004}, "holds holds undecided holds"),
        ({"dropout": -0.05, "together": 0.03}, "holds holds fails fails"),
    ],
    ids=[
        "as claimed",
        "kernels idle",
        "kernels harm",
        "norm idle",
        "dropout idle",
        "negligible",
        "dropout harms",
    ],
)
def test_parts_are_judged_one_by_one(given, expected):
    found = findings(result_of(additive(**given)))
    assert " ".join(finding.outcome for finding in found) == expected
    assert {finding.n for finding in found} == {5}


def test_gains_within_the_spread_over_seeds_are_none():
    luck = (0.15, -0.1, 0.12, -0.08, 0.06)  # 0.03 on average, with s = 0.11

    def accuracy(cell, seed, epoch):
        return 0.7 + luck[seed] * sum(cell)

    found = findings(result_of(accuracy))
    assert found[0].estimate == pytest.approx(0.03)
    assert not any(finding.outcome is Outcome.HOLDS for finding in found)


def test_both_together_are_compared_with_each_of_the_others_and_corrected():
    kernels, *compared = findings(result_of(additive()))
    assert "corrected for 3 comparisons (Holm)" in compared[0].rule
    assert [one.part.removeprefix("accuracy gained by ") for one in compared] == [
        "batch normalisation, with dropout",
        "dropout, with batch normalisation",
        "both together, over neither",
    ]
    assert kernels.changed == ""
    assert all("after the networks had been recorded" in one.changed for one in compared)
