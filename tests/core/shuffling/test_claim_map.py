from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from core.engines.descent.kernel import LOSSES
from core.engines.descent.networks import history, last_mark
from core.engines.descent.orders import SHUFFLED, SORTED
from core.engines.descent.settings import DATASETS, Run
from core.shuffling.claim_map import EVEN, FEWER, MORE, OVERFLOW, RATES, Config, run
from tests.core.progress import reported
from tests.core.students import students

pytestmark = pytest.mark.slow  # every map here is trained

SMALL = Config(points=400, epochs=1, seeds=10)
NOISY = Config(points=200, noise=0.1, seeds=15, rows="dataset")


@pytest.fixture(scope="module")
def losses():
    return run(SMALL)


@pytest.fixture(scope="module")
def datasets():
    return run(NOISY)


def test_rates_are_crossed_with_the_chosen_rows(losses, datasets):
    for result, name, rows in ((losses, "loss", LOSSES), (datasets, "dataset", DATASETS)):
        cells = list(zip(result.cells[name], result.cells["learning_rate"], strict=True))
        assert cells == [(row, rate) for row in rows for rate in RATES]
    assert set(losses.cells["dataset"]) == {"circle"}
    assert set(datasets.cells["loss"]) == {"logistic"}


def paired(setting):
    """Both orders' ends, trained alone, of the seeds that stayed finite in both."""
    ends = [
        history(Run(setting, order), last_mark(setting), range(setting.seeds))
        for order in (SORTED, SHUFFLED)
    ]
    kept = np.isfinite(ends[0]["accuracy"]) & np.isfinite(ends[1]["accuracy"])
    return [rows[kept] for rows in ends]


@pytest.mark.parametrize("rate", [0.001, 0.01, 0.03, 0.1])
@pytest.mark.parametrize("loss", LOSSES)
def test_a_cell_is_its_two_runs_compared_seed_by_seed(losses, loss, rate):
    cells = losses.cells.set_index(["loss", "learning_rate"])
    found = cells.loc[(loss, rate)]
    first, second = paired(replace(SMALL, loss=loss, learning_rate=rate))
    assert found["n"] == len(first) >= 2
    deaths = (first["dead_share"] - second["dead_share"]).to_numpy()
    lost = (second["accuracy"] - first["accuracy"]).to_numpy()
    values = found[["lost", "lost_low", "lost_high"]].astype(float)
    assert tuple(values) == pytest.approx(students(lost), abs=1e-12)
    mean, low, high = students(deaths)
    assert found["deaths"] == pytest.approx(mean, abs=1e-12)
    assert found["deaths_low"] <= low + 1e-12
    assert found["deaths_high"] >= high - 1e-12


def test_what_the_cells_say_is_corrected_for_their_number_by_holms_method(datasets):
    """Holm 1979, written out: the smallest p value has to be below 0.05 / 35, the next / 34 …"""
    cells = datasets.cells
    chances = []
    for cell in cells.itertuples():
        first, second = paired(
            replace(NOISY, dataset=cell.dataset, learning_rate=cell.learning_rate)
        )
        apart = (first["dead_share"] - second["dead_share"]).to_numpy()
        none = np.ptp(apart) == 0
        chances.append(float(none) if none else stats.ttest_1samp(apart, 0).pvalue)
    assert len(chances) == 35
    expected, stopped = [EVEN] * 35, False
    for place, cell in enumerate(np.argsort(chances, kind="stable")):
        stopped = stopped or chances[cell] > 0.05 / (35 - place)
        if not stopped:
            expected[cell] = MORE if cells["deaths"][cell] > 0 else FEWER
    assert cells["says"].tolist() == expected
    uncorrected = sum(chance < 0.05 for chance in chances)
    assert 0 < sum(says != EVEN for says in expected) < uncorrected


def test_what_a_cell_says_follows_its_interval(losses, datasets):
    cells = pd.concat([losses.cells, datasets.cells])
    assert set(cells["says"]) >= {FEWER, EVEN}
    for cell in cells[cells["n"] >= 2].itertuples():
        expected = MORE if cell.deaths_low > 0 else FEWER if cell.deaths_high < 0 else EVEN
        assert cell.says == expected


def test_shuffling_kills_more_on_the_moons_at_a_high_rate(datasets):
    cells = datasets.cells.set_index(["dataset", "learning_rate"])["says"]
    assert cells["moons", 1.0] == FEWER
    assert cells["moons", 0.001] == EVEN


def test_cells_in_which_weights_overflow_say_so_and_leave_the_others():
    config = Config(points=60, activation="leaky ReLU", hidden=8, epochs=2, seeds=3)
    cells = run(config).cells
    over = cells["says"] == OVERFLOW
    assert 0 < over.sum() < len(cells)
    assert (over == (cells["n"] < 2)).all()
    assert cells.loc[over, ["deaths", "lost", "deaths_low", "lost_high"]].isna().all(axis=None)
    assert cells.loc[~over, ["deaths", "lost", "deaths_low", "lost_high"]].notna().all(axis=None)


def test_where_every_cell_overflows_the_columns_are_there_all_the_same():
    config = Config(
        "xor",
        40,
        layers=4,
        hidden=64,
        initialization="normal, σ = 1",
        epochs=1,
        seeds=2,
        activation="leaky ReLU",
        noise=0.0,
        optimizer="momentum",
    )
    cells = run(config).cells
    assert (cells["says"] == OVERFLOW).all()
    assert cells[["deaths", "deaths_low", "deaths_high", "lost"]].isna().all(axis=None)


@pytest.mark.parametrize("rows", ["rate", "", None])
def test_rows_that_do_not_exist_are_refused(rows):
    with pytest.raises(ValueError, match=r"^Rows is .*, but must be one of loss, dataset\.$"):
        Config(rows=rows)
    with pytest.raises(ValueError, match="^Seeds is 1, but"):
        Config(seeds=1)


def test_the_report_rises_to_one():
    done, _ = reported(run, Config(points=20, hidden=2, epochs=1, seeds=2))
    assert len(done) == len(RATES) * 2 * 2
