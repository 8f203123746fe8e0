"""The ten printed accuracies among the runs, worked out from the recorded file without core."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.spatial import KDTree

from core.dropout import judge, recorded_sweep
from tests.core.dropout.sweeps import PRINTED

RECORDED = Path(__file__).parents[3] / "core" / "data" / "recorded" / "dropout_sweep.csv"
NETWORKS = {"course": "", "batch normalisation": " with batch normalisation"}


def isolated_apart(runs, printed):
    """Share of the runs and a printed figure that lie as far from their nearest as the figure."""
    every = np.append(runs, printed)[:, None]
    distances, _ = KDTree(every).query(every, k=2)
    nearest = np.maximum(distances[:, 1].round(9), 0.005)
    return stats.percentileofscore(-nearest, -nearest[-1], kind="weak") / 100


@pytest.mark.parametrize("network", NETWORKS)
def test_the_ledgers_count_of_isolated_figures_is_what_the_file_says(network):
    rows = pd.read_csv(RECORDED).query("epoch == 1 and network == @network")
    seeds = recorded_sweep.ONE_EPOCH.seeds
    runs = rows[rows["seed"] < seeds].pivot(
        index="seed", columns="p", values="validation_accuracy"
    )[np.round(np.arange(10) / 10, 1)]
    assert runs.shape == (seeds, 10)
    level = max(int((seeds + 1) / 20), 1) / (seeds + 1)
    chances = [
        isolated_apart(runs[p].to_numpy(), printed)
        for p, printed in zip(runs, PRINTED.values(), strict=True)
    ]
    outside = sum(chance <= level + 1e-9 for chance in chances)
    found = {one.part: one for one in judge(recorded_sweep.one_epoch())[0].findings}
    together = found[f"the ten figures together{NETWORKS[network]}"]
    assert (together.estimate, together.n) == (outside, seeds)
    tail = stats.binomtest(outside, 10, level, alternative="greater").pvalue
    assert f"p = {tail:.2g}." in together.why
    best = found[f"p = 0.5{NETWORKS[network]}"]
    assert best.estimate == pytest.approx(np.median(runs[0.5]))
    assert best.n == seeds
