import json
import os
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from core.engines.seedrandom import SeedRandom

BUNDLED = Path(__file__).parents[2] / "data" / "playground"
FOLDER = Path(os.environ.get("PLAYGROUND_REFERENCE") or BUNDLED)
NUMBERS = "seedrandom.json"


def test_the_playground_reference_is_reproduced_bit_for_bit():
    folder = FOLDER if (FOLDER / NUMBERS).exists() else BUNDLED
    reference = json.loads((folder / NUMBERS).read_text(encoding="utf-8"))
    assert len(reference["values"]) >= 2_000
    numbers = SeedRandom(str(reference["seed"])).many(len(reference["values"]))
    assert numbers.tolist() == reference["values"]


def test_the_numbers_printed_in_seedrandoms_own_readme():
    random = SeedRandom("hello.")
    assert [random(), random()] == [0.9282578795792454, 0.3752569768646784]


@given(st.text(max_size=600), st.integers(0, 50))
def test_one_by_one_and_many_at_once_are_one_stream(seed, count):
    single, several = SeedRandom(seed), SeedRandom(seed)
    expected = [single() for _ in range(count + 1)]
    assert [*several.many(count), several()] == expected
    assert all(0 <= number < 1 for number in expected)


def test_seeds_that_differ_after_the_key_is_full_give_different_streams():
    long = "7" * 300
    assert SeedRandom(long + "a")() != SeedRandom(long + "b")()


def test_numbers_are_uniform():
    numbers = SeedRandom("uniform").many(20_000)
    assert stats.kstest(numbers, "uniform").pvalue > 0.001
    assert abs(np.corrcoef(numbers[:-1], numbers[1:])[0, 1]) < 4 / np.sqrt(len(numbers))
