"""The lab on luck: every control, and its reset."""

from functools import partial
from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from core.dropout.accuracies import accuracies
from core.dropout.recorded_sweep import one_epoch
from tests.pages.visit import open_lab

lab = partial(open_lab, "dropout.luck")


def test_it_opens_with_the_choice_judged_and_every_control_changes_what_is_said():
    app = lab()
    start = app.said
    shares = app.table[0].value
    assert list(shares["By the mean of"]) == ["one seed", "10 seeds"] * 2
    alone = shares["By luck alone"].str.rstrip("%").astype(float)
    assert alone.iloc[0] == pytest.approx(33.3, abs=2)
    last = accuracies(one_epoch(), "course", 1)
    pairs = [stats.spearmanr(last[a], last[b])[0] for a, b in combinations(last.columns, 2)]
    app.tells(f"the rank correlation of two p is {np.mean(pairs):.2f} on average")
    app.tells(f"standard deviation {100 * (last[0.5] - last[0.4]).std():.2f})")
    app.walk(luck_network="batch normalisation", luck_epochs="ten", luck_p="0.2")
    app.walk(luck_other="0.8", luck_power=0.95).tells("n = 5 seeds")
    assert app.press("luck_reset").said == start


def test_comparing_a_p_with_itself_is_refused_in_a_sentence():
    lab(luck_other="0.5").refuses("Compared with is 0.5, but must be another p than the judged one")
