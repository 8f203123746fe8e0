import json
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from core.engines.seedrandom import SeedRandom, seed_text

BUNDLED = Path(__file__).parents[2] / "data" / "playground"
FOLDER = Path(os.environ.get("PLAYGROUND_REFERENCE") or BUNDLED)
NUMBERS = "seedrandom.json"


@pytest.fixture(params=[0, 10**6], ids=["compiled", "plain"])
def either_way(request, monkeypatch):
    """Draw the numbers with the compiler, and without."""
    monkeypatch.setattr(SeedRandom, "plainly", request.param)


def test_the_playground_reference_is_reproduced_bit_for_bit(either_way):
    folder = FOLDER if (FOLDER / NUMBERS).exists() else BUNDLED
    reference = json.loads((folder / NUMBERS).read_text(encoding="utf-8"))
    assert len(reference["values"]) >= 2_000
    numbers = SeedRandom(str(reference["seed"])).many(len(reference["values"]))
    assert numbers.tolist() == reference["values"]


def test_the_numbers_printed_in_seedrandoms_own_readme(either_way):
    random = SeedRandom("hello.")
    assert [random(), random()] == [0.9282578795792454, 0.3752569768646784]


def test_a_stream_goes_on_alike_once_it_is_compiled(monkeypatch):
    whole = SeedRandom("hello.").many(300).tolist()
    monkeypatch.setattr(SeedRandom, "plainly", 100)
    random = SeedRandom("hello.")
    assert [number for _ in range(3) for number in random.many(100)] == whole
    assert SeedRandom.plainly < 0


@given(st.text(max_size=600), st.integers(0, 50))
def test_one_by_one_and_many_at_once_are_one_stream(seed, count):
    single, several = SeedRandom(seed), SeedRandom(seed)
    expected = [single() for _ in range(count + 1)]
    assert [*several.many(count), several()] == expected
    assert all(0 <= number < 1 for number in expected)


def test_seeds_that_differ_after_the_key_is_full_give_different_streams():
    long = "7" * 300
    assert SeedRandom(long + "a")() != SeedRandom(long + "b")()


def test_texts_that_repeat_one_another_are_one_stream():
    for short, long in (("7", "77"), ("1", "11"), ("12", "1212")):
        assert SeedRandom(short).many(20).tolist() == SeedRandom(long).many(20).tolist()
    assert len({SeedRandom(str(number))() for number in range(100)}) == 91


@pytest.mark.parametrize("count", [100, 1_000])
def test_numbered_seeds_are_as_many_streams(count):
    assert len({SeedRandom(seed_text(number))() for number in range(count)}) == count


@given(first=st.integers(0, 10**8), second=st.integers(0, 10**8))
def test_the_keys_of_two_numbers_differ_when_repeated(first, second):
    keys = {(seed_text(number) * 256)[:256] for number in (first, second)}
    assert len(keys) == len({first, second})


def test_numbers_are_uniform():
    numbers = SeedRandom("uniform").many(20_000)
    assert stats.kstest(numbers, "uniform").pvalue > 0.001
    assert abs(np.corrcoef(numbers[:-1], numbers[1:])[0, 1]) < 4 / np.sqrt(len(numbers))
