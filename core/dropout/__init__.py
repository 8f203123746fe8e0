"""Write-up 2.D: which dropout probability is best, what made the network good, how to choose.

accuracies          What a sweep reached: a row a seed, a column a dropout probability
best                Is a dropout probability the best: its lead over each rival, corrected
candidates          The models of the recorded sweeps as candidates to choose among
choosing            Does one epoch mislead, and is the winner overrated? judged on a sweep
cluster             A Dask cluster to train on, where one machine is too small
dead/               Runs that end by giving every image one digit
effects             Batch normalisation, dropout and small kernels, each with and without another
epochs              Is the best dropout probability after one epoch the best after ten?
exercises           The exercises of the dropout lab, answered by networks, record and theory
figures             Does a printed accuracy lie among the runs: in their own distribution?
final/              Two small networks for MNIST, what they reach, and a digit drawn for them
inside              Inside a network with dropout: filters, maps of a digit, zeros
interruptible       Results of parallel work as they end, which can be ended at any moment
ladder/             Which digits does a network no longer give? The ladder of the accuracies
learning_rates      Batch normalisation, dropout and kernels again, each network at its own rate
layer_outputs       What every layer of a convolutional network makes of images
lesson              The lesson on dropout: what it does; is the winner of a sweep better, or lucky?
lesson_runs         What the lesson on dropout is answered from: a run of masks, and records
luck                How much of the best dropout probability's win is luck?
masked_network      One network of the sweep as recorded, with a picture of every digit for it
masks               What dropout does: masks over a network's units, and the mean over many masks
orders              How far two trainings agree on the order of the dropout probabilities
recorded_selection  Choosing on the test set, played at the default settings and recorded
recorded_sweep      The whole sweep as recorded, models and all
selection           What choosing on the test set makes of an accuracy, played with validation
selection_bias      How far the best of many noisy accuracies is expected to lie above the truth
set_size            How far the winner is overrated, against the size of the set that chose it
sparsity            How sparse the activations of a network are, against dropout
stability           Does batch normalisation make training stable, and avoid overfitting?
store               Finished models of sweeps in one SQLite file, so that none is trained twice
sweep               Many networks trained on MNIST, a process a core; results arrive as they end
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from core.claims import DROPOUT_RATES, Finding, Outcome, Role, Verdict
from core.dropout import (
    accuracies,
    choosing,
    effects,
    figures,
    learning_rates,
    recorded_sweep,
    stability,
)
from core.dropout.best import leads
from core.dropout.figures import CLAIMED_BEST, NETWORKS
from core.dropout.sweep import Config, Model, Result, Trained, collect, models, run, trained
from core.intervals import mean_table
from core.rules import together
from core.text import minus

__all__ = [
    "QUICK",
    "Config",
    "Model",
    "Result",
    "Trained",
    "collect",
    "judge",
    "models",
    "recorded_findings",
    "run",
    "trained",
    "verdicts",
]

VERSION = 2
WHOLE_EPOCH = 55_000

QUICK = {
    "2.D.i": Config(seeds=3, images=5_000, learning_rate=0.01),
    "2.D.ii": Config(
        recorded_sweep.FACTORIAL.networks, (0.0, CLAIMED_BEST), seeds=4, images=4_000, epochs=2
    ),
    "2.D.iii": Config(seeds=4, epochs=3),
}


def verdicts(result: Result) -> list[Verdict]:
    """Judge 2.D by the recorded sweep, and beside it by the live ``result`` on fewer images.

    Raises ``DamagedData`` when the record is missing or damaged.
    """
    found = []
    for live in judge(result):
        recorded = recorded_findings(live.claim_id)
        known = {finding.part: finding.outcome for finding in recorded}
        quick = (
            _quick(finding, known.get(finding.part), result.config) for finding in live.findings
        )
        found.append(Verdict(live.claim_id, (*recorded, *quick)))
    return found


def recorded_findings(claim_id: str) -> list[Finding]:
    """Judge a claim of 2.D by what is recorded for it alone.

    Raises ``DamagedData`` when a record is missing or damaged.
    """
    return [finding for findings, read in RECORDS[claim_id] for finding in findings(read())]


def judge(result: Result) -> list[Verdict]:
    """Judge whatever of 2.D a sweep covers; the rest is not tested."""
    return [Verdict(claim_id, tuple(parts(result))) for claim_id, parts in JUDGES.items()]


def _quick(finding: Finding, recorded: Outcome | None, config: Config) -> Finding:
    """Return a live finding as one that confirms or contradicts the record, and does not count."""
    decided = {Outcome.HOLDS, Outcome.FAILS}
    if not {finding.outcome, recorded} <= decided:
        says = "It can neither confirm nor contradict the record."
    else:
        says = f"It {'confirms' if finding.outcome is recorded else 'contradicts'} the record."
    return replace(
        finding,
        part=f"{finding.part}, live on {config.images:,} images",
        why=f"{finding.why} {says}",
        role=Role.QUICK,
        would_decide=None,
    )


def summary(result: Result) -> pd.DataFrame:
    """Return validation accuracy after the last epoch by network and p.

    Columns: network, p, n (seeds), mean, and low and high of the 95 % interval of the mean,
    missing with one seed.
    """
    last = result.curves[result.curves["epoch"] == result.config.epochs]
    by = ["network", "p"]
    table = mean_table(by, last.groupby(by, sort=False)["validation_accuracy"])
    return table.replace([-np.inf, np.inf], np.nan)


def _sweep_findings(result: Result) -> list[Finding]:
    config = result.config
    tables = {
        network: table
        for network in NETWORKS
        if len(table := accuracies.accuracies(result, network, config.epochs)) >= 2
        and set(table) == set(DROPOUT_RATES)
    }
    printed = figures.findings(tables, config) if config.images == WHOLE_EPOCH else []
    best = tables if config.epochs == 1 else ()
    return [*(one for network in best for one in _best_is(result, network)), *printed]


def _best_is(result: Result, network: str) -> list[Finding]:
    """Judge the lead of one half in a network; nothing before two seeds are whole."""
    table = accuracies.accuracies(result, network, result.config.epochs)
    if len(table) < 2:
        return []
    found = leads(table, CLAIMED_BEST)
    rival, decisive = next(iter(found.items()))
    by = abs(decisive.found.estimate)
    stands = f"{by:.3f} {'ahead of' if decisive.found.estimate > 0 else 'behind'} p = {rival}"
    return [
        together(*found.values()).finding(
            f"lead of p = {CLAIMED_BEST}{NETWORKS[network]} over the best other",
            f"Paired over seeds, the difference in accuracy to each of the {len(found)} others, "
            "corrected for their number (Holm): every interval lies above 0.",
            len(table),
            f"p = {CLAIMED_BEST}{NETWORKS[network]} is {stands} in accuracy "
            f"({minus(f'{decisive.found.low:+.3f} to {decisive.found.high:+.3f}')}, {len(table)} "
            "seeds).",
            since="2026-11-29",
            changed="On 29 November 2026, after the sweep had been recorded, the comparison was "
            "corrected for the number of rivals and made for both networks; before, only the rival "
            "that looked best was compared.",
        )
    ]


def _effect_findings(result: Result) -> list[Finding]:
    covered = set(result.config.networks) == set(recorded_sweep.FACTORIAL.networks)
    if covered and {0.0, CLAIMED_BEST} <= set(result.config.dropout):
        return effects.findings(result)
    return stability.findings(result)


JUDGES = {"2.D.i": _sweep_findings, "2.D.ii": _effect_findings, "2.D.iii": choosing.findings}
RECORDS: dict[str, tuple[tuple[Callable[[Result], list[Finding]], Callable[[], Result]], ...]] = {
    "2.D.i": (
        (_sweep_findings, recorded_sweep.one_epoch),
        (_sweep_findings, recorded_sweep.ten_epochs),
    ),
    "2.D.ii": (
        (effects.findings, recorded_sweep.kernels),
        (stability.findings, recorded_sweep.one_epoch),
        (stability.findings, recorded_sweep.ten_epochs),
        (learning_rates.findings, learning_rates.recorded_at_own_rates),
    ),
    "2.D.iii": ((choosing.findings, recorded_sweep.ten_epochs),),
}
