"""The recorded orders are those that training gives."""

from dataclasses import replace

import pytest
from pandas.testing import assert_frame_equal

from core import shuffling
from core.shuffling import Config, recorded_orders
from core.shuffling.recorded_orders import KEYS, MEASURED, known, make, recorded, write

pytestmark = pytest.mark.slow  # thirty seeds are trained in every order


@pytest.fixture(scope="module")
def made():
    return make()


def test_what_is_recorded_is_what_training_gives_and_is_read_back(elsewhere, made):
    bundled = recorded()
    elsewhere(recorded_orders)
    write(made)
    for result in (bundled, recorded()):
        assert list(result.history) == [*KEYS, *MEASURED]
        for name in ("history", "control", "recovered"):
            kept = getattr(result, name)
            assert_frame_equal(kept, getattr(made, name)[kept.columns], atol=0.01)


def test_the_recorded_run_is_judged_as_a_live_one(made):
    (then,), (now,) = shuffling.verdicts(known(Config())), shuffling.verdicts(made)
    assert then == now


def test_no_weights_overflow_in_it():
    assert known(Config()).overflowed.empty


def test_another_setting_is_not_recorded():
    assert known(replace(Config(), seeds=2)) is None
