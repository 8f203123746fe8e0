import numpy as np
import pandas as pd
import pytest

from core.engines.descent.networks import history, last_mark, measure
from core.engines.descent.settings import NEGLIGIBLE_ACCURACY, Run, Setting
from core.shuffling.block_length import Result, lengths, longest_harmless, run
from tests.core.progress import reported
from tests.core.students import students

CIRCLE = Setting(points=200, seeds=6)


@pytest.fixture(scope="module")
def result():
    return run(CIRCLE)


@pytest.mark.parametrize(
    ("points", "share", "expected"),
    [
        (1_000, 0.5, [1, 2, 5, 10, 20, 50, 100, 200, 500]),
        (200, 0.5, [1, 2, 5, 10, 20, 50, 100]),
        (200, 0.1, [1, 2, 5, 10, 20, 50, 100, 180]),
        (200, 0.9, [1, 2, 5, 10, 20, 50, 100, 180]),
        (20, 0.5, [1, 2, 5, 10]),
        (2_000, 0.99, [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 1_980]),
    ],
)
def test_lengths_end_at_the_size_of_the_larger_class(points, share, expected):
    assert lengths(Setting(points=points, positive_share=share)) == expected


@pytest.mark.parametrize("share", [0.5, 0.3, 0.7])
def test_the_longest_block_is_the_sorted_order(share):
    setting = Setting(points=60, positive_share=share, hidden=6, epochs=2, seeds=3)
    ends = run(setting).ends
    longest = ends[ends["block"] == lengths(setting)[-1]].reset_index(drop=True)
    alone = history(Run(setting, "negatives first"), last_mark(setting), range(3))
    drop = ["order", "block"]
    pd.testing.assert_frame_equal(longest.drop(columns=drop), alone.drop(columns=drop))


def test_the_shortest_block_is_the_strictly_alternating_order(result):
    shortest = result.ends[(result.ends["block"] == 1) & (result.ends["order"] != "reshuffled")]
    (alone,) = measure([(Run(CIRCLE, "strictly alternating"), last_mark(CIRCLE))])
    pd.testing.assert_frame_equal(
        shortest.drop(columns="order").reset_index(drop=True), alone.drop(columns="order")
    )


def test_the_table_follows_from_the_ends(result):
    assert result.table["block"].tolist() == lengths(CIRCLE)
    blocks = result.ends[result.ends["order"] == "alternating blocks"]
    for found in result.table.itertuples():
        seeds = blocks[blocks["block"] == found.block]
        assert found.n == len(seeds) == 6
        accuracy = found.accuracy, found.low, found.high
        assert accuracy == pytest.approx(students(seeds["accuracy"]))
        assert found.dead_share == pytest.approx(seeds["dead_share"].mean())


def test_the_reshuffled_order_stands_beside(result):
    (alone,) = measure([(Run(CIRCLE, "reshuffled"), last_mark(CIRCLE))])
    assert result.reshuffled == pytest.approx(alone["accuracy"].mean())


def test_long_blocks_harm_and_short_ones_do_not(result):
    accuracy = result.table.set_index("block")["accuracy"]
    assert accuracy[1] == pytest.approx(result.reshuffled, abs=NEGLIGIBLE_ACCURACY)
    assert accuracy[100] < 0.6


def test_seeds_that_overflow_are_left_out_of_the_table():
    setting = Setting(points=200, loss="squared", learning_rate=0.04, epochs=3, seeds=8)
    result = run(setting)
    blocks = result.ends[result.ends["order"] != "reshuffled"]
    finite = blocks[np.isfinite(blocks["accuracy"])].groupby("block").size()
    assert result.table.set_index("block")["n"].to_dict() == finite.to_dict()
    assert 2 <= finite.min() < finite.max() < 8


def curve(accuracies, reshuffled):
    table = pd.DataFrame({"block": [1, 2, 5, 10][: len(accuracies)], "accuracy": accuracies})
    return Result(CIRCLE, table, table, reshuffled)


@pytest.mark.parametrize(
    ("accuracies", "longest"),
    [
        ([0.99, 0.98, 0.96, 0.5], 5),
        ([0.99, 0.5, 0.99, 0.99], 1),
        ([0.5, 0.99, 0.99, 0.99], None),
        ([1.0, 1.0, 1.0, 1.0], 10),
        ([], None),
    ],
)
def test_the_longest_harmless_block_has_only_harmless_ones_below(accuracies, longest):
    assert longest_harmless(curve(accuracies, 1.0)) == longest


def test_the_report_rises_to_one():
    reported(run, Setting(points=20, hidden=2, epochs=1, seeds=2))
