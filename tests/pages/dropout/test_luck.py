"""The lab on luck: what the browser is sent, every control, and its reset."""

from functools import partial
from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from core.claims import DROPOUT_RATES
from core.dropout.accuracies import accuracies
from core.dropout.recorded_sweep import one_epoch, ten_epochs
from pages.labs.dropout import luck
from tests.pages.packed import decoded
from tests.pages.visit import open_lab

lab = partial(open_lab, "dropout.luck", luck_further="Is 0.5 really best?")


@pytest.mark.parametrize("network", ["course", "batch normalisation"])
@pytest.mark.parametrize(("epochs", "sweep"), [("one", one_epoch), ("ten", ten_epochs)])
def test_the_browser_is_sent_what_the_recorded_networks_have_right(network, epochs, sweep):
    data, seeds = luck.packed(luck.Config(network, epochs), 0)
    sent, table = decoded(data), accuracies(sweep(), network, sweep().config.epochs)
    assert sent["rates"] == list(DROPOUT_RATES)
    assert sent["seeds"] == list(table.index)
    assert seeds == len(table)
    assert np.array_equal(sent["right"].astype(int) / sent["images"], table.to_numpy())
    assert len(data) < 10_000


def test_it_opens_with_the_choice_judged_and_every_control_changes_what_is_said():
    app = lab()
    start, last = app.said, accuracies(one_epoch(), "course", 1)
    won = (last.idxmax(axis=1) == 0.5).mean()
    app.tells("with one seed ", f"(as measured {won:.1%})", f"with {len(last)} seeds")
    pairs = [stats.spearmanr(last[a], last[b])[0] for a, b in combinations(last.columns, 2)]
    app.tells(f"the rank correlation of two p is {np.mean(pairs):.2f} on average")
    app.tells(f"standard deviation {100 * (last[0.5] - last[0.4]).std():.2f}.")
    app.walk(luck_network="batch normalisation", luck_epochs="ten", luck_p="0.2")
    seeds = len(accuracies(ten_epochs(), "batch normalisation", ten_epochs().config.epochs))
    app.walk(luck_other="0.8", luck_power=0.95).tells(f"n = {seeds} seeds")
    assert app.press("luck_reset").press("best_reset").said == start


def test_comparing_a_p_with_itself_is_refused_in_a_sentence():
    lab(luck_other="0.5").refuses("Compared with is 0.5, but must be another p than the judged one")
