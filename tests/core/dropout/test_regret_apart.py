"""The regret of choosing after one epoch, worked out again from the recorded files without core."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.dropout import choosing, recorded_sweep

RECORDED = Path(__file__).parents[3] / "core" / "data" / "recorded"


def regrets_apart():
    """Regret of each seed of the course's network: halves of the images choose, others judge."""
    rows = pd.read_csv(RECORDED / "dropout_sweep.csv")
    with np.load(RECORDED / "dropout_sweep.npz") as file:
        right = np.unpackbits(file["correct"], axis=1, count=len(rows)).T
    long = rows.groupby(["network", "p", "seed"])["epoch"].transform("max") == 10
    rng, found = np.random.default_rng(12), {}
    for seed, own in rows[long & (rows["network"] == "course")].groupby("seed"):
        if own["p"].nunique() != 10:
            continue
        first, last = (right[own.query("epoch == @at").sort_values("p").index] for at in (1, 10))
        lost = []
        for _ in range(400):
            chooses = rng.permutation(right.shape[1]) < right.shape[1] // 2
            late, early = (one[:, chooses].mean(axis=1).argmax() for one in (last, first))
            truth = last[:, ~chooses].mean(axis=1)
            lost.append(truth[late] - truth[early])
        found[seed] = np.mean(lost)
    return list(found.values())


def test_the_ledgers_regret_is_what_the_files_say():
    apart = regrets_apart()
    regret = choosing.findings(recorded_sweep.ten_epochs())[0]
    assert regret.part == "choosing after one epoch costs accuracy"
    assert regret.n == len(apart) == recorded_sweep.TEN_EPOCHS.seeds
    assert regret.estimate == pytest.approx(np.mean(apart), abs=5e-4)
    half = np.std(apart, ddof=1) / np.sqrt(len(apart))
    assert (regret.interval.high - regret.estimate) / half > 1.9
