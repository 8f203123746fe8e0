"""The ladder against counting, against confusion matrices, and against a table made for it."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from core.dropout.ladder import rungs
from core.dropout.ladder.recipes import Recipe
from core.dropout.ladder.runs import COLUMNS

labels = st.lists(st.integers(0, 9), min_size=200, max_size=200).filter(
    lambda drawn: len(set(drawn)) == 10
)
FIGURES = {0.0: 0.97, 0.2: 0.78, 0.5: 0.1}
LADDER = Recipe("course", "ReLU", "Adam", 0.001, 32)
PLAIN = LADDER._replace(last="nothing")


def table(*recipes):
    """Runs of three seeds: each recipe with its accuracy and given digits at every p."""
    rows = [
        (*recipe, p, seed, accuracy + seed / 1_000, given, 0)
        for recipe, cells in recipes
        for p, (accuracy, given) in zip(FIGURES, cells, strict=True)
        for seed in range(3)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


TEN, EIGHT = "0 1 2 3 4 5 6 7 8 9", "0 1 2 3 4 5 6 7"
RUNS = table(
    (PLAIN, [(0.97, TEN), (0.96, TEN), (0.95, TEN)]),
    (LADDER, [(0.97, TEN), (0.78, EIGHT), (0.1, "9")]),
)


@settings(max_examples=30, deadline=None)
@given(labels, st.integers(0, 8), st.randoms(use_true_random=False))
def test_an_accuracy_is_the_share_of_what_is_given_times_how_well_that_does(truth, lost, random):
    truth = np.array(truth)
    said = np.array([digit if random.random() < 0.9 else (digit + 1) % 10 for digit in truth])
    said[said < lost] = 9
    run = pd.DataFrame(
        {
            "accuracy": [(truth == said).mean()],
            "given": [" ".join(map(str, np.unique(said)))],
        }
    )
    read = rungs.read(run, rungs.shares(truth)).iloc[0]
    kept = np.unique(said)
    confusion = pd.crosstab(truth, said, normalize="all")
    right = sum(confusion.at[digit, digit] for digit in kept)
    assert read["rest"] == pytest.approx(right / confusion.loc[kept].to_numpy().sum())
    assert read["digits"] == len(kept)
    assert set(map(int, read["lost"].split())) == set(range(10)) - set(kept.tolist())


def test_a_network_that_gives_nothing_has_no_accuracy_on_the_rest():
    run = pd.DataFrame({"accuracy": [0.0], "given": [""]})
    read = rungs.read(run, np.full(10, 0.1)).iloc[0]
    assert (read["digits"], np.isnan(read["rest"])) == (0, True)


def test_rungs_are_as_high_as_the_best_and_the_worst_choice_of_digits():
    share = rungs.shares([0] * 5 + [*range(10)] * 3 + [7] * 2)
    drawn = rungs.heights(share, 0.9)
    assert drawn["given"].tolist() == list(range(10, 0, -1))
    for row in drawn.itertuples():
        reached = [0.9 * share[list(kept)].sum() for kept in combinations(range(10), row.given)]
        assert (row.low, row.high) == pytest.approx((min(reached), max(reached)))


def test_a_figure_is_read_as_every_choice_of_digits_that_gives_it():
    share = np.full(10, 0.1)
    found = rungs.readings(0.78, share, (0.97, 0.98))
    assert len(found) == 45
    assert found["digits"].eq(2).all()
    assert found["rest"].tolist() == pytest.approx([0.975] * 45)
    assert rungs.readings(0.78, share, (0.95, 0.96)).empty
    assert rungs.readings(0.97, share, (0.9, 0.99)).iloc[0].tolist() == ["", 0, 0.97]


def test_a_table_is_least_strange_to_the_recipe_that_made_it():
    found = rungs.explained(RUNS, FIGURES)
    assert found["last"].tolist() == ["ReLU", "nothing"]
    assert found["near"].tolist() == [3, 1]
    assert found["n"].tolist() == [3, 3]
    assert found["whole"].tolist() == pytest.approx([1 / 3, 1])
    assert found.loc[0, "likelihood"] > found.loc[1, "likelihood"]
    assert found["surprise"].tolist() == pytest.approx(found["own"] - found["likelihood"])
    assert found.loc[0, "surprise"] < 0 < found.loc[1, "surprise"]
    assert found["rare"].tolist() == [1, 1 / 4]  # of three seeds and the figures


def test_a_likelihood_is_that_of_a_mixture_of_normals_and_one_run_that_could_be_anywhere():
    reached = np.array([[0.5, 0.9], [0.52, 0.88], [0.7, 0.91]])
    density = [
        (sum(stats.norm(run, rungs.BANDWIDTH).pdf(figure) for run in column) + 1) / 4
        for column, figure in zip(reached.T, (0.51, 0.2), strict=True)
    ]
    assert rungs.likelihood(reached, [0.51, 0.2]) == pytest.approx(np.log(density).sum())
    assert density[1] == pytest.approx(1 / 4)
